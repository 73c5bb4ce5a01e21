"""A `%%keras` cell is an ordinary cell whose first line opens it.

So the value of the last expression, `await`, line numbers, tracebacks and an error's stopping of "Run All"
are IPython's own, not an imitation.
"""

from __future__ import annotations

import re

from IPython.core.inputtransformer2 import cell_magic

from keras_lab.lab.magics.options import is_apart

_MARK = re.compile(r"%%keras(?![\w?])(.*)")
#: The first word of the line magic's arguments which a `%%keras` line becomes.
OPEN = "cell"


def keras_cell(lines: list[str]) -> list[str]:
    """Input transformer: the line `%%keras --seed 3` becomes a call, the other lines stay as they are.

    Another cell magic may follow in the next line: `%%keras`, then `%%time`.
    """
    found = _MARK.match(lines[0]) if lines else None
    if found is None or is_apart(found[1]):
        return lines  # of the latter IPython makes a call of the cell magic
    arguments = f"{OPEN} {found[1].strip()}".strip()
    return [f"get_ipython().run_line_magic('keras', {arguments!r})\n", *cell_magic(lines[1:])]
