"""`%%keras --resume RUN` and `%keras resume RUN`: going on with a run that was interrupted."""

from __future__ import annotations

import shlex
from typing import Any

from IPython.core.error import UsageError

from keras_lab.lab.magics import options
from keras_lab.runs import query, store
from keras_lab.runs.store import LedgerError


def resumable(name: str) -> query.Run:
    """The run called `name` (its name, or the beginning of its id), whose state was kept.

    Raises:
        UsageError: if there is no such run, or nothing to go on from.
    """
    try:
        run = query.load_run(name)
    except (LookupError, LedgerError) as error:
        raise UsageError(str(error)) from None
    if run.status in ("running", "paused"):
        raise UsageError(f"The run {run.id} ({run.name}) is under way. %keras stop ends it.")
    if not store.state_of(run.id).exists():
        why = (
            "it is done"
            if run.status == "done"
            else "none was kept (%config KerasLab.states), or it gave way"
        )
        raise UsageError(f"There is no state of the run {run.id} ({run.name}) to go on from: {why}.")
    return run


def cell_of(run: query.Run) -> str:
    """The cell that trained the run, changed so that it goes on with it, alone and in the foreground.

    Raises:
        UsageError: if the ledger does not have the cell.
    """
    if not run.code:
        raise UsageError(
            f"The ledger does not have the code of the run {run.id} ({run.name}). Put %%keras --resume {run.id} "
            "before the cell that trains it, and run that."
        )
    first, _, rest = run.code.partition("\n")
    typed, body = (first.removeprefix("%%keras"), rest) if first.startswith("%%keras") else ("", run.code)
    words = [*_kept(options.parse(typed, quiet=True)), "--resume", run.id, *_set(run.values)]
    return f"%%keras {' '.join(map(shlex.quote, words))}\n{body}"


def _kept(chosen: Any) -> list[str]:
    """Those of a cell's options that hold for the rest of its run, too."""
    if chosen is None:
        return []
    flags = [
        f"--{name.replace('_', '-')}" for name in ("quiet", "no_live", "profile") if getattr(chosen, name)
    ]
    given = [(name, getattr(chosen, name)) for name in ("engine", "seed", "name")]
    return [
        *flags,
        *(word for name, value in given if value is not None for word in (f"--{name}", str(value))),
    ]


def _set(values: Any) -> list[str]:
    """The values that its variables were given from outside."""
    epochs = [word for word in ("--epochs", values.get("epochs")) if "epochs" in values]
    others = [f"{name}={value}" for name, value in values.items() if name != "epochs"]
    return [*epochs, *(["--set", *others] if others else [])]
