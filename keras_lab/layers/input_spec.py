"""What a layer takes as input, said in advance, so that a wrong input is refused in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keras_lab import tree


class InputSpec:
    """Conditions on one input tensor; None leaves a thing open.

    Args:
        dtype: the dtype's name.
        shape: the shape, batch axis included; None entries take any size.
        ndim, max_ndim, min_ndim: the number of axes, batch axis included.
        axes: axis → the size it must have.
    """

    def __init__(
        self,
        dtype: str | None = None,
        shape: Sequence[int | None] | None = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: Mapping[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ) -> None:
        self.dtype = dtype
        self.shape = None if shape is None else tuple(shape)
        self.ndim = len(self.shape) if self.shape is not None else ndim
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self.name = name
        self.optional = optional

    def get_config(self) -> dict[str, Any]:
        """The conditions as plain data."""
        names = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes", "optional")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> InputSpec:
        """A new one from what `get_config` returned."""
        return cls(**config)

    def problem(self, shape: Sequence[int | None]) -> str | None:
        """What is wrong with an input of `shape`, as the end of a sentence; None if nothing is."""
        rank = len(shape)
        if self.ndim is not None and rank != self.ndim:
            return f"expected {self.ndim} axes, batch axis included"
        if self.min_ndim is not None and rank < self.min_ndim:
            return f"expected at least {self.min_ndim} axes, batch axis included"
        if self.max_ndim is not None and rank > self.max_ndim:
            return f"expected at most {self.max_ndim} axes, batch axis included"
        wanted = {**dict(enumerate(self.shape or ())), **self.axes}
        for axis, size in wanted.items():
            if size is not None and shape[axis] not in (size, None):
                return f"expected axis {axis} to have size {size}"
        return None


def check_input(spec: Any, inputs: Any, layer_name: str) -> None:
    """Checks the tensors in `inputs` against an `InputSpec` or a nest of them.

    Raises:
        ValueError: naming the layer, what it expected and the shape it received.
    """
    specs, tensors = tree.flatten(spec), tree.flatten(inputs)
    one = isinstance(spec, InputSpec)
    if len(specs) != len(tensors) or (one and tree.is_nested(inputs)):
        given = f"a {type(inputs).__name__} of {_count(len(tensors))}" if one else _count(len(tensors))
        raise ValueError(f"The layer {layer_name!r} takes {_count(len(specs))}, but was called with {given}.")
    for each, tensor in zip(specs, tensors, strict=True):
        if each is not None and not (each.optional and tensor is None):
            _check_one(each, tensor, layer_name)


def _check_one(spec: InputSpec, tensor: Any, layer_name: str) -> None:
    if not hasattr(tensor, "shape"):
        raise ValueError(f"The layer {layer_name!r} takes tensors or arrays. Received: {tensor!r}")
    problem = spec.problem(tuple(tensor.shape))
    if problem:
        raise ValueError(
            f"The input of the layer {layer_name!r} does not fit: {problem}. "
            f"Received an input of shape {tuple(tensor.shape)}."
        )


def _count(number: int) -> str:
    return "one tensor" if number == 1 else f"{number} tensors"
