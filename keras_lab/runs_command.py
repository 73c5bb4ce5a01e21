"""`keras-lab runs`: the ledger in a terminal."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from keras_lab.registry import suggest
from keras_lab.runs import (
    LedgerError,
    Run,
    Summary,
    default_path,
    export,
    export_all,
    list_runs,
    load_run,
    prune,
)

_EXAMPLES = """\
keras-lab runs                                the newest runs
keras-lab runs list --name digits --sort loss
keras-lab runs show RUN                       curves and configuration of one
keras-lab runs export RUN --csv run.csv       or --json FILE, --tensorboard FOLDER
keras-lab runs prune --keep 100               or --older 30d, --size 50MB
RUN is an id, the beginning of one, or a name (the newest run of that name).
"""
_COMMANDS = ("list", "show", "export", "prune")
_STATUSES = ("running", "done", "stopped", "interrupted", "failed")
_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 60  # characters of a curve


def main(arguments: Sequence[str]) -> int:
    """Runs `keras-lab runs …`; returns the exit status."""
    parser = _parser()
    arguments = list(arguments)
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments.insert(0, "list")
    if arguments[0] not in _COMMANDS and not arguments[0].startswith("-"):
        parser.error(f"there is no command {arguments[0]!r}.{suggest(arguments[0], _COMMANDS)}")
    own = parser.parse_args(arguments)
    try:
        return int(own.do(own))
    except (LookupError, LedgerError, OSError) as error:
        parser.exit(1, f"keras-lab: {error}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "keras-lab runs", description=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(metavar="|".join(_COMMANDS), required=True)
    listing = commands.add_parser("list", help="list recorded trainings, newest first")
    listing.add_argument("--limit", type=int, default=20, help="how many (default: 20)")
    listing.add_argument("--name", help="only those with this in their name")
    listing.add_argument("--status", choices=_STATUSES, help="only those that ended so")
    listing.add_argument(
        "--sort", metavar="METRIC", help="by the latest value of a metric, the lowest first; or: time"
    )
    listing.set_defaults(do=_list)
    showing = commands.add_parser("show", help="show one with its curves")
    showing.add_argument("run")
    showing.set_defaults(do=_show)
    exporting = commands.add_parser("export", help="write one, or several together, into a file")
    exporting.add_argument("run", nargs="+")
    for form in export.FORMS:
        exporting.add_argument(f"--{form}", type=Path, metavar="FOLDER" if form == "tensorboard" else "FILE")
    exporting.set_defaults(do=_export)
    pruning = commands.add_parser("prune", help="take old ones out")
    pruning.add_argument("--older", type=_seconds, metavar="AGE", help="those older than this: 12h, 30d, 8w")
    pruning.add_argument("--keep", type=_count, metavar="N", help="all but the newest N")
    pruning.add_argument(
        "--size", type=_bytes, metavar="SIZE", help="the oldest, until the rest takes this: 50MB"
    )
    pruning.add_argument("--yes", action="store_true", help="do not ask")
    pruning.set_defaults(do=_prune)
    return parser


def _list(own: argparse.Namespace) -> int:
    filtered = own.name or own.status or own.sort
    found = list_runs(-1 if filtered else own.limit)
    if not found:
        print(f"Nothing was recorded yet in {default_path()}.")
        return 0
    found = [
        run
        for run in found
        if (own.name or "").lower() in run.name.lower() and own.status in (None, run.status)
    ]
    if own.sort == "time":
        found.sort(key=lambda run: run.seconds)
    elif own.sort:
        known = {name for run in found for name in run.logs}
        if found and own.sort not in known:
            raise LookupError(f"None of these runs has {own.sort!r}.{suggest(own.sort, known)}")
        found.sort(key=lambda run: _sortable(run.logs.get(own.sort)))
    print(_table([_HEAD, *map(_row, found[: own.limit])]) if found else "No run is like that.")
    return 0


def _show(own: argparse.Namespace) -> int:
    run = load_run(own.run)
    print(_table([_HEAD, _row(run)]))
    if run.message:
        print(run.message)
    for curve in run.curves:
        if curve.kind in ("step", "epoch") and not _hidden(run, curve.name, curve.kind):
            print(f"\n{curve.name}  {_number(curve.y[0])} → {_number(curve.y[-1])}\n{sparkline(curve.y)}")
    facts = {**run.params, **run.config, **run.values, "parameters": run.model.get("parameters")}
    plain = {
        name: value for name, value in facts.items() if not isinstance(value, dict) and value is not None
    }
    print("\n" + "\n".join(f"{name}: {value}" for name, value in plain.items()))
    for mark in run.marks:
        print(f"step {mark.step}: {mark.text}")
    return 0


def _export(own: argparse.Namespace) -> int:
    wanted = {form: getattr(own, form) for form in export.FORMS if getattr(own, form)}
    if not wanted:
        raise LookupError("say where to: --csv FILE, --json FILE or --tensorboard FOLDER")
    found = [load_run(run) for run in own.run]
    for form, path in wanted.items():
        export_all.write(found, form, path)
        print(f"{', '.join(run.id for run in found)} → {path}")
    return 0


def _prune(own: argparse.Namespace) -> int:
    if own.older is None and own.keep is None and own.size is None:
        raise LookupError("say which: --older AGE, --keep N or --size SIZE")
    known = prune.entries()
    before = None if own.older is None else time.time() - own.older
    out = prune.chosen(known, before, own.keep, own.size)
    if not out:
        print(f"Nothing to take out: {len(known)} runs, {_size(sum(entry.size for entry in known))}.")
        return 0
    print(_table([_HEAD, *(_row(entry.run) for entry in out)]))
    print(f"{len(out)} of {len(known)} runs, {_size(sum(entry.size for entry in out))}.")
    if not own.yes and not _agreed():
        print("Nothing was taken out.")
        return 1
    prune.remove([entry.run.id for entry in out])
    print("Taken out.")
    return 0


def _agreed() -> bool:
    if not sys.stdin.isatty():
        print("Add --yes to take them out.")
        return False
    return input("Take these runs out of the ledger for good? [y/N] ").strip().lower() in ("y", "yes")


def sparkline(values: np.ndarray, width: int = _WIDTH) -> str:
    """Values as a line of bars; a blank where they are not finite."""
    parts = np.array_split(values, min(width, values.size))
    means = np.array(
        [part[np.isfinite(part)].mean() if np.isfinite(part).any() else np.nan for part in parts]
    )
    low, high = np.nanmin(means, initial=np.inf), np.nanmax(means, initial=-np.inf)
    span = (high - low) or 1.0
    return "".join(
        " " if np.isnan(v) else _BARS[int((v - low) / span * (len(_BARS) - 1) + 0.5)] for v in means
    )


_HEAD = ("run", "started", "model", "status", "epochs", "steps", "time", "latest values")


def _row(run: Summary) -> tuple[str, ...]:
    values = ", ".join(f"{name} {_number(value)}" for name, value in run.logs.items())
    started = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started))
    epochs = f"{run.epoch}/{run.params.get('epochs') or '?'}"
    return run.id, started, run.name, run.status, epochs, str(run.step), _duration(run.seconds), values


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _hidden(run: Run, name: str, kind: str) -> bool:
    """Of a curve by steps and by epochs, the longer one is shown."""
    both = {
        curve.kind: curve.y.size
        for curve in run.curves
        if curve.name == name and curve.kind in ("step", "epoch")
    }
    return len(both) > 1 and kind != max(both, key=lambda each: both[each])


def _sortable(value: float | None) -> float:
    return float("inf") if value is None else value


def _number(value: float | None) -> str:
    return "nan" if value is None else f"{value:.4g}"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, hours = int(seconds // 60 % 60), int(seconds // 3600)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _size(count: float) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"a number of runs is wanted, not {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    return _measured(text, {"h": 3600.0, "d": 86400.0, "w": 604800.0}, "an age such as 12h, 30d or 8w")


def _bytes(text: str) -> float:
    return _measured(text.upper(), {"KB": 1e3, "MB": 1e6, "GB": 1e9}, "a size such as 500kB or 50MB")


def _measured(text: str, units: dict[str, float], wanted: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]+)", text)
    if found is None or found[2] not in units:
        raise argparse.ArgumentTypeError(f"{wanted} is wanted, not {text!r}")
    return float(found[1]) * units[found[2]]
