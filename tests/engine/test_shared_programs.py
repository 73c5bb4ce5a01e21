"""TensorFlow: equal graphs share a program, and only they."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import numpy as np
import pytest

import keras_lab as kl
from keras_lab import layers
from keras_lab.config import set_engine
from keras_lab.engine import P

X = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")


@pytest.fixture(autouse=True)
def programs() -> Iterator[dict]:
    """TensorFlow's shared programs, none at first."""
    set_engine("tensorflow")
    from keras_lab.engine.tensorflow import shared_programs

    shared_programs._programs.clear()
    yield shared_programs._programs
    shared_programs._programs.clear()


def compiled(fn, **hints):
    from keras_lab.engine import tensorflow

    return tensorflow.compile(fn, **hints)


def trained(rate: float = 0.5, seed: int = 1, recurrent: bool = False) -> list[np.ndarray]:
    kl.utils.set_random_seed(seed)
    first = [layers.Reshape((4, 1)), layers.LSTM(3)] if recurrent else [layers.Dense(8, "tanh")]
    model = kl.Sequential([kl.Input((4,)), *first, layers.Dropout(rate), layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(X, X[:, :1], epochs=2, batch_size=16, verbose=0)
    return model.get_weights()


def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("recurrent", [False, True])
def test_a_cell_that_is_run_again_makes_no_new_program(programs: dict, recurrent: bool) -> None:
    once = trained(recurrent=recurrent)
    first = dict(programs)
    assert first
    assert same(trained(recurrent=recurrent), once)
    assert dict(programs) == first
    assert not same(trained(seed=2, recurrent=recurrent), once)


def test_another_constant_makes_another_program(programs: dict) -> None:
    apart = trained(rate=0.25)
    programs.clear()
    trained(rate=0.5)
    assert same(trained(rate=0.25), apart)


def test_what_is_wired_otherwise_is_another_program() -> None:
    a, b = np.float32([1, 2]), np.float32([3, 4])
    for fn in (lambda x, y: P.add(x, y), lambda x, y: P.add(y, y), lambda x, y: P.add(P.add(x, y), y)):
        assert np.array_equal(compiled(fn)(a, b), fn(a, b))


def test_results_keep_their_own_structure() -> None:
    for name in ("a", "b"):
        result = compiled(lambda x, name=name: {name: (P.add(x, x), None)})(X)
        assert list(result) == [name]
        assert result[name][1] is None


def test_loops_with_other_bodies_are_apart() -> None:
    for factor in (2.0, 3.0, 2.0):
        double = compiled(
            lambda x, f=factor: P.loop(
                np.int32(3), lambda i, carry: P.multiply(carry, P.convert(np.float32(f))), x
            )
        )
        assert np.allclose(double(X), X * factor**3)


def test_programs_with_more_than_a_graph_stay_alone(programs: dict) -> None:
    import tensorflow as tf

    seen = []
    for number in (1, 2):
        cell = tf.Variable(float(number))
        assert float(compiled(lambda x, cell=cell: x * cell)(np.float32(1))) == number
        called = compiled(lambda x, n=number: tf.py_function(lambda y: seen.append(n) or y, [x], tf.float32))
        called(np.float32(1))
        drawn = compiled(lambda x: x + tf.random.uniform((), seed=1))(np.float32(0))
        assert float(drawn) > 0
    assert seen == [1, 2]
    assert not programs


def test_settings_of_tensorflow_count(programs: dict) -> None:
    import tensorflow as tf

    compiled(lambda x: P.add(x, x))(X)
    tf.config.optimizer.set_jit("autoclustering")
    try:
        compiled(lambda x: P.add(x, x))(X)
    finally:
        tf.config.optimizer.set_jit("")
    assert len(programs) == 2


def test_only_some_are_kept_and_no_model_with_them(programs: dict, monkeypatch) -> None:
    from keras_lab.engine.tensorflow import shared_programs

    monkeypatch.setattr(shared_programs, "KEPT", 2)
    for factor in range(4):
        compiled(lambda x, f=factor: P.multiply(x, P.convert(np.float32(f))))(X)
    assert len(programs) == 2
    model = kl.Sequential([kl.Input((4,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(X, X[:, :1], verbose=0)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None
