"""What a program may ask for where weights are to be quantized."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lab.configurable import Configurable
from keras_lab.dtype_policies.quantized import MODES
from keras_lab.quantizers.quantizer import AbsMaxQuantizer, check_range


class QuantizationConfig(Configurable):
    """Base of the configurations.

    Args:
        weight_quantizer, activation_quantizer: quantizers, or None.
    """

    def __init__(self, weight_quantizer: Any = None, activation_quantizer: Any = None) -> None:
        from keras_lab import quantizers

        self.weight_quantizer = quantizers.get(weight_quantizer)
        self.activation_quantizer = quantizers.get(activation_quantizer)

    @property
    def mode(self) -> str:
        """The name of the way to quantize."""
        raise NotImplementedError(
            "QuantizationConfig is a base class: its subclasses say which mode they mean."
        )

    @staticmethod
    def weight_quantizer_or_default(config: QuantizationConfig | None, default: Any) -> Any:
        """The configuration's quantizer of weights, or `default` if it has none."""
        own = None if config is None else config.weight_quantizer
        return default if own is None else own

    @staticmethod
    def activation_quantizer_or_default(config: QuantizationConfig | None, default: Any) -> Any:
        """The configuration's quantizer of activations (which may be None); `default` without a configuration."""
        return default if config is None else config.activation_quantizer


class Int8QuantizationConfig(QuantizationConfig):
    """Weights of 8 bits.

    Args:
        weight_quantizer: of `output_dtype="int8"`.
        activation_quantizer: `"default"` is an `AbsMaxQuantizer`.
    """

    def __init__(self, weight_quantizer: Any = None, activation_quantizer: Any = "default") -> None:
        if activation_quantizer == "default":
            activation_quantizer = AbsMaxQuantizer()
        super().__init__(weight_quantizer, activation_quantizer)
        _check_dtype(self)

    @property
    def mode(self) -> str:
        """`"int8"`."""
        return "int8"


class Int4QuantizationConfig(QuantizationConfig):
    """Weights of 4 bits, with a scale for each block of rows.

    Args:
        weight_quantizer, activation_quantizer: see `Int8QuantizationConfig`.
        block_size: how many rows; None or -1: all.
    """

    def __init__(
        self,
        weight_quantizer: Any = None,
        activation_quantizer: Any = "default",
        block_size: int | None = 128,
    ) -> None:
        if activation_quantizer == "default":
            activation_quantizer = None
        super().__init__(weight_quantizer, activation_quantizer)
        _check_dtype(self)
        check_range("int4", getattr(self.weight_quantizer, "value_range", (-8, 7)))
        if block_size is not None and block_size != -1 and block_size < 1:
            raise ValueError(f"block_size must be None, -1 or a positive integer. Received: {block_size!r}")
        if block_size not in (None, -1) and (self.weight_quantizer or self.activation_quantizer):
            raise ValueError(
                f"Int4 sub-channel quantization (block_size={block_size}) does not support quantizers of one's own: "
                "give block_size=None as well."
            )
        self.block_size = block_size

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """A new one; configurations from before there were blocks have none."""
        return cls(**{"block_size": None, **config})

    @property
    def mode(self) -> str:
        """`"int4"`."""
        return "int4"


class Float8QuantizationConfig(QuantizationConfig):
    """Weights and activations as floats of 8 bits."""

    def __init__(self) -> None:
        super().__init__(None, None)

    @property
    def mode(self) -> str:
        """`"float8"`."""
        return "float8"

    def get_config(self) -> dict[str, Any]:
        """Nothing."""
        return {}


class _Calibrated(QuantizationConfig):
    weight_bits: int
    group_size: int

    def get_config(self) -> dict[str, Any]:
        """The settings; data and tokenizer, which are no plain data, are None."""
        left_out = ("dataset", "tokenizer", "quantization_layer_structure")
        return {**super().get_config(), **dict.fromkeys(left_out)}

    def dtype_policy_string(self) -> str:
        """The name of the policy of layers quantized so."""
        return f"{self.mode}/{self.weight_bits}/{self.group_size}"

    def _check(self, bits: tuple[int, ...], *counts: str) -> None:
        if self.weight_bits not in bits:
            raise ValueError(f"Unsupported weight_bits {self.weight_bits}: {self.mode} supports {bits}.")
        for name in ("num_samples", "sequence_length", *counts):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be a positive integer. Received: {getattr(self, name)}")
        if self.group_size < -1 or self.group_size == 0:
            raise ValueError(
                f"Invalid group_size: it is -1 or a positive integer. Received: {self.group_size}"
            )


