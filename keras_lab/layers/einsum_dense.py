"""Dense layers between any axes, written as in `numpy.einsum`."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from typing import Any

from keras_lab import ops
from keras_lab.initializers import VarianceScaling
from keras_lab.layers import checks
from keras_lab.layers.quantized import Form, Product

_FORM = re.compile(r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?")


class EinsumDense(Product):
    """`activation(einsum(equation, inputs, kernel) + bias)`.

    Args:
        equation: `"inputs,kernel->outputs"`, a letter for each axis, as in `"abc,cd->abd"`; `...` at one end
            of inputs and outputs stands for any number of axes.
        output_shape: sizes of the axes of the output but for the batch and `...`; None: as in the inputs.
        activation: name or function; default none.
        bias_axes: the letters of the output along which the bias differs; None: no bias.
        **kwargs: see `Weighted` (initializers, regularizers, constraints) and `Layer`.
    """

    def __init__(
        self,
        equation: str,
        output_shape: int | Sequence[int | None],
        activation: Any = None,
        bias_axes: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(activation=activation, **kwargs)
        self.equation = "".join(equation.split()) if isinstance(equation, str) else equation
        if not isinstance(equation, str) or not _FORM.fullmatch(self.equation):
            raise ValueError(
                f"The layer {self.name!r} takes an equation like 'abc,cd->abd' or '...x,xy->...y'. "
                f"Received: {equation!r}"
            )
        self.output_sizes = (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)
        self.bias_axes = bias_axes

    def build(self, input_shape: Any) -> None:
        shape = checks.one_shape(self, input_shape)
        inputs, kernel, outputs = self.letters(len(shape))
        sizes = dict(zip(inputs, shape, strict=True))
        for letter, size in self._declared(outputs).items():
            if size is not None and sizes.get(letter) not in (None, size):
                raise ValueError(
                    f"The layer {self.name!r} has size {sizes[letter]} along {letter!r} in its input, "
                    f"but {size} in output_shape={self.output_sizes}. Equation: {self.equation!r}"
                )
            sizes[letter] = sizes.get(letter) if size is None else size
        kernel_shape = tuple(self._known(sizes, letter) for letter in kernel)
        if not self.made_quantized(kernel_shape):
            self.kernel = self.add_kernel(kernel_shape, self._initializer_for(kernel, outputs))
        if self.bias_axes:
            first = min(self._place(outputs, letter) for letter in self.bias_axes)
            self.bias = self.add_bias(
                tuple(self._known(sizes, n) if n in self.bias_axes else 1 for n in outputs[first:])
            )

    def _initializer_for(self, kernel: str, outputs: str) -> Any:
        """The kernel's, with the axes that are outputs told from those that are summed over."""
        if not isinstance(self.kernel_initializer, VarianceScaling):
            return self.kernel_initializer
        made = [i for i, letter in enumerate(kernel) if letter in outputs]
        return self.kernel_initializer.over([i for i in range(len(kernel)) if i not in made], made)

    def letters(self, rank: int) -> tuple[str, str, str]:
        """The letters of inputs, kernel and outputs, with letters for the `...`."""
        sides, outputs = self.equation.split("->")
        inputs, kernel = sides.split(",")
        count = rank - len(inputs.replace(".", ""))
        if count < 0 or (count and "..." not in inputs):
            raise ValueError(
                f"The layer {self.name!r} with the equation {self.equation!r} received an input of {rank} axes."
            )
        free = [letter for letter in string.ascii_lowercase if letter not in self.equation][:count]
        return inputs.replace("...", "".join(free)), kernel, outputs.replace("...", "".join(free))

    def _declared(self, outputs: str) -> dict[str, int | None]:
        """The sizes that `output_shape` gives: letter → size."""
        named = self.equation.split("->")[1]
        letters = named.replace(".", "") if named.startswith("...") else named.replace(".", "")[1:]
        if len(letters) != len(self.output_sizes):
            raise ValueError(
                f"The layer {self.name!r} with the equation {self.equation!r} needs {len(letters)} sizes as "
                f"output_shape. Received: {self.output_sizes}"
            )
        return dict(zip(letters, self.output_sizes, strict=True))

    def _known(self, sizes: dict[str, int | None], letter: str) -> int:
        size = sizes.get(letter)
        if size is None:
            raise ValueError(
                f"The layer {self.name!r} cannot make its weights: the size of {letter!r} in its equation "
                f"{self.equation!r} is not known."
            )
        return size

    def _place(self, outputs: str, letter: str) -> int:
        if letter not in outputs:
            raise ValueError(
                f"The bias_axes {self.bias_axes!r} of the layer {self.name!r} must be axes of the output of "
                f"{self.equation!r}."
            )
        return outputs.index(letter)

    def call(self, inputs: Any, training: Any = None) -> Any:
        x, kernel, outputs = self.letters(len(ops.shape(inputs)))
        return self.activation(self.biased(ops.einsum(f"{x},{kernel}->{outputs}", inputs, self.kernel)))

    def forms(self, shape: tuple[int, ...]) -> dict[str, Form]:
        sides, outputs = self.equation.split("->")
        return {"kernel": Form(shape, sides.split(",")[1], outputs.replace(".", ""))}

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("use_bias")
        return {**config, "output_shape": list(self.output_sizes)}
