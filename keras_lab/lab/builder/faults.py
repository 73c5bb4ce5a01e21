"""Making what a node describes, or saying what is wrong with it and in which argument."""

from __future__ import annotations

import re
from typing import Any

from keras_lab.lab.builder import values
from keras_lab.lab.builder.expressions import UnreadableError, read
from keras_lab.lab.builder.names import layer_class
from keras_lab.lab.protocol import BuilderNode
from keras_lab.registry import suggest


class FaultError(Exception):
    """What is wrong with a node: a `sentence` for people, and the argument it is about, if it is about one."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


def sentence(error: BaseException) -> str:
    """What an error says, on one line."""
    text = " ".join(str(error.args[0] if error.args else error).split())
    return text or type(error).__name__


def make_input(node: BuilderNode) -> Any:
    """The symbolic tensor of an input of the model; raises `FaultError`."""
    from keras_lab.layers import Input

    if not {"shape", "batch_shape"} & {*node["args"]}:
        raise FaultError(f"{node['id']} needs the shape of one sample, such as (28, 28, 1).", "shape")
    args = _arguments(node)
    try:
        return Input(**{"name": node["id"], **args})
    except Exception as error:  # whatever it is, a person is typing: it is shown
        raise FaultError(sentence(error), _at_fault(Input, args, error)) from None


def make_layer(node: BuilderNode) -> Any:
    """The layer that a node describes; raises `FaultError`."""
    try:
        cls = layer_class(node["layer"])
    except LookupError as error:
        raise FaultError(sentence(error)) from None
    for name in node["args"]:
        if name not in values.parameters_of(cls):
            raise FaultError(
                f"{node['layer']} takes no argument {name!r}.{suggest(name, values.parameters_of(cls))}", name
            )
    for name in values.required(cls):
        if not node["args"].get(name, "").strip():
            raise FaultError(f"{node['id']} ({node['layer']}) needs a value for {name}.", name)
    args = _arguments(node)
    try:
        return cls(**{"name": node["id"], **args})
    except Exception as error:  # likewise
        raise FaultError(sentence(error), _at_fault(cls, args, error)) from None


def _arguments(node: BuilderNode) -> dict[str, Any]:
    found = {}
    for name, text in node["args"].items():
        try:
            found[name] = values.make(read(text))
        except (UnreadableError, ValueError, TypeError) as error:
            raise FaultError(f"{node['id']}, {name}: {sentence(error)}", name) from None
    return found


def _at_fault(make: Any, args: dict[str, Any], error: Exception) -> str | None:
    """The argument an error is about: the only one given, or without which there is none, or that it names."""
    for name in args:
        try:
            make(**{key: value for key, value in args.items() if key != name})
        except Exception:  # not this one alone, or one that must be there
            continue
        return name
    words = re.findall(r"\w+", str(error))
    named = [name for name in args if name in words]
    return named[0] if named else next(iter(args)) if len(args) == 1 else None
