"""All cases in one table, as README shows it: `python -m benchmarks.training.overview [FILE]` prints it once more."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.training.measured import Measured
from benchmarks.training.report import JAX, TF, Row, best, rate_of, rows, shown

COLUMNS = (TF, JAX, "Keras on TensorFlow", "TensorFlow by hand", "JAX by hand")


def markdown(tables: Mapping[str, list[Row]]) -> str:
    """Medians of steps per second; the last column is the fastest of Keras everywhere and PyTorch by hand."""
    heads = ["steps per second", *COLUMNS, "best of the others"]
    lines = [f"| {' | '.join(heads)} |", f"| --- {'| ---: ' * len(COLUMNS)}| --- |"]
    for case, table in tables.items():
        numbers = [_shown(rate_of(who, table)) for who in COLUMNS]
        first = best(table)
        numbers.append(f"{_shown(first.rate)} ({first.peer})" if first else "–")
        lines.append(f"| {case} | {' | '.join(numbers)} |")
    return "\n".join(lines)


def _shown(rate: float | None) -> str:
    return "–" if rate is None else shown(rate)


def from_file(path: Path) -> dict[str, list[Row]]:
    """The tables of what a benchmark has written."""
    found: dict[str, list[Measured]] = {}
    for each in json.loads(path.read_text()):
        found.setdefault(each["case"], []).append(Measured(**{**each, "seconds": tuple(each["seconds"])}))
    return {case: rows(measured) for case, measured in found.items()}


if __name__ == "__main__":
    default = Path(__file__).parents[1] / "results" / "training.json"
    print(markdown(from_file(Path(sys.argv[1]) if len(sys.argv) > 1 else default)))
