"""A graph as plain data and back, in the form that Keras 3's configurations have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import tree
from keras_lab.configurable import serialize_object
from keras_lab.graph.function import GraphFunction
from keras_lab.graph.symbolic import Node, OpCall, SymbolicTensor, is_symbolic
from keras_lab.layers.inputs import InputLayer
from keras_lab.models import op_config
from keras_lab.registry import suggest

TENSOR = "__keras_tensor__"


def to_config(graph: GraphFunction) -> dict[str, Any]:
    """`{"layers", "input_layers", "output_layers"}`: each layer with the arguments of each of its calls."""
    calls: dict[Any, list[Node]] = {operation: [] for operation in graph.operations}
    for node in graph.nodes:
        calls[node.operation].append(node)

    def history(tensor: SymbolicTensor) -> list[Any]:
        node: Any = tensor.node
        return [node.operation.name, calls[node.operation].index(node), tensor.index]

    def argument(leaf: Any) -> Any:
        if not is_symbolic(leaf):
            return op_config.argument(leaf)
        config = {"shape": list(leaf.shape), "dtype": leaf.dtype, "keras_history": history(leaf)}
        return {"class_name": TENSOR, "config": config}

    def call(node: Node) -> dict[str, Any]:
        args, kwargs = op_config.call_arguments(node)
        return {"args": [_map(argument, arg) for arg in args], "kwargs": _map(argument, kwargs)}

    layers = []
    for operation, nodes in calls.items():
        inbound = [] if isinstance(operation, InputLayer) else [call(node) for node in nodes]
        config = _operation_config(operation)  # this very dict is noted where layers are shared
        config.update(name=operation.name, inbound_nodes=inbound)
        layers.append(config)
    return {
        "layers": layers,
        "input_layers": _each(history, graph.inputs),
        "output_layers": _each(history, graph.outputs),
    }


def _each(function: Callable[[Any], Any], nest: Any) -> Any:
    return function(nest) if is_symbolic(nest) else _map(function, nest)


def _map(function: Callable[[Any], Any], nest: Any) -> Any:
    if isinstance(nest, dict):
        return {key: _map(function, value) for key, value in nest.items()}
    if isinstance(nest, (list, tuple)):
        return _like(nest, [_map(function, item) for item in nest])
    return function(nest)


def _like(nest: Any, items: list[Any]) -> Any:
    """The items as a list, or, as they came in a tuple, in one."""
    return tuple(items) if isinstance(nest, tuple) else items


def _operation_config(operation: Any) -> dict[str, Any]:
    if isinstance(operation, OpCall):
        return op_config.to_config(operation)
    config = serialize_object(operation)
    config["build_config"] = operation.get_build_config()
    return config


def from_config(config: dict[str, Any], make_layer: Callable[[dict[str, Any]], Any]) -> tuple[Any, Any]:
    """The inputs and outputs of a new graph; `make_layer` makes a layer from its configuration.

    Raises:
        ValueError: if calls refer to layers or calls that are not there, or to one another in a circle.
    """
    reader = _Reader(config, make_layer)
    reader.run()
    return reader.tensors(config["input_layers"]), reader.tensors(config["output_layers"])


class _Reader:
    """Makes the calls of a configuration again, each once its arguments are there."""

    def __init__(self, config: dict[str, Any], make_layer: Callable[[dict[str, Any]], Any]) -> None:
        for part in ("layers", "input_layers", "output_layers"):
            if part not in config:
                raise ValueError(f"The configuration of a functional model has no {part!r}.")
        self._operations: dict[str, Any] = {}
        self._made: dict[tuple[str, int], Any] = {}
        self._waiting: list[tuple[str, int, dict[str, Any]]] = []
        for layer in config["layers"]:
            name = layer.get("name") or layer["config"]["name"]
            if name in self._operations:
                raise ValueError(f"The configuration has two layers named {name!r}.")
            self._operations[name] = _make_operation(layer, make_layer)
            for index, call in enumerate(layer.get("inbound_nodes") or []):
                self._waiting.append((name, index, call))
            if isinstance(self._operations[name], InputLayer):
                self._made[name, 0] = self._operations[name]._nodes[0].outputs

    def run(self) -> None:
        while self._waiting:
            ready = [each for each in self._waiting if self._is_ready(*each)]
            if not ready:
                names = ", ".join(sorted({name for name, _, _ in self._waiting}))
                raise ValueError(f"The graph runs in a circle, or needs layers that are not there: {names}.")
            for name, index, call in ready:
                args, kwargs = self._fill(call["args"]), self._fill(call.get("kwargs", {}))
                self._made[name, index] = self._operations[name](*args, **kwargs)
            self._waiting = [each for each in self._waiting if each not in ready]

    def _is_ready(self, name: str, index: int, call: dict[str, Any]) -> bool:
        earlier = index == 0 or (name, index - 1) in self._made
        return earlier and all(
            (h[0], h[1]) in self._made for h in _histories([call["args"], call.get("kwargs")])
        )

    def _fill(self, nest: Any) -> Any:
        if isinstance(nest, dict):
            if nest.get("class_name") == TENSOR:
                return self._tensor(nest["config"]["keras_history"])
            filled = {key: self._fill(value) for key, value in nest.items()}
            return op_config.constant(filled) if "class_name" in nest else filled
        if isinstance(nest, (list, tuple)):
            return _like(nest, [self._fill(item) for item in nest])
        return nest

    def _tensor(self, history: Any) -> Any:
        name, node, index = history[:3]
        if (name, node) not in self._made:
            raise ValueError(
                f"The graph refers to {name!r}, which is not there.{suggest(name, self._operations)}"
            )
        return tree.flatten(self._made[name, node])[index]

    def tensors(self, nest: Any) -> Any:
        """The tensors that a nest of `[layer, node, tensor]` entries stands for."""
        if isinstance(nest, dict):
            return {key: self.tensors(value) for key, value in nest.items()}
        if nest and isinstance(nest[0], str):
            return self._tensor(nest)
        return _like(nest, [self.tensors(item) for item in nest])


def _histories(nest: Any) -> list[Any]:
    if isinstance(nest, dict):
        if nest.get("class_name") == TENSOR:
            return [nest["config"]["keras_history"]]
        return [h for value in nest.values() for h in _histories(value)]
    return [h for item in nest for h in _histories(item)] if isinstance(nest, (list, tuple)) else []


def _make_operation(config: dict[str, Any], make_layer: Callable[[dict[str, Any]], Any]) -> Any:
    return op_config.from_config(config) if op_config.is_op(config) else make_layer(config)
