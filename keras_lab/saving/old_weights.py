"""Weights as Keras 1, Theano or cuDNN ordered them, rearranged for the layers of today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from keras_lab.layers.recurrent_cudnn import converted

Array = np.ndarray[Any, np.dtype[Any]]

_CONVOLUTIONS = ("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "ConvLSTM2D")
#: Where Keras 1 had the gates of today's order: their places among its arrays, three for each gate.
_GATES_OF_KERAS_1 = {"LSTM": (0, 6, 3, 9), "ConvLSTM2D": (0, 6, 3, 9), "GRU": (0, 3, 6)}


def preprocess_weights_for_loading(
    layer: Any,
    weights: Sequence[Array],
    original_keras_version: str | None = None,
    original_backend: str | None = None,
    reshape: bool = False,
) -> list[Array]:
    """The arrays that a file has for `layer`, as the layer wants them.

    Args:
        layer: also one that has others inside.
        weights: in the file's order: what is trained first.
        original_keras_version: that wrote them; `"1…"` had other orders.
        original_backend: `"theano"` turned kernels of convolutions round.
        reshape: whether a convolution's kernel of another shape, but as many numbers, is reshaped.

    Raises:
        ValueError: for biases that fit no kind of recurrent layer, or a GRU that computes something else.
    """

    def inner(part: Any, arrays: Sequence[Array]) -> list[Array]:
        return preprocess_weights_for_loading(part, arrays, original_keras_version, original_backend, reshape)

    arrays, kind = list(weights), type(layer).__name__
    if kind == "Bidirectional":
        half = len(arrays) // 2
        return inner(layer.forward_layer, arrays[:half]) + inner(layer.backward_layer, arrays[half:])
    if kind == "TimeDistributed":
        return inner(layer.layer, arrays)
    if hasattr(layer, "layers"):
        return _of_model(layer, arrays, inner)
    if str(original_keras_version).startswith("1"):
        arrays = _of_keras_1(layer, kind, arrays)
    if kind in _CONVOLUTIONS and arrays:
        arrays = _convolution(layer, kind, arrays, original_backend, reshape)
    return _recurrent(layer, kind, arrays)


def _of_model(
    model: Any, arrays: list[Array], inner: Callable[[Any, Sequence[Array]], list[Array]]
) -> list[Array]:
    """First what is trained in each layer, then the rest of each."""
    done: list[Array] = []
    for weights_of in (lambda layer: layer.trainable_weights, lambda layer: layer.non_trainable_weights):
        for layer in model.layers:
            count = len(weights_of(layer))
            if count:
                done.extend(inner(layer, arrays[:count]))
                arrays = arrays[count:]
    return [*done, *arrays]


def _of_keras_1(layer: Any, kind: str, arrays: list[Array]) -> list[Array]:
    gates = _GATES_OF_KERAS_1.get(kind, ())
    if gates and len(arrays) == 3 * len(gates):
        arrays = [np.concatenate([arrays[at + part] for at in gates], axis=-1) for part in range(3)]
    first = layer.data_format == "channels_first" if hasattr(layer, "data_format") else False
    turned = {
        "Conv2D": (2, 3, 1, 0) if first else None,
        "Conv3D": (2, 3, 4, 1, 0) if first else None,
        "Conv2DTranspose": (2, 3, 0, 1) if first else (0, 1, 3, 2),
    }.get(kind)
    if turned and arrays:
        arrays[0] = arrays[0].transpose(turned)
    if kind == "ConvLSTM2D" and first:
        arrays[:2] = [kernel.transpose(2, 3, 1, 0) for kernel in arrays[:2]]
    if kind == "Conv1D" and arrays and arrays[0].ndim == 4:
        last = arrays[0].shape[:2] == (layer.kernel_size[0], 1) and arrays[0].shape[3] == layer.filters
        arrays[0] = (arrays[0] if last else arrays[0].transpose(2, 3, 1, 0))[:, 0]
    return arrays


def _convolution(
    layer: Any, kind: str, arrays: list[Array], backend: str | None, reshape: bool
) -> list[Array]:
    kernels = 2 if kind == "ConvLSTM2D" else 1
    if backend == "theano":
        arrays[:kernels] = [
            np.flip(kernel, tuple(range(kernel.ndim - 2))).copy() for kernel in arrays[:kernels]
        ]
    wanted = tuple(layer.weights[0].shape)
    if arrays[0].shape != wanted and reshape and arrays[0].size == np.prod(wanted):
        arrays[0] = arrays[0].reshape(wanted)
    elif arrays[0].ndim == 4 and arrays[0].transpose(3, 2, 0, 1).shape == wanted:
        arrays[:kernels] = [kernel.transpose(3, 2, 0, 1) for kernel in arrays[:kernels]]
    return arrays


# ---- cuDNN --------------------------------------------------------------------------------------------


def _recurrent(layer: Any, kind: str, arrays: list[Array]) -> list[Array]:
    """Between `LSTM` and `CuDNNLSTM`, `GRU(reset_after=True)` and `CuDNNGRU`, both ways."""
    gates = {"LSTM": 4, "CuDNNLSTM": 4, "GRU": 3, "CuDNNGRU": 3}.get(kind)
    if gates is None or len(arrays) != 3:
        return arrays
    source, wanted = _kind_of(arrays, gates), kind
    if kind == "GRU":
        wanted = f"GRU(reset_after={layer.reset_after})"
    if source == wanted:
        return arrays
    if "GRU(reset_after=False)" in (source, wanted):
        raise ValueError(f"{source} is not compatible with {wanted}")
    return converted(layer, arrays) or arrays


def _kind_of(arrays: list[Array], gates: int) -> str:
    """Which layer such arrays belong to, by the shape of the bias."""
    width = arrays[1].shape[0] * gates
    kinds = {
        (4, (2 * width,)): "CuDNNLSTM",
        (4, (width,)): "LSTM",
        (3, (2 * width,)): "CuDNNGRU",
        (3, (2, width)): "GRU(reset_after=True)",
        (3, (width,)): "GRU(reset_after=False)",
    }
    if (gates, arrays[2].shape) not in kinds:
        raise ValueError(f"Invalid bias shape: {arrays[2].shape}")
    return kinds[gates, arrays[2].shape]
