"""Variables, placeholders and constants: making them, asking about them, reading and setting them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from keras_lab import config, engine, ops
from keras_lab import random as random_ops
from keras_lab.backend.functions import evaluate
from keras_lab.engine import P, dtypes, guests
from keras_lab.engine.spec import Spec
from keras_lab.graph.symbolic import SymbolicTensor, is_symbolic
from keras_lab.layers import call
from keras_lab.layers.inputs import Input, InputLayer
from keras_lab.ops.dispatch import op
from keras_lab.variables import Variable, current_scope

Tensor = Any
Shape = Sequence[Any]

# ---- making them ------------------------------------------------------------------------------------


def variable(value: Any, dtype: Any = None, name: str | None = None, constraint: Any = None) -> Variable:
    """A variable with that value (array, number, tensor), of `floatx()` unless a dtype is given."""
    array = evaluate(value) if not isinstance(value, (list, tuple)) else np.asarray(value)
    dtype = dtype or config.floatx()
    return Variable(array, dtype=dtype, trainable=dtypes.is_float(dtype), name=name, constraint=constraint)


def constant(value: Any, dtype: Any = None, shape: Shape | None = None, name: str | None = None) -> Tensor:
    """A tensor with that value, stretched to `shape` if one is given."""
    made = ops.convert_to_tensor(value, dtype or config.floatx())
    if shape is None:
        return made
    same_size = ops.size(made) == math.prod(shape)
    return ops.reshape(made, shape) if same_size else ops.broadcast_to(made, shape)


def placeholder(
    shape: Shape | None = None,
    ndim: int | None = None,
    dtype: Any = None,
    sparse: bool = False,
    name: str | None = None,
) -> SymbolicTensor:
    """A symbolic tensor that `K.function` is given a value for.

    Args:
        shape: with the batch axis; None entries take any size.
        ndim: how many axes, instead of a shape.

    Raises:
        ValueError: if neither is given, or if `sparse`: tensors are dense.
    """
    if sparse:
        raise ValueError("K.placeholder: there are no sparse tensors.")
    if shape is None and ndim is None:
        raise ValueError("K.placeholder: give a shape or ndim.")
    sizes = (None,) * (ndim or 0) if shape is None else tuple(shape)
    return Input(batch_shape=sizes, dtype=dtype, name=name)


def _inside_a_program() -> bool:
    return call.depth() > 0 or engine.in_spec_mode() or current_scope() is not None


def _filled(made: Tensor, dtype: Any, name: str | None) -> Any:
    """Keras 2 gives a variable; inside a layer, or where a size is not known yet, the tensor itself."""
    return made if _inside_a_program() or is_symbolic(made) else variable(made, dtype, name)


def zeros(shape: Shape, dtype: Any = None, name: str | None = None) -> Any:
    """A variable of zeros (inside a layer's `call`: a tensor)."""
    return _filled(ops.zeros(shape, dtype), dtype, name)


def ones(shape: Shape, dtype: Any = None, name: str | None = None) -> Any:
    """A variable of ones (inside a layer's `call`: a tensor)."""
    return _filled(ops.ones(shape, dtype), dtype, name)


def eye(size: int, dtype: Any = None, name: str | None = None) -> Any:
    """A variable with an identity matrix (inside a layer's `call`: a tensor)."""
    return _filled(ops.eye(size, dtype=dtype), dtype, name)


def zeros_like(x: Any, dtype: Any = None, name: str | None = None) -> Tensor:
    """Zeros in the shape of `x`."""
    return ops.zeros_like(x, dtype)


def ones_like(x: Any, dtype: Any = None, name: str | None = None) -> Tensor:
    """Ones in the shape of `x`."""
    return ops.ones_like(x, dtype)


def identity(x: Any, name: str | None = None) -> Tensor:
    """A tensor with the same elements."""
    return ops.copy(x)


def random_uniform_variable(
    shape: Shape, low: float, high: float, dtype: Any = None, name: str | None = None, seed: int | None = None
) -> Variable:
    """A variable drawn uniformly from [low, high)."""
    return variable(random_ops.uniform(shape, low, high, dtype, seed), dtype, name)


def random_normal_variable(
    shape: Shape,
    mean: float,
    scale: float,
    dtype: Any = None,
    name: str | None = None,
    seed: int | None = None,
) -> Variable:
    """A variable drawn from the normal distribution with that mean and standard deviation."""
    return variable(random_ops.normal(shape, mean, scale, dtype, seed), dtype, name)


# ---- random tensors ---------------------------------------------------------------------------------


def random_normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Normal with that mean and standard deviation."""
    return random_ops.normal(shape, mean, stddev, dtype, seed)


def random_uniform(
    shape: Any, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Uniform on [minval, maxval)."""
    return random_ops.uniform(shape, minval, maxval, dtype, seed)


def random_binomial(shape: Any, p: float = 0.0, dtype: Any = None, seed: Any = None) -> Tensor:
    """1 with probability `p`, else 0."""
    return ops.cast(random_ops.uniform(shape, seed=seed) < p, dtype)


def truncated_normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Normal, with what is more than two standard deviations off drawn again."""
    return random_ops.truncated_normal(shape, mean, stddev, dtype, seed)


# ---- asking about them ------------------------------------------------------------------------------


def shape(x: Any) -> tuple[Any, ...]:
    """The sizes, a tuple; those of a symbolic tensor that are not known yet are symbolic scalars."""
    sizes = ops.shape(x)
    if not is_symbolic(x):
        return sizes
    return tuple(_size(x, axis) if size is None else size for axis, size in enumerate(sizes))


@op
def _size(x: Any, axis: int) -> Any:
    size = P.shape(x)[axis]
    return Spec((), "int32") if size is None else size


def int_shape(x: Any) -> tuple[int | None, ...]:
    """The shape, a tuple; None for sizes that are not known."""
    return ops.shape(x)


def get_variable_shape(x: Any) -> tuple[int | None, ...]:
    """The shape of a variable."""
    return ops.shape(x)


def count_params(x: Any) -> int:
    """How many elements a variable has."""
    return math.prod(ops.shape(x))  # type: ignore[arg-type]


def is_keras_tensor(x: Any) -> bool:
    """Whether `x` is a symbolic tensor: an `Input`, or what layers and functions make of it."""
    return is_symbolic(x)


def is_tensor(x: Any) -> bool:
    """Whether `x` is a tensor, symbolic or not, or a variable."""
    return is_symbolic(x) or isinstance(x, Variable) or P.is_tensor(x)


def is_placeholder(x: Any) -> bool:
    """Whether `x` is a symbolic tensor with which a graph begins."""
    return is_symbolic(x) and x.node is not None and isinstance(x.node.operation, InputLayer)


def is_sparse(tensor: Any) -> bool:
    """Whether it is a sparse tensor of another library, or a sparse matrix of SciPy; tensors of ours are dense."""
    return guests.is_sparse(tensor)


def to_dense(tensor: Any) -> Tensor:
    """What is sparse as a dense tensor; other tensors as they are."""
    return ops.convert_to_tensor(tensor) if is_sparse(tensor) else tensor


# ---- values -----------------------------------------------------------------------------------------


def get_value(x: Any) -> np.ndarray:
    """The value of a variable or tensor, a NumPy array."""
    return evaluate(x)


def batch_get_value(ops: Iterable[Any]) -> list[np.ndarray]:
    """The values of several variables."""
    return [evaluate(x) for x in ops]


def set_value(x: Variable, value: Any) -> None:
    """Gives a variable a new value of its shape."""
    x.assign(np.asarray(value, dtypes.to_numpy_dtype(x.dtype)))


def batch_set_value(tuples: Iterable[tuple[Variable, Any]]) -> None:
    """Gives several variables new values."""
    for x, value in tuples:
        set_value(x, value)


def cast_to_floatx(x: Any) -> Any:
    """The elements as `floatx()`: a NumPy array of an array, a tensor of a tensor."""
    return ops.cast(x, config.floatx()) if is_tensor(x) else np.asarray(x, dtypes.to_numpy_dtype(None))
