"""Arguments of layers: plain values and made things (`regularizers.L2(0.01)`), as Python source and back."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keras_lab import legacy
from keras_lab.configurable import constructor_parameters, takes
from keras_lab.lab.builder.names import find_class
from keras_lab.registry import suggest

Parameter = inspect.Parameter

#: What the first layer of a stack may say of its input; in the builder the input itself says it.
INPUT_WORDS = (
    "input_shape", "batch_input_shape", "batch_shape", "input_dim", "input_length", "batch_size", "input_dtype",
)  # fmt: skip
#: What stands in the code next to the classes, and its arguments without names.
_OF_KERAS = {"Input": (), "Model": ("inputs", "outputs")}
_LEFT_OUT = frozenset({*INPUT_WORDS, "weights"})


@dataclass(eq=False)
class Made:
    """A thing made by a constructor.

    Attributes:
        room: its module, one of `names.ROOMS`.
        name: of its class.
        args: what the constructor was given by name, without what are its defaults.
    """

    room: str
    name: str
    args: dict[str, Any] = field(default_factory=dict)

    def make(self) -> Any:
        """The thing itself."""
        return find_class(self.room, self.name)(**{name: make(value) for name, value in self.args.items()})


class Typed(str):
    """Source that stands in the code as it was typed, although it cannot be read."""


def parameters_of(cls: type) -> dict[str, Parameter]:
    """The arguments of a constructor that mean something in a builder, its own ones first."""
    own = inspect.signature(cls.__init__).parameters  # type: ignore[misc]
    return {
        name: parameter
        for name, parameter in constructor_parameters(cls).items()
        if not name.startswith("_")
        and (name in own if parameter.default is Parameter.empty else name not in _LEFT_OUT)
    }


def required(cls: type) -> list[str]:
    """The arguments that must be given."""
    return [name for name, each in parameters_of(cls).items() if each.default is Parameter.empty]


def bind(cls: type, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """All arguments by name, in Keras 3's words; of layers without those that are the defaults.

    Raises:
        TypeError: for arguments that `cls` does not take.
    """
    with legacy.quiet():
        args, named = legacy.translate(cls, args, kwargs)
    order = [
        each.name
        for each in inspect.signature(cls.__init__).parameters.values()  # type: ignore[misc]
        if each.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    ][1:]
    if len(args) > len(order):
        raise TypeError(f"{cls.__name__} takes {len(order)} arguments without a name, not {len(args)}.")
    named = {**dict(zip(order, args, strict=False)), **named}
    known = constructor_parameters(cls)
    for name in named:
        if not takes(cls, name) or name.startswith("_"):
            raise TypeError(f"{cls.__name__} takes no argument {name!r}.{suggest(name, known)}")
    if not hasattr(cls, "call"):
        return named
    return {name: value for name, value in named.items() if not same(value, known[name].default)}


def same(value: Any, other: Any) -> bool:
    """Whether two plain values are the same for a constructor: True is not 1, and lists are like tuples."""
    if isinstance(value, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(value) == len(other) and all(map(same, value, other))
    if isinstance(value, bool) != isinstance(other, bool):
        return False
    numbers = isinstance(value, (int, float)) and isinstance(other, (int, float))
    return (numbers or type(value) is type(other)) and bool(value == other)


def make(value: Any) -> Any:
    """The value that a constructor is given."""
    if isinstance(value, Made):
        return value.make()
    if isinstance(value, (list, tuple)):
        return type(value)(make(item) for item in value)
    if isinstance(value, dict):
        return {key: make(item) for key, item in value.items()}
    return value


def text(value: Any) -> str:
    """Python source on one line, as formatters write it."""
    if isinstance(value, Typed):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    parts = parts_of(value)
    if parts is None:
        return repr(value)
    opening, items, closing = parts
    single = "," if isinstance(value, tuple) and len(items) == 1 else ""
    return f"{opening}{', '.join(before + text(item) for before, item in items)}{single}{closing}"


def parts_of(value: Any) -> tuple[str, list[tuple[str, Any]], str] | None:
    """How the source of a value with parts begins, its parts with what stands before them, and how it ends."""
    if isinstance(value, Made):
        return f"{_call_name(value)}(", arguments(value), ")"
    if isinstance(value, (tuple, list)):
        opening, closing = "()" if isinstance(value, tuple) else "[]"
        return opening, [("", item) for item in value], closing
    if isinstance(value, dict):
        return "{", [(f"{text(key)}: ", item) for key, item in value.items()], "}"
    return None


def _call_name(value: Made) -> str:
    """`layers.Dense`, `keras.regularizers.L2`: how the code names a class."""
    if value.name in _OF_KERAS:
        return f"keras.{value.name}"
    return f"layers.{value.name}" if value.room == "layers" else f"keras.{value.room}.{value.name}"


def arguments(value: Made) -> list[tuple[str, Any]]:
    """The arguments and what stands before them: `name=`, or nothing for those that come first and must be given."""
    try:
        cls = find_class(value.room, value.name)
    except LookupError:  # no class; a layer that there is not is shown as it was given
        ends = _OF_KERAS.get(value.name, ())
        return [("" if name in ends else f"{name}=", each) for name, each in value.args.items()]
    names = [name for name in parameters_of(cls) if name in value.args]
    names += [name for name in value.args if name not in names]
    written: list[tuple[str, Any]] = []
    for place, name in enumerate(names):
        unnamed = all(not before for before, _ in written) and _is_unnamed(cls, name, place, len(names))
        written.append(("" if unnamed else f"{name}=", value.args[name]))
    return written


def _is_unnamed(cls: type, name: str, place: int, count: int) -> bool:
    """Whether an argument is the one at `place` and must be given, or is the only one of a thing such as `L2`."""
    own = list(inspect.signature(cls.__init__).parameters.values())[1:]  # type: ignore[misc]
    if place >= len(own) or own[place].name != name or own[place].kind is not Parameter.POSITIONAL_OR_KEYWORD:
        return False
    alone = count == 1 and not hasattr(cls, "call")
    return alone or own[place].default is Parameter.empty


def _quoted(value: str) -> str:
    """In double quotes, unless that needs more backslashes."""
    plain = repr(value)
    if plain[0] == "'" and '"' not in value:
        return f'"{plain[1:-1]}"'
    return plain
