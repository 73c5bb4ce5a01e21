"""`%%keras --sweep "lr=0.1,0.01 units=32,64"`: the cell once for each combination of values."""

from __future__ import annotations

import ast
import itertools
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from IPython import get_ipython
from IPython.display import display

from keras_lab.asked import asked, asking_here
from keras_lab.lab.comparison import Comparison
from keras_lab.lab.live import Slot
from keras_lab.lab.magics.program import CellProgram
from keras_lab.lab.magics.sweep_table import SweepTable
from keras_lab.lab.started import StartedHere
from keras_lab.runs import query
from keras_lab.runs.store import LedgerError
from keras_lab.seeds import set_random_seed

Values = Mapping[str, ast.expr]


class Sweep:
    """What a sweep came to.

    Attributes:
        names: the combinations that were run, as their runs are called; the last one may not be complete.
        results: of each, the value of the cell's last line.
        runs: of each, the ids of its trainings.
        errors: of those that failed (`--keep-going`), what they failed with.
        stopped: whether a person stopped it.
        left: how many combinations were not run.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.results: list[Any] = []
        self.runs: list[list[str]] = []
        self.errors: dict[str, BaseException] = {}
        self.stopped = False
        self.left = 0
        self._born = getattr(get_ipython(), "execution_count", None)

    def comparison(self) -> Comparison | None:
        """Its runs side by side, as far as they were recorded; None where those are fewer than two."""
        try:
            found = [query.load_run(run) for each in self.runs for run in each]
        except (LookupError, LedgerError):
            return None
        return Comparison(found) if len(found) > 1 else None

    def _ipython_display_(self) -> None:
        if getattr(get_ipython(), "execution_count", None) != self._born:  # else it has just been shown
            self.show()

    def show(self, table: SweepTable | None = None) -> None:
        """Shows the comparison, in place of the `table` of the sweep under way, and says what is missing."""
        comparison = self.comparison()
        if comparison is not None and table is not None:
            table.end(comparison)
        elif comparison is not None:
            display(comparison)
        if self.stopped and self.left:
            print(f"Stopped; {self.left} more combinations were not run.", file=sys.stderr)

    def __repr__(self) -> str:
        return f"<Sweep of {len(self.names)}: {', '.join(self.names)}>"


def run_sweep(
    program: CellProgram,
    combinations: Sequence[Values],
    options: Namespace,
    stopping: Callable[[], bool] = lambda: False,
    slot: Slot | None = None,
) -> Sweep:
    """Runs the program once for each combination, in this thread, and shows the comparison.

    Arguments:
        program: the cell.
        combinations: the values to set, each time.
        options: of the cell: `seed`, `name`, `keep_going`.
        stopping: whether the sweep is to end.
        slot: where to show how far it has come.

    Raises:
        BaseException: what a combination failed with, unless `keep_going`; what was done is shown first.
    """
    __tracebackhide__ = True
    for values in combinations:
        program.check(values)
    sweep = Sweep()
    trials = [_Trial(values, options.name) for values in combinations]
    table = None if slot is None else SweepTable(slot, [(trial.name, trial.texts) for trial in trials])
    try:
        for number, trial in enumerate(trials):
            sweep.left = len(trials) - number - 1
            _run_one(sweep, program, trial, options, table)
            if sweep.stopped or stopping():
                sweep.stopped = True
                break
    finally:
        sweep.show(table)
    return sweep


def combinations(alternatives: Mapping[str, Sequence[ast.expr]], fixed: Values) -> list[Values]:
    """All of them, the last name changing first."""
    return [
        {**fixed, **dict(zip(alternatives, values, strict=True))}
        for values in itertools.product(*alternatives.values())
    ]


class _Trial:
    """A combination of values, and what its runs are called."""

    def __init__(self, values: Values, prefix: str | None) -> None:
        self.values = values
        self.texts = {name: ast.unparse(value) for name, value in values.items()}
        self.combination = " ".join(f"{name}={text}" for name, text in self.texts.items())
        self.name = f"{prefix} {self.combination}" if prefix else self.combination


def _run_one(
    sweep: Sweep, program: CellProgram, trial: _Trial, options: Namespace, table: SweepTable | None
) -> None:
    __tracebackhide__ = True
    sweep.names.append(trial.name)
    started = StartedHere()
    result = None
    failed = False
    try:
        if options.seed is not None:
            set_random_seed(options.seed)
        with asking_here(replace(asked(), name=trial.name, code=program.source, values=trial.texts)):
            result = program.run(trial.values)
    except Exception as error:
        failed = True
        print(f"The sweep failed at {trial.combination}: {type(error).__name__}: {error}", file=sys.stderr)
        if not options.keep_going:
            raise
        sweep.errors[trial.name] = error
    finally:
        started.close()
        sweep.results.append(result)
        sweep.runs.append(started.runs)
        sweep.stopped |= started.stopped
        if table is not None:
            table.done(started.runs, failed)
