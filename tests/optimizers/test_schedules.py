"""Every schedule against Keras."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import engine as engines
from keras_lab.optimizers import schedules

CASES = [
    ("ExponentialDecay", {"initial_learning_rate": 0.5, "decay_steps": 7, "decay_rate": 0.3}),
    (
        "ExponentialDecay",
        {"initial_learning_rate": 0.5, "decay_steps": 7, "decay_rate": 0.3, "staircase": True},
    ),
    ("InverseTimeDecay", {"initial_learning_rate": 0.5, "decay_steps": 4, "decay_rate": 2.0}),
    (
        "InverseTimeDecay",
        {"initial_learning_rate": 0.5, "decay_steps": 4, "decay_rate": 2.0, "staircase": True},
    ),
    ("PiecewiseConstantDecay", {"boundaries": [3, 10], "values": [1.0, 0.5, 0.25]}),
    ("PolynomialDecay", {"initial_learning_rate": 0.5, "decay_steps": 12}),
    ("PolynomialDecay", {"initial_learning_rate": 0.5, "decay_steps": 6, "power": 0.5, "cycle": True}),
    ("CosineDecay", {"initial_learning_rate": 0.5, "decay_steps": 12, "alpha": 0.1}),
    (
        "CosineDecay",
        {"initial_learning_rate": 0.1, "decay_steps": 9, "warmup_target": 0.8, "warmup_steps": 5},
    ),
    (
        "CosineDecayRestarts",
        {"initial_learning_rate": 0.5, "first_decay_steps": 4, "m_mul": 0.7, "alpha": 0.1},
    ),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.5, "first_decay_steps": 5, "t_mul": 1.0}),
]


@pytest.mark.parametrize(("name", "arguments"), CASES)
def test_like_keras(engine, name, arguments):
    keras = pytest.importorskip("keras")
    ours = getattr(schedules, name)(**arguments)
    theirs = getattr(keras.optimizers.schedules, name)(**arguments)
    for step in range(25):
        rate = ours(engines.P.convert(np.int32(step)))
        np.testing.assert_allclose(float(rate), float(theirs(step)), rtol=1e-5, atol=1e-7, err_msg=str(step))
        assert engines.P.dtype(rate) == "float32"
    assert schedules.serialize(ours) == keras.optimizers.schedules.serialize(theirs)
    assert schedules.deserialize(schedules.serialize(ours)).get_config() == ours.get_config()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: schedules.ExponentialDecay(0.1, 0, 0.5), "decay_steps"),
        (lambda: schedules.PiecewiseConstantDecay([1, 2], [0.1, 0.2]), "one value more"),
        (lambda: schedules.PiecewiseConstantDecay([2, 1], [0.1, 0.2, 0.3]), "ascend"),
        (lambda: schedules.deserialize({"class_name": "CosinDecay", "config": {}}), "CosineDecay"),
    ],
)
def test_bad_arguments(make, words):
    with pytest.raises(ValueError, match=words):
        make()
