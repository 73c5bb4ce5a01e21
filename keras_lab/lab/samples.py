"""Data to look at a model with: a few samples of what it was last trained with, and fitting variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from keras_lab import control, tree
from keras_lab.events import Event, RunStarted
from keras_lab.lab.protocol import Samples
from keras_lab.registry import suggest

MOST = 64  # samples kept of a run
_BYTES = 8 << 20  # of these, at most
_LISTED = 20  # variables


class TrainingSamples:
    """Keeps the first samples of each model's last training while the model lives."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

    def listen(self, event: Event) -> None:
        """Copies some samples when a run starts: a few megabytes at most."""
        steering = control.running().get(event.run) if isinstance(event, RunStarted) else None
        loop = getattr(steering, "subject", None)
        if loop is None:
            return
        try:
            x = loop.source.packing.unpack(loop.source.first(MOST))[0]
        except Exception:  # a person's own training step may take anything; no run fails for a picture
            return
        size = sum(np.asarray(leaf[:1]).nbytes for leaf in tree.flatten(x) if leaf is not None)
        count = max(1, min(MOST, _BYTES // max(size, 1)))
        self._of[loop.model] = tree.map_structure(
            lambda leaf: None if leaf is None else np.array(leaf[:count]), x
        )

    def of(self, model: Any) -> Any:
        """The inputs of the last training; None if there was none."""
        return self._of.get(model)


def sources(namespace: Mapping[str, Any], model: Any, trained_with: Any) -> list[Samples]:
    """What can be chosen from: the last training's data (named ""), and the variables that fit the model's input."""
    found: list[Samples] = []
    if trained_with is not None:
        found.append({"name": "", "count": _count(trained_with)})
    shape = _input_shape(model, trained_with)
    if shape is not None:
        fitting = [
            name for name, value in tuple(namespace.items()) if name[:1] != "_" and _fits(value, shape)
        ]
        found += [{"name": name, "count": len(namespace[name])} for name in fitting[:_LISTED]]
    return found


def sample(namespace: Mapping[str, Any], trained_with: Any, name: str, index: int) -> Any:
    """One sample as a batch of one.

    Raises:
        LookupError: if there is no such variable, or no such sample in it.
    """
    data = trained_with if name == "" else namespace.get(name)
    if data is None:
        known = [each for each in namespace if each[:1] != "_"]
        raise LookupError(
            f"There is no variable {name!r}.{suggest(name, known)}"
            if name
            else "The model was not trained yet."
        )
    count = _count(data)
    if not -count <= index < count:
        raise LookupError(f"There are the samples 0 to {count - 1}; there is no {index}.")
    at = index % count
    return tree.map_structure(lambda leaf: None if leaf is None else np.asarray(leaf[at : at + 1]), data)


def _count(data: Any) -> int:
    return min((len(leaf) for leaf in tree.flatten(data) if leaf is not None), default=0)


def _input_shape(model: Any, trained_with: Any) -> tuple[Any, ...] | None:
    """Of a model with one input."""
    inputs = getattr(model, "inputs", None) or [
        leaf for leaf in tree.flatten(trained_with) if leaf is not None
    ]
    return tuple(inputs[0].shape[1:]) if len(inputs) == 1 else None


def _fits(value: Any, shape: tuple[Any, ...]) -> bool:
    own = getattr(value, "shape", None)
    try:
        if own is None or not hasattr(value, "dtype") or isinstance(value, type):
            return False
        return (
            len(own) == len(shape) + 1
            and all(wanted in (None, size) for wanted, size in zip(shape, own[1:], strict=True))
            and len(value) > 0
        )
    except Exception:  # whatever stands in a person's namespace
        return False
