"""Symbolic tensors and the nodes that make them.

Calling a layer or an op on symbolic tensors computes nothing: it notes down a `Node`, and the shapes of its
outputs come from running the call on `Spec`s.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

from keras_lab import engine, tree
from keras_lab.engine import dtypes
from keras_lab.engine.spec import Spec
from keras_lab.naming import unique_name
from keras_lab.ops import operators, shaping
from keras_lab.ops.dispatch import Symbolic


class SymbolicTensor(Symbolic):
    """A value that will be known when the model runs.

    Attributes:
        shape: ints, None where any size will do (the batch axis).
        dtype: the dtype's name.
        sparse, ragged: what kind of tensor is meant; here all are dense.
        record_history: kept for Keras's sake.
        name: of the tensor.
        node: the `Node` it comes from.
        index: its place among that node's outputs.
    """

    def __init__(
        self,
        shape: Sequence[int | None],
        dtype: Any = "float32",
        sparse: bool = False,
        ragged: bool = False,
        record_history: bool = True,
        name: str | None = None,
    ) -> None:
        if sparse and ragged:
            raise ValueError("A KerasTensor cannot have `sparse=True` and `ragged=True` at once.")
        fixed = {"shape": tuple(shape), "dtype": dtypes.standardize(dtype)}
        self.__dict__.update(fixed, sparse=bool(sparse), ragged=bool(ragged))
        self.record_history = record_history
        self.name = name or unique_name("keras_tensor")
        self.node: Node | None = None
        self.index = 0
        self._users: list[weakref.ref[Node]] = []

    shape: tuple[int | None, ...]
    dtype: str
    sparse: bool
    ragged: bool

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _FIXED:
            raise AttributeError(f"The `{name}` attribute of KerasTensor is immutable.")
        super().__setattr__(name, value)

    @property
    def ndim(self) -> int:
        """How many axes it has."""
        return len(self.shape)

    @property
    def _keras_shape(self) -> tuple[int | None, ...]:
        """The shape, as layers written for Keras 1 and 2 ask for it."""
        return self.shape

    @property
    def spec(self) -> Spec:
        """Its shape and dtype."""
        return Spec(self.shape, self.dtype)

    @property
    def _keras_history(self) -> tuple[Any, int, int] | None:
        """The layer or op call it comes from, which of its calls that was, and which of the outputs it is."""
        if self.node is None:
            return None
        return self.node.operation, self.node.operation._nodes.index(self.node), self.index

    def users(self) -> list[Node]:
        """The calls that it is an argument of."""
        return [node for node in (user() for user in self._users) if node is not None]

    def record(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Notes down the call of the op `function` (see `ops.dispatch.Symbolic`)."""
        return record_op(function, args, kwargs)

    def reshape(self, newshape: Sequence[int]) -> SymbolicTensor:
        """`ops.reshape`."""
        return shaping.reshape(self, newshape)

    def squeeze(self, axis: Any = None) -> SymbolicTensor:
        """`ops.squeeze`."""
        return shaping.squeeze(self, axis)

    def __getstate__(self) -> dict[str, Any]:
        """Copies and pickles of a tensor do not drag its past along: graphs keep their nodes themselves."""
        return {**self.__dict__, "node": None, "_users": []}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __repr__(self) -> str:
        kind = ", sparse=True" * self.sparse + ", ragged=True" * self.ragged
        return f"<KerasTensor shape={self.shape}, dtype={self.dtype}{kind}, name={self.name}>"

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise ValueError(
            _no_value(self, "turned into a NumPy array: it doesn't have any actual numerical value")
        )

    def __tf_tensor__(self, dtype: Any = None, name: Any = None) -> Any:
        raise ValueError(_no_value(self, "used as input to a TensorFlow function"))

    def __jax_array__(self) -> Any:
        raise ValueError(_no_value(self, "used as input to a JAX function"))

    def __bool__(self) -> bool:
        raise TypeError(_no_value(self, "used as a boolean."))

    def __float__(self) -> float:
        raise TypeError(_no_value(self, "turned into a number"))

    def __int__(self) -> int:
        raise TypeError(_no_value(self, "turned into a number"))

    def __len__(self) -> int:
        raise TypeError(_no_value(self, "asked for its length"))

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


