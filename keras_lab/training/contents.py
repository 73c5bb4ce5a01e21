"""What a step of a model is made of, as far as an engine needs to know it to choose the form of its programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import engine
from keras_lab.engine.spec import Spec
from keras_lab.graph.counter import Counter
from keras_lab.training.batch import Packing
from keras_lab.variables import Scope

#: Layers that are nothing but matrix products and arithmetic.
PRODUCTS = frozenset({"InputLayer", "Dense", "Activation", "Flatten", "Reshape", "Sequential", "Model"})
#: From so many operations in a forward pass on a step takes so long (5 ms on two cores) that a call costs nothing.
LONG = 300_000_000


def contents(model: Any, packing: Packing, batch: Sequence[Spec], own: bool = False) -> frozenset[str]:
    """Hints for the engine (see `engine.contract.compile`).

    Args:
        model: a built model.
        packing, batch: its data, and the specs of one batch of them.
        own: whether the step is the model's own: then the model may not be called with these data, and what it is
            made of is told from its layers.
    """
    kinds = (type(layer) for layer in model.flatten_layers())
    plain = all(kind.__name__ in PRODUCTS and kind.__module__.startswith("keras_lab.") for kind in kinds)
    hints = {"products" if plain and model.jit_compile is not False else "other"}
    hints |= {"jit"} if model.jit_compile is True else set()
    if own:
        named = any("Conv" in type(layer).__name__ for layer in model.flatten_layers())
        return frozenset(hints | ({"convolutions"} if named else set()))
    heard = _heard(model, packing, batch)
    if heard is not None:
        hints |= {"convolutions"} if heard.convolves else set()
        hints |= {"long"} if (heard.count or 0) >= LONG else set()
    return frozenset(hints)


class _Heard(Counter):
    """A counter that also says whether there were convolutions."""

    convolves = False

    def __getattr__(self, name: str) -> Any:
        self.convolves = self.convolves or name.startswith("conv_") or name == "conv"
        return super().__getattr__(name)


def _heard(model: Any, packing: Packing, batch: Sequence[Spec]) -> _Heard | None:
    """What a forward pass computes; None where the model's code does not run on shapes."""
    counter = _Heard()
    try:
        with engine.counted_by(counter), Scope({}):
            model(packing.unpack(list(batch))[0], training=False)
    except Exception:  # code of somebody else's may fail in any way on shapes
        return None
    return counter
