"""Inputs that the user wants predictions for, in the samples of every run whose model takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from keras_lab import tree
from keras_lab.training.batch import number_of_samples, to_arrays

#: Samples that are shown.
MOST = 12


@dataclass(frozen=True)
class Watched:
    """What `watch_inputs` was given: nests of arrays of at most `MOST` samples."""

    x: Any
    y: Any = None
    labels: tuple[str, ...] = ()


_watched = Watched(None)


def watch_inputs(x: Any = None, y: Any = None, labels: Sequence[str] | None = None) -> None:
    """Names the samples whose predictions the view of a run shows, instead of the first ones of its data.

    Args:
        x: inputs, as given to `fit`; the first 12 samples are shown. None: those of each run's own data.
        y: their targets, if there are any.
        labels: the names of the classes, in order; they are used in confusion matrices, too.

    Raises:
        ValueError: if `x` and `y` do not have the same number of samples.
    """
    global _watched
    nests = {"x": None if x is None else to_arrays(x, "x"), "y": None if y is None else to_arrays(y, "y")}
    if x is not None:
        number_of_samples(nests)
    elif y is not None:
        raise ValueError("watch_inputs: y was given, but no x that it belongs to.")
    few = {name: None if nest is None else _first(nest, MOST) for name, nest in nests.items()}
    _watched = Watched(few["x"], few["y"], tuple(map(str, labels or ())))


def watched() -> Watched:
    """What is watched now; `x` is None where nothing was named."""
    return _watched


def samples_for(model: Any, batch: Sequence[Any] | None) -> tuple[Any, Any, bool] | None:
    """x and y to show of a model whose data are like `batch`, and whether the user named them."""
    if _watched.x is not None and (batch is None or _alike(_watched.x, batch[0])):
        return _watched.x, _watched.y, True
    if batch is None:
        return None
    return _first(batch[0], MOST), None if batch[1] is None else _first(batch[1], MOST), False


def _first(nest: Any, count: int) -> Any:
    return tree.map_structure(lambda leaf: None if leaf is None else leaf[:count], nest)


def _alike(one: Any, other: Any) -> bool:
    """Whether two nests hold samples of the same shapes."""
    shapes = [[leaf.shape[1:] for leaf in tree.flatten(nest) if leaf is not None] for nest in (one, other)]
    return shapes[0] == shapes[1]
