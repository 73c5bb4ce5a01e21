"""Weights kept as whole numbers of 8 or 4 bits, with the scales that make floats of them again.

Names, shapes and order of the variables are those of Keras's files.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from keras_lab import ops
from keras_lab.layers.layer import Layer
from keras_lab.quantizers import (
    AbsMaxQuantizer,
    abs_max_quantize_grouped_with_zero_point,
    pack_int4,
    unpack_int4,
)
from keras_lab.variables import Variable

Tensor = Any
Shape = tuple[int, ...]


class Form(NamedTuple):
    """How a weight lies.

    Attributes:
        shape: of the weight in floats.
        letters: one for each of its axes.
        scale: letters of the axes of its scale with 8 bits: those of the weight along which scales differ;
            others are of size 1.
        group: with 4 bits the weight is a matrix: the axis of it along which numbers share scales, -2 or -1.
        packed: the axis of that matrix along which neighbours share a byte.
    """

    shape: Shape
    letters: str
    scale: str
    group: int = -2
    packed: int = -1

    @property
    def shared(self) -> tuple[int, ...]:
        """The axes of the weight along which numbers share a scale."""
        return tuple(i for i, letter in enumerate(self.letters) if letter not in self.scale)

    @property
    def scale_shape(self) -> Shape:
        """The shape of the scale with 8 bits."""
        sizes = dict(zip(self.letters, self.shape, strict=True))
        return tuple(sizes.get(letter, 1) for letter in self.scale)

    @property
    def matrix(self) -> tuple[int, int]:
        """The shape of the matrix with 4 bits."""
        sharing = math.prod(self.shape[i] for i in self.shared)
        others = math.prod(self.shape) // sharing
        return (sharing, others) if self.group == -2 else (others, sharing)


def arranged(x: Tensor, letters: str, wanted: str) -> Tensor:
    """`x`, of which `letters` name the axes, with the axes `wanted`: axes added and left out are of size 1."""
    kept = [letter for letter in wanted if letter in letters]
    left_out = [letter for letter in letters if letter not in wanted]
    x = ops.transpose(x, [letters.index(letter) for letter in (*kept, *left_out)])
    x = ops.squeeze(x, tuple(range(len(kept), len(letters)))) if left_out else x
    added = tuple(i for i, letter in enumerate(wanted) if letter not in letters)
    return ops.expand_dims(x, added) if added else x


class FewBits:
    """Base of weights kept as whole numbers.

    Attributes:
        variables: by what follows the weight's name in theirs: `""` the numbers, `"_scale"`, …
    """

    def __init__(self, name: str, form: Form) -> None:
        self.name, self.form = name, form
        self.variables: dict[str, Variable] = {}

    def parts(self) -> dict[str, tuple[Shape, str | None, Any]]:
        """Shape, dtype and initializer of each variable."""
        raise NotImplementedError

    def encoded(self, value: Tensor, quantizer: Any = None) -> list[Tensor]:
        """The values of the variables for a weight of floats."""
        raise NotImplementedError

    def decoded(self, numbers: Tensor, scale: Tensor, zero: Tensor | None, dtype: str) -> Tensor:
        """Floats again."""
        raise NotImplementedError

    def numbers(self) -> Tensor:
        """The whole numbers, in the shape of the weight."""
        raise NotImplementedError

    def make(self, layer: Layer) -> None:
        """Makes the variables, as attributes of the layer."""
        for suffix, (shape, dtype, initializer) in self.parts().items():
            name = suffix if suffix == "g_idx" else f"{self.name}{suffix}"
            variable = layer.add_weight(shape, initializer, dtype, trainable=False, name=name)
            setattr(layer, name, variable)
            self.variables[suffix] = variable

    def assign(self, value: Tensor, quantizer: Any = None) -> None:
        """Sets the variables from a weight of floats."""
        for variable, part in zip(self.variables.values(), self.encoded(value, quantizer), strict=True):
            variable.assign(part)

    def floats(self, dtype: str) -> Tensor:
        """The weight."""
        numbers, scale, zero = (self.variables.get(suffix) for suffix in ("", "_scale", "_zero"))
        return self.decoded(ops.convert_to_tensor(numbers), ops.convert_to_tensor(scale), zero, dtype)

    def rows(self, places: Tensor, dtype: str) -> Tensor:
        """The rows of a table at those places."""
        numbers, scale, zero = (self.variables.get(suffix) for suffix in ("", "_scale", "_zero"))
        zero = None if zero is None else ops.take(zero, places, axis=0)
        return self.decoded(ops.take(numbers, places, axis=0), ops.take(scale, places, axis=0), zero, dtype)

    def product(self, x: Tensor, inputs: str, outputs: str, quantizer: Any, dtype: str) -> Tensor:
        """The sum of products of `x` and the weight, with letters for the axes of inputs and outputs.

        Args:
            quantizer: for `x`; gradients pass as if it were not there. None: `x` stays as it is.
            dtype: in which it is computed.
        """
        if quantizer is not None:
            few, scale = quantizer(x, axis=_summed(inputs, outputs))
            x = ops.add(x, ops.stop_gradient(ops.subtract(ops.divide(ops.cast(few, dtype), scale), x)))
        return ops.einsum(f"{inputs},{self.form.letters}->{outputs}", x, self.floats(dtype))


def _summed(inputs: str, outputs: str) -> tuple[int, ...]:
    return tuple(i for i, letter in enumerate(inputs) if letter not in outputs)


class Int8(FewBits):
    """A weight of 8 bits. Products with inputs of 8 bits are those of whole numbers."""

    def parts(self) -> dict[str, tuple[Shape, str | None, Any]]:
        return {"": (self.form.shape, "int8", "zeros"), "_scale": (self.form.scale_shape, None, "ones")}

    def encoded(self, value: Tensor, quantizer: Any = None) -> list[Tensor]:
        numbers, scale = (quantizer or AbsMaxQuantizer(self.form.shared))(value, to_numpy=True)
        return [numbers, arranged(scale, self.form.letters, self.form.scale)]

    def decoded(self, numbers: Tensor, scale: Tensor, zero: Tensor | None, dtype: str) -> Tensor:
        in_rows = self.form.group == -1
        scale = ops.expand_dims(scale, -1) if in_rows else arranged(scale, self.form.scale, self.form.letters)
        return ops.divide(ops.cast(numbers, dtype), ops.cast(scale, dtype))

    def numbers(self) -> Tensor:
        return self.variables[""]

    def product(self, x: Tensor, inputs: str, outputs: str, quantizer: Any, dtype: str) -> Tensor:
        if quantizer is None:
            return super().product(x, inputs, outputs, quantizer, dtype)
        letters = self.form.letters

        @ops.custom_gradient
        def product(x: Tensor, numbers: Tensor, scale: Tensor) -> tuple[Tensor, Callable[..., Any]]:
            def gradient(upstream: Tensor) -> tuple[Tensor, None, None]:
                weight = self.decoded(numbers, scale, None, dtype)
                return ops.einsum(f"{outputs},{letters}->{inputs}", upstream, weight), None, None

            few, few_scale = quantizer(x, axis=_summed(inputs, outputs))
            sums = ops.cast(ops.einsum(f"{inputs},{letters}->{outputs}", few, numbers), dtype)
            few_scale = arranged(few_scale, inputs, outputs)
            return ops.divide(
                sums, ops.multiply(few_scale, arranged(scale, self.form.scale, outputs))
            ), gradient

        return product(x, self.variables[""], self.variables["_scale"])


class Int4(FewBits):
    """A weight of 4 bits, as a matrix of which two numbers share a byte.

    Args:
        block: how many numbers share a scale and a zero; None: all along an axis do, and there is no zero.
    """

    def __init__(self, name: str, form: Form, block: int | None, indexed: bool) -> None:
        super().__init__(name, form)
        self.block = None if block == -1 else block
        self.indexed = indexed

    def parts(self) -> dict[str, tuple[Shape, str | None, Any]]:
        packed, scale = list(self.form.matrix), list(self.form.matrix)
        packed[self.form.packed] = -(-packed[self.form.packed] // 2)
        size = scale.pop(self.form.group)
        found: dict[str, tuple[Shape, str | None, Any]] = {"": (tuple(packed), "int8", "zeros")}
        if self.block is None:
            return {**found, "_scale": (tuple(scale), None, "ones")}
        scale.insert(self.form.group % 2, -(-size // self.block))
        found.update({"_scale": (tuple(scale), None, "ones"), "_zero": (tuple(scale), "int8", "zeros")})
        if self.indexed:  # only for files: blocks follow one another here
            found["g_idx"] = ((size,), "float32", functools.partial(_block_of_each, self.block))
        return found

    def encoded(self, value: Tensor, quantizer: Any = None) -> list[Tensor]:
        matrix, group = ops.reshape(value, self.form.matrix), self.form.group
        if self.block is None:
            quantizer = quantizer or AbsMaxQuantizer(group, value_range=(-8, 7))
            numbers, scale = quantizer(matrix, to_numpy=True)
            rest = [ops.squeeze(scale, group)]
        else:
            turned = matrix if group == -2 else ops.transpose(matrix)
            found = abs_max_quantize_grouped_with_zero_point(turned, self.block, to_numpy=True)
            numbers, *rest = found if group == -2 else map(ops.transpose, found)
        if self.indexed and self.block is not None:
            rest.append(_block_of_each(self.block, (self.form.matrix[group],)))
        return [pack_int4(numbers, self.form.packed)[0], *rest]

    def decoded(self, numbers: Tensor, scale: Tensor, zero: Tensor | None, dtype: str) -> Tensor:
        group = self.form.group
        floats = ops.cast(self._unpacked(numbers), dtype)
        scale = ops.cast(scale, dtype)
        if zero is None:
            floats = ops.divide(floats, ops.expand_dims(scale, group))
        else:
            block = _block_of_each(self.block or 1, (self.form.matrix[group],), "int32")
            zeros = ops.take(ops.cast(zero, dtype), block, axis=group)
            floats = ops.multiply(ops.subtract(floats, zeros), ops.take(scale, block, axis=group))
        return floats if group == -1 else ops.reshape(floats, self.form.shape)

    def numbers(self) -> Tensor:
        return ops.reshape(self._unpacked(ops.convert_to_tensor(self.variables[""])), self.form.shape)

    def _unpacked(self, numbers: Tensor) -> Tensor:
        return unpack_int4(numbers, self.form.matrix[self.form.packed], self.form.packed)


def _block_of_each(block: int, shape: Shape, dtype: str = "float32") -> np.ndarray:
    return (np.arange(shape[0]) // block).astype(dtype)
