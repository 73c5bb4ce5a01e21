"""Layers that make one tensor of several: sums, products, extremes, joining, dot products."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from keras_lab import ops
from keras_lab.engine import P
from keras_lab.layers import checks
from keras_lab.layers.layer import Layer
from keras_lab.masks import get_mask


class Merge(Layer):
    """Base of the layers that merge a list of tensors element by element.

    Shapes:
        A list of tensors `(batch, …)` that stretch to each other as in NumPy → one tensor. A tensor with
        fewer axes gets axes of one entry after its batch axis. A step of the output counts if the mask of any
        input says so; if some input has no mask, neither has the output.
    """

    supports_masking = True
    #: How many tensors there must be at least and (None: any number) at most.
    least: int = 1
    most: int | None = None

    def build(self, input_shape: Any) -> None:
        shapes = checks.several(self, input_shape, self.least, self.most)
        widest = max(len(checks.one_shape(self, shape)) for shape in shapes)
        for axis, sizes in enumerate(zip(*(_widened(shape, widest) for shape in shapes), strict=True)):
            if len(set(sizes) - {None, 1}) > 1:
                raise ValueError(
                    f"The layer {self.name!r} cannot merge inputs of shapes {', '.join(map(str, shapes))}: "
                    f"they differ along axis {axis}."
                )

    def call(self, inputs: Any) -> Any:
        tensors = checks.several(self, inputs, self.least, self.most)
        widest = max(len(ops.shape(x)) for x in tensors)
        masks = [get_mask(x) for x in tensors]
        tensors = [_widen(x, widest) for x in tensors]
        if all(mask is None for mask in masks):
            return self.merge(tensors)
        return self.merge_masked(tensors, [_over(m, x) for m, x in zip(masks, tensors, strict=True)])

    def merge(self, tensors: list[Any]) -> Any:
        """One tensor of several with equally many axes."""
        raise NotImplementedError(f"{type(self).__name__} does not define merge(tensors).")

    def merge_masked(self, tensors: list[Any], masks: list[Any]) -> Any:
        """The same where some have masks (of their own shapes): by default they make no difference."""
        return self.merge(tensors)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        if mask is None:
            return None
        check_masks(self, inputs, mask)
        return None if any(each is None for each in mask) else reduce(ops.logical_or, mask)


def check_masks(layer: Layer, inputs: Any, mask: Any) -> None:
    """Raises ValueError unless inputs and masks are lists of one length."""
    for name, value in (("mask", mask), ("inputs", inputs)):
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"compute_mask of the layer {layer.name!r}: `{name}` should be a list.")
    if len(mask) != len(inputs):
        raise ValueError(
            f"compute_mask of the layer {layer.name!r}: the lists `inputs` and `mask` should have the same "
            f"length. Received: {len(inputs)} and {len(mask)}"
        )


def _over(mask: Any, x: Any) -> Any:
    """A mask of time steps as one of the entries of `x`; None stays None."""
    if mask is None or len(ops.shape(mask)) >= len(ops.shape(x)):
        return mask
    missing = len(ops.shape(x)) - len(ops.shape(mask))
    mask = ops.expand_dims(ops.cast(mask, "bool"), tuple(range(-missing, 0)))
    return ops.broadcast_to(mask, ops.shape(x))


def _merged_but_hidden(op: Any, tensors: list[Any], masks: list[Any]) -> Any:
    """`op` over all, where what a mask hides does as if it were not there."""
    output, seen = tensors[0], masks[0]
    for x, mask in zip(tensors[1:], masks[1:], strict=True):
        x = x if mask is None else ops.where(mask, x, output)
        output = output if seen is None else ops.where(seen, output, x)
        seen = None if mask is None or seen is None else ops.logical_or(seen, mask)
        output = op(output, x)
    return output


def _widened(shape: Sequence[int | None], rank: int) -> tuple[int | None, ...]:
    return (*shape[:1], *(1,) * (rank - len(shape)), *shape[1:])


def _widen(x: Any, rank: int) -> Any:
    missing = rank - len(ops.shape(x))
    return ops.expand_dims(x, tuple(range(1, 1 + missing))) if missing else x


class Add(Merge):
    """The sum of all inputs; see `Merge`."""

    def merge(self, tensors: list[Any]) -> Any:
        return reduce(ops.add, tensors)


class Subtract(Merge):
    """The first of two inputs minus the second; see `Merge`."""

    least = most = 2

    def merge(self, tensors: list[Any]) -> Any:
        return reduce(ops.subtract, tensors)


class Multiply(Merge):
    """The product of all inputs; see `Merge`."""

    def merge(self, tensors: list[Any]) -> Any:
        return reduce(ops.multiply, tensors)

    def merge_masked(self, tensors: list[Any], masks: list[Any]) -> Any:
        one = [x if m is None else ops.where(m, x, 1) for x, m in zip(tensors, masks, strict=True)]
        product = self.merge([ops.cast(x, t.dtype) for x, t in zip(one, tensors, strict=True)])
        if any(mask is None for mask in masks):
            return product
        return ops.where(reduce(ops.logical_or, masks), product, ops.zeros_like(product))


class Average(Merge):
    """The mean of all inputs; see `Merge`."""

    def merge(self, tensors: list[Any]) -> Any:
        return ops.divide(reduce(ops.add, tensors), len(tensors))


class Maximum(Merge):
    """The largest of all inputs, entry by entry; see `Merge`."""

    def merge(self, tensors: list[Any]) -> Any:
        return reduce(ops.maximum, tensors)

    def merge_masked(self, tensors: list[Any], masks: list[Any]) -> Any:
        return _merged_but_hidden(ops.maximum, tensors, masks)


class Minimum(Merge):
    """The smallest of all inputs, entry by entry; see `Merge`."""

    def merge(self, tensors: list[Any]) -> Any:
        return reduce(ops.minimum, tensors)

    def merge_masked(self, tensors: list[Any], masks: list[Any]) -> Any:
        return _merged_but_hidden(ops.minimum, tensors, masks)


class Concatenate(Layer):
    """Joins tensors along an axis.

    Args:
        axis: the axis, the batch axis counted; default the last.

    Shapes:
        A list of tensors with the same shape save along `axis` → one tensor, there as long as all together.
    """

    supports_masking = True

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = checks.axis(self, axis)

    def build(self, input_shape: Any) -> None:
        shapes = [checks.one_shape(self, shape) for shape in checks.several(self, input_shape, least=1)]
        rank = len(shapes[0])
        if not -rank <= self.axis < rank:
            raise ValueError(
                f"The layer {self.name!r} joins along axis {self.axis}, "
                f"which inputs of shape {shapes[0]} do not have."
            )
        rest = [tuple(n for i, n in enumerate(shape) if i != self.axis % rank) for shape in shapes]
        fits = all(len(shape) == rank for shape in shapes)
        if not fits or any(len(set(sizes) - {None}) > 1 for sizes in zip(*rest, strict=True)):
            raise ValueError(
                f"The layer {self.name!r} joins inputs that have the same shape save along axis {self.axis}. "
                f"Received inputs of shapes {', '.join(map(str, shapes))}."
            )

    def call(self, inputs: Any) -> Any:
        return ops.concatenate(checks.several(self, inputs, least=1), axis=self.axis)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        if mask is None:
            return None
        check_masks(self, inputs, mask)
        if all(each is None for each in mask):
            return None
        full = [_full_mask(x, each) for x, each in zip(inputs, mask, strict=True)]
        return ops.any(ops.concatenate(full, axis=self.axis), axis=-1)


def _full_mask(x: Any, mask: Any) -> Any:
    """A mask for every entry of `x`; all count where there was none."""
    shape = ops.shape(x)
    if mask is None:
        return P.full(shape, True, "bool")
    missing = len(shape) - len(ops.shape(mask))
    return ops.broadcast_to(ops.reshape(mask, (*ops.shape(mask), *(1,) * missing)), shape)


class Dot(Layer):
    """Sums of products of two tensors along an axis of each, sample by sample.

    Args:
        axes: the axis to sum along, or one for each tensor (the batch axis, 0, is none of them).
        normalize: whether vectors along the axes are scaled to length 1 first, which gives their cosines.

    Shapes:
        `[(batch, a, k), (batch, b, k)]` with `axes=2` → `(batch, a, b)`; of vectors `(batch, k)`:
        `(batch, 1)`.
    """

    def __init__(self, axes: int | Sequence[int], normalize: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        given = (axes, axes) if isinstance(axes, int) else axes
        if (
            not isinstance(given, (tuple, list))
            or len(given) != 2
            or any(not isinstance(n, int) for n in given)
        ):
            raise ValueError(f"The layer {self.name!r} takes as axes an int or two. Received: {axes!r}")
        if 0 in given:
            raise ValueError(
                f"The layer {self.name!r} cannot sum along the batch axis. Received: axes={axes!r}"
            )
        self.axes = axes if isinstance(axes, int) else tuple(axes)
        self.normalize = normalize

    def build(self, input_shape: Any) -> None:
        shapes = [checks.one_shape(self, shape) for shape in checks.several(self, input_shape, 2, 2)]
        sizes = [_along(self, shape, axis) for shape, axis in zip(shapes, self._both(), strict=True)]
        if None not in sizes and sizes[0] != sizes[1]:
            raise ValueError(
                f"The layer {self.name!r} sums along axes of equal size. Received inputs of shapes "
                f"{shapes[0]} and {shapes[1]} with axes={self.axes}."
            )

    def _both(self) -> tuple[int, int]:
        return (self.axes, self.axes) if isinstance(self.axes, int) else self.axes  # type: ignore[return-value]

    def call(self, inputs: Any) -> Any:
        pair = list(checks.several(self, inputs, 2, 2))
        if self.normalize:
            pair = [ops.normalize(x, axis=axis) for x, axis in zip(pair, self._both(), strict=True)]
        left, right = (
            _letters(x, axis, letters)
            for x, axis, letters in zip(pair, self._both(), ("bcde", "fghi"), strict=True)
        )
        kept = (left + right[1:]).replace("z", "")
        outputs = ops.einsum(f"{left},{right}->{kept}", *pair)
        return ops.expand_dims(outputs, 1) if len(kept) == 1 else outputs

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return None


def _along(layer: Dot, shape: tuple[int | None, ...], axis: int) -> int | None:
    if not -len(shape) <= axis < len(shape):
        raise ValueError(
            f"The layer {layer.name!r} sums along axis {axis}, which an input of {shape} does not have."
        )
    return shape[axis]


def _letters(x: Any, axis: int, letters: str) -> str:
    """The axes of `x` for einsum: a is the batch, z is summed along."""
    rank = len(ops.shape(x))
    return "".join(
        "z" if i == axis % rank else letter for i, letter in zip(range(rank), "a" + letters, strict=False)
    )


# ---- the same as functions --------------------------------------------------------------------------


def add(inputs: Any, **kwargs: Any) -> Any:
    """`Add(**kwargs)(inputs)`."""
    return Add(**kwargs)(inputs)


def subtract(inputs: Any, **kwargs: Any) -> Any:
    """`Subtract(**kwargs)(inputs)`."""
    return Subtract(**kwargs)(inputs)


def multiply(inputs: Any, **kwargs: Any) -> Any:
    """`Multiply(**kwargs)(inputs)`."""
    return Multiply(**kwargs)(inputs)


def average(inputs: Any, **kwargs: Any) -> Any:
    """`Average(**kwargs)(inputs)`."""
    return Average(**kwargs)(inputs)


def maximum(inputs: Any, **kwargs: Any) -> Any:
    """`Maximum(**kwargs)(inputs)`."""
    return Maximum(**kwargs)(inputs)


def minimum(inputs: Any, **kwargs: Any) -> Any:
    """`Minimum(**kwargs)(inputs)`."""
    return Minimum(**kwargs)(inputs)


def concatenate(inputs: Any, axis: int = -1, **kwargs: Any) -> Any:
    """`Concatenate(axis, **kwargs)(inputs)`."""
    return Concatenate(axis, **kwargs)(inputs)


def dot(inputs: Any, axes: int | Sequence[int] = -1, **kwargs: Any) -> Any:
    """`Dot(axes, **kwargs)(inputs)`."""
    return Dot(axes, **kwargs)(inputs)
