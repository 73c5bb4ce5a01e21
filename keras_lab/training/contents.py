"""What a step of a model is made of, as far as an engine needs to know it to choose the form of its programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import engine
from keras_lab.engine.spec import Spec
from keras_lab.graph.counter import Counter
from keras_lab.training.batch import Packing
from keras_lab.training.step import is_own
from keras_lab.variables import Scope

#: Layers that are nothing but matrix products and arithmetic.
PRODUCTS = frozenset({"InputLayer", "Dense", "Activation", "Flatten", "Reshape", "Sequential", "Model"})
#: Layers that go well with them in one program as long as all is small: statistics, random numbers, look-ups.
LIGHT = PRODUCTS | {
    "ActivityRegularization", "Add", "AlphaDropout", "Average", "BatchNormalization", "Concatenate", "Dot", "Dropout",
    "ELU", "Embedding", "GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D", "LayerNormalization",
    "LeakyReLU", "Maximum", "Minimum", "Multiply", "PReLU", "Permute", "RMSNormalization", "ReLU", "RepeatVector",
    "Rescaling", "Softmax", "SpatialDropout1D", "Subtract", "UnitNormalization",
}  # fmt: skip
#: From so many operations in a forward pass on a step takes so long (5 ms on two cores) that a call costs nothing.
LONG = 300_000_000


def contents(model: Any, kind: str, packing: Packing, batch: Sequence[Spec]) -> frozenset[str]:
    """Hints for the engine (see `engine.contract.compile`).

    Args:
        model: a built model.
        kind: of the step: `"train"`, `"test"` or `"predict"`. With a step of its own a model may not be called with
            these data, and what it is made of is told from its layers.
        packing, batch: its data, and the specs of one batch of them.
    """
    hints = {"jit"} if model.jit_compile is True else set()
    hints |= {"forward"} if kind != "train" else set()
    if is_own(model, kind):
        named = any("Conv" in type(layer).__name__ for layer in model.flatten_layers())
        return frozenset(hints | _made_of(model) | ({"convolutions"} if named else set()))
    heard = _heard(model, packing, batch)
    if heard is not None:
        hints |= {"convolutions"} if heard.convolves else set()
        hints |= {"long"} if (heard.count or 0) >= LONG else set()
    return frozenset(hints | _made_of(model))


def _made_of(model: Any) -> set[str]:
    if model.jit_compile is False:
        return {"other"}
    kinds = {type(layer) for layer in model.flatten_layers()}
    if not all(kind.__module__.startswith("keras_lab.") and kind.__name__ in LIGHT for kind in kinds):
        return {"other"}
    return {"products"} if all(kind.__name__ in PRODUCTS for kind in kinds) else {"light"}


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
