"""`%keras runs | run | figure | compare | export`: what the ledger keeps."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from IPython.core.error import UsageError

from keras_lab.lab.comparison import Comparison
from keras_lab.lab.magics.commands.command import argument, command
from keras_lab.lab.runlist import RunList
from keras_lab.lab.runview import RunView
from keras_lab.runs import export as exports
from keras_lab.runs import export_all, query
from keras_lab.runs.store import LedgerError

_RUN = argument(
    "run", nargs="?", kind="run", help="its id, the beginning of it, or its name; default: the last run"
)


@command("runs", argument("count", nargs="?", default="10", metavar="N", help="how many (default: 10)"))
def runs(lab: Any, args: Namespace) -> RunList:
    """The newest runs in the ledger, to be sorted, filtered and compared."""
    if not args.count.isdecimal():
        raise UsageError(
            f"%keras runs takes a number. Received: {args.count!r}. For one run: %keras run {args.count}"
        )
    return cast(RunList, _ledger(lambda: RunList(int(args.count))))


@command("run", _RUN)
def run(lab: Any, args: Namespace) -> RunView:
    """A run of the ledger with its curves; `.to_frame()` of it is a pandas DataFrame."""
    return RunView(_load(args.run))


@command("figure", _RUN)
def figure(lab: Any, args: Namespace) -> Any:
    """The curves of a run as a figure to zoom and hover."""
    return RunView(_load(args.run)).figure()


@command(
    "compare",
    argument("runs", nargs="+", kind="run", metavar="RUN", help="ids, beginnings of ids, or names"),
    argument("--metric", kind="metric", metavar="NAME", help="draw this one only (default: the loss and another)"),
)  # fmt: skip
def compare(lab: Any, args: Namespace) -> Comparison:
    """Runs side by side: their curves, their values, and what differs in configuration and code."""
    found = [_load(name) for name in args.runs]
    try:
        return Comparison(found, args.metric)
    except ValueError as error:
        raise UsageError(f"%keras compare: {error}") from None


@command(
    "export",
    argument("runs", nargs="+", kind="run", metavar="RUN", help="ids, beginnings of ids, or names"),
    argument("--csv", kind="file", metavar="FILE", help="the curves as a table, of all runs in one"),
    argument("--json", kind="file", metavar="FILE", help="everything"),
    argument("--tensorboard", kind="file", metavar="FOLDER", help="the curves, for TensorBoard"),
)
def export(lab: Any, args: Namespace) -> None:
    """Writes a run, or several together, into a file: CSV, JSON or TensorBoard's."""
    wanted = {form: getattr(args, form) for form in exports.FORMS if getattr(args, form)}
    if not wanted:
        raise UsageError(
            "%keras export wants to know where to: --csv FILE, --json FILE or --tensorboard FOLDER."
        )
    found = [_load(name) for name in args.runs]
    for form, target in wanted.items():
        try:
            export_all.write(found, form, Path(target).expanduser())
        except OSError as error:
            raise UsageError(f"%keras export: {error}") from None
        print(f"{', '.join(run.id for run in found)} → {target}")


def _load(name: str | None) -> query.Run:
    return _ledger(lambda: query.load_run(name or _newest()))


def _ledger(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (LookupError, LedgerError) as error:
        raise UsageError(str(error)) from None


def _newest() -> str:
    newest = query.list_runs(1)
    if not newest:
        raise LookupError("No run has been recorded yet.")
    return newest[0].id
