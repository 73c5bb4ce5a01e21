"""What a person can configure of the lab: `%config KerasLab`."""

from __future__ import annotations

from traitlets import Enum
from traitlets.config import Configurable


class KerasLab(Configurable):
    """Settings of the lab in this session."""

    live = Enum(
        ["cell", "always", "never"],
        default_value="cell",
        help="Where fit draws its curves while it runs: in %%keras cells, in every cell, or nowhere.",
    ).tag(config=True)
