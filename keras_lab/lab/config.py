"""What a person can configure of the lab: `%config KerasLab`."""

from __future__ import annotations

from typing import Any

from traitlets import Bool, Enum, Float, observe
from traitlets.config import Configurable

from keras_lab.runs import store


class KerasLab(Configurable):
    """Settings of the lab in this session; each is in force at once."""

    live = Enum(
        ["cell", "always", "never"],
        default_value="cell",
        help="Where fit draws its curves while it runs: in %%keras cells, in every cell, or nowhere.",
    ).tag(config=True)

    doctor = Bool(
        True,
        help="Whether the doctor attends the runs that are drawn and marks on their curves what it finds.",
    ).tag(config=True)

    states = Bool(
        True,
        help="Whether the states of runs in %%keras cells are kept on the disk until they are done, so that "
        "%keras resume can go on with them.",
    ).tag(config=True)

    refresh = Float(
        1.0,
        min=0.1,
        help="Seconds between two drawings of a run where no JupyterLab draws it by itself (at least 0.1).",
    ).tag(config=True)

    ledger_limit = Float(
        store.DEFAULT_LIMIT / 1e6,
        min=0.0,
        help="Megabytes which the record of all runs may take; beyond that, new runs are not recorded.",
    ).tag(config=True)

    @observe("ledger_limit")
    def _set_ledger_limit(self, change: dict[str, Any]) -> None:
        """The recorder is not a part of the lab, so it is told."""
        store.limit = change["new"] * 1e6
