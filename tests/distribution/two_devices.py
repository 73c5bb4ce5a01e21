"""A program for two devices, run by `test_two_devices` in a process that has them.

Given an address and a number, it is that one of two processes with a device each.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

import keras_lab as keras
from keras_lab import engine, layers
from keras_lab.distribution import (
    DataParallel,
    DeviceMesh,
    LayoutMap,
    ModelParallel,
    TensorLayout,
    distribute_tensor,
    get_device_count,
    initialize,
    list_devices,
)

DEVICES = ["cpu:0", "cpu:1"]
random = np.random.default_rng(0)
x = random.normal(size=(21, 6)).astype("float32")  # three batches, of which one is divided unevenly
y = random.integers(0, 3, 21)


def made() -> Any:
    keras.utils.set_random_seed(1)
    parts = [layers.Dense(8, "relu", name="wide"), layers.BatchNormalization(), layers.Dropout(0.2)]
    model = keras.Sequential([layers.Input((6,)), *parts, layers.Dense(3, "softmax", name="last")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def streamed() -> Iterator[Any]:
    yield from ((x[i : i + 8], y[i : i + 8]) for i in range(0, 21, 8))


def numbers(model: Any) -> list[Any]:
    history = model.fit(x, y, batch_size=8, epochs=2, verbose=0)
    results = [history.history[name] for name in ("loss", "accuracy")]
    results += [model.evaluate(x, y, batch_size=8, verbose=0), model.predict(x, batch_size=8, verbose=0)]
    model.fit(streamed(), verbose=0)
    return [*results, *model.get_weights()]


def same(found: list[Any], expected: list[Any]) -> None:
    for one, right in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, right, rtol=2e-4, atol=2e-5)


def split_by_layers() -> ModelParallel:
    layouts = LayoutMap(DeviceMesh((1, 2), ["batch", "model"]))
    layouts[".*wide/kernel"] = (None, "model")
    layouts[".*wide/bias"] = ("model",)
    layouts[".*last/kernel"] = ("model", None)
    layouts[".*wide/output"] = ("batch", "model")
    return ModelParallel(layout_map=layouts)


def axes(tensor: Any) -> tuple[Any, ...]:
    spec = tuple(tensor.sharding.spec)
    return spec + (None,) * (tensor.ndim - len(spec))


def tensors_are_laid_out() -> None:
    layout = TensorLayout(["d", None], DeviceMesh((2,), ["d"], DEVICES))
    now = distribute_tensor(np.ones((4, 3)), layout)
    later = engine.load().compile(lambda x: distribute_tensor(x, layout))(np.ones((4, 3), "float32"))
    for tensor in (now, later):
        assert axes(tensor) == ("d", None)
        assert {part.data.shape for part in tensor.addressable_shards} == {(2, 3)}


def data_parallel(expected: list[Any]) -> None:
    with DataParallel().scope():
        model = made()
        same(numbers(model), expected)
    assert all(v.value.sharding.is_fully_replicated for v in model.variables)
    assert all(len(v.value.sharding.device_set) == 2 for v in model.variables)


def model_parallel(expected: list[Any]) -> None:
    with split_by_layers().scope():
        model = made()
        same(numbers(model), expected)
        assert axes(model.get_layer("wide")(x)) == ("batch", "model")
    kernel = model.get_layer("wide").kernel
    kernel.assign(np.ones((6, 8)))
    momentum = next(v for v in model.optimizer.variables if v.path.endswith("wide_kernel_momentum"))
    assert axes(kernel.value) == axes(momentum.value) == (None, "model")
    assert [axes(v.value) for v in model.get_layer("last").weights] == [("model", None), (None,)]


def made_before(expected: list[Any]) -> None:
    """A model that was made before, and is run step by step."""
    model = made()
    model.run_eagerly = True
    with DataParallel(devices=DEVICES).scope():
        same(numbers(model), expected)


def on_two_devices() -> None:
    assert list_devices() == DEVICES
    tensors_are_laid_out()
    expected = numbers(made())
    keras.backend.clear_session()
    data_parallel(expected)
    keras.backend.clear_session()
    model_parallel(expected)
    made_before(expected)


def few_numbers() -> list[Any]:
    keras.utils.set_random_seed(1)
    model = keras.Sequential([layers.Input((6,)), layers.Dense(8, name="wide"), layers.Dense(3, name="last")])
    model.compile("sgd", "mse")
    model.fit(x, x[:, :3], batch_size=7, verbose=0)
    return [model.predict(x, batch_size=21, verbose=0), *model.get_weights()]


def in_two_processes(address: str, number: int) -> None:
    initialize(address, 2, number)
    assert get_device_count() == 2
    expected = few_numbers()
    keras.backend.clear_session()
    with split_by_layers().scope():
        same(few_numbers(), expected)


if __name__ == "__main__":
    in_two_processes(sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 1 else on_two_devices()
    print("the same")
