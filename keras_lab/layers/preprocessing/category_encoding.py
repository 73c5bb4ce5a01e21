"""CategoryEncoding: ints as rows of zeros and ones, or counts."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.layers.preprocessing.data_layer import DataLayer
from keras_lab.layers.preprocessing.encoding import encode, output_mode


class CategoryEncoding(DataLayer):
    """Whole numbers below `num_tokens` as dense rows.

    Args:
        num_tokens: how many categories there are.
        output_mode: `"one_hot"`: a row for each number; `"multi_hot"`: a row for each sample, with a one for each
            number in it; `"count"`: how often it occurs.
        sparse: whether a call of the layer by itself gives a sparse tensor; in models and data sets it is dense.

    Call arguments:
        inputs: ints of shape `(batch,)` or `(batch, numbers)`; others than 0 … num_tokens - 1 are left out.
        count_weights: what each counts in `"count"` mode; like the inputs.
    """

    def __init__(
        self,
        num_tokens: int | None = None,
        output_mode: str = "multi_hot",
        sparse: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if num_tokens is None or num_tokens < 1:
            rule = (
                "num_tokens must be set to use this layer"
                if num_tokens is None
                else "`num_tokens` must be >= 1"
            )
            raise ValueError(f"{rule}. The layer {self.name!r} received: num_tokens={num_tokens!r}")
        self.num_tokens = num_tokens
        self.output_mode = _mode(self, output_mode, ("count", "one_hot", "multi_hot"))
        self.sparse = sparse

    def call(self, inputs: Any, count_weights: Any = None) -> Any:
        if count_weights is not None:
            if self.output_mode != "count":
                raise ValueError(
                    f"The layer {self.name!r}: `count_weights` is not used when `output_mode` is "
                    f"{self.output_mode!r}, only when it is 'count'."
                )
            count_weights = ops.convert_to_tensor(count_weights, self.compute_dtype)
        return encode(
            ops.cast(inputs, "int32"), self.output_mode, self.num_tokens, self.compute_dtype, count_weights
        )

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        if not self.sparse:
            config.pop("sparse")
        return config


_mode = output_mode
