"""The classic 784-64-10 network on MNIST's shapes: keras_lab and Keras 3 side by side.

    python -m benchmarks.mnist_mlp [--rounds 3] [--epochs 3] [--only NAME …] [--json FILE]

Every program is a fresh process; programs take turns (A B C A B C …), for the machine's speed drifts. What
counts are steps per second in the epochs after the first, in which each library compiles. Medians and ratios
to Keras on TensorFlow at its defaults are printed. "live" runs in a Jupyter kernel with the live view on and
a front end listening, as in JupyterLab.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BATCH = 32
SAMPLES = 60_000

DATA = f"""
import numpy as np
rng = np.random.default_rng(0)
x = rng.random(({SAMPLES}, 784), dtype="float32")
teacher = rng.normal(size=(784, 10)).astype("float32")
y = np.eye(10, dtype="float32")[(x @ teacher - (x @ teacher).mean(0)).argmax(1)]
"""

MODEL = """
model = keras.Sequential([
    keras.layers.Input((784,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
"""

FIT = f"""
import time
class Clock(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None): self.begin = time.perf_counter()
    def on_epoch_end(self, epoch, logs=None): seconds.append(time.perf_counter() - self.begin)
seconds = []
history = model.fit(x, y, batch_size={BATCH}, epochs=EPOCHS, verbose=0, callbacks=[Clock()])
"""

REPORT = """
import json
print("RESULT " + json.dumps({"seconds": seconds, "loss": float(history.history["loss"][-1])}))
"""

COMPILE = 'model.compile(optimizer="sgd", loss="categorical_crossentropy", metrics=["accuracy"]EXTRA)'

#: name → (backend, import, extra arguments of compile)
SCRIPTS = {
    "Keras on TensorFlow": ("tensorflow", "import keras", ""),
    "Keras on TensorFlow, 50 steps per execution": ("tensorflow", "import keras", ", steps_per_execution=50"),
    "Keras on JAX": ("jax", "import keras", ""),
    "keras_lab on TensorFlow": ("tensorflow", "import keras_lab as keras", ""),
    "keras_lab on JAX": ("jax", "import keras_lab as keras", ""),
}
LIVE = {"keras_lab on TensorFlow, live": "tensorflow", "keras_lab on JAX, live": "jax"}
REFERENCE = "Keras on TensorFlow"


def script(importing: str, extra: str, epochs: int) -> str:
    """The program of one entry of `SCRIPTS`."""
    body = DATA + importing + MODEL + COMPILE.replace("EXTRA", extra) + FIT + REPORT
    return body.replace("EPOCHS", str(epochs))


def run_script(name: str, epochs: int) -> dict[str, Any]:
    """Runs it in a process of its own."""
    backend, importing, extra = SCRIPTS[name]
    env = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script(importing, extra, epochs)], env=env, capture_output=True, text=True
    )
    return _result(name, done.stdout, done.stderr)


def run_live(name: str, epochs: int) -> dict[str, Any]:
    """Runs it in a kernel, in a `%%keras` cell, with a comm that watches the run."""
    from tests.lab.kernel import Kernel

    kernel = Kernel({**os.environ, "KERAS_BACKEND": LIVE[name], "PYTHONPATH": str(ROOT)})
    try:
        kernel.run("%load_ext keras_lab")
        comm = kernel.comm()
        cell = MODEL + COMPILE.replace("EXTRA", "") + FIT.replace("EPOCHS", str(epochs))
        kernel.run(DATA)
        request = kernel.start("%%keras\n" + cell)
        while not (runs := comm.receive("state")["runs"]):
            pass
        comm.send(type="watch", run=runs[0]["id"])
        reply = kernel.finish(request)
        if reply["status"] != "ok":
            raise RuntimeError(f"{name} failed: {reply}")
        _, said = kernel.run(REPORT)
        text = "".join(m["content"].get("text", "") for m in said)
    finally:
        kernel.close()
    return _result(name, text, "")


def _result(name: str, out: str, err: str) -> dict[str, Any]:
    for line in out.splitlines():
        if line.startswith("RESULT "):
            return json.loads(line.removeprefix("RESULT "))
    raise RuntimeError(f"{name} gave no result:\n{out}\n{err[-2000:]}")


def steps_per_second(result: dict[str, Any]) -> float:
    """From the epochs after the first."""
    return (SAMPLES // BATCH) / statistics.median(result["seconds"][1:])


def table(measured: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Lines with medians, ranges, ratios and the loss reached."""
    rates = {name: [steps_per_second(r) for r in results] for name, results in measured.items()}
    base = statistics.median(rates[REFERENCE]) if REFERENCE in rates else float("nan")
    lines = [f"{'':45} {'steps/s':>9} {'range':>15} {'ratio':>7} {'first epoch':>12} {'loss':>8}"]
    for name, values in rates.items():
        results = measured[name]
        first = statistics.median(r["seconds"][0] for r in results)
        span = f"{min(values):.0f}–{max(values):.0f}"
        middle = statistics.median(values)
        loss = statistics.median(r["loss"] for r in results)
        lines.append(f"{name:45} {middle:9.0f} {span:>15} {middle / base:6.1f}× {first:10.2f} s {loss:8.4f}")
    return lines


def main(arguments: list[str] | None = None) -> None:
    """Runs the programs in turns and prints the table."""
    parser = argparse.ArgumentParser(description="MNIST MLP: keras_lab and Keras 3 side by side.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[*SCRIPTS, *LIVE])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    measured: dict[str, list[dict[str, Any]]] = {name: [] for name in options.only}
    for number in range(options.rounds):
        for name in options.only:
            print(f"round {number + 1}/{options.rounds}: {name}", file=sys.stderr)
            run = run_live if name in LIVE else run_script
            measured[name].append(run(name, options.epochs))
    print("\n".join(table(measured)))
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
