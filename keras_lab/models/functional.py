"""Models from symbolic tensors: checking the inputs, naming outputs, configuration."""

from __future__ import annotations

import inspect
from collections import Counter
from typing import TYPE_CHECKING, Any

from keras_lab import tree
from keras_lab.engine import P
from keras_lab.engine.spec import ShapeError, Spec
from keras_lab.graph.function import GraphFunction
from keras_lab.graph.symbolic import Node, OpCall, SymbolicTensor, is_symbolic
from keras_lab.layers import symbolic_call
from keras_lab.layers.inputs import Input, InputLayer
from keras_lab.models import graph_config
from keras_lab.naming import unique_name

if TYPE_CHECKING:
    from keras_lab.models.model import Model


def default_name() -> str:
    """`functional`, `functional_1`, …"""
    return unique_name("functional")


def check(inputs: Any, outputs: Any, name: str) -> None:
    """Raises ValueError if something among inputs or outputs is no symbolic tensor, or if one is missing."""
    for what, nest in (("inputs", inputs), ("outputs", outputs)):
        leaves = tree.flatten(nest)
        if not leaves:
            raise ValueError(f"The model {name!r} needs {what}.")
        for leaf in leaves:
            if not is_symbolic(leaf):
                raise ValueError(
                    f"The {what} of the model {name!r} must be symbolic tensors, which begin with "
                    f"keras_lab.Input(...). Received: {leaf!r}"
                )


def check_names(graph: GraphFunction, name: str) -> None:
    """Raises ValueError if two layers have the same name: files and configurations tell layers by their names."""
    names = [operation.name for operation in graph.operations if not isinstance(operation, OpCall)]
    for twice in (each for each, count in Counter(names).items() if count > 1):
        raise ValueError(
            f"The model {name!r} has {names.count(twice)} layers named {twice!r}; give each a name of its own."
        )


def from_inputs(inputs: Any, outputs: Any) -> tuple[Any, Any]:
    """The same graph, starting at `Input`s: where `inputs` are tensors from its middle, the calls after them
    are made anew on fresh inputs (with the same layers)."""
    if all(isinstance(_operation(tensor), InputLayer) for tensor in tree.flatten(inputs)):
        return inputs, outputs
    fresh = tree.map_structure(
        lambda tensor: (
            tensor
            if isinstance(_operation(tensor), InputLayer)
            else Input(batch_shape=tensor.shape, dtype=tensor.dtype, name=f"{tensor.name}_input")
        ),
        inputs,
    )
    graph = GraphFunction(inputs, outputs)
    return fresh, graph.run(tree.flatten(fresh), _record_again)


def _record_again(node: Node, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return node.operation(*args, **kwargs)


def _operation(tensor: SymbolicTensor) -> Any:
    return tensor.node.operation if tensor.node is not None else None


def output_names(graph: GraphFunction) -> list[str]:
    """The names of the layers that the outputs come from; repeated ones get `_1`, `_2`, …"""
    if isinstance(graph.outputs, dict) and not any(map(tree.is_nested, graph.outputs.values())):
        return sorted(graph.outputs)
    names: list[str] = []
    for tensor in tree.flatten(graph.outputs):
        base = _operation(tensor).name
        taken = sum(1 for name in names if name == base or name.startswith(f"{base}_"))
        names.append(base if base not in names else f"{base}_{taken}")
    return names


def specs_of(structure: Any) -> Any:
    """The nest with a `Spec` in the place of each tensor."""
    return tree.map_structure(
        lambda leaf: Spec(tuple(leaf.shape), P.dtype(leaf)) if P.is_tensor(leaf) else leaf, structure
    )


def build_by_calling(model: Model, input_shape: Any, given: tuple[Any, Any] | None = None) -> None:
    """Builds a subclassed model by running its `call` on shapes alone.

    Args:
        model: the model.
        input_shape: of the first argument of its `call`.
        given: specs of all arguments, if it is being called. What cannot be run on them is built as the call
            itself goes on, which may also work on real tensors only.
    """
    args, kwargs = given or ((symbolic_call.specs_of_shapes(input_shape, model.compute_dtype),), {})
    try:
        symbolic_call.output_specs(model, args, kwargs)
    except Exception as error:
        if given is None or isinstance(error, ShapeError):
            raise


def made_of_tensors(cls: type) -> bool:
    """Whether models of this class are made as `Model` is: of inputs and outputs, or of anything."""
    parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]  # type: ignore[misc]
    kinds = {parameter.kind for parameter in parameters}
    plain = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    anything = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD} <= kinds
    return plain == ["inputs", "outputs", "name"] or (anything and not plain)


def get_config(model: Model) -> dict[str, Any]:
    """The graph of `model` as plain data (see `graph_config`)."""
    graph = model._graph
    if graph is None:
        raise ValueError(f"The model {model.name!r} has no graph.")
    return {"name": model.name, "trainable": model.trainable, **graph_config.to_config(graph)}
