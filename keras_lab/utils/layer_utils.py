"""Small helpers around models and their weights, most of them Keras 2's."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from keras_lab import config, tree
from keras_lab.graph.symbolic import SymbolicTensor, is_symbolic

Array = np.ndarray[Any, np.dtype[Any]]

_CONVOLUTIONS = (
    "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose",
    "SeparableConv1D", "SeparableConv2D", "DepthwiseConv1D", "DepthwiseConv2D",
)  # fmt: skip


def count_params(weights: Iterable[Any]) -> int:
    """How many numbers weights hold; each weight is counted once."""
    return sum(int(np.prod(weight.shape)) for weight in {id(weight): weight for weight in weights}.values())


def print_summary(
    model: Any,
    line_length: int | None = None,
    positions: list[float] | None = None,
    print_fn: Callable[[str], Any] | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Sequence[str] | None = None,
) -> None:
    """`model.summary(…)`."""
    model.summary(line_length, positions, print_fn, expand_nested, show_trainable, layer_range)


def get_source_inputs(tensor: Any, layer: Any = None, node_index: int | None = None) -> list[Any]:
    """The inputs of a model that a symbolic tensor was computed from, in the order they were met.

    Args:
        tensor: a symbolic tensor.
        layer, node_index: Keras 2's, without effect: a tensor knows where it comes from.

    Raises:
        ValueError: for anything but a symbolic tensor.
    """
    if not is_symbolic(tensor):
        raise ValueError(f"get_source_inputs takes a symbolic tensor, as from Input(). Received: {tensor!r}")
    found: dict[int, Any] = {}
    seen: set[int] = set()
    waiting = [tensor]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        before = [leaf for leaf in _arguments(current) if isinstance(leaf, SymbolicTensor)]
        if before:
            waiting += reversed(before)
        else:
            found[id(current)] = current
    return list(found.values())


def _arguments(tensor: Any) -> list[Any]:
    node = getattr(tensor, "node", None)
    return [] if node is None else tree.flatten((node.args, node.kwargs))


def convert_kernel(kernel: Any) -> Array:
    """A convolution's kernel turned by half: Theano's convention into the others', or back.

    Raises:
        ValueError: if it has not 3 to 5 axes.
    """
    kernel = np.asarray(kernel)
    if not 3 <= kernel.ndim <= 5:
        raise ValueError(f"A convolution's kernel has 3 to 5 axes. Received shape {kernel.shape}.")
    return np.copy(np.flip(kernel, tuple(range(kernel.ndim - 2))))


def convert_all_kernels_in_model(model: Any) -> None:
    """Turns the kernels of all convolutions of a model by half (see `convert_kernel`)."""
    for layer in model.layers:
        if type(layer).__name__ in _CONVOLUTIONS:
            for weight in layer.weights:
                if weight.name.endswith("kernel"):
                    weight.assign(convert_kernel(weight.numpy()))


def convert_dense_weights_data_format(
    dense: Any, previous_feature_map_shape: tuple[int, int, int], target_data_format: str = "channels_first"
) -> None:
    """Puts the rows of a Dense layer's kernel in the order of another layout of the images flattened before it.

    Args:
        dense: the layer, built.
        previous_feature_map_shape: of the images that are flattened, in the layout before.
        target_data_format: the layout after.

    Raises:
        ValueError: for another layout.
    """
    kernel = dense.kernel.numpy()
    images = kernel.reshape(*previous_feature_map_shape, kernel.shape[-1])
    first = config.standardize_data_format(target_data_format) == "channels_first"
    moved = np.moveaxis(images, 2, 0) if first else np.moveaxis(images, 0, 2)
    dense.kernel.assign(moved.reshape(kernel.shape))


def multi_gpu_model(
    model: Any, gpus: Any = None, cpu_merge: bool = True, cpu_relocation: bool = False
) -> Any:
    """Keras 2's way to train on several GPUs. Here it warns and returns the model: what it computes is the same.

    Args:
        model: a model.
        gpus: how many, or a list of their numbers.
        cpu_merge, cpu_relocation: without effect.

    Raises:
        ValueError: for a single GPU.
    """
    count = len(gpus) if isinstance(gpus, (list, tuple)) else gpus
    if count is not None and count <= 1:
        raise ValueError(f"multi_gpu_model needs two GPUs or more. Received: gpus={gpus!r}")
    warnings.warn(
        "multi_gpu_model has no effect: the model is trained on the engine's default device.",
        DeprecationWarning,
        stacklevel=2,
    )
    return model
