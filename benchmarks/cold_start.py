"""How long a person waits until there is something to see: importing keras_lab, a first summary and drawing.

    python benchmarks/cold_start.py [--repeats 5] [--json FILE]

Each measurement is a fresh process with byte code in place (as after an installation); medians are printed
against what is aimed at. The time Python itself takes to start is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: Prints the seconds of each stage, and which engines were imported (none should be).
PROGRAMS = {
    "import keras_lab": """
import keras_lab
stage("import")
""",
    "50-layer functional model": """
import keras_lab as keras
from keras_lab import layers
stage("import")
x = start = keras.Input((32, 32, 3))
x = layers.Conv2D(16, 3, padding="same", activation="relu")(x)
for block in range(9):
    y = layers.Conv2D(16, 3, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.Activation("relu")(y)
    y = layers.Conv2D(16, 3, padding="same")(y)
    x = layers.Add()([x, y])
x = layers.Dropout(0.5)(layers.GlobalAveragePooling2D()(x))
model = keras.Model(start, layers.Dense(10, activation="softmax")(x))
assert len(model.layers) == 50
stage("build")
model.summary(print_fn=len)
stage("summary")
from keras_lab.graph.describe import describe
from keras_lab.graph.drawing import graph_svg
graph_svg(describe(model))
stage("drawing")
""",
}
AIMS = {"import keras_lab": 0.2, "50-layer functional model": 0.5}

FRAME = """
import json, sys, time
stages, last, cpu = {{}}, time.perf_counter(), time.process_time()
def stage(name):
    global last
    now = time.perf_counter()
    stages[name], last = now - last, now
{program}
engines = sorted({{"tensorflow", "jax", "keras"}}.intersection(sys.modules))
print(json.dumps({{"stages": stages, "cpu": time.process_time() - cpu, "engines": engines}}))
"""


def measure(program: str, repeats: int, byte_code: str) -> dict[str, object]:
    """The median seconds of each stage, and of all, over fresh processes; one more warms up."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment.update(PYTHONPYCACHEPREFIX=byte_code, PYTHONPATH=str(ROOT))
    runs = []
    for _ in range(repeats + 1):
        command = [sys.executable, "-c", FRAME.format(program=program)]
        done = subprocess.run(
            command, env=environment, cwd=byte_code, capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout))
    runs = runs[1:]
    medians = {name: statistics.median(run["stages"][name] for run in runs) for name in runs[0]["stages"]}
    totals = [sum(run["stages"].values()) for run in runs]
    return {
        "seconds": statistics.median(totals),
        "fastest": min(totals),
        "slowest": max(totals),
        "cpu": statistics.median(run["cpu"] for run in runs),
        "stages": medians,
        "engines_imported": runs[0]["engines"],
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--repeats", type=int, default=5, help="fresh processes for each measurement (default 5)"
    )
    parser.add_argument("--json", type=Path, help="a file to write the results to")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as byte_code:
        results = {name: measure(program, options.repeats, byte_code) for name, program in PROGRAMS.items()}
    print(f"{'':28}{'median':>9}{'fastest':>9}{'slowest':>9}{'CPU':>9}{'aim':>9}   engines imported")
    for name, result in results.items():
        seconds = "".join(f"{result[key]:8.3f}s" for key in ("seconds", "fastest", "slowest", "cpu"))
        print(f"{name:28}{seconds}{AIMS[name]:8.3f}s   {', '.join(result['engines_imported']) or 'none'}")
        for stage, median in result["stages"].items():
            print(f"  {stage:26}{median:8.3f}s")
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
