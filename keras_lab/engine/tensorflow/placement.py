"""TensorFlow: devices, on one of which everything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import tensorflow as tf

from keras_lab.engine.host import device_named
from keras_lab.engine.tensorflow.arrays import convert

Tensor = Any
_INSTEAD = (
    "Use the JAX engine: keras_lab.config.set_engine('jax'), or KERAS_LAB_ENGINE=jax in the environment."
)


def put_on_device(x: Any) -> Tensor:
    with tf.device(devices()[0]):
        return tf.identity(convert(x))


def devices() -> list[str]:
    found = tf.config.list_logical_devices("GPU") + tf.config.list_logical_devices("CPU")
    return [device.name.removeprefix("/device:").lower() for device in found]


def device_memory() -> int | None:
    if not on_gpu():
        return None
    return int(tf.config.experimental.get_memory_info("GPU:0")["current"])


def on_gpu() -> bool:
    """Whether there is a GPU that computes unless a person says otherwise."""
    return bool(tf.config.list_logical_devices("GPU"))


def on_device(name: str) -> AbstractContextManager[Any]:
    return tf.device(device_named(name, devices()))


def mesh(devices: Any, names: Sequence[str]) -> Any:
    if np.size(devices) > 1:
        raise NotImplementedError(
            "The TensorFlow engine computes on one device at a time. Received a mesh of "
            f"{np.size(devices)}: {', '.join(np.ravel(devices))}. {_INSTEAD}"
        )
    return _named(str(np.ravel(devices)[0]))


def _named(name: str) -> str:
    return device_named(name, devices())


def layout(mesh: Any, axes: Sequence[str | None]) -> Any:
    return mesh


def lay_out(x: Tensor, layout: Any) -> Tensor:
    with tf.device(layout):
        return tf.identity(x)


def join(address: str | None, count: int | None, number: int | None) -> None:
    raise NotImplementedError(f"The TensorFlow engine runs in one process. {_INSTEAD}")


def processes() -> tuple[int, int]:
    return 1, 0


def agreed(number: int) -> int:
    return number
