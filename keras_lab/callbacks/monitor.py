"""Watching one metric for improvement (shared by the callbacks that do)."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab.registry import suggest

_RISING = ("acc", "auc", "f1", "precision", "recall", "iou", "r2", "top_k", "similarity")


class Monitor:
    """Knows the best value of a metric so far.

    Args:
        name: the metric's name in the logs, e.g. `"val_loss"`.
        mode: `"min"`, `"max"`, or `"auto"`: judged by the name.
        min_delta: what counts as better, at least.
        baseline: the value to beat at first.

    Raises:
        ValueError: for another mode.
    """

    def __init__(
        self, name: str, mode: str = "auto", min_delta: float = 0.0, baseline: float | None = None
    ) -> None:
        if mode not in ("auto", "min", "max"):
            raise ValueError(f"mode must be 'auto', 'min' or 'max'. Received: {mode!r}")
        self.name = name
        self.rising = mode == "max" or (mode == "auto" and any(word in name for word in _RISING))
        self.min_delta = abs(min_delta)
        self.best = baseline if baseline is not None else (-math.inf if self.rising else math.inf)

    def read(self, logs: dict[str, Any] | None, owner: str) -> float | None:
        """The metric's value in `logs`; None, with a warning, where it is missing."""
        value = (logs or {}).get(self.name)
        if value is None:
            known = ", ".join(logs or {})
            warnings.warn(
                f"{owner} watches {self.name!r}, which is not there. There are: {known}."
                f"{suggest(self.name, logs or {})}",
                stacklevel=2,
            )
        return value

    def is_better(self, value: float, than: float | None = None) -> bool:
        """Whether `value` beats the best one (or `than`) by more than `min_delta`."""
        than = self.best if than is None else than
        return value - self.min_delta > than if self.rising else value + self.min_delta < than


class Watching:
    """Base of callbacks that keep the best value of a metric."""

    _watch: Monitor

    @property
    def best(self) -> float:
        """The best value so far; it may be set."""
        return self._watch.best

    @best.setter
    def best(self, value: float) -> None:
        self._watch.best = value

    @property
    def monitor_op(self) -> Callable[[Any, Any], Any]:
        """`np.greater` or `np.less`: which values are better."""
        return np.greater if self._watch.rising else np.less
