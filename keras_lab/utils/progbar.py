"""A progress bar for loops of one's own."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import Any

import numpy as np


class Progbar:
    """Prints how far a loop is, and means of what it measures.

    Args:
        target: steps in all; None if not known.
        width: of the bar, in characters.
        verbose: 0 prints nothing, 1 a bar that moves, 2 one line at the end.
        interval: least seconds between two drawings.
        stateful_metrics: names whose last value is shown; of others the mean, weighted by steps.
        stateless_metrics: the other way round: names whose mean is shown.
        unit_name: what a step is called.

    Raises:
        ValueError: if both lists of names are given.

    Example:

        bar = Progbar(100)
        for step in range(100):
            bar.add(1, [("loss", train(step))])
    """

    def __init__(
        self,
        target: int | None,
        width: int = 20,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None,
        stateless_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
    ) -> None:
        if stateful_metrics is not None and stateless_metrics is not None:
            raise ValueError("Progbar takes stateful_metrics or stateless_metrics, not both.")
        self.target = target
        self.width = width
        self.verbose = verbose
        self.interval = interval
        self.unit_name = unit_name
        self.stateful_metrics = None if stateful_metrics is None else set(stateful_metrics)
        self.stateless_metrics = None if stateless_metrics is None else set(stateless_metrics)
        self._sums: dict[str, tuple[Any, float]] = {}  # name → (weighted sum, weights)
        self._seen = 0
        self._start = time.perf_counter()
        self._last = -interval
        self._drawn = 0

    def update(self, current: int, values: Any = None, finalize: bool | None = None) -> None:
        """Says that `current` steps are done in all.

        Args:
            current: steps.
            values: pairs `(name, value)` measured since the last call; of several numbers the mean counts.
            finalize: whether this is the last call; where `current` reaches `target` unless given.
        """
        steps = max(current - self._seen, 1)
        for name, value in values or ():
            total, weight = self._sums.get(name, (0.0, 0.0)) if self._averages(name) else (0.0, 0.0)
            self._sums[name] = (total + float(np.mean(value)) * steps, weight + steps)
        self._seen = current
        finished = self.target is not None and current >= self.target if finalize is None else finalize
        now = time.perf_counter() - self._start
        if self.verbose == 1 and (finished or now - self._last >= self.interval):
            self._last = now
            self._draw(f"{self._bar()} {self._pace(now)}{self._metrics()}", finished)
        elif self.verbose == 2 and finished:
            print(f"{self._bar()} - {now:.0f}s - {self._pace(now)}{self._metrics()}", flush=True)

    def add(self, n: int, values: Any = None) -> None:
        """Says that `n` more steps are done."""
        self.update(self._seen + n, values)

    def _averages(self, name: str) -> bool:
        if self.stateless_metrics is not None:
            return name in self.stateless_metrics
        return name not in (self.stateful_metrics or ())

    def _bar(self) -> str:
        if self.target is None:
            return f"{self._seen}/Unknown"
        count = f"{self._seen:>{len(str(self.target))}}/{self.target}"
        if self.verbose == 2:
            return count
        filled = self.width * min(self._seen, self.target) // max(self.target, 1)
        return f"{count} {'━' * filled}{'─' * (self.width - filled)}"

    def _pace(self, now: float) -> str:
        each = now / max(self._seen, 1)
        unit = (
            f"{each:.0f}s" if each >= 1 else f"{each * 1e3:.0f}ms" if each >= 1e-3 else f"{each * 1e6:.0f}us"
        )
        left = max((self.target or 0) - self._seen, 0) * each
        shown = f"{left:.0f}s" if left and self.verbose == 1 else f"{now:.0f}s"
        return f"{shown} {unit}/{self.unit_name}"

    def _metrics(self) -> str:
        means = {name: np.mean(total / max(weight, 1)) for name, (total, weight) in self._sums.items()}
        return "".join(
            f" - {name}: {mean:.4f}" if abs(mean) > 1e-3 or mean == 0 else f" - {name}: {mean:.4e}"
            for name, mean in means.items()
        )

    def _draw(self, text: str, finished: bool) -> None:
        line = "\r" + text.ljust(self._drawn) + ("\n" if finished else "")
        self._drawn = 0 if finished else len(text)
        try:
            sys.stdout.write(line)
        except UnicodeEncodeError:
            sys.stdout.write(line.replace("━", "=").replace("─", "-"))
        sys.stdout.flush()
