"""From objects to what makes them: layers, initializers and the like, through their configurations."""

from __future__ import annotations

import re
from typing import Any

from keras_lab.configurable import Configurable
from keras_lab.lab.builder.names import ROOMS, find_class
from keras_lab.lab.builder.values import Made, parameters_of, required, same
from keras_lab.naming import counted_apart
from keras_lab.plain_data import NotPlainError, plain
from keras_lab.registry import snake_case
from keras_lab.seeds import drawn_apart


def made_of(thing: Configurable) -> Made:
    """What makes `thing`, a layer or one of the things among a layer's arguments.

    Raises:
        ValueError: if the builder has no such class.
    """
    module, name = thing._public_name()
    return _made(module, name, thing.get_config())


def _made(module: str | None, name: str, config: dict[str, Any]) -> Made:
    room = str(module).rpartition(".")[2]
    try:
        cls = find_class(room if room in ROOMS else "layers", name)
    except LookupError as error:
        raise ValueError(
            f"The builder does not know {name}, which is not one of Keras's own layers."
        ) from error
    room = room if room in ROOMS else "layers"
    config = _one_way(config) if name == "Bidirectional" else config
    args = {key: value for key, value in config.items() if key in parameters_of(cls)}
    kept = _unusual(args, _config_with(cls, {name: args[name] for name in required(cls) if name in args}))
    kept = {**kept, **_unusual(args, _config_with(cls, kept))}
    for given in [
        each for each in kept if each not in required(cls)
    ]:  # some defaults follow from other arguments
        less = {each: value for each, value in kept.items() if each != given}
        kept = kept if given in _unusual(args, _config_with(cls, less)) else less
    if re.fullmatch(rf"{snake_case(name)}(_\d+)?", str(kept.get("name", ""))):
        del kept["name"]
    return Made(room, name, {key: _value(value) for key, value in kept.items()})


def _unusual(args: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    """The arguments that are not as usual, in the constructor's order."""
    return {name: value for name, value in args.items() if name not in usual or not same(value, usual[name])}


def _config_with(cls: type, args: dict[str, Any]) -> dict[str, Any]:
    """The configuration of a thing made with these arguments alone, those that must be given left out; none if
    it cannot be made so."""
    try:
        with counted_apart(), drawn_apart():
            config = dict(cls(**{name: _read(value) for name, value in args.items()}).get_config())
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}
    return {name: value for name, value in config.items() if name not in required(cls)}


def _read(value: Any) -> Any:
    found = _value(value)
    return found.make() if isinstance(found, Made) else found


def _value(config: Any) -> Any:
    """An argument from what a configuration has of it."""
    if isinstance(config, dict) and isinstance(config.get("class_name"), str):
        inner = config.get("config")
        if config["class_name"] == "function":
            return str(inner)
        if config["class_name"] == "DTypePolicy" and isinstance(inner, dict):
            return inner["name"]
        if isinstance(inner, dict) and str(config.get("module")).startswith("keras"):
            made = _made(config.get("module"), config["class_name"], inner)
            return made if made.args or made.room in ("layers", "constraints") else snake_case(made.name)
        raise ValueError(f"The builder cannot write down {config['class_name']}.")
    if isinstance(config, (list, tuple)):
        return tuple(_value(item) for item in config)
    if isinstance(config, dict):
        return {key: _value(item) for key, item in config.items()}
    try:
        return plain(config)
    except NotPlainError as error:
        raise ValueError(str(error)) from error


def _one_way(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration of a `Bidirectional` as it was asked for: what it made of its layer is left out."""
    config = {**config, "layer": _plain_layer(config["layer"], "forward_")}
    other = config.pop("backward_layer", None)
    if other is None:
        return config
    other = _plain_layer(other, "backward_")
    mirrored = {**other["config"], "go_backwards": config["layer"]["config"].get("go_backwards")}
    if mirrored != config["layer"]["config"]:
        config["backward_layer"] = other
    return config


def _plain_layer(layer: dict[str, Any], prefix: str) -> dict[str, Any]:
    inner = {**layer["config"], "name": str(layer["config"]["name"]).removeprefix(prefix)}
    inner.pop("zero_output_for_mask", None)
    return {**layer, "config": inner}
