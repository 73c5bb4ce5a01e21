"""Which dtype a layer computes in and which its weights are kept in."""

from __future__ import annotations

from typing import Any

from keras_lab import config
from keras_lab.configurable import Configurable
from keras_lab.engine import P, dtypes
from keras_lab.ops import dispatch
from keras_lab.registry import suggest

_MIXED = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}
_NAMES = (*_MIXED, "float16", "bfloat16", "float32", "float64", "int32", "int64", "bool")


class DTypePolicy(Configurable):
    """A dtype for computing and one for weights.

    Args:
        name: a dtype (`"float32"`), for both, or `"mixed_float16"` / `"mixed_bfloat16"`: weights in
            float32, computation in the smaller type. None: that of the policy in force.

    Raises:
        ValueError: for an unknown name (the nearest one is suggested).
    """

    def __init__(self, name: str | None = None) -> None:
        if name is not None and not isinstance(name, str):
            raise TypeError(f"DTypePolicy: a policy has a name, such as 'mixed_float16'. Received: {name!r}")
        self._name = in_force().name if name is None else name
        self._compute_dtype = _MIXED.get(self._name) or _dtype(self._name)
        self._variable_dtype = "float32" if self._name in _MIXED else self._compute_dtype

    @property
    def name(self) -> str:
        """As given."""
        return self._name

    @property
    def compute_dtype(self) -> str:
        """What layers compute in."""
        return self._compute_dtype

    @property
    def variable_dtype(self) -> str:
        """What weights are kept in."""
        return self._variable_dtype

    @property
    def quantization_mode(self) -> str | None:
        """None: nothing is quantized here."""
        return None

    def convert_input(self, x: Any, autocast: bool, dtype: Any) -> Any:
        """`x` as a tensor, floats as `dtype` if `autocast`; what is no array stays as it is."""
        if not hasattr(x, "__array__") and not P.is_tensor(x):
            return x
        x = dispatch.tensor(x)
        floats = dtypes.is_float(dispatch.dtype_of(x))
        return dispatch.tensor(x, dtypes.standardize(dtype)) if autocast and floats else x

    def _public_name(self) -> tuple[str, str]:
        module, name = super()._public_name()
        return ("keras" if type(self) is DTypePolicy else module), name

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self.name}">'


class FloatDTypePolicy(DTypePolicy):
    """An older name of `DTypePolicy`.

    Args:
        name: see `DTypePolicy`.
    """


def _dtype(name: str) -> str:
    try:
        return dtypes.standardize(name)
    except ValueError:
        raise ValueError(
            f"Cannot convert the name {name!r} to a dtype policy.{suggest(name, _NAMES)}"
        ) from None


_chosen: list[DTypePolicy] = []


def in_force() -> DTypePolicy:
    """The policy of layers that do not say: `config.floatx()` unless another was set."""
    return _chosen[0] if _chosen else DTypePolicy(config.floatx())


def put_in_force(policy: DTypePolicy) -> None:
    """Sets the policy of layers made from now on."""
    _chosen[:] = [policy]
