"""Matching what a graph model is called with to its inputs."""

from __future__ import annotations

from typing import Any

from keras_lab import tree
from keras_lab.engine import P, dtypes
from keras_lab.graph.function import GraphFunction
from keras_lab.graph.symbolic import SymbolicTensor


def match(graph: GraphFunction, inputs: Any, model_name: str, open_sizes: bool = False) -> list[Any]:
    """The values for the graph's inputs in their flattened order, of the right dtypes and shapes.

    Inputs are given in the structure the model was made with, or as a list, or as a dict by names, which may
    hold more than the model needs. The number of samples is free; all other sizes too with `open_sizes`, for
    models that took them from the first batch they saw: their layers say what they do not take.

    Raises:
        ValueError: for a wrong number of inputs, an unknown name, or a shape that does not fit.
    """
    wanted = tree.flatten(graph.inputs)
    given = _in_order(graph.inputs, wanted, inputs, model_name)
    return [_fit(*pair, model_name, open_sizes) for pair in zip(wanted, given, strict=True)]


def _in_order(structure: Any, wanted: list[SymbolicTensor], inputs: Any, model_name: str) -> list[Any]:
    if isinstance(inputs, dict):
        names = sorted(structure) if isinstance(structure, dict) else [tensor.name for tensor in wanted]
        missing = [name for name in names if name not in inputs]
        if missing:
            raise ValueError(
                f"The model {model_name!r} needs an input {missing[0]!r}. Received inputs named: {', '.join(inputs)}."
            )
        inputs = [inputs[name] for name in names]
    elif isinstance(structure, dict) and list(structure) != sorted(structure):
        raise ValueError(
            f"The model {model_name!r} takes a dict of {', '.join(structure)}: without names it is not clear which "
            f"input is which. Received: {type(inputs).__name__}"
        )
    given = tree.flatten(inputs)
    if len(given) != len(wanted):
        raise ValueError(
            f"The model {model_name!r} has {len(wanted)} input(s) ({', '.join(t.name for t in wanted)}), "
            f"but was called with {len(given)}."
        )
    return given


def _fit(wanted: SymbolicTensor, value: Any, model_name: str, open_sizes: bool) -> Any:
    if value is None:
        if wanted.node is None or not getattr(wanted.node.operation, "optional", False):
            raise ValueError(
                f"The input {wanted.name!r} of the model {model_name!r} is not optional. Received: None"
            )
        return None
    shape = tuple(value.shape)
    if len(shape) == len(wanted.shape) - 1 and wanted.shape[-1] == 1:
        value = P.reshape(value, (*(-1 if n is None else n for n in shape), 1))
    elif len(shape) == len(wanted.shape) + 1 and shape[-1] == 1:
        value = P.reshape(value, tuple(-1 if n is None else n for n in shape[:-1]))
    if not open_sizes or len(value.shape) != len(wanted.shape):
        _check_shape(wanted, tuple(value.shape), shape, model_name)
    given = dtypes.standardize(P.dtype(value))
    return value if given in (wanted.dtype, "string") else P.cast(value, wanted.dtype)


def _check_shape(
    wanted: SymbolicTensor, shape: tuple[Any, ...], received: tuple[Any, ...], model_name: str
) -> None:
    pairs = list(zip(wanted.shape, shape, strict=False))[1:]
    fits = len(shape) == len(wanted.shape) and all(a is None or b is None or a == b for a, b in pairs)
    if not fits:
        raise ValueError(
            f"The input {wanted.name!r} of the model {model_name!r} expects the shape {wanted.shape}. "
            f"Received data of the shape {received}."
        )
