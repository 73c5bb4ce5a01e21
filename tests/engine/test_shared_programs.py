"""Equal programs are made once, and only they."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest

import keras_lab as kl
from keras_lab import layers
from keras_lab.config import set_engine
from keras_lab.engine import P, load
from keras_lab.engine.spec import Spec

X = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")


@pytest.fixture(params=["tensorflow", "jax"])
def engine(request: pytest.FixtureRequest) -> str:
    set_engine(request.param)
    return request.param


@pytest.fixture
def shared(engine: str) -> Iterator[ModuleType]:
    """The engine's module of shared programs, with none in it."""
    module = import_module(f"keras_lab.engine.{engine}.shared_programs")
    module._programs.clear()
    yield module
    module._programs.clear()


def compiled(fn):
    return load().compile(fn)


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
def test_a_cell_that_is_run_again_makes_no_new_program(shared: ModuleType, recurrent: bool) -> None:
    once = trained(recurrent=recurrent)
    first = list(shared._programs.values())
    assert first
    assert same(trained(recurrent=recurrent), once)
    assert list(shared._programs.values()) == first
    assert not same(trained(seed=2, recurrent=recurrent), once)


def test_another_constant_makes_another_program(shared: ModuleType) -> None:
    apart = trained(rate=0.25)
    shared._programs.clear()
    trained(rate=0.5)
    assert same(trained(rate=0.25), apart)


def test_what_is_wired_otherwise_is_another_program(shared: ModuleType) -> None:
    a, b = np.float32([1, 2]), np.float32([3, 4])
    for fn in (lambda x, y: P.add(x, y), lambda x, y: P.add(y, y), lambda x, y: P.add(P.add(x, y), y)):
        assert np.array_equal(compiled(fn)(a, b), fn(a, b))
    assert len(shared._programs) == 3


def test_results_keep_their_own_structure(shared: ModuleType) -> None:
    for name in ("a", "b"):
        result = compiled(lambda x, name=name: {name: (P.add(x, x), None)})(X)
        assert list(result) == [name]
        assert result[name][1] is None


def test_loops_with_other_bodies_are_apart(shared: ModuleType) -> None:
    for factor in (2.0, 3.0, 2.0):
        double = compiled(
            lambda x, f=factor: P.loop(
                np.int32(3), lambda i, carry: P.multiply(carry, P.convert(np.float32(f))), x
            )
        )
        assert np.allclose(double(X), X * factor**3)


def test_large_constants_count(shared: ModuleType) -> None:
    for fill in (1.0, 2.0):
        table = np.full((300, 300), fill, "float32")
        assert compiled(lambda x, t=table: P.add(x, P.convert(t)))(np.float32(0))[299, 299] == fill


def test_python_code_in_a_program_stays_its_own(shared: ModuleType) -> None:
    seen: list[int] = []
    for number in (1, 2):

        def tell(x, number=number):
            seen.append(number)
            return x * number

        program = compiled(lambda x, f=tell: P.on_host(f, Spec((), "float32"), x))
        assert float(program(np.float32(3))) == 3 * number
    assert seen == [1, 2]
    assert not shared._programs


def test_only_some_are_kept_and_no_model_with_them(shared: ModuleType, monkeypatch) -> None:
    monkeypatch.setattr(shared, "KEPT", 2)
    for factor in range(4):
        compiled(lambda x, f=factor: P.multiply(x, P.convert(np.float32(f))))(X)
    assert len(shared._programs) == 2
    model = kl.Sequential([kl.Input((4,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(X, X[:, :1], verbose=0)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("engine", ["tensorflow"], indirect=True)
def test_variables_and_random_numbers_of_tensorflow_stay_alone(shared: ModuleType) -> None:
    import tensorflow as tf

    for number in (1, 2):
        cell = tf.Variable(float(number))
        assert float(compiled(lambda x, cell=cell: x * cell)(np.float32(1))) == number
        assert float(compiled(lambda x: x + tf.random.uniform((), seed=1))(np.float32(0))) > 0
    assert not shared._programs


@pytest.mark.parametrize("engine", ["tensorflow"], indirect=True)
def test_settings_of_tensorflow_count(shared: ModuleType) -> None:
    import tensorflow as tf

    compiled(lambda x: P.add(x, x))(X)
    tf.config.optimizer.set_jit("autoclustering")
    try:
        compiled(lambda x: P.add(x, x))(X)
    finally:
        tf.config.optimizer.set_jit("")
    assert len(shared._programs) == 2


@pytest.mark.parametrize("engine", ["jax"], indirect=True)
def test_devices_and_weak_types_of_jax_count(shared: ModuleType) -> None:
    import jax

    double = compiled(lambda x: P.add(x, x))
    strong, weak = double(jax.numpy.float32(1)), double(jax.numpy.asarray(1.0))
    assert (strong.weak_type, weak.weak_type) == (False, True)
    assert double(jax.device_put(X, jax.devices()[0])).committed
    assert len(shared._programs) == 3


@pytest.mark.parametrize("engine", ["jax"], indirect=True)
def test_settings_of_jax_count(shared: ModuleType) -> None:
    import jax

    ran: list[int] = []
    double = compiled(lambda x: ran.append(1) or P.add(x, x))
    half = np.float64(0.5)
    assert double(half).dtype == "float32"
    with jax.enable_x64(True):
        assert double(half).dtype == "float64"
    with jax.disable_jit():
        double(half)
        double(half)
    assert len(ran) == 4
    root = compiled(lambda x: P.sqrt(x))
    root(np.float32(-1))
    with jax.debug_nans(True), pytest.raises(FloatingPointError):
        root(np.float32(-1))
