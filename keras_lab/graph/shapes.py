"""Output shapes of layers, for people."""

from __future__ import annotations

from typing import Any

from keras_lab import tree
from keras_lab.graph.calls import Call
from keras_lab.layers.call import calling
from keras_lab.variables import Scope

UNKNOWN = "?"


def output_text(layer: Any, calls: list[Call]) -> str:
    """The output shape(s): `(None, 10)`, `[(None, 4), (None, 8)]`, `{a: (None, 4)}`; `?` if not known.

    Where the calls of a shared layer give different shapes, all are listed.
    """
    known = [shape_text(call.outputs) for call in calls if call.outputs is not None]
    return "; ".join(dict.fromkeys(known)) or _computed(layer)


def layer_dtype(layer: Any, calls: list[Call]) -> str | None:
    """The element type of the (first) output, else the one the layer computes in; None for neither."""
    for call in calls:
        for tensor in tree.flatten(call.outputs):
            if hasattr(tensor, "dtype"):
                return str(tensor.dtype)
    found = getattr(layer, "compute_dtype", None)
    return None if found is None else str(found)


def shape_text(outputs: Any) -> str:
    """The shape of a tensor, or of each in a nest of them."""
    if isinstance(outputs, dict):
        return "{" + ", ".join(f"{key}: {shape_text(value)}" for key, value in outputs.items()) + "}"
    if isinstance(outputs, (list, tuple)):
        return "[" + ", ".join(map(shape_text, outputs)) + "]"
    return str(tuple(outputs.shape)) if hasattr(outputs, "shape") else str(outputs)


def _computed(layer: Any) -> str:
    """What a built layer would give for the shapes it was built with."""
    # the second name is that of Keras itself, whose models are shown, too
    config = getattr(layer, "_build_config", None) or getattr(layer, "_build_shapes_dict", None)
    if not getattr(layer, "built", False) or not config:
        return UNKNOWN
    try:
        with Scope({}), calling(False):  # keeps penalties and masks of this trial apart from the layer's own
            shape = layer.compute_output_shape(*config.values())
        return _text_of_shape(shape)
    except Exception:  # a layer of someone's own may fail in any way; its shape is then not known
        return UNKNOWN


def _text_of_shape(shape: Any) -> str:
    if isinstance(shape, dict):
        return "{" + ", ".join(f"{key}: {_text_of_shape(value)}" for key, value in shape.items()) + "}"
    if all(n is None or isinstance(n, int) for n in shape):
        return str(tuple(shape))
    return "[" + ", ".join(map(_text_of_shape, shape)) + "]"
