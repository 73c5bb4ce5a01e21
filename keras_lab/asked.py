"""What a person asked of the runs that start now: their name, and the code that starts them.

Said by a notebook's cell, read by the training loop and by the event that opens a run.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Resumption:
    """The state of a run that was interrupted, for the first run that starts now.

    Attributes:
        run: the run that was interrupted.
        path: the file of its state.
        taken: whether a run has gone on from there.
    """

    run: str
    path: Path
    taken: bool = False


@dataclass(frozen=True)
class Asked:
    """What was asked.

    Attributes:
        name: what the runs are called; None: by their models' names.
        code: the source that starts them, a notebook's cell for instance.
        values: variables of that source that were given other values, as text.
        epochs: how many each `fit` shall train for, whatever it says itself; None: as it says.
        states: the folder in which the runs' states are kept, one folder a run; None: they are not.
        resumption: where the first of the runs goes on.
        others: whether trainings by Keras itself are runs, too.
    """

    name: str | None = None
    code: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    epochs: int | None = None
    states: Path | None = None
    resumption: Resumption | None = None
    others: bool = False


def state_file(states: Path, run: str) -> Path:
    """Where, in the folder of all states, the last one of a run is kept."""
    return states / run / "last.npz"


class _Here(threading.local):
    asked: Asked | None = None


_here = _Here()
_anywhere = Asked()


def asked() -> Asked:
    """What is asked of a run that starts now in this thread."""
    return _here.asked or _anywhere


@contextmanager
def asking(wanted: Asked) -> Iterator[None]:
    """Inside, runs are started as `wanted`, in whichever thread, unless that thread asks for something else."""
    global _anywhere
    before, _anywhere = _anywhere, wanted
    try:
        yield
    finally:
        _anywhere = before


@contextmanager
def asking_here(wanted: Asked) -> Iterator[None]:
    """Inside, the runs that this thread starts are started as `wanted`."""
    before, _here.asked = _here.asked, wanted
    try:
        yield
    finally:
        _here.asked = before
