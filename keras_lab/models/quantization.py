"""Quantizing a model: the layers in it that can be, and that are wanted."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

from keras_lab.quantizers import validate_and_resolve_config


def quantize(model: Any, mode: Any, config: Any, filters: Any, type_check: bool) -> None:
    """Quantizes the layers of `model` that have no layers inside; warns of those with weights that cannot be."""
    config = validate_and_resolve_config(mode, config)
    if config.mode in ("gptq", "awq"):
        raise NotImplementedError(
            f"keras_lab does not round weights by {config.mode.upper()}, which looks at data. "
            "Take 'int8', 'int4' or 'float8'."
        )
    wanted = _filter(filters)
    for layer in model.flatten_layers():
        if not wanted(layer) or len(list(layer.flatten_layers())) > 1:
            continue
        try:
            layer.quantize(config.mode, type_check=type_check, config=config)
        except NotImplementedError as error:
            if layer.weights:
                warnings.warn(str(error), stacklevel=3)


def _filter(filters: Any) -> Callable[[Any], bool]:
    if filters is None:
        return lambda layer: True
    if callable(filters):
        return filters
    patterns = [filters] if isinstance(filters, str) else filters
    if not isinstance(patterns, (list, tuple)):
        raise ValueError(
            "The `filters` argument must be a regex string, a list of regex strings, or a callable. "
            f"Received: {filters!r}"
        )
    return lambda layer: any(re.search(pattern, layer.name) for pattern in patterns)
