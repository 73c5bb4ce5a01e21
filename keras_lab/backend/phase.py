"""The learning phase: whether a graph is run for training (1) or for testing (0)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from keras_lab.graph.symbolic import SymbolicTensor, symbolic_leaves
from keras_lab.layers import call
from keras_lab.layers.inputs import Input
from keras_lab.ops.dispatch import NUMBERS, op

_chosen: list[int] = []


@cache
def phase_symbol() -> SymbolicTensor:
    """The symbolic scalar that stands for the phase, to be given among the inputs of `K.function`."""
    return Input(batch_shape=(), dtype="int32", name="keras_learning_phase")


def learning_phase() -> Any:
    """1 or 0 where the phase is known: it was set, or a layer is being called; else a symbolic scalar."""
    if _chosen:
        return _chosen[0]
    return int(bool(call.current_training())) if call.depth() else phase_symbol()


def set_learning_phase(value: int) -> None:
    """Fixes the phase that the functions of `K` see: 0 (test) or 1 (training).

    Raises:
        ValueError: for any other value.
    """
    if value not in (0, 1):
        raise ValueError(f"The learning phase is 0 (test) or 1 (training). Received: {value!r}")
    _chosen[:] = [int(value)]


def forget_phase() -> None:
    """The phase is no longer fixed."""
    _chosen.clear()


def fixed_phase() -> int | None:
    """What `set_learning_phase` was given, or None."""
    return _chosen[0] if _chosen else None


def in_train_phase(x: Any, alt: Any, training: Any = None) -> Any:
    """`x` in training, `alt` in testing; each a tensor or a function without arguments that gives one.

    Args:
        training: True, False, 1, 0 or a scalar tensor; None: the learning phase.
    """
    phase = learning_phase() if training is None else training
    if isinstance(phase, NUMBERS):
        return _made(x if phase else alt)
    if phase is not phase_symbol():
        from keras_lab.backend.control import switch

        return switch(phase, x, alt)
    x, alt = _made(x), _made(alt)
    return _by_phase(x, alt) if symbolic_leaves((x, alt)) else alt


def in_test_phase(x: Any, alt: Any, training: Any = None) -> Any:
    """`x` in testing, `alt` in training."""
    return in_train_phase(alt, x, training)


@op
def _by_phase(x: Any, alt: Any) -> Any:
    return x if call.current_training() else alt


def _made(x: Any | Callable[[], Any]) -> Any:
    return x() if callable(x) else x
