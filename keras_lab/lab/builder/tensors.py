"""Reading what a program does with layers, tensors and models."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from keras_lab.lab.builder import document as documents
from keras_lab.lab.builder.document import INPUT, Ids
from keras_lab.lab.builder.expressions import Expressions, UnreadableError, plain, shortened
from keras_lab.lab.builder.names import Path, layer_class
from keras_lab.lab.builder.values import INPUT_WORDS, Made, bind, required
from keras_lab.lab.protocol import BuilderDocument, BuilderNode

#: What a call of a layer may say besides its inputs without a change to the model that is built.
_IDLE_WORDS = frozenset({"training"})
#: Arguments of a call that are inputs, where layers are not called with one list or tensor.
_INPUT_WORDS = ("inputs", "sequences", "query", "value", "key")
_MODELS = ("Sequential", "Model", "Functional")
_SIGNS = {ast.Add: "Add", ast.Sub: "Subtract", ast.Mult: "Multiply"}


@dataclass(frozen=True)
class Tensor:
    """The output of a node."""

    node: str


@dataclass(eq=False)
class Stack:
    """A `Sequential` model. `items` are its layers, with the places of their mention."""

    name: str = ""
    items: list[tuple[Any, ast.AST]] = field(default_factory=list)

    def add(self, layer: Any, node: ast.AST) -> None:
        if isinstance(layer, Path) and layer.place[0] == "layers":
            raise UnreadableError(f"{layer.place[1]} is not made yet: write {layer.place[1]}(…).", node)
        if isinstance(layer, (Stack, Whole)):
            raise UnreadableError("The builder has no models inside of models: write its layers out.", node)
        if not isinstance(layer, (Made, Tensor)):
            raise UnreadableError("A Sequential model is made of layers only.", node)
        self.items.append((layer, node))


@dataclass(frozen=True)
class Whole:
    """A functional model."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class TensorExpressions(Expressions):
    """Reads expressions with layers and tensors in them, and notes the calls as nodes.

    Attributes:
        wish: the variable that the value of the expression goes to; its node is called so.
        latest: the last model that was made.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__(names)
        self.wish: str | None = None
        self.latest: Stack | Whole | None = None
        self._nodes: list[BuilderNode] = []
        self._ids = Ids()
        self._called: dict[int, tuple[Made, str]] = {}  # id of the layer → itself and its first node

    def is_of_model(self, value: Any) -> bool:
        """Whether a value has to do with a model."""
        return isinstance(value, (Tensor, Stack, Whole)) or (
            isinstance(value, Made) and value.room == "layers"
        )

    def is_layer_or_model(self, node: ast.Name | ast.Attribute) -> bool:
        """Whether a name is that of a layer's class or of a kind of model."""
        try:
            value = self.value(node)
        except UnreadableError:
            return False
        room, name = value.place if isinstance(value, Path) else ("?", "")
        return (room == "layers" and name != "") or (room != "?" and name in (*_MODELS, "Input"))

    # ---- expressions ---------------------------------------------------------------------------------------

    def called(self, node: ast.Call) -> Any:
        wish, self.wish = self.wish, None
        function = self.value(node.func)
        if isinstance(function, Made) and function.room == "layers":
            return self._call(function, node, wish)
        if isinstance(function, (Stack, Whole)):
            raise UnreadableError("The builder has no models inside of models: write its layers out.", node)
        if isinstance(function, Path):
            room, name = function.place
            if room != "?" and name in ("Input", "InputLayer"):
                return self._input(node, wish)
            if room in ("", "models") and name == "Sequential":
                return self._stack(node)
            if room in ("", "models") and name in ("Model", "Functional"):
                return self._whole(node)
            if room == "layers" and name and name[0].islower() and hasattr(_rooms(), name):
                return self._merged(name, node, wish)
            if room.startswith("ops") or function.dotted.startswith(("tensorflow.", "keras.backend.")):
                raise UnreadableError(
                    f"The builder has layers only, not functions such as `{shortened(node.func)}`.", node
                )
            if room == "applications" or room.startswith("applications."):
                raise UnreadableError(
                    "The builder has no models inside of models: write its layers out.", node
                )
        return super().called(node)

    def combined(self, left: Any, sign: ast.operator, right: Any, node: ast.expr) -> Any:
        if not isinstance(left, Tensor) and not isinstance(right, Tensor):
            return super().combined(left, sign, right, node)
        if isinstance(left, Tensor) and isinstance(right, Tensor) and type(sign) in _SIGNS:
            return self._note(Made("layers", _SIGNS[type(sign)]), [left, right], self.wish)
        raise UnreadableError(
            f"The builder has layers only: write `{shortened(node)}` as one, e.g. Rescaling.", node
        )

    # ---- layers --------------------------------------------------------------------------------------------

    def _call(self, layer: Made, node: ast.Call, wish: str | None) -> Tensor:
        inputs: list[Tensor] = []
        for argument in node.args:
            inputs += self._tensors(argument)
        for keyword in node.keywords:
            if keyword.arg in _IDLE_WORDS:
                continue
            if keyword.arg not in _INPUT_WORDS:
                raise UnreadableError(
                    f"The builder calls layers with their inputs alone; {keyword.arg}=… is beyond it.",
                    keyword.value,
                )
            inputs += self._tensors(keyword.value)
        return self._note(layer, inputs, wish)

    def _merged(self, name: str, node: ast.Call, wish: str | None) -> Tensor:
        """`layers.add([a, b])`, as Keras writes merging without a class."""
        if not node.args:
            raise UnreadableError(f"`{shortened(node)}` has no inputs.", node)
        kwargs = {str(k.arg): plain(self.value(k.value), k.value) for k in node.keywords}
        cls = layer_class(name.capitalize())
        return self._note(
            Made("layers", cls.__name__, bind(cls, (), kwargs)), self._tensors(node.args[0]), wish
        )

    def _tensors(self, node: ast.expr) -> list[Tensor]:
        value = self.value(node)
        items = list(value) if isinstance(value, (list, tuple)) else [value]
        for item in items:
            if not isinstance(item, Tensor):
                raise UnreadableError(f"`{shortened(node)}` is not the output of a layer.", node)
        return items

    def _note(self, layer: Made, inputs: list[Tensor], wish: str | None) -> Tensor:
        _, first = self._called.get(id(layer), (layer, None))
        name = layer.args.get("name") if first is None else None
        given = wish if wish not in ("x", "y", "h", "out", "outputs", "output", "z") else None
        new = self._ids.fresh(str(name or given or layer.name))
        self._called.setdefault(id(layer), (layer, new))
        self._nodes.append(documents.node(new, layer, [each.node for each in inputs], first))
        return Tensor(new)

    def _input(self, node: ast.Call, wish: str | None) -> Tensor:
        from keras_lab.layers import Input

        args, kwargs = self.arguments(node)
        names = ["shape", "batch_size", "dtype"]
        given = {**dict(zip(names, args, strict=False)), **kwargs}
        unknown = [name for name in given if name not in _parameters(Input)]
        if unknown or "tensor" in given:
            raise UnreadableError(f"An Input of the builder takes no {(unknown or ['tensor'])[0]}.", node)
        if isinstance(given.get("shape"), int):
            given["shape"] = (given["shape"],)
        if "input_shape" in given:
            given["shape"] = given.pop("input_shape")
        made = Made("layers", INPUT, {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()})
        return self._note(made, [], str(given.get("name") or wish or "input"))

    # ---- models --------------------------------------------------------------------------------------------

    def _stack(self, node: ast.Call) -> Stack:
        stack = Stack()
        for place, argument in [*enumerate(node.args), *((k.arg, k.value) for k in node.keywords)]:
            if place in (0, "layers"):
                for item in argument.elts if isinstance(argument, (ast.List, ast.Tuple)) else [argument]:
                    value = self.value(item)
                    for each in value if isinstance(value, list) else [value]:
                        stack.add(each, item)
            elif place in (1, "name"):
                stack.name = str(plain(self.value(argument)) or "")
        self.latest = stack
        return stack

    def _whole(self, node: ast.Call) -> Whole:
        given: dict[str, Any] = dict(zip(["inputs", "outputs", "name"], node.args, strict=False))
        given |= {
            {"input": "inputs", "output": "outputs"}.get(str(k.arg), str(k.arg)): k.value
            for k in node.keywords
        }
        if "inputs" not in given or "outputs" not in given:
            raise UnreadableError("A Model needs inputs and outputs.", node)
        ends = [tuple(each.node for each in self._tensors(given[word])) for word in ("inputs", "outputs")]
        name = plain(self.value(given["name"])) if "name" in given else ""
        self.latest = Whole(str(name or ""), *ends)
        return self.latest

    def document_of(self, model: Stack | Whole) -> BuilderDocument:
        """The document of a model that was read."""
        return self._stacked(model) if isinstance(model, Stack) else self._drawn(model)

    def _stacked(self, stack: Stack) -> BuilderDocument:
        ids = Ids()
        nodes: list[BuilderNode] = []
        layers: list[Made] = []
        for item, place in stack.items:
            if isinstance(item, Tensor):
                found = next(node for node in self._nodes if node["id"] == item.node)
                if nodes or found["layer"] != INPUT:
                    raise UnreadableError(
                        "In a Sequential model only the first may be an Input, all others layers.", place
                    )
                nodes.append({**found, "id": ids.fresh(INPUT)})
                continue
            if item in layers:
                raise UnreadableError("A Sequential model cannot have the same layer twice.", place)
            layers.append(item)
            own = required(layer_class(item.name))
            given = {word: item.args[word] for word in INPUT_WORDS if word in item.args and word not in own}
            made = Made("layers", item.name, {k: v for k, v in item.args.items() if k not in given})
            if not nodes:
                nodes.append(
                    documents.node(ids.fresh(INPUT), Made("layers", INPUT, _input_arguments(given, made)))
                )
            new = ids.fresh(str(made.args.get("name") or made.name))
            nodes.append(documents.node(new, made, [nodes[-1]["id"]]))
        return {"revision": 0, "name": stack.name, "nodes": nodes, "outputs": []}

    def _drawn(self, model: Whole) -> BuilderDocument:
        """The inputs first, in their order, then what leads to the outputs."""
        nodes = {node["id"]: node for node in self._nodes}
        wanted: set[str] = set()
        waiting = [*model.outputs]
        while waiting:
            id = waiting.pop()
            if id not in wanted:
                wanted.add(id)
                waiting += [*nodes[id]["inputs"], *filter(None, [nodes[id]["shares"]])]
        kept = [nodes[id] for id in model.inputs]
        kept += [node for id, node in nodes.items() if id in wanted and id not in model.inputs]
        document: BuilderDocument = {"revision": 0, "name": model.name, "nodes": kept, "outputs": []}
        if documents.outputs_of(document) != list(model.outputs):
            document["outputs"] = list(model.outputs)
        return document


def _input_arguments(given: dict[str, Any], first: Made) -> dict[str, Any]:
    """The arguments of the `Input` that a first layer describes in the way of Keras 2."""
    batch = given.get("batch_input_shape") or given.get("batch_shape")
    shape = given.get("input_shape")
    if batch is not None:
        found: dict[str, Any] = {"batch_shape": tuple(batch)}
    elif shape is not None:
        found = {"shape": (shape,) if isinstance(shape, int) else tuple(shape)}
    elif "input_dim" in given:
        steps = (given["input_length"],) if "input_length" in given else ()
        found = {"shape": (*steps, given["input_dim"])}
    elif "input_length" in given or first.name == "Embedding":
        found = {"shape": (given.get("input_length"),)}
    else:
        found = {}
    words = {"batch_size": "batch_size", "input_dtype": "dtype"}
    return {**found, **{new: given[old] for old, new in words.items() if old in given}}


def _rooms() -> Any:
    from keras_lab import layers

    return layers


def _parameters(function: Any) -> set[str]:
    import inspect

    return {*inspect.signature(function).parameters, "input_shape"}
