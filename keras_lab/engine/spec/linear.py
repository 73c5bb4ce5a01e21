"""Shapes of linear algebra, convolution and pooling."""

from __future__ import annotations

from collections.abc import Sequence

from keras_lab.engine.spec.shapes import Dim, Shape, ShapeError, agree, broadcast, spread, windows
from keras_lab.engine.spec.tensor import Spec


def matmul(x: Spec, y: Spec) -> Spec:
    """Rows of `x` times columns of `y`; leading axes broadcast."""
    if x.ndim < 2 or y.ndim < 2:
        raise ShapeError(f"matmul: both need two axes or more. Received shapes: {x.shape} and {y.shape}")
    if not agree(x.shape[-1], y.shape[-2]):
        raise ShapeError(
            f"matmul: the last axis of {x.shape} has {x.shape[-1]} entries, "
            f"but the second to last of {y.shape} has {y.shape[-2]}."
        )
    leading = broadcast("matmul", x.shape[:-2], y.shape[:-2])
    return Spec((*leading, x.shape[-2], y.shape[-1]), x.dtype)


def einsum(equation: str, *operands: Spec) -> Spec:
    """Explicit einsum: each letter is one size, wherever it stands."""
    inputs, _, output = equation.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if len(terms) != len(operands):
        raise ShapeError(f"einsum: {equation!r} is for {len(terms)} operands. Received: {len(operands)}")
    sizes: dict[str, Dim] = {}
    for term, operand in zip(terms, operands, strict=True):
        _read_sizes(equation, term, operand.shape, sizes)
    unknown = [letter for letter in output if letter not in sizes]
    if unknown:
        raise ShapeError(f"einsum: {unknown[0]!r} is in the output of {equation!r}, but in no operand.")
    return Spec(tuple(sizes[letter] for letter in output), operands[0].dtype)


def _read_sizes(equation: str, term: str, shape: Shape, sizes: dict[str, Dim]) -> None:
    if len(term) != len(shape):
        raise ShapeError(f"einsum: {term!r} of {equation!r} names {len(term)} axes, the operand has {shape}.")
    for letter, size in zip(term, shape, strict=True):
        known = sizes.get(letter)
        if known in (None, 1):
            sizes[letter] = known if size is None else size
        elif size not in (None, 1, known):
            raise ShapeError(f"einsum: axis {letter!r} of {equation!r} has {known} entries and also {size}.")


def conv(
    x: Spec,
    kernel: Spec,
    strides: tuple[int, ...],
    padding: str,
    dilation: tuple[int, ...],
    groups: int,
) -> Spec:
    """`(batch, *spatial, out_channels)`."""
    *window, per_group, filters = kernel.shape
    _check_rank("conv", x, len(window))
    if not agree(x.shape[-1], None if per_group is None else per_group * groups):
        raise ShapeError(
            f"conv: the input {x.shape} has {x.shape[-1]} channels, "
            f"but the kernel {kernel.shape} takes {per_group} in each of {groups} group(s)."
        )
    if filters is not None and filters % groups:
        raise ShapeError(f"conv: {filters} output channels cannot be split into {groups} groups.")
    spatial = (
        windows(size, k, stride, padding, step, "conv")
        for size, k, stride, step in zip(x.shape[1:-1], window, strides, dilation, strict=True)
    )
    return Spec((x.shape[0], *spatial, filters), x.dtype)


def conv_transpose(
    x: Spec,
    kernel: Spec,
    strides: tuple[int, ...],
    padding: Sequence[tuple[int, int]],
    dilation: tuple[int, ...],
) -> Spec:
    """`(batch, *spatial, out_channels)`, each axis spread by its stride."""
    *window, filters, channels = kernel.shape
    _check_rank("conv_transpose", x, len(window))
    if not agree(x.shape[-1], channels):
        raise ShapeError(
            f"conv_transpose: the input {x.shape} has {x.shape[-1]} channels, "
            f"but the kernel {kernel.shape} takes {channels}."
        )
    spatial = (
        spread(size, k, stride, around, step)
        for size, k, stride, around, step in zip(
            x.shape[1:-1], window, strides, padding, dilation, strict=True
        )
    )
    return Spec((x.shape[0], *spatial, filters), x.dtype)


def _check_rank(what: str, x: Spec, spatial: int) -> None:
    if x.ndim != spatial + 2:
        raise ShapeError(
            f"{what}: the input needs {spatial + 2} axes (batch, {spatial} spatial, channels). "
            f"Received shape: {x.shape}"
        )


def max_pool(x: Spec, size: tuple[int, ...], strides: tuple[int, ...], padding: str) -> Spec:
    """One entry for each window."""
    return _pool("max_pool", x, size, strides, padding)


def avg_pool(x: Spec, size: tuple[int, ...], strides: tuple[int, ...], padding: str) -> Spec:
    """One entry for each window."""
    return _pool("avg_pool", x, size, strides, padding)


def _pool(what: str, x: Spec, size: tuple[int, ...], strides: tuple[int, ...], padding: str) -> Spec:
    _check_rank(what, x, len(size))
    spatial = (
        windows(n, window, stride, padding, 1, what)
        for n, window, stride in zip(x.shape[1:-1], size, strides, strict=True)
    )
    return Spec((x.shape[0], *spatial, x.shape[-1]), x.dtype)
