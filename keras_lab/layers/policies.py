"""The dtypes of a layer, which its policy decides."""

from __future__ import annotations

from typing import Any

from keras_lab import dtype_policies
from keras_lab.dtype_policies import DTypePolicy, DTypePolicyMap
from keras_lab.layers.graph_access import overridable


class Policies:
    """Base of layers: what they compute in and what they keep their weights in."""

    built: bool
    path: Any
    _dtype_policy: DTypePolicy

    def _set_policy(self, policy: Any) -> None:
        self._dtype_policy = dtype_policies.get(policy)

    @property
    def dtype_policy(self) -> DTypePolicy:
        """The layer's policy; with a `DTypePolicyMap`, the map. Setting it does not change weights."""
        return self._dtype_policy

    @dtype_policy.setter
    def dtype_policy(self, value: Any) -> None:
        policy = dtype_policies.get(value)
        own = self._dtype_policy
        if isinstance(own, DTypePolicyMap) and self.path:
            if self.path in own:
                del own[self.path]
            own[self.path] = policy
        else:
            self._dtype_policy = policy
        if policy.quantization_mode is not None and self.built and not getattr(self, "_is_quantized", False):
            if policy.quantization_mode in ("gptq", "awq"):
                raise ValueError(
                    f"Implicitly enabling {policy.quantization_mode.upper()} quantization by setting `dtype_policy` "
                    f"to {policy.name!r} is not supported: it needs data."
                )
            self.quantize(policy.quantization_mode)

    def quantize(self, mode: Any = None, type_check: bool = True, config: Any = None) -> None:
        """Refused: layers without a large weight have nothing to quantize."""
        raise NotImplementedError(
            f"Layer {type(self).__name__} does not have a `quantize` method implemented. Received: {mode!r}"
        )

    def quantized_build(self, input_shape: Any, mode: Any) -> None:
        """Refused, as `quantize`."""
        raise NotImplementedError(
            f"Layer {type(self).__name__} does not have a `quantized_build` method implemented."
        )

    @property
    def _policy(self) -> Any:
        own = self._dtype_policy
        return own[self.path] if isinstance(own, DTypePolicyMap) and self.path else own

    @property
    def dtype(self) -> str:
        """The dtype of the weights."""
        return self.variable_dtype

    @property
    def variable_dtype(self) -> str:
        """The dtype of the weights."""
        return self._policy.variable_dtype

    @property
    def compute_dtype(self) -> str:
        """The dtype of the computation."""
        return self._policy.compute_dtype

    @overridable
    def input_dtype(self) -> str:
        """What float inputs are cast to."""
        return self.compute_dtype

    @property
    def quantization_mode(self) -> str | None:
        """How the weights are quantized, as `"int8"`; None: not at all."""
        return self._policy.quantization_mode

    def _policy_config(self) -> Any:
        return dtype_policies.serialize(self._dtype_policy)
