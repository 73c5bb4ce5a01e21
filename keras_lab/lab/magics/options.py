"""The options of `%%keras`, and errors that suggest the nearest word."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic_arguments import MagicArgumentParser, argument, magic_arguments

from keras_lab.registry import suggest

__all__ = ["cell_options", "known_options", "parse"]

_DECORATORS: tuple[Callable[[Any], Any], ...] = (
    magic_arguments("%keras"),
    argument("-q", "--quiet", action="store_true", help="Do not show the model made in this cell."),
    argument(
        "--no-live", action="store_true", help="Let fit write its progress as text instead of drawing it."
    ),
    argument("--engine", metavar="NAME", help="Run this cell on another engine: tensorflow, jax."),
    argument("--seed", type=int, metavar="N", help="Set all random seeds before the cell runs."),
    argument(
        "--name", metavar="RUN", help="What the runs of this cell are called in views and in the ledger."
    ),
)


def cell_options(function: Any) -> Any:
    """Decorator: gives a cell magic the options of `%%keras`, in its help as well."""
    for decorate in reversed(_DECORATORS):
        function = decorate(function)
    return function


def parse(parser: MagicArgumentParser, line: str) -> argparse.Namespace:
    """The options in `line`.

    Raises:
        UsageError: for what is not an option, with the nearest one.
    """
    try:
        return parser.parse_argstring(line)
    except UsageError as error:
        unknown = [
            word for word in line.split() if word.startswith("-") and word not in known_options(parser)
        ]
        hints = "".join(suggest(word, known_options(parser)) for word in unknown)
        raise UsageError(f"%%keras: {error}{hints} (%%keras? explains all options.)") from None


def known_options(parser: MagicArgumentParser) -> list[str]:
    """All options, long and short."""
    return [name for action in parser._actions for name in action.option_strings]
