"""What layers have learned and look at: filters, activations, attention, and saliency of inputs.

All are arrays, and may be asked for at any time, also between two steps of a training (see `ask`); nothing is changed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import ops, tree
from keras_lab.doctor.passes import Array, apart, forward, values_of
from keras_lab.doctor.targets import last_activation
from keras_lab.engine import P
from keras_lab.graph.calls import is_kind
from keras_lab.layers.call import observed
from keras_lab.registry import suggest
from keras_lab.training.batch import to_arrays

#: Smaller probabilities count as this one where their logarithm is taken.
_TINY = 1e-30
#: Kernels of convolutions: class → how their axes come into the order (filters, height, width, channels).
_KERNELS = {
    "Conv1D": (2, 1, 0),
    "Conv2D": (3, 0, 1, 2),
    "Conv1DTranspose": (1, 2, 0),
    "Conv2DTranspose": (2, 0, 1, 3),
}
_BY_CHANNEL = ("DepthwiseConv2D", "SeparableConv2D", "DepthwiseConv1D", "SeparableConv1D")


def find_layer(model: Any, layer: Any) -> Any:
    """The layer of that name, also one inside of others; a layer is given back as it is.

    Raises:
        LookupError: if there is none; the nearest name is suggested.
    """
    if not isinstance(layer, str):
        return layer
    known = {each.name: each for each in reversed(list(model.flatten_layers())) if each is not model}
    if layer not in known:
        raise LookupError(f"{model.name} has no layer {layer!r}.{suggest(layer, known)}")
    return known[layer]


def has_filters(layer: Any) -> bool:
    """Whether `filters` can be asked of this layer."""
    return bool(getattr(layer, "built", False)) and any(
        is_kind(layer, kind) for kind in (*_KERNELS, *_BY_CHANNEL)
    )


def attends(layer: Any) -> bool:
    """Whether this is a layer of attention, of which `attention_maps` tells."""
    return is_kind(layer, "Heads") or is_kind(layer, "Attention")


def filters(model: Any, layer: Any) -> Array:
    """The filters of a convolution as images.

    Args:
        model: a built model.
        layer: one of its layers, or the name of one: a Conv1D, Conv2D, their transposed, depthwise or separable
            kin (of a separable one the filters by channel).

    Returns:
        float32 `(filters, height, width, channels)`; of a Conv1D `(filters, channels, length, 1)`.

    Raises:
        LookupError: if there is no such layer.
        ValueError: if it has no such filters.
    """
    layer = find_layer(model, layer)
    if not has_filters(layer):
        what = "not built yet" if not layer.built else f"of the type {type(layer).__name__}"
        raise ValueError(f"The layer {layer.name!r} has no filters to show: it is {what}.")
    if any(is_kind(layer, kind) for kind in _BY_CHANNEL):
        kernel = np.asarray(
            getattr(layer, "depthwise_kernel" if hasattr(layer, "depthwise_kernel") else "kernel")
        )
        images = np.moveaxis(kernel.astype("float32").reshape(*kernel.shape[:-2], -1), -1, 0)
        return images[..., None] if images.ndim == 3 else images[:, None, :, None]
    order = next(order for kind, order in _KERNELS.items() if is_kind(layer, kind))
    images = np.asarray(layer.kernel).astype("float32").transpose(order)
    return images if images.ndim == 4 else images[..., None]


def activations(model: Any, x: Any, layer: Any) -> Array:
    """What a layer makes of inputs.

    Args:
        model: a built model.
        x: inputs of the model, with an axis for the samples.
        layer: one of its layers, or the name of one.

    Returns:
        The (first) output of its first call.

    Raises:
        LookupError: if there is no such layer.
        ValueError: if it is not called, or where nobody can look (in a loop).
    """
    layer, seen = find_layer(model, layer), []

    def see(called: Any, arrays: list[Array]) -> None:
        if called is layer:
            seen.extend(arrays[:1])

    with apart():
        forward(model, to_arrays(x, "x"), see)
    if not seen:
        raise ValueError(f"The layer {layer.name!r} is not called by the model, or inside of a loop.")
    return seen[0]


def attention_maps(model: Any, x: Any) -> dict[str, Array]:
    """Where the layers of attention look (Vaswani et al., 2017, arXiv:1706.03762).

    Args:
        model: a built model.
        x: inputs of the model, with an axis for the samples.

    Returns:
        By the names of the layers: weights `(samples, heads, …, queries, values)` of the first call; one head
        where the layer has none. Each row sums to 1.
    """
    seen: dict[str, Array] = {}

    def see(layer: Any, weights: Any) -> None:
        array = values_of(weights)
        if array is not None and layer.name not in seen:
            seen[layer.name] = array if is_kind(layer, "Heads") else array[:, None]

    with apart(), observed(lambda layer, outputs: None, see):
        model(to_arrays(x, "x"), training=False)
    return seen


def saliency(model: Any, x: Any, output: int = 0) -> Any:
    """Which parts of inputs a model's answer hangs on: the gradient of the winning class's score.

    Simonyan et al., 2013 (arXiv:1312.6034). The score is the logit; of a softmax it is regained from the
    probabilities, so certainty does not flatten it. A regression's score is its output.

    Args:
        model: a built model.
        x: inputs, with an axis for the samples.
        output: which output, where there are several.

    Returns:
        As `x`, float32: how the score changes with each number; the size of it is the saliency.

    Raises:
        ValueError: if the inputs are looked up (words of a vocabulary): there is no gradient.
    """
    arrays = to_arrays(x, "x")
    leaves = tree.flatten(arrays)
    for tensor in getattr(model, "inputs", None) or ():
        if not str(tensor.dtype).startswith(("float", "bfloat")):
            raise ValueError(
                f"The input {tensor.name!r} of {model.name} takes {tensor.dtype}: it has no gradient."
            )
    activation = last_activation(model, output)

    def score(values: list[Any]) -> tuple[Any, Any]:
        outputs = tree.flatten(model(tree.pack_sequence_as(arrays, values), training=False))
        return ops.sum(_score(outputs[output], activation)), ()

    with apart():
        _, gradients = P.value_and_grad(score)([ops.cast(leaf, "float32") for leaf in leaves])
        return tree.pack_sequence_as(arrays, [np.asarray(P.to_numpy(each)) for each in gradients])


def _score(outputs: Any, activation: str | None) -> Any:
    """The score of what wins; two classes may share one unit."""
    outputs = ops.cast(outputs, "float32")
    single = outputs.shape[-1] == 1
    if activation == "sigmoid":
        logits = ops.log(ops.maximum(outputs, _TINY)) - ops.log(ops.maximum(1.0 - outputs, _TINY))
        return ops.abs(logits) if single else ops.max(logits, axis=-1)
    if single:
        return outputs
    if activation == "softmax":
        outputs = ops.log(ops.maximum(outputs, _TINY))
    if activation in ("softmax", "log_softmax"):
        outputs = outputs - ops.mean(outputs, axis=-1, keepdims=True)
    return ops.max(outputs, axis=-1)
