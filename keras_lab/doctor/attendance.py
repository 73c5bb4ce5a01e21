"""Attending runs: the doctor as a listener of their events.

Events are told in the training's own thread, between two engine calls, so that is when the doctor looks at the model.
What it does then is bounded: a few NumPy calls on the values of each event, and now and then a look at the model
on a few samples, which takes a small share of the run's time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from keras_lab import control, events
from keras_lab.doctor import curves
from keras_lab.doctor.examination import MOST_SAMPLES, about_labels, look_over
from keras_lab.doctor.findings import RESTORE_BEST, Action, Finding, code
from keras_lab.doctor.nonfinite import explained
from keras_lab.events import EpochDone, Event, Marked, RunEnded, RunStarted, StepsDone
from keras_lab.sentences import Said
from keras_lab.training.rehearsal import check_input
from keras_lab.training.step import is_own

#: Targets that are looked at when a run starts.
MOST_TARGETS = 100_000
#: The share of a run's time that the first look at the model may take, and all of them together later.
FIRST_SHARE, SHARE = 0.02, 0.01
#: A run too short for that is looked at when it ends, if that takes no longer (seconds).
AT_THE_END = 1.0
#: What a look is thought to cost at least, before there was one: the step may have been compiled in an earlier run.
LEAST_GUESS = 0.25

_log = logging.getLogger(__name__)


class Doctor:
    """A listener (see `events.subscribe`) that tells what it finds as `events.Marked`, each kind once a run.

    Args:
        wanted: whether a run that starts now is to be attended; all are by default.
    """

    def __init__(self, wanted: Callable[[RunStarted], bool] = lambda event: True) -> None:
        self._wanted = wanted
        self._cases: dict[str, Case] = {}

    def __call__(self, event: Event) -> None:
        """Hears an event."""
        if isinstance(event, RunStarted) and self._wanted(event):
            steering = control.running().get(event.run)
            self._cases[event.run] = Case(steering.subject if steering is not None else None, event)
            if steering is not None:
                steering.attended = True
        case = self._cases.get(event.run)
        if case is not None:
            case.hear(event)
        if isinstance(event, RunEnded):
            self._cases.pop(event.run, None)


class Case:
    """One run that is attended.

    Args:
        loop: the training loop; None where the training is another library's, which only tells its events.
        event: its start.
    """

    def __init__(self, loop: Any, event: RunStarted) -> None:
        self._loop = loop
        self._start = event
        self._detectors = [make() for make in curves.DETECTORS]
        self._told: set[str] = set()
        self._looks = Looks()

    def hear(self, event: Event) -> None:
        """Takes in an event; what fails in here is left out and never stops a training."""
        if isinstance(event, RunStarted) and self._loop is not None:
            self._tell(self._guarded(self._labels), event)
        elif isinstance(event, StepsDone | EpochDone):
            for detector in tuple(self._detectors):
                finding = detector.hear(event)
                if finding is not None:
                    self._detectors.remove(detector)
                    self._tell([self._more_of(finding, event)], event)
            self._look(event)

    def _look(self, event: StepsDone | EpochDone) -> None:
        last = isinstance(event, EpochDone) and event.epoch + 1 >= int(self._start.params["epochs"])
        if self._loop is None or self._loop.source.packing.whole or "nan" in self._told:
            return
        if not self._looks.due(event, last):
            return
        begin = time.perf_counter()
        self._tell(self._guarded(lambda: look_over(self._loop.model, self._batch())), event)
        self._looks.took(time.perf_counter() - begin)

    def _more_of(self, finding: Finding, event: StepsDone | EpochDone) -> Finding:
        loop = self._loop
        if finding.kind != "nan" or loop is None:
            return finding
        more = self._guarded(lambda: [explained(finding, loop.model, loop.call, event.step)])
        found = more[0] if more else finding
        return replace(found, action=remedy(found, loop))

    def _labels(self) -> list[Finding]:
        """What is wrong with the targets, as far as can be seen without running the model."""
        loop = self._loop
        _, y, _ = loop.source.packing.unpack(loop.source.first(MOST_TARGETS))
        if y is None or is_own(loop.model, "train"):
            return []
        _, specs = check_input(loop.model, loop.source)
        complete = loop.source.samples is not None and loop.source.samples <= MOST_TARGETS
        return about_labels(loop.model, y, specs, complete=complete)

    def _batch(self) -> tuple[Any, Any, Any]:
        return self._loop.source.packing.unpack(self._loop.source.first(MOST_SAMPLES))

    def _guarded(self, look: Callable[[], list[Finding]]) -> list[Finding]:
        try:
            return look()
        except Exception:
            _log.debug("The doctor cannot look at %r", self._loop.model, exc_info=True)
            return []

    def _tell(self, findings: Iterable[Finding], event: Event) -> None:
        for finding in findings:
            if finding.kind not in self._told:
                self._told.add(finding.kind)
                events.emit(marked(finding, event))


class Looks:
    """When to look at a model: rarely enough that it costs little of the run's time."""

    def __init__(self) -> None:
        self._begin = time.perf_counter()
        self._spent = 0.0
        self._cost: float | None = None  # of a look; at first a guess: what it took to compile a step
        self._looked = False

    def due(self, event: StepsDone | EpochDone, last: bool) -> bool:
        """Whether to look now, at `event`, with the `last` epoch done."""
        if self._cost is None:
            self._cost = max(event.seconds, LEAST_GUESS)
        if last and not self._looked and self._cost <= AT_THE_END:
            return True
        share = SHARE if self._looked else FIRST_SHARE
        return self._spent + self._cost <= share * (time.perf_counter() - self._begin)

    def took(self, seconds: float) -> None:
        """Learns from a look."""
        self._looked, self._cost = True, seconds
        self._spent += seconds


def remedy(finding: Finding, loop: Any) -> Action | None:
    """What helps against a loss that is not finite: the weights are not finite either by now, so a smaller learning
    rate alone would be in vain."""
    if isinstance(finding.text, Said) and finding.text.id == "nan_inputs":
        return finding.action
    best = loop.keeper.best_epoch if loop.keeper is not None else None
    rate = loop.control.hyperparameters.get("learning_rate")
    if best is not None and rate is not None:
        return {**RESTORE_BEST, "epoch": best, "factor": 0.1}
    kind = type(loop.model.optimizer).__name__
    smaller = "" if rate is None else f"learning_rate={0.1 * rate:g}, "
    return code(f"optimizer={kind}({smaller}clipnorm=1.0)  # and make the model anew: its weights are lost")


def marked(finding: Finding, event: Event) -> Marked:
    """The finding as an event, at its own place or at that of `event`."""
    epoch, step = getattr(event, "epoch", 0), getattr(event, "step", 0)
    if isinstance(event, StepsDone):
        step += event.count
    return Marked(
        run=event.run, kind=f"finding.{finding.kind}", text=finding.text, value=finding.value, action=finding.action,
        layer=finding.layer, epoch=epoch if finding.epoch is None else finding.epoch,
        step=step if finding.step is None else finding.step,
    )  # fmt: skip
