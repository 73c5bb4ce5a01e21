"""python -m benchmarks.training [CASE …] [--rounds 5] [--epochs 3] [--peer NAME …] [--out FOLDER]

Every program is a fresh process; programs take turns. What counts are steps per second in the epochs after the
first. keras_lab runs in a Jupyter kernel with its live view on and a front end that watches.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks import plots, torch_environment
from benchmarks.training.cases import CASES
from benchmarks.training.measured import Measured
from benchmarks.training.overview import markdown
from benchmarks.training.peers import PEERS
from benchmarks.training.report import Row, panels, rows, text
from benchmarks.training.turns import as_json, in_turns

RESULTS = Path(__file__).parents[1] / "results"


def main(arguments: list[str] | None = None) -> None:
    """Runs the cases, prints a table after each, writes JSON and a figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of: {', '.join(CASES)}; default: all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=3, help="the first one is left out")
    parser.add_argument(
        "--peer",
        action="append",
        choices=PEERS,
        metavar="NAME",
        help="only these; default: all but those without the live view",
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the results go")
    options = parser.parse_args(arguments)
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    peers = options.peer or [who for who in PEERS if not who.endswith("not live")]
    python = torch_environment.python() if any(PEERS[who].backend == "torch" for who in peers) else {}
    every: list[Measured] = []
    tables: dict[str, list[Row]] = {}
    options.out.mkdir(parents=True, exist_ok=True)
    for case in options.cases or CASES:
        measured = list(in_turns(case, peers, options.rounds, options.epochs, python))
        tables[case] = rows(measured)
        print(text(case, tables[case]))
        for each in measured:
            if each.failure:
                print(f"  {each.peer}: {each.failure.splitlines()[-1]}")
        sys.stdout.flush()
        every += measured
        (options.out / "training.json").write_text(json.dumps(as_json(every), indent=1))
    print(markdown(tables))
    plots.bars(options.out / "training.html", "Steps per second", panels(every))


if __name__ == "__main__":
    main()
