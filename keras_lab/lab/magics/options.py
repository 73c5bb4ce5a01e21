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
CELL.add(
    "--set", action="extend", nargs="+", default=[], metavar="NAME=VALUE",
    help="Give variables that the cell sets at its top level other values.",
)  # fmt: skip
CELL.add(
    "--epochs", type=int, metavar="N", help="Let each fit that this cell starts train for so many epochs."
)
CELL.add(
    "--resume",
    kind="run",
    metavar="RUN",
    help="Let the first fit go on from the last state of a run that was interrupted, with the same bits.",
)
CELL.add(
    "--real-keras",
    action="store_true",
    help="Let keras mean Keras itself in this cell; its models are shown, steered and recorded like ours.",
)
CELL.add("--profile", action="store_true", help="Show where the time of the cell went.")
CELL.add(
    "--background", nargs="?", const="", metavar="VAR",
    help="Run the cell in a thread of its own and go on at once; its handle is the value of the cell (and VAR): "
    "await VAR, VAR.pause(), VAR.stop() …",
)  # fmt: skip
CELL.add(
    "--sweep", action="extend", nargs="+", default=[], metavar="NAME=VALUE,VALUE",
    help="Run the cell once for each combination of the values, and compare the runs.",
)  # fmt: skip
CELL.add("--keep-going", action="store_true", help="Go on with a sweep when a combination failed.")


def cell_options(function: Any) -> Any:
    """Decorator: explains the options of `%%keras` in the help of the magic."""
    function.__doc__ = f"{function.__doc__.rstrip()}\n\n        ::\n\n{_indented(CELL.format_help())}"
    return function


def parse(line: str, quiet: bool = False) -> argparse.Namespace | None:
    """The options in `line`; None if help was asked for, which is printed then, unless `quiet`.

    Raises:
        UsageError: for what is not an option, with the nearest one.
    """
    chosen = CELL.read(line, quiet)
    if chosen is not None and chosen.epochs is not None and chosen.epochs < 1:
        CELL.error(f"--epochs is at least 1. Received: {chosen.epochs}")
    if chosen is not None and chosen.background and not chosen.background.isidentifier():
        CELL.error(f"{chosen.background} cannot be a variable.")
    if chosen is not None and chosen.background is not None and chosen.engine:
        CELL.error("--engine cannot go with --background: all cells of a session share the engine.")
    if chosen is not None and chosen.real_keras and chosen.engine:
        CELL.error(
            "--engine cannot go with --real-keras: Keras itself reads KERAS_BACKEND when it is imported."
        )
    if chosen is not None and chosen.real_keras and chosen.resume:
        CELL.error(
            "--resume cannot go with --real-keras: states of such runs are kept by Keras's BackupAndRestore."
        )
    return chosen


def parse_nothing() -> argparse.Namespace:
    """The options where none are given."""
    return CELL.parse_args([])


def is_apart(line: str) -> bool:
    """Whether a cell with these options is not run by the shell itself."""
    return any(word.split("=")[0] in ("--background", "--sweep") for word in line.split())


def _indented(text: str) -> str:
    return "\n".join(f"            {line}".rstrip() for line in text.splitlines())
