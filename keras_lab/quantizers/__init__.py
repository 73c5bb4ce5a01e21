"""Numbers of few bits for weights and activations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lab import configurable
from keras_lab.configurable import name_table, resolve
from keras_lab.quantizers.configs import (
    AWQConfig,
    Float8QuantizationConfig,
    GPTQConfig,
    Int4QuantizationConfig,
    Int8QuantizationConfig,
    QuantizationConfig,
)
from keras_lab.quantizers.configs import validate_and_resolve_config as validate_and_resolve_config
from keras_lab.quantizers.functions import (
    abs_max_quantize as abs_max_quantize,
)
from keras_lab.quantizers.functions import (
    abs_max_quantize_grouped_with_zero_point as abs_max_quantize_grouped_with_zero_point,
)
from keras_lab.quantizers.functions import compute_float8_amax_history as compute_float8_amax_history
from keras_lab.quantizers.functions import compute_float8_scale as compute_float8_scale
from keras_lab.quantizers.functions import fake_quant_with_min_max_vars as fake_quant_with_min_max_vars
from keras_lab.quantizers.functions import pack_int4 as pack_int4
from keras_lab.quantizers.functions import quantize_and_dequantize as quantize_and_dequantize
from keras_lab.quantizers.functions import unpack_int4 as unpack_int4
from keras_lab.quantizers.quantizer import AbsMaxQuantizer, Quantizer
from keras_lab.registry import custom_object_scope

_TABLE = name_table(
    *(Quantizer, AbsMaxQuantizer, QuantizationConfig, Int8QuantizationConfig, Int4QuantizationConfig),
    *(Float8QuantizationConfig, GPTQConfig, AWQConfig),
)


def get(identifier: Any, **kwargs: Any) -> Any:
    """A quantizer from its name (made with `kwargs`), a config, or itself; None stays None."""
    found = _TABLE.get(identifier) if isinstance(identifier, str) else None
    return found(**kwargs) if found is not None else resolve(identifier, _TABLE, "quantizer")


def serialize(initializer: Any) -> Any:
    """A quantizer as plain data."""
    return configurable.serialize(initializer)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """A quantizer from what `serialize` returned."""
    with custom_object_scope(custom_objects or {}):
        return get(config)
