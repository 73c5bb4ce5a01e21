"""One program of one peer, in this process: `python -m benchmarks.training.worker CASE PEER EPOCHS`.

Prints `RESULT` and JSON: the seconds of each epoch, the loss of the last one, and the peak of memory.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Mapping
from typing import Any

from benchmarks.fresh import report
from benchmarks.training.cases import CASES, Case
from benchmarks.training.peers import PEERS


def program(case: Case, keras: Any, compile_more: Mapping[str, Any]) -> tuple[Any, Any]:
    """The compiled model, and what trains it for so many epochs: gives seconds and loss."""
    x, y = case.data(case.samples)
    model = case.build(keras)
    name, arguments = case.optimizer
    model.compile(optimizer=getattr(keras.optimizers, name)(**arguments), **case.compile, **compile_more)
    inputs, targets = (list(each) if isinstance(each, tuple) else each for each in (x, y))

    class Clock(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.begin = time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            seconds.append(time.perf_counter() - self.begin)

    seconds: list[float] = []

    def train(epochs: int) -> dict[str, Any]:
        history = model.fit(
            inputs, targets, batch_size=case.batch, epochs=epochs, verbose=0, callbacks=[Clock()]
        )
        return {"seconds": seconds, "loss": float(history.history["loss"][-1])}

    return model, train


def run(name: str, who: str, epochs: int) -> dict[str, Any]:
    """Trains; says how it went."""
    case, peer = CASES[name], PEERS[who]
    if peer.library is None:
        from benchmarks.training import raw

        seconds, loss = raw.train(peer.backend, name, case, epochs)
        return {"seconds": seconds, "loss": loss}
    return program(case, importlib.import_module(peer.library), peer.compile)[1](epochs)


if __name__ == "__main__":
    report(**run(sys.argv[1], sys.argv[2], int(sys.argv[3])))
