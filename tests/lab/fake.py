"""A made-up run: the events of a `fit` without anything being trained."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from keras_lab.events import EpochDone, Event, Marked, RunEnded, RunStarted, StepsDone

START = 1_000_000.0


def run_events(
    epochs: int = 3,
    steps: int = 100,
    chunk: int = 20,
    metrics: tuple[str, ...] = ("loss", "accuracy"),
    run: str = "20260101-000000-abcdef01",
    seconds: float = 0.1,
    end: str | None = "done",
    marks: tuple[Marked, ...] = (),
) -> Iterator[Event]:
    """A run of `epochs` × `steps` whose chunks take `seconds` each; `end=None` leaves it running."""
    random = np.random.default_rng(0)
    now = START
    yield started(run, epochs, steps, now)
    for epoch in range(epochs):
        for position in range(0, steps, chunk):
            count = min(chunk, steps - position)
            now += seconds
            first = epoch * steps + position
            curve = np.exp(-np.arange(first, first + count) / (epochs * steps)) + random.normal(
                0, 0.01, count
            )
            yield StepsDone(
                run=run, time=now, epoch=epoch, step=first, count=count, position=position + count,
                steps=steps, values={name: curve.astype(np.float32) for name in metrics}, seconds=seconds,
            )  # fmt: skip
        logs = {name: float(curve[-1]) for name in metrics} | {
            f"val_{n}": float(curve[-1]) + 0.1 for n in metrics
        }
        yield EpochDone(run=run, time=now, epoch=epoch, step=(epoch + 1) * steps, logs=logs, seconds=1.0)
        yield from (mark for mark in marks if mark.epoch == epoch)
    if end is not None:
        yield RunEnded(
            run=run, time=now, status=end, epoch=epochs, step=epochs * steps, seconds=now - START,
        )  # fmt: skip


def started(run: str = "r", epochs: int = 3, steps: int | None = 100, now: float = START) -> RunStarted:
    return RunStarted(
        run=run, time=now, name="sequential",
        model={"name": "sequential", "kind": "Sequential", "parameters": 10},
        params={"epochs": epochs, "initial_epoch": 0, "steps": steps, "batch_size": 32, "samples": 3200},
        config={"engine": "fake", "learning_rate": 0.01},
    )  # fmt: skip
