"""The command `keras-lab`: tutorials in JupyterLab, scripts written for Keras, the list of runs."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from keras_lab.registry import suggest

_DESCRIPTION = """\
keras-lab                          open JupyterLab on the list of the tutorials
keras-lab --tutorial 1             on a tutorial
keras-lab --no-browser …           the same, with options for `jupyter lab`
keras-lab run script.py [args …]   run a program written for keras on keras_lab
keras-lab show FILE                what is in a model's file: layers, parameters, weights
keras-lab runs [list|show|export|prune …]    the trainings recorded on this computer
"""

_COMMANDS = ("run", "runs", "show")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command with `arguments` (default: those of the process); returns the exit status."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    command = arguments[0] if arguments else ""
    if command == "run":
        return _run(arguments[1:])
    if command == "runs":
        return _runs(arguments[1:])
    if command == "show":
        return _show(arguments[1:])
    return _lab(arguments)


def _lab(arguments: list[str]) -> int:
    from keras_lab.tutorials import LANGUAGES, language_of, open_in_jupyterlab

    parser = argparse.ArgumentParser(
        "keras-lab",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="All other options are JupyterLab's: see `jupyter lab --help`.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"keras_lab {_version()}")
    parser.add_argument("--folder", type=Path, help="keep copies of the tutorials in this folder")
    parser.add_argument(
        "--language",
        choices=list(LANGUAGES),
        default=language_of(dict(os.environ)),
        help="of the tutorials (default: the environment's, LANG)",
    )
    parser.add_argument("--tutorial", type=int, metavar="NUMBER", help="open this tutorial, not the list")
    if arguments and not arguments[0].startswith("-"):
        parser.error(f"there is no command {arguments[0]!r}.{suggest(arguments[0], _COMMANDS)}")
    own, options = parser.parse_known_args(arguments)
    try:
        return open_in_jupyterlab(options, own.folder, own.language, own.tutorial)
    except (ModuleNotFoundError, LookupError, OSError) as error:
        parser.exit(1, f"keras-lab: {error}\n")


def _run(arguments: list[str]) -> int:
    from keras_lab.program import run_as_command

    parser = argparse.ArgumentParser(
        "keras-lab run", description="Runs a program written for keras on keras_lab, as python would."
    )
    parser.add_argument("script", help="the program; it and the modules beside it get keras_lab for keras")
    parser.add_argument("args", nargs=argparse.REMAINDER, help="what the program finds in sys.argv[1:]")
    own = parser.parse_args(arguments)
    if not Path(own.script).is_file():
        reason = "is a folder" if Path(own.script).is_dir() else "does not exist"
        parser.error(f"{own.script} {reason}; it should be a Python program")
    return run_as_command(own.script, own.args)


def _runs(arguments: list[str]) -> int:
    from keras_lab.runs_command import main as runs_main

    return runs_main(arguments)


def _show(arguments: list[str]) -> int:
    from keras_lab.show_command import main as show_main

    return show_main(arguments)


def _version() -> str:
    try:
        return importlib.metadata.version("keras-lab")
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"
