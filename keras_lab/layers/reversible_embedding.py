"""ReversibleEmbedding: words into vectors, and vectors into scores of words."""

from __future__ import annotations

import string
from typing import Any

from keras_lab import ops
from keras_lab.engine import dtypes
from keras_lab.layers.core import Embedding
from keras_lab.layers.quantized import Form
from keras_lab.quantizers import AbsMaxQuantizer


class ReversibleEmbedding(Embedding):
    """An `Embedding` that can also be called the other way: `layer(vectors, reverse=True)` gives a score for each word.

    Args:
        tie_weights: whether the way back uses the same table (transposed), else one of its own.
        reverse_dtype: the dtype of the way back. Default: that of the inputs.
        logit_soft_cap: bounds scores smoothly: `cap * tanh(scores / cap)`.
        input_dim, output_dim, embeddings_initializer, embeddings_regularizer, embeddings_constraint, mask_zero: see
            `Embedding`.

    Shapes:
        As `Embedding`; reverse: `(…, output_dim)` → `(…, input_dim)`. Weights: embeddings `(input_dim, output_dim)`,
        reverse_embeddings `(output_dim, input_dim)` if they are not tied.

    Sources: Press & Wolf, "Using the Output Embedding to Improve Language Models" (2016).
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        tie_weights: bool = True,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        reverse_dtype: Any = None,
        logit_soft_cap: float | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            input_dim,
            output_dim,
            embeddings_initializer,
            embeddings_regularizer,
            embeddings_constraint,
            mask_zero,
            **kwargs,
        )
        self.tie_weights = tie_weights
        self.reverse_dtype = reverse_dtype
        self.logit_soft_cap = logit_soft_cap

    def build(self, input_shape: Any = None) -> None:
        super().build(input_shape)
        if not self.tie_weights and not self.few_bits:
            self.reverse_embeddings = self.add_weight(
                (self.output_dim, self.input_dim), self.embeddings_initializer, name="reverse_embeddings"
            )

    def call(self, inputs: Any, reverse: bool = False) -> Any:
        if not reverse:
            return super().call(inputs)
        table = ops.transpose(self.embeddings) if self.tie_weights else self.reverse_embeddings
        if self.reverse_dtype is not None:
            inputs, table = ops.cast(inputs, self.reverse_dtype), ops.cast(table, self.reverse_dtype)
        return self._capped(ops.matmul(inputs, table))

    def _capped(self, scores: Any) -> Any:
        if self.logit_soft_cap is None:
            return scores
        return ops.multiply(ops.tanh(ops.divide(scores, self.logit_soft_cap)), self.logit_soft_cap)

    def forms(self, shape: tuple[int, ...]) -> dict[str, Form]:
        found = super().forms(shape)
        if not self.tie_weights:
            found["reverse_embeddings"] = Form(shape[::-1], "DW", "W", packed=-2)
        return found

    def _default_inputs_quantizer(self, mode: str) -> Any:
        return AbsMaxQuantizer(-1)

    def quantized_call(self, inputs: Any, reverse: bool = False) -> Any:
        if not reverse:
            return super().quantized_call(inputs)
        weight = self.few_bits["embeddings" if self.tie_weights else "reverse_embeddings"]
        free, dtype = string.ascii_lowercase[: len(ops.shape(inputs)) - 1], self.compute_dtype
        inputs = ops.cast(inputs, dtype)
        return self._capped(weight.product(inputs, f"{free}D", f"{free}W", self.inputs_quantizer, dtype))

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Where words (ints, not vectors) are not 0, with `mask_zero`."""
        words = dtypes.is_int(inputs.dtype)
        return super().compute_mask(inputs, previous_mask) if words else None

    def compute_output_shape(self, input_shape: Any, reverse: bool = False) -> Any:
        return (*input_shape[:-1], self.input_dim) if reverse else (*input_shape, self.output_dim)
