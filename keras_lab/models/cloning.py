"""Copies of a model with new weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import tree
from keras_lab.graph.symbolic import Node, OpCall, is_symbolic
from keras_lab.layers.inputs import InputLayer
from keras_lab.layers.layer import Layer
from keras_lab.models.model import Model
from keras_lab.models.sequential import Sequential


def clone_model(
    model: Model,
    input_tensors: Any = None,
    clone_function: Callable[[Layer], Layer] | None = None,
    call_function: Callable[..., Any] | None = None,
    recursive: bool = False,
    **kwargs: Any,
) -> Any:
    """A model of the same architecture with new layers and newly drawn weights.

    Args:
        model: a functional model or a `Sequential`.
        input_tensors: symbolic tensors that the copy begins with; by default new ones of the same shapes.
        clone_function: from a layer to the layer that takes its place; by default a new layer of the same
            configuration. (Inputs are copied in any case.)
        call_function: called as `call_function(layer, *args, **kwargs)` in place of `layer(*args, **kwargs)`;
            only for functional models.
        recursive: whether `clone_function` is applied to the layers of nested models too.

    Raises:
        ValueError: for a model without a graph, or a `call_function` with a `Sequential`.
        TypeError: if `clone_function` returns something that is no layer.
    """
    if kwargs:
        raise TypeError(f"clone_model takes no argument {next(iter(kwargs))!r}.")
    if not isinstance(model, Model):
        raise ValueError(f"clone_model takes a model. Received: {model!r}")
    make = _maker(clone_function, recursive)
    if isinstance(model, Sequential):
        if call_function is not None:
            raise ValueError("A Sequential is called layer by layer; call_function is for functional models.")
        return _clone_row(model, input_tensors, make)
    if model._graph is None:
        if clone_function is not None or input_tensors is not None:
            raise ValueError(f"The model {model.name!r} has no graph, so its layers cannot be replaced.")
        return type(model).from_config(model.get_config())
    return _clone_graph(model, input_tensors, make, call_function or _call)


def _maker(clone_function: Callable[[Layer], Layer] | None, recursive: bool) -> Callable[[Layer], Layer]:
    def make(layer: Layer) -> Layer:
        if isinstance(layer, Model) and (clone_function is None or recursive):
            return clone_model(layer, clone_function=clone_function, recursive=recursive)
        made = clone_function(layer) if clone_function else type(layer).from_config(layer.get_config())
        if not isinstance(made, Layer):
            raise TypeError(f"clone_function must return a layer for {layer.name!r}. Received: {made!r}")
        return made

    return make


def _call(layer: Any, *args: Any, **kwargs: Any) -> Any:
    return layer(*args, **kwargs)


def _clone_row(model: Sequential, tensors: Any, make: Callable[[Layer], Layer]) -> Sequential:
    head = tree.flatten(tensors)[0] if tensors is not None else None
    if head is None and model._head is not None:
        head = InputLayer.from_config(model._head.get_config())
    layers = [make(layer) for layer in model.layers]
    return type(model)(
        [*([] if head is None else [head]), *layers], name=model.name, trainable=model.trainable
    )


def _clone_graph(
    model: Model, tensors: Any, make: Callable[[Layer], Layer], call: Callable[..., Any]
) -> Model:
    graph: Any = model._graph
    inputs = _inputs(graph.inputs, tensors, model.name)
    made: dict[Any, Any] = {}

    def record(node: Node, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        operation = node.operation
        if isinstance(operation, OpCall):
            return operation(*args, **kwargs)
        if operation not in made:
            made[operation] = make(operation)
        return call(made[operation], *args, **kwargs)

    outputs = graph.run(tree.flatten(inputs), record)
    return type(model)(inputs, outputs, name=model.name)


def _inputs(wanted: Any, given: Any, model_name: str) -> Any:
    if given is None:
        return tree.map_structure(
            lambda t: InputLayer.from_config(t.node.operation.get_config()).output, wanted
        )
    flat = tree.flatten(given)
    count = len(tree.flatten(wanted))
    if len(flat) != count or not all(is_symbolic(tensor) for tensor in flat):
        raise ValueError(
            f"The model {model_name!r} needs {count} symbolic input tensor(s). Received: {given!r}"
        )
    return tree.pack_sequence_as(wanted, flat)
