"""The output under a cell in which `fit` runs.

It is a display that gets replaced: while a front end draws the run by itself over its comm, nothing is sent
but the end; for all others it is redrawn once a second as SVG and text. At the end it becomes the static
bundle which the notebook keeps.
"""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from keras_lab.events import Event, RunEnded, RunStarted
from keras_lab.lab.protocol import JSON
from keras_lab.lab.rundata import RunData
from keras_lab.lab.views import bundle

REFRESH = 1.0  # seconds between two drawings where no front end draws by itself
MOST_OUTPUTS = 8  # of a cell; further runs of it, a cross-validation's for instance, share the last one


class Slot:
    """An output that can be replaced.

    Arguments:
        shell: IPython's shell, in the thread that runs the cell.
    """

    def __init__(self, shell: Any) -> None:
        self._publisher = shell.display_pub
        self._parent = getattr(self._publisher, "parent_header", None)
        self._id = uuid.uuid4().hex
        self._new = True
        self._shown_at = -math.inf
        self._waiting: JSON | None = None

    def due(self) -> bool:
        """Whether the last drawing is old enough for another one."""
        return time.monotonic() - self._shown_at >= REFRESH

    def show(self, data: JSON) -> None:
        """Shows `data` in place of what was there."""
        with _speaking_for(self._publisher, self._parent):
            self._publisher.publish(data, {}, transient={"display_id": self._id}, update=not self._new)
        self._new = False
        self._waiting = None
        self._shown_at = time.monotonic()

    def show_in_turn(self, data: JSON) -> None:
        """Shows `data` if the last drawing is old enough, else when the cell is done."""
        if self._new or self.due():
            self.show(data)
        else:
            self._waiting = data

    def settle(self) -> None:
        """Shows what had to wait."""
        if self._waiting is not None:
            self.show(self._waiting)


class LiveViews:
    """The outlet of the publisher that draws into cells.

    Arguments:
        shell: IPython's shell.
        wanted: whether a run that starts now is to be shown.
        watched: whether a front end draws the run by itself.
        ended: called with the run's id and final bundle.
    """

    def __init__(
        self,
        shell: Any,
        wanted: Callable[[RunStarted], bool],
        watched: Callable[[str], bool],
        ended: Callable[[str, JSON], None],
    ) -> None:
        self._shell = shell
        self._wanted = wanted
        self._watched = watched
        self._ended = ended
        self._slots: list[Slot] = []
        self._views: dict[str, tuple[RunData, Slot]] = {}
        self._dirty: set[str] = set()

    @property
    def pending(self) -> bool:
        """Whether a drawing was put off."""
        return any(not self._watched(run) for run in self._dirty)

    def shows(self, run: str) -> bool:
        """Whether the run is under way and has an output of ours."""
        return run in self._views

    def cell_done(self) -> None:
        """Completes the outputs of the cell; the next run opens a new one."""
        for slot in self._slots:
            slot.settle()
        self._slots.clear()

    def take(self, data: RunData, event: Event) -> None:
        """Opens an output for a run that starts, completes it when the run is over."""
        if isinstance(event, RunStarted) and self._wanted(event):
            self._open(data)
        if data.id not in self._views:
            return
        self._dirty.add(data.id)
        if isinstance(event, RunEnded):
            self._close(data)

    def publish(self, now: float) -> int:
        """Draws the runs that no front end draws by itself."""
        sent = 0
        for run in tuple(self._dirty):
            data, slot = self._views[run]
            if slot.due() and not self._watched(run):
                slot.show(bundle.live(data))
                self._dirty.discard(run)
                sent += 1
        return sent

    def _open(self, data: RunData) -> None:
        crowded = len(self._slots) >= MOST_OUTPUTS
        if not crowded:
            self._slots.append(Slot(self._shell))
        self._views[data.id] = data, self._slots[-1]
        if not crowded:
            self._slots[-1].show(bundle.live(data))

    def _close(self, data: RunData) -> None:
        _, slot = self._views.pop(data.id)
        self._dirty.discard(data.id)
        final = bundle.final(data)
        if slot is self._last_shared():
            slot.show_in_turn(final)
        else:
            slot.show(final)
        self._ended(data.id, final)

    def _last_shared(self) -> Slot | None:
        return self._slots[-1] if len(self._slots) >= MOST_OUTPUTS else None


@contextmanager
def _speaking_for(publisher: Any, parent: Any) -> Iterator[None]:
    """Lets what this thread publishes belong to the cell whose message was `parent`."""
    if not parent or not hasattr(publisher, "set_thread_parent"):
        yield
        return
    token = publisher.set_thread_parent({"header": parent})
    try:
        yield
    finally:
        publisher.reset_thread_parent(token)
