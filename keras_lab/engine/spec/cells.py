"""Shapes only: no variables."""

from __future__ import annotations

from typing import Any

from keras_lab.engine.spec.random import key
from keras_lab.engine.spec.tensor import Spec

in_place = False


def watched() -> bool:
    """Nobody does."""
    return False


def cell(x: Spec, trainable: bool) -> Spec:
    """The shape itself."""
    return x


def read(cell: Spec) -> Spec:
    """The shape itself."""
    return cell


def write(cell: Spec, x: Spec) -> None:
    """Does nothing."""


def fresh_key(seed: int) -> Any:
    """As `key`."""
    return key(seed)
