"""Policies of layers whose weights are quantized: `"int8_from_float32"` and the like."""

from __future__ import annotations

from typing import Any

from keras_lab.dtype_policies.policy import DTypePolicy
from keras_lab.registry import suggest

MODES = ("int8", "float8", "int4", "gptq", "awq")


class QuantizedDTypePolicy(DTypePolicy):
    """The dtypes of another policy, with weights of few bits.

    Args:
        mode: `"int8"`, `"int4"`, `"float8"`, `"gptq"` or `"awq"`.
        source_name: the policy before quantization; default: the one in force.

    Raises:
        ValueError: for an unknown mode, and for int8 where computation is in float16, which has too small a range.
    """

    def __init__(self, mode: str, source_name: str | None = None) -> None:
        super().__init__(source_name)
        if mode not in MODES:
            known = ", ".join(MODES)
            raise ValueError(
                f"Invalid quantization mode. Expected one of: {known}. Received: {mode!r}.{suggest(mode, MODES)}"
            )
        check_range(mode, self.compute_dtype)
        self._source_name, self._quantization_mode = self._name, mode
        self._name = f"{mode}_from_{self._source_name}"

    @property
    def quantization_mode(self) -> str:
        """The mode."""
        return self._quantization_mode

    def get_config(self) -> dict[str, Any]:
        """Mode and source."""
        return {"mode": self._quantization_mode, "source_name": self._source_name}

    def __eq__(self, other: Any) -> bool:
        return type(other) is type(self) and other.get_config() == self.get_config()

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'<{type(self).__name__} "{self.name}">'


def check_range(mode: str, compute_dtype: str) -> None:
    """Refuses int8 with float16."""
    if mode == "int8" and compute_dtype == "float16":
        raise ValueError(
            "Quantization mode='int8' doesn't work well with compute_dtype='float16': its range is too small for "
            "sums of products of int8. Take 'bfloat16', 'mixed_bfloat16' or 'float32'."
        )


class _Numbered(QuantizedDTypePolicy):
    """Policies whose mode is followed by numbers, as in `"int4/128"`."""

    form: str

    def __init__(self, mode: str, source_name: str | None = None) -> None:
        name, *numbers = str(mode).split("/")
        own, *parts = self.form.split("/")
        if name != own or len(numbers) != len(parts):
            raise ValueError(
                f"Invalid mode for {type(self).__name__}. Expected format '{self.form}', but got {mode!r}."
            )
        try:
            values = [int(number) for number in numbers]
        except ValueError:
            raise ValueError(
                f"Invalid mode for {type(self).__name__}: after {own!r} come integers, as in '{self.form}'. "
                f"Received: {mode!r}"
            ) from None
        super().__init__(name, source_name)
        self.mode, self._full_mode = name, mode
        self._name = f"{mode}_from_{self._source_name}"
        for part, value in zip(parts, values, strict=True):
            self._check(part.strip("<>"), value, mode)
            setattr(self, part.strip("<>"), value)

    def _check(self, part: str, value: int, mode: str) -> None:
        if part == "weight_bits" and value not in self.bits:
            raise ValueError(f"Invalid weight_bits in mode. Supported are {self.bits}. Received: {mode!r}")
        if part != "weight_bits" and (value < -1 or value == 0):
            raise ValueError(f"Invalid {part} in mode: it is -1 (all) or positive. Received: {mode!r}")

    bits: tuple[int, ...] = (2, 3, 4, 8)

    def get_config(self) -> dict[str, Any]:
        """Mode with its numbers, and source."""
        return {"mode": self._full_mode, "source_name": self._source_name}


class Int4DTypePolicy(_Numbered):
    """Weights of 4 bits, with a scale for each block of rows.

    Args:
        mode: `"int4/<block_size>"`; a size of -1 is all rows.
        source_name: see `QuantizedDTypePolicy`.
    """

    form = "int4/<block_size>"
    block_size: int


class GPTQDTypePolicy(_Numbered):
    """Weights rounded by GPTQ.

    Args:
        mode: `"gptq/<weight_bits>/<group_size>"`.
        source_name: see `QuantizedDTypePolicy`.
    """

    form = "gptq/<weight_bits>/<group_size>"
    weight_bits: int
    group_size: int


class AWQDTypePolicy(_Numbered):
    """Weights rounded by AWQ.

    Args:
        mode: `"awq/4/<group_size>"`.
        source_name: see `QuantizedDTypePolicy`.
    """

    form = "awq/<weight_bits>/<group_size>"
    weight_bits: int
    group_size: int
    bits = (4,)


class QuantizedFloat8DTypePolicy(QuantizedDTypePolicy):
    """Weights, inputs and gradients as floats of 8 bits.

    Args:
        mode: `"float8"`.
        source_name: see `QuantizedDTypePolicy`.
        amax_history_length: of how many steps the greatest sizes are kept.
    """

    default_amax_history_length = 1024

    def __init__(self, mode: str, source_name: str | None = None, amax_history_length: int = 1024) -> None:
        super().__init__(mode, source_name)
        if not isinstance(amax_history_length, int):
            raise TypeError(f"`amax_history_length` must be an integer. Received: {amax_history_length!r}")
        self.amax_history_length = amax_history_length

    def get_config(self) -> dict[str, Any]:
        """Mode, source and length."""
        return {**super().get_config(), "amax_history_length": self.amax_history_length}


def from_name(name: str) -> QuantizedDTypePolicy:
    """The policy of a name such as `"int8_from_float32"`, `"int4/128_from_mixed_bfloat16"`.

    Raises:
        ValueError: if the name is not a mode, `_from_` and a policy's name.
    """
    mode, between, source = name.partition("_from_")
    if not between or not name.startswith(MODES):
        raise ValueError(
            f"Cannot convert the name {name!r} to a policy: quantized ones look like 'int8_from_float32'."
        )
    kinds = {"float8": QuantizedFloat8DTypePolicy, "gptq": GPTQDTypePolicy, "awq": AWQDTypePolicy}
    kinds["int4"] = Int4DTypePolicy if "/" in mode else QuantizedDTypePolicy
    return kinds.get(mode.partition("/")[0], QuantizedDTypePolicy)(mode, source)
