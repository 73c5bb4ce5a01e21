"""Where a graph begins: `Input(...)` and the layer that stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import config
from keras_lab.engine import dtypes
from keras_lab.graph.symbolic import Node, SymbolicTensor, is_symbolic
from keras_lab.layers.layer import Layer

Shape = tuple[int | None, ...]


class InputLayer(Layer):
    """A place in a graph for data; `Input(...)` makes one and returns its symbolic tensor.

    Args:
        shape: without the batch axis; None entries take any size.
        batch_size: the size of the batch axis, if it is fixed.
        dtype: of the data; default `config.floatx()`.
        sparse: whether the data will be sparse tensors (kept for their description only).
        ragged: not supported.
        batch_shape: the shape with the batch axis, instead of `shape` and `batch_size`.
        input_tensor: a symbolic tensor to make an input of, instead of a new one.
        optional: whether None may be given in place of data.
        name: default `input_layer`.

    Raises:
        ValueError: if there is no shape, or two.
    """

    def __init__(
        self,
        shape: Sequence[int | None] | int | None = None,
        batch_size: int | None = None,
        dtype: Any = None,
        sparse: bool | None = None,
        ragged: bool | None = None,
        batch_shape: Sequence[int | None] | None = None,
        input_tensor: Any = None,
        optional: bool = False,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, batch_size=batch_size, **kwargs)
        if ragged:
            raise ValueError(
                f"The input {self.name!r}: ragged tensors are not supported; pad and use a mask."
            )
        if input_tensor is not None and not is_symbolic(input_tensor):
            raise ValueError(
                f"The input {self.name!r} can be made of a symbolic tensor only. Received: {input_tensor!r}"
            )
        if input_tensor is not None:
            batch_shape, dtype = input_tensor.shape, dtype or input_tensor.dtype
        elif batch_shape is None and shape is None:
            batch_shape, shape = self._batch_input_shape, None
        self.batch_shape = _full_shape(self.name, shape, batch_size, batch_shape)
        self.input_dtype = dtypes.standardize(dtype or self._input_dtype or config.floatx())
        self.sparse = bool(sparse)
        self.optional = optional
        self.built = True
        tensor = input_tensor
        if tensor is None:
            tensor = SymbolicTensor(self.batch_shape, self.input_dtype, bool(sparse), name=self.name)
        self._nodes.append(Node(self, (), {}, tensor))

    def call(self, inputs: Any = None) -> Any:
        """The data, unchanged."""
        return inputs

    @property
    def dtype(self) -> str:
        """The dtype of the data."""
        return self.input_dtype

    def get_config(self) -> dict[str, Any]:
        """The shape with its batch axis, the dtype, the name."""
        return {
            "batch_shape": self.batch_shape,
            "dtype": self.input_dtype,
            "sparse": self.sparse,
            "ragged": False,
            "optional": self.optional,
            "name": self.name,
        }


def _full_shape(name: str, shape: Any, batch_size: int | None, batch_shape: Any) -> Shape:
    if (shape is None) == (batch_shape is None):
        raise ValueError(
            f"The input {name!r} needs either a `shape`, without the batch axis, or a `batch_shape`. "
            f"Received: shape={shape!r}, batch_shape={batch_shape!r}"
        )
    full = batch_shape if shape is None else (batch_size, *((shape,) if isinstance(shape, int) else shape))
    for size in full:
        if size is not None and (isinstance(size, bool) or not hasattr(size, "__index__") or size < 0):
            raise ValueError(
                f"The shape of the input {name!r} must consist of whole numbers and None. Received: {full!r}"
            )
    return tuple(size if size is None else int(size) for size in full)


def Input(  # noqa: N802
    shape: Sequence[int | None] | int | None = None,
    batch_size: int | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    ragged: bool | None = None,
    batch_shape: Sequence[int | None] | None = None,
    name: str | None = None,
    tensor: Any = None,
    optional: bool = False,
) -> SymbolicTensor:
    """The symbolic tensor that a functional model begins with.

    Args:
        shape: of one sample, without the batch axis: `(784,)`; None entries take any size.
        batch_size: the size of the batch axis, if it is fixed.
        dtype: of the data; default `config.floatx()`.
        sparse, ragged, optional: see `InputLayer`.
        batch_shape: the shape with the batch axis, instead of `shape` and `batch_size`.
        name: of the input; default `input_layer`.
        tensor: a symbolic tensor to begin at, which is returned; it may be computed from others.

    Example:

        x = Input(shape=(784,))
        y = Dense(10, activation="softmax")(x)
        model = Model(x, y)
    """
    if is_symbolic(tensor) and tensor.node is not None and tensor.node.inputs:
        return tensor
    layer = InputLayer(shape, batch_size, dtype, sparse, ragged, batch_shape, tensor, optional, name)
    return layer.output
