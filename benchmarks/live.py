"""What it costs to watch a run of steps of a millisecond.

    python -m benchmarks.live [--rounds 7] [--epochs 40] [--out FOLDER]

In one Jupyter kernel a `%%keras` cell trains the same model again and again, in turns: with the live view on and a
front end that watches, and with nothing of the lab (no view, no doctor). Printed are medians of steps per second.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import Any

from benchmarks import fresh, plots

RESULTS = Path(__file__).parent / "results"
PROGRAM = """
import time
import numpy as np
import keras_lab
from benchmarks.fresh import report

x = np.random.default_rng(0).random((12_800, 784), dtype="float32")
y = np.random.default_rng(1).integers(0, 10, 12_800)
layers = keras_lab.layers
model = keras_lab.Sequential(
    [keras_lab.Input((784,)), layers.Dense(256, activation="relu"), layers.Dense(10, activation="softmax")]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])


class Clock(keras_lab.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.begins.append(time.perf_counter())

    def on_train_begin(self, logs=None):
        self.begins = []


def train(epochs):
    clock = Clock()
    model.fit(x, y, batch_size=128, epochs=epochs, verbose=0, callbacks=[clock])
    spent = np.diff(clock.begins)
    return {"rate": 100 / float(np.mean(spent)), "step": float(np.mean(spent)) / 100}
"""


class Watched:
    """A kernel whose runs a front end watches, as JupyterLab does."""

    def __init__(self) -> None:
        from tests.lab.kernel import Kernel

        self._kernel = Kernel(fresh.environment("tensorflow"))
        self._kernel.run("%load_ext keras_lab")
        self._kernel.run(PROGRAM)
        self._kernel.run("_ = train(3)")
        self._comm: Any = self._kernel.comm()

    def rate(self, epochs: int, live: bool) -> float:
        """Steps per second of a run."""
        self._kernel.run(f"%config KerasLab.live = {'cell' if live else 'never'!r}")
        for setting in ("doctor", "states"):
            self._kernel.run(f"%config KerasLab.{setting} = {live}")
        request = self._kernel.start(f"%%keras\nresult = train({epochs})")
        if live:
            while not (runs := [r for r in self._comm.receive("state")["runs"] if r["status"] == "running"]):
                pass
            self._comm.send(type="watch", run=runs[-1]["id"])
        reply = self._kernel.finish(request)
        if reply["status"] != "ok":
            raise fresh.FailureError("\n".join(reply["traceback"]))
        _, said = self._kernel.run("report(**result)")
        found = fresh.reported("".join(message["content"].get("text", "") for message in said))
        return float(found["rate"])

    def close(self) -> None:
        """Ends the kernel."""
        self._kernel.close()


def main(arguments: list[str] | None = None) -> None:
    """Prints the two rates and their ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--epochs", type=int, default=40, help="of a hundred steps each")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args(arguments)
    watched = Watched()
    rates: dict[bool, list[float]] = {True: [], False: []}
    try:
        for number in range(options.rounds):
            for live in (True, False):
                rates[live].append(watched.rate(options.epochs, live))
                print(
                    f"round {number + 1}: {'live' if live else 'off'} {rates[live][-1]:.0f} steps/s",
                    file=sys.stderr,
                )
    finally:
        watched.close()
    on, off = (statistics.median(rates[live]) for live in (True, False))
    print(f"live {on:.0f} steps/s, off {off:.0f} steps/s: watching costs {1 - on / off:.1%} (aim ≤ 2 %)")
    options.out.mkdir(parents=True, exist_ok=True)
    found = {"live": rates[True], "off": rates[False]}
    (options.out / "live.json").write_text(json.dumps(found, indent=1))
    plots.bars(options.out / "live.html", "Steps per second", {"The live view": found})


if __name__ == "__main__":
    main()
