"""Who runs the programs: keras_lab, Keras on each of its backends, and loops written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Peer:
    """A library, and how it is set.

    Attributes:
        library: the module with the Keras API; None: `benchmarks.training.raw` trains.
        backend: what computes: `"tensorflow"`, `"jax"` or `"torch"`.
        compile: more arguments of `compile`.
        live: whether it trains in a Jupyter kernel, with the live view on and a front end that watches.
    """

    library: str | None
    backend: str
    compile: Mapping[str, Any] = field(default_factory=dict)
    live: bool = False


def _many_steps(steps: int = 50) -> Mapping[str, Any]:
    return {"steps_per_execution": steps}


PEERS: Mapping[str, Peer] = {
    "Keras on TensorFlow": Peer("keras", "tensorflow"),
    "Keras on TensorFlow, 50 steps": Peer("keras", "tensorflow", _many_steps()),
    "Keras on TensorFlow, XLA": Peer("keras", "tensorflow", {"jit_compile": True}),
    "Keras on JAX": Peer("keras", "jax"),
    "Keras on JAX, 50 steps": Peer("keras", "jax", _many_steps()),
    "Keras on PyTorch": Peer("keras", "torch"),
    "PyTorch by hand": Peer(None, "torch"),
    "TensorFlow by hand": Peer(None, "tensorflow"),
    "JAX by hand": Peer(None, "jax"),
    "keras_lab on TensorFlow": Peer("keras_lab", "tensorflow", live=True),
    "keras_lab on JAX": Peer("keras_lab", "jax", live=True),
    "keras_lab on TensorFlow, not live": Peer("keras_lab", "tensorflow"),
    "keras_lab on JAX, not live": Peer("keras_lab", "jax"),
}
