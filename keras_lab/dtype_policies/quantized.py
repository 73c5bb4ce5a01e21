"""Names of Keras 3's policies for quantized weights, which keras_lab does not have."""

from __future__ import annotations

from keras_lab.dtype_policies.policy import DTypePolicy

MODES = ("int8", "int4", "float8", "gptq", "awq")


class QuantizedDTypePolicy(DTypePolicy):
    """Weights of few bits, which are not supported.

    Args:
        mode: such as `"int8"`.
        source_name: the policy before quantization.

    Raises:
        NotImplementedError: always.
    """

    def __init__(self, mode: str, source_name: str | None = None) -> None:
        raise NotImplementedError(
            f"{type(self).__name__}: keras_lab does not quantize weights. Received: {mode!r}. "
            "Smaller and quicker are the policies 'mixed_bfloat16' and 'mixed_float16'."
        )


class Int4DTypePolicy(QuantizedDTypePolicy):
    """See `QuantizedDTypePolicy`."""


class GPTQDTypePolicy(QuantizedDTypePolicy):
    """See `QuantizedDTypePolicy`."""


class AWQDTypePolicy(QuantizedDTypePolicy):
    """See `QuantizedDTypePolicy`."""


class QuantizedFloat8DTypePolicy(QuantizedDTypePolicy):
    """See `QuantizedDTypePolicy`.

    Args:
        mode, source_name: see there.
        amax_history_length: how many of the last greatest values are kept.
    """

    def __init__(self, mode: str, source_name: str | None = None, amax_history_length: int = 1024) -> None:
        super().__init__(mode, source_name)
