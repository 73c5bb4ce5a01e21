"""JAX: no variables of its own; what other people's programs read of ours are constants."""

from __future__ import annotations

from typing import Any

from keras_lab.engine.jax.keys import key

Tensor = Any

in_place = False


def watched() -> bool:
    return False


def cell(x: Tensor, trainable: bool) -> Any:
    raise NotImplementedError("JAX has no variables.")


def read(cell: Any) -> Tensor:
    raise NotImplementedError("JAX has no variables.")


def write(cell: Any, x: Tensor) -> None:
    raise NotImplementedError("JAX has no variables.")


def fresh_key(seed: int) -> Tensor:
    return key(seed)
