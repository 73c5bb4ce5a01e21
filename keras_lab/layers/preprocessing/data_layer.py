"""The base of the layers that make features of raw data: they take lists, numbers and strings as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from keras_lab import engine, ops, tree
from keras_lab.engine import P, guests, mapping
from keras_lab.engine.spec import Spec
from keras_lab.graph.symbolic import SymbolicTensor
from keras_lab.layers.call import calling, depth
from keras_lab.layers.layer import Layer


class DataLayer(Layer):
    """A layer that can be called with anything NumPy can read, and mapped over data sets of any library."""

    takes_strings = True

    #: Whether a call by itself gives sparse tensors; within models and data sets they are dense all the same.
    sparse = False

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Applies the layer to tensors, arrays, lists, single values, or symbolic tensors."""
        if hasattr(inputs, "dense_shape") and hasattr(inputs, "values"):  # TensorFlow's sparse tensors
            return type(inputs)(inputs.indices, self(inputs.values, *args, **kwargs), inputs.dense_shape)
        outputs = super().__call__(self.read(inputs), *args, **kwargs)
        if not self.sparse or depth() or engine.in_spec_mode() or isinstance(outputs, SymbolicTensor):
            return outputs
        return outputs if mapping.is_mapped(outputs) else guests.sparse(outputs)

    def _host_arrays(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        with calling(None):  # not by itself
            return super()._host_arrays(args, kwargs)

    def convert_weight(self, weight: Any) -> Any:
        """A weight as a tensor of the engine in charge."""
        return ops.convert_to_tensor(weight)

    def read(self, inputs: Any) -> Any:
        """The inputs, lists and single values as arrays."""
        plain = isinstance(inputs, (list, tuple, str, bytes, int, float)) and not holds_tensors(inputs)
        array_like = hasattr(inputs, "__array__") and not hasattr(inputs, "shape")
        if hasattr(inputs, "row_splits"):
            return self._rectangular(inputs)
        return np.asarray(inputs) if plain or array_like else inputs

    def _rectangular(self, ragged: Any) -> np.ndarray:
        try:
            return np.asarray(to_lists(ragged))
        except ValueError as error:
            raise ValueError(
                f"The layer {self.name!r} takes no ragged tensors with rows of different lengths: pad them first."
            ) from error


def holds_tensors(nest: Any) -> bool:
    """Whether a leaf is a tensor (symbolic ones and `Spec`s included)."""
    return any(
        isinstance(leaf, (SymbolicTensor, Spec)) or hasattr(leaf, "numpy") or P.is_tensor(leaf)
        for leaf in tree.flatten(nest)
    )


def holds_lists(values: Any) -> bool:
    """Whether it is a list of lists, which may be of different lengths."""
    return isinstance(values, (list, tuple)) and any(isinstance(item, (list, tuple)) for item in values)


def to_lists(values: Any) -> Any:
    """What a ragged tensor holds, as nested lists; anything else as it is."""
    return values.to_list() if hasattr(values, "to_list") and hasattr(values, "row_splits") else values


def batches(data: Any, steps: int | None = None) -> Iterator[Any]:
    """The batches to adapt to.

    Args:
        data: an array, a tensor or a list (one batch), or anything that yields batches; of `(x, y)` the x.
        steps: how many of them, at most.
    """
    if not yields_batches(data):
        yield data
        return
    for number, batch in enumerate(data):
        if steps is not None and number >= steps:
            return
        yield inputs_of(batch)


def yields_batches(data: Any) -> bool:
    """Whether `data` is a data set or generator, and not itself an array."""
    array = isinstance(data, (list, tuple, str, bytes, np.ndarray)) or hasattr(data, "__array__")
    return isinstance(data, Iterable) and not array and not hasattr(data, "row_splits")


def inputs_of(batch: Any) -> Any:
    """The x of a batch `(x, y)` or `(x, y, sample_weight)`; other batches as they are."""
    return batch[0] if isinstance(batch, tuple) and batch and hasattr(batch[0], "shape") else batch
