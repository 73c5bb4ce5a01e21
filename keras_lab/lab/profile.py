"""`%%keras --profile`: where the time of a cell went, read off the events of its runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from html import escape

from keras_lab import events
from keras_lab.events import EpochDone, Event, RunEnded, RunStarted, StepsDone
from keras_lab.lab.protocol import JSON
from keras_lab.lab.views.axis import duration
from keras_lab.lab.views.text import aligned

BEFORE = "before fit: imports, data, building the model"
COMPILING = "compiling, with the first steps"
STEPS = "steps"
WAITING = "waiting for data"
BETWEEN = "validation and callbacks"
REST = "the rest of the cell"


class Profile:
    """Measures from when it is made until `close`; only what its own thread does.

    Attributes:
        seconds: what → seconds.
        steps: how many steps were made.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.steps = 0
        self._thread = threading.get_ident()
        self._start = self._since = time.time()
        self._first = True
        self._in_epoch = 0.0
        self._unsubscribe: Callable[[], None] = events.subscribe(self._hear)

    def close(self) -> None:
        """Ends the measurement."""
        self._unsubscribe()
        self._add(REST, time.time() - self._start - sum(self.seconds.values()))

    def bundle(self) -> JSON:
        """The table as HTML and as text."""
        rows = self._rows()
        head, *body = ["".join(f"<td{_align(n)}>{escape(c)}</td>" for n, c in enumerate(row)) for row in rows]
        lines = "".join(f"<tr>{row}</tr>" for row in body)
        html = f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
        width = max(len(row[0]) for row in rows)
        return {
            "text/html": html,
            "text/plain": "\n".join(aligned([[row[0].ljust(width), *row[1:]] for row in rows])),
        }

    def _rows(self) -> list[list[str]]:
        total = sum(self.seconds.values()) or 1.0
        rows = [
            [what, duration(seconds), f"{seconds / total:.0%}", self._each(what, seconds)]
            for what, seconds in self.seconds.items()
            if seconds >= 0.0005 * total
        ]
        return [["", "time", "share", "each"], *rows, ["together", duration(total), "", ""]]

    def _each(self, what: str, seconds: float) -> str:
        return f"{seconds / self.steps * 1000:.3g} ms" if what == STEPS and self.steps else ""

    def _hear(self, event: Event) -> None:
        if threading.get_ident() != self._thread:
            return
        if isinstance(event, RunStarted):
            self._add(BEFORE if not self.seconds else REST, event.time - self._since)
            self._first, self._in_epoch = True, 0.0
        elif isinstance(event, StepsDone):
            self._add(WAITING, event.waited)
            self._add(COMPILING if self._first else STEPS, event.seconds)
            self.steps += 0 if self._first else event.count
            self._first = False
            self._in_epoch += event.seconds + event.waited
        elif isinstance(event, EpochDone):
            self._add(BETWEEN, event.seconds - self._in_epoch)
            self._in_epoch = 0.0
        elif isinstance(event, RunEnded):
            self._since = event.time

    def _add(self, what: str, seconds: float) -> None:
        self.seconds[what] = self.seconds.get(what, 0.0) + max(seconds, 0.0)


def _align(column: int) -> str:
    return f' style="text-align:{"right" if column else "left"}"'
