"""The MobileNets' trained weights exist for some sizes of square images, and some widths of the network."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from typing import Any

from keras_lab import config
from keras_lab.applications.options import Options, Shape
from keras_lab.graph.symbolic import is_symbolic

DEFAULT = 224


def sizes_of(shape: Any) -> Shape:
    """Height and width of an image of that shape."""
    return tuple(shape[1:3] if config.image_data_format() == "channels_first" else shape[:2])


def square_size(shape: Any, known: Collection[int]) -> int:
    """The size of the images, if they are square and of a `known` size, else 224."""
    if shape is None or len(shape) != 3:
        return DEFAULT
    rows, columns = sizes_of(shape)
    return rows if rows is not None and rows == columns and rows in known else DEFAULT


def weights_size(options: Options, shape: Shape, known: Collection[int]) -> int | None:
    """For which size the weights are trained: that of the images, or with trained weights 224 if there are none
    for it, with a warning."""
    rows, columns = sizes_of(shape)
    if not options.from_imagenet or (rows == columns and rows in known):
        return rows
    warnings.warn(
        f"There are no trained weights for images of the shape {shape}; those for 224 × 224 are loaded.",
        stacklevel=4,
    )
    return DEFAULT


def checked_alpha(options: Options, alpha: float, known: Collection[float]) -> None:
    """Raises ValueError if there are no trained weights for that width, or it is none."""
    if alpha <= 0:
        raise ValueError(f"`alpha` must be above 0. Received: alpha={alpha}")
    if options.from_imagenet and alpha not in known:
        names = ", ".join(map(str, sorted(known)))
        raise ValueError(f"The trained weights are for alpha = {names}. Received: alpha={alpha}")


def shape_of_tensor(options: Options) -> Shape | None:
    """The shape of the images of `input_tensor`; None without one.

    Raises:
        ValueError: if it is no symbolic tensor, or `input_shape` says another width.
    """
    tensor, given = options.input_tensor, options.input_shape
    if tensor is None:
        return None
    if not is_symbolic(tensor):
        raise ValueError(f"`input_tensor` must be a symbolic tensor. Received: input_tensor={tensor!r}")
    shape = tuple(tensor.shape[1:])
    if given is not None and sizes_of(given)[1] != sizes_of(shape)[1]:
        raise ValueError(
            "`input_shape` and the shape of `input_tensor` must be the same. "
            f"Received: input_shape={given}, input_tensor.shape={tensor.shape}"
        )
    return shape
