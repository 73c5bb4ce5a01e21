"""What all architectures are asked for, and the checks of it."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any

from keras_lab import activations, config
from keras_lab.registry import suggest

Shape = tuple[int | None, ...]

POOLINGS = (None, "avg", "max")

#: The part of the docstrings that is the same for all.
ARGUMENTS = """
Args:
    include_top: whether the layers that classify are there.
    weights: `"imagenet"` (downloaded at the first use), None (random), or the path of a file.
    input_tensor: a symbolic tensor to start from, instead of a new `Input`.
    input_shape: of an image, without the batch axis. With ImageNet's top layers it has to be the default.
    pooling: without the top: `"avg"` or `"max"` over all places of the image, or None.
    classes: how many scores the top gives.
    classifier_activation: of the scores; None for logits. With trained weights `"softmax"` or None.
    name: of the model.

Raises:
    ValueError: for weights that are neither of these, or arguments that do not fit together.
    DownloadError: (an OSError) if the trained weights cannot be had.
"""


@dataclass(frozen=True)
class Options:
    """The arguments that all architectures have; those that do not fit together are refused.

    Raises:
        ValueError: see above.
    """

    include_top: bool = True
    weights: Any = "imagenet"
    input_tensor: Any = None
    input_shape: Any = None
    pooling: str | None = None
    classes: Any = 1000
    classifier_activation: Any = "softmax"
    name: str | None = None

    def __post_init__(self) -> None:
        _check_weights(self.weights)
        if self.pooling not in POOLINGS:
            hint = suggest(str(self.pooling), [name for name in POOLINGS if name])
            raise ValueError(f"`pooling` must be None, 'avg' or 'max'. Received: {self.pooling!r}.{hint}")
        if not self.include_top:
            return
        if self.from_imagenet and self.classes != 1000:
            raise ValueError(
                "With `weights='imagenet'` and `include_top=True`, `classes` must be 1000. "
                f"Received: classes={self.classes!r}"
            )
        if not isinstance(self.classes, Integral) or self.classes < 1:
            raise ValueError(f"`classes` must be a positive whole number. Received: {self.classes!r}")
        validate_activation(self.classifier_activation, self.weights)

    @property
    def from_imagenet(self) -> bool:
        """Whether the weights trained on ImageNet are wanted."""
        return isinstance(self.weights, str) and self.weights == "imagenet"

    def named(self, name: str) -> Options:
        """The same with that name, if there is none."""
        return self if self.name is not None else replace(self, name=name)

    def image_shape(self, default: int, smallest: int) -> Shape:
        """The shape of an image, see `obtain_input_shape`."""
        return obtain_input_shape(
            self.input_shape,
            default_size=default,
            min_size=smallest,
            data_format=config.image_data_format(),
            require_flatten=self.include_top,
            weights="imagenet" if self.from_imagenet else None,
        )


def _check_weights(weights: Any) -> None:
    if weights is None or (isinstance(weights, str) and weights == "imagenet"):
        return
    if not isinstance(weights, (str, os.PathLike)) or not os.path.exists(weights):
        raise ValueError(
            "`weights` must be None (random), 'imagenet' or the path of a file that exists. "
            f"Received: weights={weights!r}"
        )


def validate_activation(classifier_activation: Any, weights: Any) -> None:
    """Raises ValueError if trained weights are wanted with scores other than logits and softmax."""
    if weights is None:
        return
    if activations.get(classifier_activation) not in (activations.get("softmax"), activations.get(None)):
        raise ValueError(
            "With trained weights and `include_top=True`, `classifier_activation` must be None or 'softmax'. "
            f"Received: classifier_activation={classifier_activation!r}"
        )


def obtain_input_shape(
    input_shape: Any,
    default_size: int | None,
    min_size: int,
    data_format: str,
    require_flatten: bool,
    weights: str | None = None,
) -> Shape:
    """The shape of an image that an architecture is built for.

    Args:
        input_shape: the one asked for, or None.
        default_size: height and width if none is asked for.
        min_size: the least height and width.
        data_format: where the channels are.
        require_flatten: whether the top is there, which needs to know the size.
        weights: `"imagenet"` if those are wanted: then there are 3 channels, and with the top the default size.

    Raises:
        ValueError: if `input_shape` is none that can be.
    """
    first = data_format == "channels_first"
    shape = None if input_shape is None else tuple(input_shape)
    if shape is not None and len(shape) != 3:
        raise ValueError(f"`input_shape` must have three entries. Received: input_shape={input_shape}")
    channels = 3 if shape is None else shape[0 if first else -1]
    default = (channels, default_size, default_size) if first else (default_size, default_size, channels)
    if weights == "imagenet":
        _check_for_imagenet(shape, default, channels, require_flatten)
    elif channels not in (1, 3):
        warnings.warn(
            f"The architecture is made for images with 1 or 3 channels, not {channels}.", stacklevel=2
        )
    if shape is None:
        shape = default if require_flatten else (channels, None, None) if first else (None, None, channels)
    if require_flatten and None in shape:
        raise ValueError(
            f"With `include_top=True`, the size of the images must be known. Received: input_shape={input_shape}"
        )
    check_sizes(shape, shape[1:] if first else shape[:-1], min_size)
    return shape


def _check_for_imagenet(shape: Any, default: Shape, channels: Any, with_top: bool) -> None:
    if with_top and shape not in (None, default):
        raise ValueError(
            "With `include_top=True` and `weights='imagenet'`, `input_shape` must be "
            f"{default}. Received: input_shape={shape}"
        )
    if channels != 3:
        raise ValueError(f"With `weights='imagenet'`, images have 3 channels. Received: input_shape={shape}")


def check_sizes(shape: Shape, sizes: Shape, smallest: int) -> None:
    """Raises ValueError if an image of that shape, which has these `sizes`, is too small."""
    if any(size is not None and size < smallest for size in sizes):
        raise ValueError(
            f"Images must have at least {smallest}x{smallest} pixels. Received: input_shape={shape}"
        )
