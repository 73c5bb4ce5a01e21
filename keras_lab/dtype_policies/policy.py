"""Which dtype a layer computes in and which its weights are kept in."""

from __future__ import annotations

from typing import Any

from keras_lab import config
from keras_lab.configurable import Configurable
from keras_lab.engine import dtypes

_MIXED = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}


class DTypePolicy(Configurable):
    """A dtype for computing and one for weights.

    Args:
        name: a dtype (`"float32"`), for both, or `"mixed_float16"` / `"mixed_bfloat16"`: weights in
            float32, computation in the smaller type. None: `config.floatx()`.

    Raises:
        ValueError: for an unknown name (the nearest one is suggested).
    """

    def __init__(self, name: str | None = None) -> None:
        self.name = name or config.floatx()
        self.compute_dtype = _MIXED.get(self.name) or dtypes.standardize(self.name)
        self.variable_dtype = "float32" if self.name in _MIXED else self.compute_dtype

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self.name}">'


_default: list[DTypePolicy] = []


def dtype_policy() -> DTypePolicy:
    """The policy of layers that do not say: `config.floatx()` unless `set_dtype_policy` was called."""
    return _default[0] if _default else DTypePolicy()


def set_dtype_policy(policy: str | DTypePolicy) -> None:
    """Sets the policy of layers made from now on."""
    _default[:] = [get(policy)]


def get(identifier: Any) -> DTypePolicy:
    """A policy from a policy, a name, a config or None (the default)."""
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return DTypePolicy.from_config(identifier.get("config", {}))
    name = identifier if isinstance(identifier, str) else getattr(identifier, "name", None)
    name = name or getattr(identifier, "__name__", None)
    if not isinstance(name, str):
        raise ValueError(f"A dtype is given by its name, such as 'float32'. Received: {identifier!r}")
    return DTypePolicy(name)
