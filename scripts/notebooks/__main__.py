"""The command: see the package."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scripts.notebooks import files
from scripts.notebooks.outputs import all_in_step, save
from scripts.notebooks.running import run
from scripts.notebooks.short import write_short


def main() -> int:
    """Does what the command line says; returns the exit status."""
    parser = argparse.ArgumentParser(
        "python -m scripts.notebooks", description="The tutorials in notebooks/."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    short = commands.add_parser("short", help="write copies that run in seconds")
    short.add_argument("folder", type=Path)
    full = commands.add_parser("run", help="run them in full")
    full.add_argument("names", nargs="*", metavar="NAME", help="a part of a file's name; all without")
    full.add_argument("--save", action="store_true", help="keep the outputs where a notebook asks for that")
    full.add_argument("--changed", action="store_true", help="only those whose outputs are not of their code")
    full.add_argument("--short", action="store_true", help="run the short copies instead")
    own = parser.parse_args()
    if own.command == "short":
        write_short(own.folder)
        return 0
    if own.save and own.short:
        parser.error("outputs are saved of full runs only")
    found = files.chosen(own.names)
    if not found:
        parser.error(f"no notebook is called {' or '.join(own.names)}")
    if own.changed:
        found = [path for path in found if not all_in_step(path)]
    return _run_all(found, own.save, own.short)


def _run_all(paths: list[Path], saving: bool, short: bool) -> int:
    failed = 0
    for path in paths:
        result = run(path, short)
        print(f"{path.name:36} {result.seconds:6.1f} s  {result.error or 'passed'}", flush=True)
        failed += result.error is not None
        if saving and result.error is None:
            for saved in save(path, result.notebook):
                print(
                    f"    outputs saved in {saved.relative_to(files.ROOT)}: {saved.stat().st_size // 1000} kB"
                )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
