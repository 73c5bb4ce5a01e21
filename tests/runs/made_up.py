"""A made-up training that tells its events, as the loop would."""

from __future__ import annotations

import numpy as np

from keras_lab.events import EpochDone, Marked, RunEnded, RunStarted, StepsDone


def told(run="run-1", epochs=3, steps=40, chunk=7, status="done", names=("loss", "accuracy"), mark_at=None):
    """The events of a run of `epochs` epochs of `steps` steps, `chunk` steps a call."""
    rng = np.random.default_rng(epochs * 1000 + steps)
    yield RunStarted(
        run=run, time=1000.0, name="digits", model={"name": "digits", "kind": "Sequential", "parameters": 10},
        params={"epochs": epochs, "initial_epoch": 0, "steps": steps, "batch_size": 32},
        config={"engine": "numpy", "learning_rate": np.float32(0.5), "seed": None},
        first_step=3,
    )  # fmt: skip
    step = 0
    for epoch in range(epochs):
        for position in range(0, steps, chunk):
            count = min(chunk, steps - position)
            values = {name: rng.random(count).astype(np.float32) for name in names}
            yield StepsDone(
                run=run, time=1000.0 + step + count, epoch=epoch, step=step, count=count,
                position=position + count, steps=steps, values=values, seconds=count * 0.5,
            )  # fmt: skip
            step += count
            if step == mark_at:
                yield Marked(
                    run=run, time=1000.0 + step, epoch=epoch, step=step, kind="learning_rate",
                    text="Learning rate 0.1", value=0.1,
                )  # fmt: skip
        logs = {name: float(values[name][-1]) for name in names} | {"val_loss": float(rng.random())}
        yield EpochDone(run=run, time=1000.5 + step, epoch=epoch, step=step, logs=logs, seconds=steps * 0.5)
    yield RunEnded(
        run=run, time=1001.0 + step, status=status, epoch=epochs, step=step, seconds=step * 1.0 + 1
    )
