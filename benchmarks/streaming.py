"""Data that do not fit the device: steps per second from memory, from a memory-mapped file, from a generator.

    python -m benchmarks.streaming [--rounds 5] [--out FOLDER]

Each way is a fresh process, in turns. The file is larger than the budget for data on the device, which is made small
for it, so it is read batch by batch as the training goes on; the generator yields the same batches.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import fresh, plots

RESULTS = Path(__file__).parent / "results"
SAMPLES, FEATURES, BATCH = 65_536, 784, 256
WAYS = ("memory", "memory-mapped file", "generator")
ENGINES = ("tensorflow", "jax")


def measure(way: str, folder: str) -> float:
    """Steps per second of the second and third epoch, in this process."""
    import numpy as np

    import keras_lab as keras

    x = np.load(Path(folder, "x.npy"), mmap_mode=None if way == "memory" else "r")
    y = np.load(Path(folder, "y.npy"))
    layers = keras.layers
    model = keras.Sequential([
        keras.Input((FEATURES,)), layers.Dense(512, activation="relu"), layers.Dense(512, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])  # fmt: skip
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    ends: list[float] = []
    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: ends.append(time.perf_counter()))
    steps = SAMPLES // BATCH

    def batches() -> Any:
        while True:
            for start in range(0, SAMPLES, BATCH):
                yield np.asarray(x[start : start + BATCH]), y[start : start + BATCH]

    if way == "generator":
        model.fit(batches(), steps_per_epoch=steps, epochs=3, verbose=0, callbacks=[clock])
    else:
        os.environ["KERAS_LAB_DEVICE_DATA_MB"] = "1024" if way == "memory" else "32"
        model.fit(x, y, batch_size=BATCH, epochs=3, verbose=0, callbacks=[clock])
    return 2 * steps / (ends[2] - ends[0])


def main(arguments: list[str] | None = None) -> None:
    """Runs all ways in turns; prints medians and what share of the speed from memory they reach."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--measure", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        fresh.report(rate=measure(*options.measure))
        return
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        _write(folder)
        for _ in range(options.rounds):
            for backend in ENGINES:
                for way in WAYS:
                    print(f"{backend}: {way}", file=sys.stderr, flush=True)
                    result = fresh.run("benchmarks.streaming", ["--measure", way, folder], backend)
                    found.setdefault(f"{backend}, {way}", []).append(result["rate"])
    for name, rates in found.items():
        share = statistics.median(rates) / statistics.median(found[f"{name.partition(',')[0]}, memory"])
        print(f"{name:32}{statistics.median(rates):8.0f} steps/s   {share:.2f} of memory's (aim 0.9)")
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "streaming.json").write_text(json.dumps(found, indent=1))
    plots.bars(options.out / "streaming.html", "Steps per second", {"Where the data come from": found})


def _write(folder: str) -> None:
    import numpy as np

    rng = np.random.default_rng(0)
    np.save(Path(folder, "x.npy"), rng.random((SAMPLES, FEATURES), dtype="float32"))
    np.save(Path(folder, "y.npy"), rng.integers(0, 10, SAMPLES).astype("int32"))


if __name__ == "__main__":
    main()
