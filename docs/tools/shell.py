"""The pages of what is typed rather than imported: magics and the command, as they explain themselves."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from unittest import mock

from keras_lab import cli, runs_command

#: The group of the reference in which they stand.
GROUP = "The lab"

#: What the help of the command is asked for.
COMMANDS = ("", "run", "show", "runs", *(f"runs {each}" for each in ("list", "show", "export", "prune")))


def help_of(command: str) -> str:
    """What `keras-lab <command> --help` prints."""
    printed = io.StringIO()
    plain = mock.patch.dict(os.environ, {"COLUMNS": "92", "NO_COLOR": "1"})
    with plain, contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        cli.main([*command.split(), "--help"])
    return printed.getvalue()


def subcommands() -> list[str]:
    """What may follow `keras-lab runs`."""
    return list(runs_command._COMMANDS)


def _block(text: str) -> Iterator[str]:
    yield from (".. code-block:: text", "")
    yield from (f"   {line}".rstrip() for line in text.strip().splitlines())
    yield ""


def _title(text: str, line: str = "=") -> Iterator[str]:
    yield from (text, line * len(text), "")


def command_line() -> str:
    """The page of `keras-lab`."""
    lines = [*_title("Command line"), cli.__doc__ or "", ""]
    for command in COMMANDS:
        lines += [*_title(f"keras-lab {command}".strip(), "-"), *_block(help_of(command))]
    return "\n".join(lines)


def magics() -> str:
    """The page of `%%keras` and `%keras`."""
    with mock.patch.dict(os.environ, {"COLUMNS": "92", "NO_COLOR": "1"}):
        from keras_lab.lab.magics import commands, options
        from keras_lab.lab.magics.magics import KerasMagics

        about = (KerasMagics.keras_cell.__doc__ or "").partition("::")[0]
        lines = [*_title("Magics"), "``%load_ext keras_lab`` makes them known.", ""]
        lines += [*_title("%%keras", "-"), "\n".join(line.strip() for line in about.splitlines()), ""]
        lines += [*_block(options.CELL.format_help())]
        lines += [*_title("%keras", "-"), *_block(commands.overview())]
        for command in commands.COMMANDS.values():
            lines += [*_title(f"%keras {command.name}", "~"), *_block(command.parser.format_help())]
    return "\n".join(lines)


def pages() -> Iterator[tuple[str, str]]:
    """`(path, source)` of each."""
    yield "the-lab/magics", magics()
    yield "the-lab/command-line", command_line()
