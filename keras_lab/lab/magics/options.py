"""The options of `%%keras`."""

from __future__ import annotations

import argparse
from typing import Any

from keras_lab.lab.magics.arguments import Parser

CELL = Parser("%%keras")
CELL.add("-q", "--quiet", action="store_true", help="Do not show the model made in this cell.")
CELL.add("--no-live", action="store_true", help="Let fit write its progress as text instead of drawing it.")
CELL.add("--engine", kind="engine", metavar="NAME", help="Run this cell on another engine: tensorflow, jax.")
CELL.add("--seed", type=int, metavar="N", help="Set all random seeds before the cell runs.")
CELL.add("--name", metavar="RUN", help="What the runs of this cell are called in views and in the ledger.")


def cell_options(function: Any) -> Any:
    """Decorator: explains the options of `%%keras` in the help of the magic."""
    function.__doc__ = f"{function.__doc__.rstrip()}\n\n        ::\n\n{_indented(CELL.format_help())}"
    return function


def parse(line: str) -> argparse.Namespace | None:
    """The options in `line`; None if help was asked for, which is printed then.

    Raises:
        UsageError: for what is not an option, with the nearest one.
    """
    return CELL.read(line)


def _indented(text: str) -> str:
    return "\n".join(f"            {line}".rstrip() for line in text.splitlines())
