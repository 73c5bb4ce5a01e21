"""Who remembers what can be looked at, and asks the thread that may look."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from typing import TYPE_CHECKING

from keras_lab import control
from keras_lab.events import Event, RunEnded, RunStarted
from keras_lab.lab.protocol.looks import Look, LookKind
from keras_lab.lab.rundata import RunData
from keras_lab.registry import suggest

if TYPE_CHECKING:
    from keras_lab.lab.looks.subjects import Subject

KINDS: tuple[LookKind, ...] = ("confusion", "residuals", "samples", "statistics")
#: What a person calls a look.
WORDS: dict[str, LookKind] = {**{kind: kind for kind in KINDS}, "layers": "statistics"}
#: Runs whose models can be looked at: the latest ones.
MOST_SUBJECTS = 8

GONE = "The kernel does not have the model of this run any more."

_log = logging.getLogger(__name__)


class Watcher:
    """An outlet of the publisher, before those that draw: it knows the models of runs from their events.

    A look that was asked for while the run was under way is taken once more when it ends, in the training's own
    thread, so that what stays in the notebook shows the model as it is then.

    Arguments:
        runs: the runs of this kernel, by id.
    """

    pending = False

    def __init__(self, runs: dict[str, RunData]) -> None:
        self._runs = runs
        self._subjects: dict[str, Subject] = {}

    def take(self, data: RunData, event: Event) -> None:
        """Notes a run that starts; looks for the last time at one that ends."""
        if isinstance(event, RunStarted):
            self._begin(data)
        elif isinstance(event, RunEnded):
            self._end(data)

    def publish(self, now: float) -> int:
        """Sends nothing by itself."""
        return 0

    def ask(self, run: str, kind: LookKind) -> Future[Look]:
        """A look at the model of `run`, as soon as nothing else runs it.

        Raises:
            LookupError: if the run or its model is not in this kernel.
            ValueError: if this cannot be asked of it.
        """
        data, subject = self._runs.get(run), self._subjects.get(run)
        if data is None or subject is None:
            raise LookupError(GONE)
        steering = subject.control
        if steering is not None:
            return steering.ask(lambda loop: self._look(data, subject, kind))
        found: Future[Look] = Future()
        found.set_result(self._look(data, subject, kind))
        return found

    @property
    def runs(self) -> dict[str, str]:
        """Id → name of the runs that can be looked at, oldest first."""
        return {id: self._runs[id].started.name for id in self._subjects if id in self._runs}

    def offered(self, run: str) -> tuple[LookKind, ...]:
        """What can be asked of a run.

        Raises:
            LookupError: if its model is not in this kernel.
        """
        if run not in self._subjects:
            raise LookupError(GONE)
        return self._subjects[run].offered

    def _look(self, data: RunData, subject: Subject, kind: LookKind) -> Look:
        from keras_lab.lab.looks import making

        look = making.make(subject, kind, data.step, data.epoch)
        data.looks[kind] = look
        return look

    def _begin(self, data: RunData) -> None:
        steering = control.running().get(data.id)
        if steering is None or steering.subject is None:
            return
        from keras_lab.lab.looks.subjects import subject_of

        try:
            self._subjects[data.id] = subject_of(steering.subject, data.id)
        except Exception:  # a model or data of a user's own may be of any kind
            _log.debug("Nothing can be looked at in %s", data.id, exc_info=True)
            return
        data.offered = self._subjects[data.id].offered
        for run in list(self._subjects)[:-MOST_SUBJECTS]:
            del self._subjects[run]
            if run in self._runs:
                self._runs[run].offered = ()

    def _end(self, data: RunData) -> None:
        subject = self._subjects.get(data.id)
        for kind in tuple(data.looks) if subject is not None else ():
            try:
                assert subject is not None
                self._look(data, subject, kind)
            except Exception:
                _log.debug("No last look at %s", data.id, exc_info=True)


def kind_named(word: str) -> LookKind:
    """The kind of look that a person calls `word`; "layers" are the statistics.

    Raises:
        ValueError: if there is none.
    """
    if word not in WORDS:
        raise ValueError(
            f"There is no look called {word!r}; there are: {', '.join(WORDS)}.{suggest(word, WORDS)}"
        )
    return WORDS[word]
