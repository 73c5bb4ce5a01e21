"""JAX: devices, and tensors that are spread over several of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import jax
import numpy as np
from jax import lax
from jax.experimental import multihost_utils
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from keras_lab.engine.host import device_named
from keras_lab.engine.jax.arrays import convert

Tensor = Any


def put_on_device(x: Any) -> Tensor:
    return jax.device_put(convert(x))  # not bound to the device: programs would be compiled for both kinds


def devices() -> list[str]:
    return list(_devices())


def _devices() -> dict[str, Any]:
    found = [*jax.devices(), *(jax.devices("cpu") if jax.default_backend() != "cpu" else [])]
    return {f"{device.platform}:{device.id}": device for device in found}


def device_memory() -> int | None:
    told = jax.devices()[0].memory_stats()
    return int(told["bytes_in_use"]) if told and "bytes_in_use" in told else None


def on_device(name: str) -> AbstractContextManager[Any]:
    return jax.default_device(_devices()[device_named(name, devices())])


def mesh(devices: Any, names: Sequence[str]) -> Mesh:
    known = _devices()
    found = [known[device_named(name, list(known))] for name in np.ravel(devices)]
    return Mesh(np.reshape(found, np.shape(devices)), tuple(names))


def layout(mesh: Mesh, axes: Sequence[str | None]) -> NamedSharding:
    return NamedSharding(mesh, PartitionSpec(*axes))


def lay_out(x: Tensor, layout: Any) -> Tensor:
    if isinstance(x, jax.core.Tracer):
        return lax.with_sharding_constraint(x, layout)
    return jax.device_put(x, layout)


def join(address: str | None, count: int | None, number: int | None) -> None:
    jax.distributed.initialize(coordinator_address=address, num_processes=count, process_id=number)


def processes() -> tuple[int, int]:
    return jax.process_count(), jax.process_index()


def agreed(number: int) -> int:
    halves = np.array([number >> 32, number & 0xFFFFFFFF], np.uint32)
    high, low = multihost_utils.broadcast_one_to_all(halves)
    return int(high) << 32 | int(low)
