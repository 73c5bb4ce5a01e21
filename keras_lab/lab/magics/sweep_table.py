"""What a sweep shows while it goes on: the runs that are done, the one under way, and those still to come."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence

from keras_lab.lab.compared import Compared, as_item
from keras_lab.lab.live import Slot
from keras_lab.lab.protocol import COMPARE_MIME, JSON, CompareBundle, CompareColumn, Item, RowStatus
from keras_lab.lab.views import compare
from keras_lab.lab.views.compare_text import html_table
from keras_lab.runs import query
from keras_lab.runs.query import Run
from keras_lab.runs.store import LedgerError

_log = logging.getLogger(__name__)

#: What a combination is called, and the values it sets.
Trial = tuple[str, Mapping[str, str]]
_LIVE = 9_000  # bytes of curves while the sweep goes on: each message stays below 20 kB for some ten runs
_MOST_A_SECOND = 4  # messages
_MOST_CURVES = 12  # runs whose curves are sent while it goes on


class SweepTable:
    """The output of a sweep under way.

    Arguments:
        slot: where it is shown.
        trials: all combinations, in the order in which they are run.
    """

    def __init__(self, slot: Slot, trials: Sequence[Trial]) -> None:
        self._slot = slot
        self._trials = trials
        self._done = 0
        self._failed: set[int] = set()
        self._runs: list[Run] = []
        self._shown: deque[float] = deque(maxlen=_MOST_A_SECOND)
        self._show()

    def done(self, runs: Sequence[str], failed: bool) -> None:
        """Hears that a combination is over, and which trainings it was."""
        found = _known(runs)
        self._runs += found
        if not found:
            self._failed.add(self._done)
        self._done += 1
        if failed or self._done < len(self._trials):
            self._show()

    def end(self, comparison: Compared) -> None:
        """Shows the comparison in its place."""
        self._slot.show(compare.bundle(comparison))

    def _show(self) -> None:
        """Shows how far it has come, unless that was done often enough in the last second."""
        now = time.monotonic()
        if len(self._shown) == _MOST_A_SECOND and now - self._shown[0] < 1:
            return
        self._shown.append(now)
        try:
            self._slot.show(self._bundle())
        except Exception:  # a table that cannot be shown must not end the sweep
            _log.exception("The table of a sweep cannot be shown")

    def _bundle(self) -> JSON:
        left = len(self._trials) - self._done
        head = f"{self._done} of {len(self._trials)} combinations done"
        rows = [[name, self._status(number)] for number, (name, _) in enumerate(self._trials)]
        return {
            COMPARE_MIME: self._compared(left),
            "text/html": html_table([["combination", head], *rows]),
            "text/plain": "\n".join([head, *(f"{status}: {name}" for name, status in rows)]),
        }

    def _compared(self, left: int) -> CompareBundle:
        data = compare.compare_bundle(Compared(self._runs[-_MOST_CURVES:]), _LIVE)
        names = [name for name, _ in self._swept()]
        columns = [column for column in data["columns"] if column["kind"] == "metric"]
        first = len(data["columns"]) - len(columns)
        for run, row in zip(self._runs[-_MOST_CURVES:], data["runs"], strict=True):
            row["items"] = [as_item(run.values.get(name)) for name in names] + row["items"][first:]
        settings: list[CompareColumn] = [{"name": name, "kind": "set", "better": None} for name in names]
        data["columns"] = settings + columns
        data["differences"] = []
        missing: list[Item] = [None] * len(columns)
        for number, (name, values) in enumerate(self._trials):
            status = self._status(number)
            if status != "done":
                items = [as_item(values[name]) for name in names] + missing
                data["runs"].append(compare.waiting(name, items, number, status))
        data["left"] = left
        return data

    def _swept(self) -> list[tuple[str, str]]:
        """What is not the same in all combinations; everything that is set where there is one only."""
        first = dict(self._trials[0][1])
        changing = [
            (name, text)
            for name, text in first.items()
            if any(values[name] != text for _, values in self._trials)
        ]
        return changing or list(first.items())

    def _status(self, number: int) -> RowStatus:
        if number in self._failed:
            return "failed"
        if number == self._done:
            return "running"
        return "done" if number < self._done else "waiting"


def _known(runs: Sequence[str]) -> list[Run]:
    found = []
    for run in runs:
        try:
            found.append(query.load_run(run))
        except (LookupError, LedgerError):
            continue
    return found
