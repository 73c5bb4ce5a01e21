"""`predict` and `evaluate`: 10,000 samples at once, and (of the smallest network) one sample a thousand times.

    python -m benchmarks.inference [--rounds 5] [--out FOLDER]

Every program is a fresh process; programs take turns. The first call of each kind compiles and is left out.
"""

from __future__ import annotations

import argparse
import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import fresh, plots
from benchmarks.training.cases import CASES
from benchmarks.training.peers import PEERS

RESULTS = Path(__file__).parent / "results"
SAMPLES, SINGLE = 10_000, 1_000
NETWORKS = ("mlp", "cnn", "lstm")
WHO = (
    "Keras on TensorFlow",
    "Keras on JAX",
    "keras_lab on TensorFlow, not live",
    "keras_lab on JAX, not live",
)
TASKS = ("predict", "evaluate", "single")


def measure(name: str, who: str) -> dict[str, float]:
    """Seconds of each task, the best of three, in this process."""
    keras, case = importlib.import_module(str(PEERS[who].library)), CASES[name]
    x, y = case.data(SAMPLES)
    model = case.build(keras)
    model.compile(optimizer="sgd", **case.compile)
    one = x[:1]

    def single() -> None:
        for _ in range(SINGLE):
            model.predict(one, verbose=0)

    tasks: dict[str, Callable[[], Any]] = {
        "predict": lambda: model.predict(x, batch_size=case.batch, verbose=0),
        "evaluate": lambda: model.evaluate(x, y, batch_size=case.batch, verbose=0),
        "single": single,
    }
    if name != NETWORKS[0]:
        del tasks["single"]
    model.predict(one, verbose=0)
    return {task: _seconds(call, warm=task != "single") for task, call in tasks.items()}


def _seconds(call: Callable[[], Any], warm: bool) -> float:
    taken = []
    for _ in range(1 + 2 * warm + warm):
        begin = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begin)
    return min(taken[warm:])


def main(arguments: list[str] | None = None) -> None:
    """Runs the programs in turns; prints samples per second and the time of a single prediction."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--measure", nargs=2, metavar=("NETWORK", "PEER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        fresh.report(**measure(*options.measure))
        return
    found: dict[str, dict[str, list[dict[str, float]]]] = {}
    for name in NETWORKS:
        found[name] = {who: [] for who in WHO}
        for _ in range(options.rounds):
            for who in WHO:
                print(f"{name}: {who}", file=sys.stderr, flush=True)
                arguments = ["--measure", name, who]
                found[name][who].append(fresh.run("benchmarks.inference", arguments, PEERS[who].backend))
        print(table(name, found[name]), flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "inference.json").write_text(json.dumps(found, indent=1))
    plots.bars(options.out / "inference.html", "predict and evaluate: samples per second", panels(found))


def panels(found: dict[str, dict[str, list[dict[str, float]]]]) -> dict[str, dict[str, list[float]]]:
    """For a picture: samples per second."""
    return {
        f"{name}, {task}": {
            who: [(SINGLE if task == "single" else SAMPLES) / each[task] for each in results]
            for who, results in peers.items()
        }
        for name, peers in found.items()
        for task in TASKS
        if task in peers[WHO[0]][0]
    }


def table(name: str, found: dict[str, list[dict[str, float]]]) -> str:
    """Medians of one network."""
    lines = [f"{name:36}{'predict':>14}{'evaluate':>14}{'one sample':>14}"]
    for who, results in found.items():
        seconds = {
            task: statistics.median(each[task] for each in results) for task in TASKS if task in results[0]
        }
        line = f"{who:36}{SAMPLES / seconds['predict']:12.0f}/s{SAMPLES / seconds['evaluate']:12.0f}/s"
        single = f"{1000 * seconds['single'] / SINGLE:11.3f} ms" if "single" in seconds else ""
        lines.append(line + single)
    return "\n".join(lines)


if __name__ == "__main__":
    main()
