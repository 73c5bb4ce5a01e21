"""Quantizing a layer: its large weights are taken out and put back as numbers of few bits."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from keras_lab import dtype_policies, ops
from keras_lab.dtype_policies.quantized import Int4DTypePolicy, check_range
from keras_lab.layers.lora import Adaptable, Merged
from keras_lab.layers.quantized import float8
from keras_lab.layers.quantized.few_bits import FewBits, Form, Int4, Int8
from keras_lab.quantizers import Int4QuantizationConfig, QuantizationConfig, validate_and_resolve_config
from keras_lab.variables import Variable

#: The order of the variables in files.
_ORDER = (
    *("kernel", "bias", "inputs_scale", "inputs_amax_history", "kernel_scale", "kernel_amax_history"),
    *("outputs_grad_scale", "outputs_grad_amax_history", "kernel_zero", "embeddings", "embeddings_scale"),
    *(
        "embeddings_zero",
        "g_idx",
        "reverse_embeddings",
        "reverse_embeddings_scale",
        "reverse_embeddings_zero",
    ),
)


class Quantizable(Adaptable):
    """Base of layers with large weights that can be quantized.

    Args:
        quantization_config: how, if the dtype policy says that they are.
        **kwargs: see `Adaptable` and `Layer`.
    """

    #: The ways in which they can be.
    modes: tuple[str, ...] = ("int8", "int4")
    #: What makes numbers of few bits of the inputs; None: they stay floats.
    inputs_quantizer: Any = None
    _is_quantized = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.few_bits: dict[str, FewBits] = {}

    def forms(self, shape: tuple[int, ...]) -> Mapping[str, Form]:
        """How the large weights lie: attribute → form; `shape` is that of the first."""
        raise NotImplementedError

    def _default_inputs_quantizer(self, mode: str) -> Any:
        return None

    # ---- making ---------------------------------------------------------------------------------------

    def made_quantized(self, shape: tuple[int, ...]) -> bool:
        """While the layer is built, makes what its policy asks for; whether the weights are among it."""
        if self.quantization_mode is not None:
            self.quantized_build(shape, self.quantization_mode, self.quantization_config)
        return bool(self.few_bits)

    def quantized_build(self, input_shape: Any, mode: Any, config: Any = None) -> None:
        """Makes the variables of a mode.

        Args:
            input_shape: the shape of the (first) large weight in floats.
            mode: one of `modes`.
            config: a `QuantizationConfig`; default: what the policy says.

        Raises:
            NotImplementedError: for another mode.
        """
        if mode not in self.modes:
            raise NotImplementedError(
                f"Invalid quantization mode. Expected one of {self.modes} for {type(self).__name__}. Received: {mode!r}"
            )
        if mode == "float8":
            float8.make(self)
        else:
            default = self._default_inputs_quantizer(mode)
            self.inputs_quantizer = QuantizationConfig.activation_quantizer_or_default(config, default)
            for name, form in self.forms(tuple(input_shape)).items():
                indexed = name == self.adapted_name
                four = Int4(name, form, self._block_size(config), indexed) if mode == "int4" else None
                self.few_bits[name] = four or Int8(name, form)
                self.few_bits[name].make(self)
        self._is_quantized = True

    def _block_size(self, config: Any) -> int | None:
        if isinstance(config, Int4QuantizationConfig):
            return config.block_size
        return self._policy.block_size if isinstance(self._policy, Int4DTypePolicy) else None

    def quantize(self, mode: Any = None, type_check: bool = True, config: Any = None) -> None:
        """Replaces the large weights by quantized ones (with float8: makes the scales), and sets the policy.

        Args:
            mode: `"int8"`, `"int4"` or `"float8"`; default: that of `config`.
            type_check: whether layers that only inherit from one of ours are refused, for theirs may be another `call`.
            config: a `QuantizationConfig`; default: that of the mode.

        Raises:
            ValueError: if the layer is not built or is quantized already, or the arguments contradict one another.
            NotImplementedError: for a mode that this layer does not have.
        """
        config = validate_and_resolve_config(mode, config)
        mode = config.mode
        self._check_quantizable(mode, type_check)
        names = () if mode == "float8" else tuple(self.forms(self.unadapted().shape))
        values = {name: self._held(name).numpy() for name in names}
        shape = self.unadapted().shape
        self.quantization_config = config
        self._tracker.unlock()
        try:
            for name in names:
                delattr(self, self._attribute(name))
            self.quantized_build(shape, mode, config)
            for name, value in values.items():
                self.few_bits[name].assign(value, config.weight_quantizer)
        finally:
            self._tracker.lock()
        if self._policy.quantization_mode is None:
            full = f"int4/{config.block_size or -1}" if mode == "int4" else mode
            self.dtype_policy = dtype_policies.get(f"{full}_from_{self._policy.name}")

    def _check_quantizable(self, mode: str, type_check: bool) -> None:
        if not self.built:
            raise ValueError(
                f"Cannot quantize a layer that isn't yet built. Layer {self.name!r} ({type(self).__name__}) is not."
            )
        if self._is_quantized:
            raise ValueError(
                f"Layer {self.name!r} is already quantized with dtype_policy={self._policy.name!r}. Received: {mode!r}"
            )
        check_range(mode, self.compute_dtype)
        if mode not in self.modes or (type_check and not type(self).__module__.startswith("keras_lab.")):
            raise NotImplementedError(
                f"Layer {type(self).__name__} cannot be quantized to {mode!r}: {self.modes} are for the layers of "
                "keras_lab itself, and with type_check=False for those that inherit from them."
            )

    def _attribute(self, name: str) -> str:
        return f"_{name}" if name == self.adapted_name else name

    def _held(self, name: str) -> Variable:
        return self.__dict__[self._attribute(name)]

    # ---- using ----------------------------------------------------------------------------------------

    def _computation(self) -> Any:
        return self.quantized_call if self.quantization_mode is not None else self.call

    def quantized_call(self, *args: Any, **kwargs: Any) -> Any:
        """`call` with the quantized weights."""
        raise NotImplementedError

    def unadapted(self) -> Any:
        quantized = self.few_bits.get(self.adapted_name)
        return super().unadapted() if quantized is None else quantized.numbers()

    def merged(self) -> Any:
        quantized = self.few_bits.get(self.adapted_name)
        if quantized is None:
            return super().merged()
        return ops.add(quantized.floats(self.variable_dtype), ops.cast(self.learned(), self.variable_dtype))

    def merged_parts(self) -> dict[Variable, Merged]:
        quantized = self.few_bits.get(self.adapted_name)
        if quantized is None:
            return super().merged_parts()
        encoded = functools.cache(lambda: quantized.encoded(self.merged()))
        variables = enumerate(quantized.variables.values())
        return {v: Merged(self, v, functools.partial(lambda i: encoded()[i], i)) for i, v in variables}

    def stored_variables(self) -> list[Any]:
        """As in Keras's files."""
        found = super().stored_variables()
        if self._is_quantized:
            found.sort(
                key=lambda variable: _ORDER.index(variable.name) if variable.name in _ORDER else len(_ORDER)
            )
        return found
