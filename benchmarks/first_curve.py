"""The shortest way from an idea to the first curve: process start → summary on the screen → first step → first point.

    python -m benchmarks.first_curve [--rounds 5] [--out FOLDER]

A kernel is started as JupyterLab does it, and told at once to run the cells; what it says is timed as it arrives. The
other lines are plain programs: import, build, summary, first step. Seconds since the start of the process; "again" is
the same model built a second time, to its first step.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

from benchmarks import fresh, plots

RESULTS = Path(__file__).parent / "results"
MODEL = """
model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(64, activation="relu"), keras.layers.Dense(10)])
model.compile(optimizer="sgd", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
"""
DATA = """
import numpy as np
x, y = np.zeros((3200, 784), "float32"), np.zeros(3200, "int32")
"""
PROGRAM = f"""
import importlib, sys, time
keras = importlib.import_module(sys.argv[1])
for said in ("STEP", "AGAIN"):
    begin = time.perf_counter()
{textwrap.indent(MODEL, "    ")}
    if said == "STEP":
        model.summary()
        print("SUMMARY", flush=True)
{textwrap.indent(DATA, "        ")}
    class First(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 0: print(said, time.perf_counter() - begin, flush=True)
    model.fit(x, y, epochs=1, batch_size=32, verbose=0, callbacks=[First()])
"""
PLAIN = {
    "Keras on TensorFlow": ("keras", "tensorflow"),
    "Keras on JAX": ("keras", "jax"),
    "keras_lab on TensorFlow": ("keras_lab", "tensorflow"),
    "keras_lab on JAX": ("keras_lab", "jax"),
}
STAGES = ("summary", "step", "first point", "again")
CELLS = (
    "%load_ext keras_lab",
    f"%%keras\nimport keras\n{MODEL}",
    DATA,
    "%%keras\nmodel.fit(x, y, epochs=30)",
)


def plain(library: str, backend: str) -> dict[str, float]:
    """Seconds until a program's summary is printed, and until its first step is done; then from building the same
    model again to its first step."""
    begin, seen = time.perf_counter(), {}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, library], env=fresh.environment(backend), cwd=fresh.ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        said, _, seconds = line.strip().partition(" ")
        if said in ("SUMMARY", "STEP"):
            seen[said.lower()] = time.perf_counter() - begin
        if said == "AGAIN":
            seen["again"] = float(seconds)
    process.wait()
    return seen


def kernel(backend: str) -> dict[str, float]:
    """Seconds until a notebook's model, the first state of its run and its first point are told of."""
    from keras_lab.lab.protocol import MODEL_MIME
    from tests.lab.kernel import Kernel

    begin, seen = time.perf_counter(), {}
    session = Kernel(fresh.environment(backend))
    try:
        for cell in CELLS[:1]:
            session.run(cell)
        comm = session.comm()
        session.run(CELLS[1])
        shown = any(MODEL_MIME in m["content"].get("data", {}) for m in session.inbox)
        if shown:
            seen["summary"] = time.perf_counter() - begin
        session.run(CELLS[2])
        request = session.start(CELLS[3])
        while not (runs := comm.receive("state")["runs"]):
            pass
        comm.send(type="watch", run=runs[0]["id"])
        while not comm.receive("points")["series"]:
            pass
        seen["first point"] = time.perf_counter() - begin
        session.finish(request)
    finally:
        session.close()
    return seen


def main(arguments: list[str] | None = None) -> None:
    """Runs all in turns; prints medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args(arguments)
    found: dict[str, list[dict[str, float]]] = {}
    for _ in range(options.rounds):
        for name, (library, backend) in PLAIN.items():
            found.setdefault(name, []).append(plain(library, backend))
        for backend in ("tensorflow", "jax"):
            found.setdefault(f"keras_lab in a notebook, {backend}", []).append(kernel(backend))
    for name, results in found.items():
        print(f"{name:36}", medians(results))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "first_curve.json").write_text(json.dumps(found, indent=1))
    stages = {
        stage: {who: [r[stage] for r in rs] for who, rs in found.items() if stage in rs[0]}
        for stage in STAGES
    }
    plots.bars(options.out / "first_curve.html", "Seconds since the start of the process", stages)


def medians(results: list[dict[str, float]]) -> str:
    """`summary 0.4 s  step 3.1 s`."""
    stages: dict[str, Any] = {}
    for result in results:
        for stage, seconds in result.items():
            stages.setdefault(stage, []).append(seconds)
    return "  ".join(f"{stage} {statistics.median(values):.2f} s" for stage, values in stages.items())


if __name__ == "__main__":
    main()
