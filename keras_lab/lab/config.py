"""What a person can configure of the lab: `%config KerasLab`."""

from __future__ import annotations

from traitlets import Bool, Enum
from traitlets.config import Configurable


class KerasLab(Configurable):
    """Settings of the lab in this session."""

    live = Enum(
        ["cell", "always", "never"],
        default_value="cell",
        help="Where fit draws its curves while it runs: in %%keras cells, in every cell, or nowhere.",
    ).tag(config=True)

    doctor = Bool(
        True, help="Whether the doctor attends the runs that are drawn and marks on their curves what it finds."
    ).tag(config=True)
