"""Which dtype layers compute in and which weights are kept in: mixed precision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lab import configurable
from keras_lab.configurable import resolve
from keras_lab.dtype_policies.policy import DTypePolicy, FloatDTypePolicy, in_force, put_in_force
from keras_lab.dtype_policies.quantized import (
    MODES,
    AWQDTypePolicy,
    GPTQDTypePolicy,
    Int4DTypePolicy,
    QuantizedDTypePolicy,
    QuantizedFloat8DTypePolicy,
    from_name,
)
from keras_lab.engine.dtypes import BITS
from keras_lab.registry import custom_object_scope


def dtype_policy() -> DTypePolicy:
    """The policy of layers that do not say: `config.floatx()` unless `set_dtype_policy` was called."""
    return in_force()


def set_dtype_policy(policy: str | DTypePolicy) -> None:
    """Sets the policy of layers made from now on."""
    if not isinstance(policy, (str, DTypePolicy)):
        raise ValueError(f"A policy is set by its name, such as 'mixed_float16'. Received: {policy!r}")
    put_in_force(get(policy))


def get(identifier: Any) -> DTypePolicy:
    """A policy from a policy, a name, a config or None (the one in force)."""
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    name = identifier if isinstance(identifier, str) else getattr(identifier, "name", None)
    name = name or getattr(identifier, "__name__", None)
    if not isinstance(name, str):
        raise ValueError(f"A dtype is given by its name, such as 'float32'. Received: {identifier!r}")
    return from_name(name) if name.startswith(MODES) and name not in BITS else DTypePolicy(name)


def serialize(dtype_policy: DTypePolicy) -> Any:
    """A policy as plain data."""
    return configurable.serialize(dtype_policy)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """A policy from what `serialize` returned."""
    with custom_object_scope(custom_objects or {}):
        return resolve(config, _TABLE, "dtype policy")


from keras_lab.dtype_policies.map import DTypePolicyMap  # noqa: E402 - it uses `get`

_TABLE = {
    cls.__name__: cls
    for cls in (
        *(DTypePolicy, FloatDTypePolicy, DTypePolicyMap, QuantizedDTypePolicy, Int4DTypePolicy),
        *(GPTQDTypePolicy, AWQDTypePolicy, QuantizedFloat8DTypePolicy),
    )
}
