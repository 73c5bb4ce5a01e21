"""Optimizers that do more than one rule, inside `fit`."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import Sequential, layers, mixed_precision, optimizers
from keras_lab.dtype_policies import policy

rng = np.random.default_rng(4)
X = rng.normal(size=(64, 4)).astype("float32")
Y = X @ np.array([[1.0], [-2.0], [0.5], [3.0]], "float32")


def _model(**dense):
    return Sequential([layers.Input((4,)), layers.Dense(8, activation="relu", **dense), layers.Dense(1)])


MAP = optimizers.OptimizerMap
CASES = {
    "accumulation": lambda: optimizers.Adam(0.05, gradient_accumulation_steps=2),
    "loss scale": lambda: optimizers.LossScaleOptimizer(optimizers.Adam(0.05), 8.0, 5),
    "several": lambda: optimizers.MultiOptimizer(
        MAP(optimizers.Adam(0.05), {".*bias": optimizers.SGD(0.01)})
    ),
    "averages": lambda: optimizers.Adam(0.05, use_ema=True, ema_momentum=0.5),
    "muon": lambda: optimizers.Muon(0.05),
    "schedule": lambda: optimizers.Lion(optimizers.schedules.CosineDecay(0.03, 40)),
}


@pytest.mark.parametrize("case", CASES)
def test_fit(engine, case):
    model = _model()
    model.compile(CASES[case](), "mse")
    first, *_, last = model.fit(X, Y, batch_size=8, epochs=4, verbose=0).history["loss"]
    assert last < 0.7 * first
    updates = 16 if case == "accumulation" else 32
    assert int(np.asarray(model.optimizer.iterations)) == updates
    assert int(model.optimizer.counter) == 32


def test_half_precision(engine):
    model = _model(dtype="mixed_float16")
    model.compile(optimizers.LossScaleOptimizer(optimizers.Adam(0.05), 2.0**24), "mse")
    first, *_, last = model.fit(X, Y, batch_size=8, epochs=4, verbose=0).history["loss"]
    assert last < 0.7 * first
    assert 1 <= float(model.optimizer.dynamic_scale) < 2.0**24  # too much at first: steps were left out
    assert int(model.optimizer.iterations) < int(model.optimizer.counter)


def test_compile_adds_a_loss_scale_where_it_is_needed(engine):
    before = list(policy._chosen)
    mixed_precision.set_global_policy("mixed_float16")
    try:
        model, plain = _model(), _model()
    finally:
        policy._chosen[:] = before
    model.compile("adam", "mse")
    plain.compile("adam", "mse", auto_scale_loss=False)
    assert isinstance(model.optimizer, mixed_precision.LossScaleOptimizer)
    assert isinstance(plain.optimizer, optimizers.Adam)
    first, *_, last = model.fit(X, Y, batch_size=8, epochs=3, verbose=0).history["loss"]
    assert last < first
    inner = model.optimizer
    model.compile(inner, "mse")
    assert model.optimizer is inner
