"""Batches as tuples of inputs, targets and weights."""

from __future__ import annotations

from typing import Any


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """`x`, `(x, y)` or `(x, y, sample_weight)`: what a data set yields and `train_step` gets.

    Inputs that are a tuple or list stay in a tuple of one, so that they are not taken for inputs and targets.
    """
    if sample_weight is not None:
        return x, y, sample_weight
    if y is not None:
        return x, y
    return (x,) if isinstance(x, (tuple, list)) else x


def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """`(x, y, sample_weight)` from what a data set yields, with None for what is missing.

    Raises:
        ValueError: for a tuple of more than three parts.
    """
    parts = tuple(data) if isinstance(data, (tuple, list)) else (data,)
    if not 1 <= len(parts) <= 3:
        raise ValueError(f"A batch is x, (x, y) or (x, y, sample_weight). Received {len(parts)} parts.")
    return (*parts, None, None)[:3]
