"""The limit: the same networks as loops written by hand, one module an engine.

`models.py` says what a network computes, in terms of a dozen functions that each engine's module has; training,
with its compiled chunks of many steps, is each module's own.
"""

from __future__ import annotations

import importlib
from typing import Any

from benchmarks.training.cases import Case


def train(backend: str, name: str, case: Case, epochs: int) -> tuple[list[float], float]:
    """Trains the network of `case`; returns the seconds of each epoch and the mean loss of the last one.

    Raises:
        LookupError: if that network is not there by hand.
    """
    from benchmarks.training.raw.models import MODELS

    x, y = case.data(case.samples)
    parameters, forward = MODELS[name.split(",")[0]]
    engine: Any = importlib.import_module(f"benchmarks.training.raw.by_{backend}")
    return engine.train(parameters(), forward, x, y, case.batch, epochs, case.optimizer[0])
