"""How time and memory grow: with the layers of a model, the samples of a data set, and the steps of a run.

    python -m benchmarks.growth [--out FOLDER]

Layers 10 … 1,000: build, summary, drawing (no engine), then compile and the first step. Samples 10³ … 10⁶: seconds of
an epoch. Steps: the memory of a run of many epochs, read as it goes on. Every row is a fresh process.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import fresh, plots

RESULTS = Path(__file__).parent / "results"
LAYERS, SAMPLES, STEPS = (10, 30, 100, 300, 1000), (1_000, 10_000, 100_000, 1_000_000), 1_000_000


def layers(count: int) -> dict[str, float]:
    """A functional model of `count` layers, a tower of residual blocks."""
    clock = _Clock()
    import keras_lab as keras

    clock.lap("import")
    x = start = keras.Input((16,))
    for _ in range(count // 2):
        x = keras.layers.Add()([x, keras.layers.Dense(16, activation="relu")(x)])
    model = keras.Model(start, keras.layers.Dense(1)(x))
    clock.lap("build")
    model.summary(print_fn=len)
    clock.lap("summary")
    from keras_lab.graph.describe import describe
    from keras_lab.graph.drawing import graph_svg

    graph_svg(describe(model))
    clock.lap("drawing")
    import numpy as np

    from keras_lab import engine

    engine.load()
    clock.lap("engine")
    data = np.zeros((64, 16), "float32"), np.zeros((64, 1), "float32")
    model.compile("sgd", "mse")
    model.fit(*data, batch_size=32, epochs=1, verbose=0)
    clock.lap("compile and first epoch")
    model.fit(*data, batch_size=32, epochs=1, verbose=0)
    clock.lap("next epoch")
    return clock.laps


def samples(count: int) -> dict[str, float]:
    """An epoch of a small network over so many samples."""
    import numpy as np

    import keras_lab as keras

    model = _small(keras)
    x, y = np.zeros((count, 16), "float32"), np.zeros((count, 1), "float32")
    model.fit(x[:1000], y[:1000], batch_size=100, verbose=0)
    clock = _Clock()
    model.fit(x, y, batch_size=100, verbose=0)
    clock.lap("epoch")
    return clock.laps


def steps(count: int) -> dict[str, float]:
    """Megabytes after each tenth of a run of so many steps."""
    import numpy as np

    import keras_lab as keras

    model, seen = _small(keras), {}
    x, y = np.zeros((10_000, 16), "float32"), np.zeros((10_000, 1), "float32")
    epochs = count // 1000

    class Scales(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if (epoch + 1) % max(epochs // 10, 1) == 0:
                seen[f"{(epoch + 1) * 1000} steps"] = _megabytes()

    model.fit(x, y, batch_size=10, epochs=epochs, verbose=0, callbacks=[Scales()])
    return seen


def _small(keras: Any) -> Any:
    model = keras.Sequential([keras.Input((16,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def _megabytes() -> float:
    """Of this process, now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class _Clock:
    """Seconds between laps."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name], self._last = now - self._last, now


KINDS: dict[str, tuple[Callable[[int], dict[str, float]], tuple[int, ...]]] = {
    "layers": (layers, LAYERS),
    "samples": (samples, SAMPLES),
    "steps": (steps, (STEPS,)),
}
SECONDS = ("layers", "samples")  # the others' laps are megabytes


def main(arguments: list[str] | None = None) -> None:
    """Runs all sizes of all kinds; a line each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--measure", nargs=2, metavar=("KIND", "SIZE"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        kind, size = options.measure
        fresh.report(laps=KINDS[kind][0](int(size)))
        return
    found: dict[str, dict[int, Any]] = {}
    for kind, (_, sizes) in KINDS.items():
        found[kind] = {}
        for size in sizes:
            result = fresh.run("benchmarks.growth", ["--measure", kind, str(size)], "tensorflow")
            found[kind][size] = result
            laps = "  ".join(f"{name} {value:.3g}" for name, value in result["laps"].items())
            print(f"{size:>9,} {kind:<8} {laps}  ({result['megabytes']:.0f} MB)", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "growth.json").write_text(json.dumps(found, indent=1))
    plots.lines(
        options.out / "growth.html", "Seconds against size", {kind: _curves(found[kind]) for kind in SECONDS}
    )


def _curves(sizes: dict[int, Any]) -> dict[str, dict[float, float]]:
    laps = sizes[min(sizes)]["laps"]
    return {lap: {size: result["laps"][lap] for size, result in sizes.items()} for lap in laps}


if __name__ == "__main__":
    main()
