"""What the Inception networks are made of: branches, chains of convolutions, beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import layers
from keras_lab.applications.blocks import activated, convolved, joined, normalized

#: A convolution as (filters, height, width) or, with stride 2 and without padding, (filters, height, width, 2);
#: or pooling over 3 × 3: "average" at stride 1, "max" at stride 2.
Step = tuple[int, ...] | str


def unit(
    x: Any,
    filters: int,
    rows: int = 1,
    columns: int = 1,
    strides: int = 1,
    padding: str | None = None,
    name: str | None = None,
) -> Any:
    """Convolution, batch normalization without scale, ReLU; at stride 2 without padding."""
    padding = padding or ("same" if strides == 1 else "valid")
    x = convolved(x, filters, (rows, columns), strides, padding=padding, name=name)
    x = normalized(x, name and f"{name}_bn", scale=False)
    return activated(x, name=name and f"{name}_ac")


def stem(x: Any) -> Any:
    """From the image to 192 channels, an eighth of the height and width."""
    x = unit(x, 32, 3, 3, 2)
    x = unit(x, 32, 3, 3, padding="valid")
    x = unit(x, 64, 3, 3)
    x = layers.MaxPooling2D(3, 2)(x)
    x = unit(x, 80, padding="valid")
    x = unit(x, 192, 3, 3, padding="valid")
    return layers.MaxPooling2D(3, 2)(x)


def chain(x: Any, steps: Sequence[Step]) -> Any:
    """The steps one after the other."""
    for step in steps:
        if step == "average":
            x = layers.AveragePooling2D(3, 1, padding="same")(x)
        elif step == "max":
            x = layers.MaxPooling2D(3, 2)(x)
        else:
            x = unit(x, *step)
    return x


def branched(x: Any, branches: Sequence[Sequence[Step]], name: str | None = None) -> Any:
    """The chains side by side, their channels one after the other."""
    return joined([chain(x, steps) for steps in branches], name)
