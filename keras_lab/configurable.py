"""Things described by their constructor's arguments: layers, losses, optimizers, initializers, …

Making one through its class translates Keras 1 and 2 names of arguments, refuses unknown ones with a
suggestion, and keeps the arguments, so that `get_config` and `from_config` need no code in the classes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from types import FunctionType
from typing import Any

from keras_lab import legacy, plain_data, python_code
from keras_lab.plain_data import NotPlainError, serialize
from keras_lab.plain_data import serialize_object as serialize_object
from keras_lab.registry import get_registered_object, lookup, snake_case, suggest

Parameter = inspect.Parameter


@cache
def constructor_parameters(cls: type) -> dict[str, Parameter]:
    """The keyword parameters that `cls(...)` takes, those passed up through `**kwargs` included."""
    found: dict[str, Parameter] = {}
    for base in cls.__mro__:
        init = base.__dict__.get("__init__")
        if init is None or base is object:
            continue
        parameters = list(inspect.signature(init).parameters.values())[1:]
        for parameter in parameters:
            if parameter.kind not in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
                found.setdefault(parameter.name, parameter)
        if not any(p.kind is Parameter.VAR_KEYWORD for p in parameters):
            break
    return found


@cache
def _signature(cls: type) -> inspect.Signature:
    """What `cls(...)` takes: its own parameters, then those of its bases and older words by keyword."""
    own = cls.__dict__.get("__init__") or cls.__init__  # type: ignore[misc]
    first = inspect.signature(own).parameters
    found = [
        parameter if name in first else parameter.replace(kind=Parameter.KEYWORD_ONLY)
        for name, parameter in constructor_parameters(cls).items()
        if _is_configuration(parameter) and (name in first or parameter.default is not Parameter.empty)
    ]
    known = {parameter.name for parameter in found}
    found += [parameter for parameter in legacy.words(cls, found) if parameter.name not in known]
    if _takes_anything(cls):
        found.append(Parameter("kwargs", Parameter.VAR_KEYWORD))
    return inspect.Signature(sorted(found, key=lambda parameter: parameter.kind))


def _is_configuration(parameter: Parameter) -> bool:
    return not parameter.name.startswith("_")


def _takes_anything(cls: type) -> bool:
    """Whether some constructor above `cls`, not ours or marked as open, swallows whatever keyword it is given."""
    for base in cls.__mro__:
        init = base.__dict__.get("__init__")
        if init is None or base is object:
            continue
        kinds = [p.kind for p in inspect.signature(init).parameters.values()]
        if Parameter.VAR_KEYWORD not in kinds:
            return False
        if not base.__module__.startswith("keras_lab.") or "_takes_any_argument" in base.__dict__:
            return True
    return False


def takes(cls: type, name: str) -> bool:
    """Whether `cls(...)` takes a keyword argument `name`."""
    return name in constructor_parameters(cls) or _takes_anything(cls)


def _refuse_unknown(cls: type, kwargs: Mapping[str, Any]) -> None:
    for name in kwargs:
        if not takes(cls, name):
            nearest = suggest(name, constructor_parameters(cls))
            raise TypeError(f"{cls.__name__} takes no argument {name!r}.{nearest}")


def _bind(cls: type, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    names = _positional(cls.__init__)  # type: ignore[misc]
    unnamed = {"*": args[len(names) :]} if len(args) > len(names) else {}
    return {**dict(zip(names, args, strict=False)), **unnamed, **kwargs}


@cache
def _positional(init: Callable[..., Any]) -> list[str]:
    """The names of the arguments, `self` left out, that may be given without their names."""
    kinds = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.POSITIONAL_ONLY)
    return [p.name for p in list(inspect.signature(init).parameters.values())[1:] if p.kind in kinds]


class _ClassSignature:
    """What a class takes, for `inspect`; its objects, which take something else when called, do not have it."""

    def __get__(self, instance: Any, cls: type) -> inspect.Signature:
        if instance is not None:
            raise AttributeError("__signature__")
        return _signature(cls)


class ConfigurableMeta(type):
    """Metaclass that checks and keeps the constructor's arguments, and tells `inspect` of them (Shift-Tab)."""

    def __init__(cls, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cls.__signature__ = _ClassSignature()

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        args, kwargs = legacy.translate(cls, args, kwargs)
        if "modern_class" in cls.__dict__:  # an old name, with rules of its own
            return cls.__dict__["modern_class"](*args, **kwargs)
        _refuse_unknown(cls, kwargs)
        make: Any = cls.__new__
        instance = make(cls, *args, **kwargs)
        instance.__dict__["_constructor_arguments"] = _bind(cls, args, kwargs)
        instance.__init__(*args, **kwargs)
        return instance


class Configurable(metaclass=ConfigurableMeta):
    """Base of everything that can be written as `{"class_name": …, "config": {…}}`."""

    #: Arguments that are no part of the configuration.
    _not_in_config: tuple[str, ...] = ()

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return super().__new__(cls)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments as plain data; attributes of the same name win over what was passed."""
        given = {name: value for name, value in _given(self).items() if name not in self._not_in_config}
        return {name: serialize(getattr(self, name, value)) for name, value in given.items()}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """A new object from what `get_config` returned."""
        return cls(**config)

    def _public_name(self) -> tuple[str, str]:
        """Module and class as Keras's files name them."""
        cls = type(self)
        ours = cls.__module__.startswith("keras_lab.")
        return public_module(cls) if ours else cls.__module__, cls.__name__


def _is_ours(cls: type) -> bool:
    return cls.__module__.startswith("keras_lab.")


def _described(cls: type) -> type:
    """The class whose arguments `get_config` tells: where somebody else's class has a `get_config` that adds
    to it, the class of ours that it is derived from."""
    own = next(base for base in cls.__mro__ if "get_config" in base.__dict__)
    return cls if _is_ours(own) else next(base for base in cls.__mro__ if _is_ours(base))


def check_plain(instance: Configurable) -> None:
    """Raises NotImplementedError if a class of somebody else's without `get_config` has arguments that are no
    plain data, from which it could not be made again."""
    cls = type(instance)
    if _is_ours(cls) or _described(cls) is not cls:
        return
    kinds = {parameter.kind for parameter in inspect.signature(cls.__init__).parameters.values()}
    unnamed = Parameter.POSITIONAL_ONLY in kinds or "*" in instance.__dict__.get("_constructor_arguments", {})
    odd = ["arguments without names"] if unnamed else []
    odd += [name for name, value in _given(instance).items() if not _is_plain(getattr(instance, name, value))]
    if odd:
        raise NotImplementedError(
            f"{cls.__name__} was made with what is no plain data ({', '.join(odd)}): it must define get_config() "
            "to be saved or copied."
        )


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    known = isinstance(value, (type(None), bool, int, float, str))
    return known or any(hasattr(value, name) for name in ("dtype", "get_config", "__name__"))


def _given(instance: Configurable) -> dict[str, Any]:
    """The arguments by name, without those that a class's own constructor passes on to its base.

    Of a class with a `get_config` of its own only those of the library's class beneath: it adds the others.
    """
    arguments = instance.__dict__.get("_constructor_arguments", {})
    described = _described(type(instance))
    parameters = [p for p in constructor_parameters(described).values() if _is_configuration(p)]
    given = {p.name: arguments.get(p.name, p.default) for p in parameters}
    return {name: value for name, value in given.items() if value is not Parameter.empty}


# ---- names of classes, and objects by name ------------------------------------------------------------


def public_module(cls: type) -> str:
    """`"keras.layers"` for a class of `keras_lab.layers.core`: the module that Keras's files name."""
    names = cls.__module__.split(".")
    return ".".join(["keras", names[1], *(["schedules"] if names[-1] == "schedules" else [])])


def resolve(identifier: Any, table: Mapping[str, Any], kind: str) -> Any:
    """The object that a person means by a name, a config, a class, a callable or the object itself.

    Args:
        identifier: None, a name in `table` (or of a custom object), a dict from `serialize`, a class, or
            a callable, which is returned as it is.
        table: names → classes or functions.
        kind: what is looked for, for messages: `"initializer"`, `"loss"`, …

    Raises:
        ValueError: for an unknown name (with a suggestion) or something else altogether.
    """
    if identifier is None:
        return None
    if isinstance(identifier, dict):
        return _from_dict(identifier, table, kind)
    if isinstance(identifier, str):
        identifier = lookup(identifier, table, kind)
    if inspect.isclass(identifier):
        return identifier()
    if callable(identifier) or isinstance(identifier, Configurable):
        return identifier
    article = "An" if kind[0] in "aeiou" else "A"
    raise ValueError(
        f"{article} {kind} is given by its name, an object or a callable. Received: {identifier!r}"
    )


def _from_dict(config: Mapping[str, Any], table: Mapping[str, Any], kind: str) -> Any:
    name = config.get("class_name")
    if not isinstance(name, str):
        raise ValueError(f"The configuration of a {kind} needs a 'class_name'. Received: {config!r}")
    if name == python_code.LAMBDA:
        return python_code.from_config(config)
    if name == "function":
        return _function(str(config.get("config")), table, kind)
    registered = get_registered_object(str(config.get("registered_name")))
    found = registered or lookup(name, table, kind)
    arguments = config.get("config", {})
    if not isinstance(arguments, dict):
        raise NotPlainError(f"The 'config' of the {kind} {name!r} must be a dict. Received: {arguments!r}")
    return plain_data.make(found, config) if inspect.isclass(found) else found


def _function(name: str, table: Mapping[str, Any], kind: str) -> Any:
    found = lookup(name, table, kind)
    if inspect.isclass(found):
        raise NotPlainError(f"The configuration says that the {kind} {name!r} is a function; it is a class.")
    return found


def name_table(*things: Callable[..., Any] | type, **more: Any) -> dict[str, Any]:
    """A table for `resolve`: each thing under its own name and (classes) in snake case, then `more`."""
    table: dict[str, Any] = {}
    for thing in things:
        table[thing.__name__] = thing
        if not isinstance(thing, FunctionType):
            table[snake_case(thing.__name__)] = thing
    return {**table, **more}