_FIXED = frozenset({"shape", "dtype", "sparse", "ragged"})


operators.install(SymbolicTensor)


def _not_iterable(self: SymbolicTensor) -> Any:
    raise NotImplementedError(_no_value(self, "iterated over"))


SymbolicTensor.__iter__ = _not_iterable  # type: ignore[attr-defined]
KerasTensor = SymbolicTensor


def _no_value(tensor: SymbolicTensor, wish: str) -> str:
    return (
        f"{tensor!r} has no value yet, so it cannot be {wish}. It stands for data a model will be given; "
        "wrap such code in a Lambda or a Layer of your own, or use keras_lab.ops."
    )


class Node:
    """One call of a layer or op in a graph.

    Attributes:
        operation: the layer, or an `OpCall`.
        args, kwargs: what it was called with, symbolic tensors in their places.
        outputs: the nest of symbolic tensors it gave.
    """

    def __init__(self, operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any) -> None:
        self.operation = operation
        # lists of its own: people go on appending to the list they called with
        self.args, self.kwargs = tree.map_structure(lambda leaf: leaf, (args, kwargs))
        self.outputs = outputs
        self._tell_tensors()

    def _tell_tensors(self) -> None:
        for index, tensor in enumerate(symbolic_leaves(self.outputs)):
            tensor.node, tensor.index = self, index
        for tensor in self.inputs:
            tensor._users.append(weakref.ref(self))

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._tell_tensors()
        nodes = self.operation.__dict__.setdefault("_nodes", [])
        if self not in nodes:
            nodes.append(self)

    @property
    def inputs(self) -> list[SymbolicTensor]:
        """The symbolic tensors among the arguments, in order."""
        return symbolic_leaves((self.args, self.kwargs))

    @property
    def parents(self) -> list[Node]:
        """The nodes that the inputs come from."""
        return [tensor.node for tensor in self.inputs if tensor.node is not None]

    input_tensors, parent_nodes = inputs, parents  # as Keras calls them

    @property
    def output_tensors(self) -> list[SymbolicTensor]:
        """The symbolic tensors it gave, in a flat list."""
        return symbolic_leaves(self.outputs)

    @property
    def is_input(self) -> bool:
        """Whether nothing leads to it."""
        return not self.inputs


class OpCall:
    """An op called on symbolic tensors; it stands in a graph where a layer might.

    Attributes:
        function: the op.
        name: e.g. `add`, `add_1`.
    """

    def __init__(self, function: Any, name: str | None = None) -> None:
        self.function = function
        self.name = name or unique_name(function.__name__)
        self._nodes: list[Node] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_nodes": []}


def is_symbolic(x: Any) -> bool:
    """Whether `x` is a symbolic tensor."""
    return isinstance(x, SymbolicTensor)


def symbolic_leaves(structure: Any) -> list[SymbolicTensor]:
    """The symbolic tensors in a nest, in order."""
    return [leaf for leaf in tree.flatten(structure) if isinstance(leaf, SymbolicTensor)]


def to_specs(structure: Any) -> Any:
    """The nest with each symbolic tensor replaced by its `Spec`."""
    return tree.map_structure(lambda leaf: leaf.spec if is_symbolic(leaf) else leaf, structure)


def from_specs(structure: Any) -> Any:
    """The nest with a new symbolic tensor for each `Spec` (things that are no tensors stay)."""
    return tree.map_structure(
        lambda leaf: SymbolicTensor(leaf.shape, leaf.dtype) if isinstance(leaf, Spec) else leaf,
        structure,
    )


def record_op(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Notes down `function(*args, **kwargs)` and returns its symbolic outputs."""
    with engine.spec_mode():
        specs = function(*to_specs(args), **to_specs(kwargs))
    if not any(isinstance(leaf, Spec) for leaf in tree.flatten(specs)):
        return specs
    call = OpCall(function)
    outputs = from_specs(specs)
    call._nodes.append(Node(call, args, kwargs, outputs))
    return outputs
