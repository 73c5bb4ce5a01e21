"""How many numbers a model's weights hold, and how much memory they take."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from keras_lab.engine.dtypes import to_numpy_dtype


@dataclass(frozen=True)
class Total:
    """A number of parameters and their size in bytes."""

    count: int
    bytes: int

    def __str__(self) -> str:
        return f"{self.count:,} ({size_text(self.bytes)})"


@dataclass(frozen=True)
class Totals:
    """The parameters of a model; a weight shared by several layers counts once."""

    all: Total
    trainable: Total
    non_trainable: Total
    optimizer: Total | None


def totals(model: Any) -> Totals:
    """The parameters of what is built so far; the optimizer's once training has made them."""
    optimizer: Any = getattr(model, "optimizer", None)
    state = optimizer.variables if optimizer is not None and optimizer.built else []
    trainable = model.trainable_variables
    known = {id(variable) for variable in trainable}
    return Totals(
        all=total(model.weights),
        trainable=total(trainable),
        non_trainable=total(weight for weight in model.weights if id(weight) not in known),
        optimizer=total(state) if state else None,
    )


def total(variables: Iterable[Any]) -> Total:
    """The sum over variables."""
    count = size = 0
    for variable in variables:
        elements = math.prod(variable.shape)
        count += elements
        size += elements * to_numpy_dtype(str(variable.dtype)).itemsize
    return Total(count, size)


def size_text(count: int) -> str:
    """`310.59 KB`, in powers of 1024."""
    if count < 1024:
        return f"{count} B"
    size = count / 1024
    for unit in ("KB", "MB", "GB"):
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} TB"
