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
from dataclasses import dataclass, field
from typing import Any

from keras_lab.events import Event, RunEnded, RunStarted
from keras_lab.lab.protocol import JSON
from keras_lab.lab.rundata import RunData
from keras_lab.lab.views import bundle

MOST_OUTPUTS = 8  # of a cell; further runs of it, a cross-validation's for instance, share the last one


class Slot:
    """An output that can be replaced.

    Arguments:
        shell: IPython's shell, in the thread that runs the cell.
        refresh: seconds between two drawings where no front end draws by itself.
    """

    def __init__(self, shell: Any, refresh: Callable[[], float]) -> None:
        self._refresh = refresh
        self._publisher = shell.display_pub
        self._parent = getattr(self._publisher, "parent_header", None)
        self._id = uuid.uuid4().hex
        self._new = True
        self._shown_at = -math.inf
        self._waiting: JSON | None = None

    def due(self) -> bool:
        """Whether the last drawing is old enough for another one."""
        return time.monotonic() - self._shown_at >= self._refresh()

    def show(self, data: JSON) -> None:
        """Shows `data` in place of what was there."""
        with speaking_for(self._publisher, self._parent):
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


class Outputs:
    """The outputs of one cell, made as its runs need them.

    Arguments:
        make: makes an output, in the thread that runs the cell.
        most: how many; further runs share the last one.
    """

    def __init__(self, make: Callable[[], Slot], most: int = MOST_OUTPUTS) -> None:
        self._make = make
        self._most = most
        self._slots: list[Slot] = []
        self._free: list[Slot] = []

    def reserve(self) -> Slot:
        """Makes an output already, for the run that comes first."""
        self._free.append(self._make())
        return self._free[-1]

    def open(self) -> tuple[Slot, bool]:
        """An output for a run that starts, and whether it has it for itself."""
        if self.crowded:
            return self._slots[-1], False
        self._slots.append(self._free.pop() if self._free else self._make())
        return self._slots[-1], True

    def shares(self, slot: Slot) -> bool:
        """Whether later runs may be drawn there, too."""
        return self.crowded and slot is self._slots[-1]

    def settle(self) -> None:
        """Completes all of them."""
        for slot in self._slots:
            slot.settle()

    @property
    def crowded(self) -> bool:
        """Whether there is no room for another one."""
        return len(self._slots) >= self._most


@dataclass
class _View:
    """A run under way, where it is drawn, and where else it has been asked for."""

    data: RunData
    outputs: Outputs
    slot: Slot
    more: list[Slot] = field(default_factory=list)


class LiveViews:
    """The outlet of the publisher that draws into cells.

    Arguments:
        outputs: the outputs of the cell that runs in this thread.
        wanted: whether a run that starts now is to be shown.
        watched: whether a front end draws the run by itself.
        ended: called with the run's id and final bundle.
    """

    def __init__(
        self,
        outputs: Callable[[], Outputs],
        wanted: Callable[[RunStarted], bool],
        watched: Callable[[str], bool],
        ended: Callable[[str, JSON], None],
    ) -> None:
        self._outputs = outputs
        self._wanted = wanted
        self._watched = watched
        self._ended = ended
        self._views: dict[str, _View] = {}
        self._dirty: set[str] = set()

    @property
    def pending(self) -> bool:
        """Whether a drawing was put off."""
        return any(not self._watched(run) for run in self._dirty)

    def shows(self, run: str) -> bool:
        """Whether the run is under way and has an output of ours."""
        return run in self._views

    def add(self, data: RunData, slot: Slot) -> None:
        """Draws a run into one more output, until its end."""
        view = self._views.get(data.id)
        if view is not None:
            view.more.append(slot)
        slot.show(bundle.live(data) if view is not None else bundle.final(data))

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
            view = self._views[run]
            if view.slot.due() and not self._watched(run):
                drawn = bundle.live(view.data)
                for slot in (view.slot, *view.more):
                    slot.show(drawn)
                self._dirty.discard(run)
                sent += 1 + len(view.more)
        return sent

    def _open(self, data: RunData) -> None:
        outputs = self._outputs()
        slot, own = outputs.open()
        self._views[data.id] = _View(data, outputs, slot)
        if own:
            slot.show(bundle.live(data))

    def _close(self, data: RunData) -> None:
        view = self._views.pop(data.id)
        self._dirty.discard(data.id)
        final = bundle.final(data)
        if view.outputs.shares(view.slot):
            view.slot.show_in_turn(final)
        else:
            view.slot.show(final)
        for slot in view.more:
            slot.show(final)
        self._ended(data.id, final)


@contextmanager
def speaking_for(publisher: Any, parent: Any) -> Iterator[None]:
    """Lets what this thread publishes belong to the cell whose message was `parent`."""
    if not parent or not hasattr(publisher, "set_thread_parent"):
        yield
        return
    token = publisher.set_thread_parent({"header": parent})
    try:
        yield
    finally:
        publisher.reset_thread_parent(token)
