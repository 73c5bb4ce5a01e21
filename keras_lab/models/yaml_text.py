"""Models as YAML, the other text form of Keras 2. Needs PyYAML; read as plain data only."""

from __future__ import annotations

import importlib
import json
from typing import Any

from keras_lab.models.configuration import model_from_config
from keras_lab.models.model import Model

#: More values than any model has: references to references can stand for endlessly many.
_MOST_VALUES = 1_000_000


def yaml_of(model: Model, **kwargs: Any) -> str:
    """The configuration of a model as YAML; `kwargs` go to `yaml.safe_dump`.

    Raises:
        ImportError: without PyYAML.
    """
    return str(_yaml("to_yaml").safe_dump(json.loads(model.to_json()), **kwargs))


def model_from_yaml(yaml_string: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """A new model (with new weights) from what `model.to_yaml()` returned, here or in Keras 2.

    Raises:
        ImportError: without PyYAML.
        ValueError: for text that is no YAML, describes no model, or has more than data in it.
    """
    yaml = _yaml("model_from_yaml")
    loader: Any = type("Loader", (yaml.SafeLoader,), {})
    for tag in ("tuple", "unicode", "str"):  # Keras 2 wrote Python's own tuples
        make = loader.construct_yaml_seq if tag == "tuple" else loader.construct_yaml_str
        loader.add_constructor(f"tag:yaml.org,2002:python/{tag}", make)
    try:
        config = yaml.load(yaml_string, Loader=loader)  # a SafeLoader
        size = _size(config, {})
    except (AttributeError, RecursionError, yaml.YAMLError) as error:
        raise ValueError(f"This is not the YAML of a model, or has more than data in it: {error}") from error
    if size > _MOST_VALUES:
        raise ValueError(f"This YAML stands for {size:,} values, far too many for a model.")
    return model_from_config(config, custom_objects)


def _size(nest: Any, known: dict[int, int]) -> int:
    """How many values a nest has, those referred to several times counted each time."""
    if not isinstance(nest, (dict, list)):
        return 1
    if id(nest) not in known:
        known[id(nest)] = _MOST_VALUES + 1  # met again inside itself
        items = nest.values() if isinstance(nest, dict) else nest
        known[id(nest)] = 1 + sum(_size(item, known) for item in items)
    return known[id(nest)]


def _yaml(who: str) -> Any:
    try:
        yaml: Any = importlib.import_module("yaml")
    except ImportError:
        raise ImportError(f"{who} needs PyYAML: pip install pyyaml. JSON needs nothing.") from None
    return yaml