class GPTQConfig(_Calibrated):
    """Weights rounded with a look at data (Frantar et al., 2022, arXiv:2210.17323); kept as settings only."""

    def __init__(
        self,
        dataset: Any,
        tokenizer: Any,
        *,
        weight_bits: int = 4,
        num_samples: int = 128,
        per_channel: bool = True,
        sequence_length: int = 512,
        hessian_damping: float = 0.01,
        group_size: int = 128,
        symmetric: bool = False,
        activation_order: bool = False,
        quantization_layer_structure: Any = None,
    ) -> None:
        super().__init__()
        self.dataset, self.tokenizer = dataset, tokenizer
        self.weight_bits, self.num_samples, self.per_channel = weight_bits, num_samples, per_channel
        self.sequence_length, self.hessian_damping = sequence_length, hessian_damping
        self.group_size, self.symmetric, self.activation_order = group_size, symmetric, activation_order
        self.quantization_layer_structure = quantization_layer_structure
        self._check((2, 3, 4, 8))
        if not 0 <= hessian_damping <= 1:
            raise ValueError(f"hessian_damping must be between 0 and 1. Received: {hessian_damping}")

    @property
    def mode(self) -> str:
        """`"gptq"`."""
        return "gptq"


class AWQConfig(_Calibrated):
    """Weights scaled by activations, then rounded (Lin et al., 2023, arXiv:2306.00978); kept as settings only."""

    def __init__(
        self,
        dataset: Any,
        tokenizer: Any,
        *,
        weight_bits: int = 4,
        num_samples: int = 128,
        sequence_length: int = 512,
        group_size: int = 128,
        num_grid_points: int = 20,
        quantization_layer_structure: Any = None,
    ) -> None:
        super().__init__()
        self.dataset, self.tokenizer = dataset, tokenizer
        self.weight_bits, self.num_samples, self.sequence_length = weight_bits, num_samples, sequence_length
        self.group_size, self.num_grid_points = group_size, num_grid_points
        self.quantization_layer_structure = quantization_layer_structure
        self._check((4,), "num_grid_points")

    @property
    def mode(self) -> str:
        """`"awq"`."""
        return "awq"


def _check_dtype(config: QuantizationConfig) -> None:
    given = config.weight_quantizer
    if given is not None and given.output_dtype != "int8":
        raise ValueError(
            f"{type(config).__name__} takes a weight_quantizer with output_dtype='int8'. "
            f"Received: {given.output_dtype!r}"
        )


def validate_and_resolve_config(mode: Any, config: Any = None) -> QuantizationConfig:
    """The configuration that `quantize(mode, config)` means.

    Args:
        mode: the name of a mode; None: that of the configuration.
        config: a configuration, or (as older programs have it) a mode; None: that mode's default.

    Raises:
        ValueError: for an unknown mode, a configuration of another mode, or none where one is needed.
    """
    mode, config = (config, None) if isinstance(config, str) else (mode, config)
    if mode is not None and mode not in MODES:
        known = ", ".join(MODES)
        raise ValueError(f"Invalid quantization mode. Expected one of: {known}. Received: {mode!r}")
    if config is None:
        config = _default(mode)
    if not isinstance(config, QuantizationConfig):
        raise ValueError(
            f"Argument `config` must be an instance of `QuantizationConfig`. Received: {config!r}"
        )
    if mode is not None and config.mode != mode:
        raise ValueError(f"Contradictory arguments: mode={mode!r} but config.mode={config.mode!r}")
    for name, needed in {"gptq": GPTQConfig, "awq": AWQConfig}.items():
        if config.mode == name and not isinstance(config, needed):
            raise ValueError(
                f"Mode {name!r} requires a valid `config` of type `{needed.__name__}`. Received: {config!r}"
            )
    return config


def _default(mode: str | None) -> QuantizationConfig:
    made = {
        "int8": Int8QuantizationConfig,
        "int4": Int4QuantizationConfig,
        "float8": Float8QuantizationConfig,
    }
    if mode is None:
        raise ValueError("You must provide either `mode` or `config` to `quantize`.")
    if mode not in made:
        raise ValueError(f"For {mode.upper()}, you must pass a `{mode.upper()}Config` object as `config`.")
    return made[mode]()
