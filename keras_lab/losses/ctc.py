"""Connectionist temporal classification: labels of a sequence without their places in time."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.losses.loss import LossFunctionWrapper
from keras_lab.ops import dispatch


@dispatch.op
def ctc(y_true: Any, y_pred: Any) -> Any:
    """Minus the log-probability of label sequences, summed over all their alignments with time.

    Graves et al., ICML 2006. One value a sample.

    Args:
        y_true: integer labels `(batch, length)`, padded with 0, which stands for "no label".
        y_pred: logits `(batch, time, classes)`; class 0 is "no label".
    """
    logits = dispatch.floating(y_pred)
    labels = dispatch.tensor(y_true, "int32")
    if len(labels.shape) != 2 or len(logits.shape) != 3:
        raise ValueError(
            "ctc: y_true must be of shape (batch, length) and y_pred of shape (batch, time, classes). "
            f"Received: {tuple(labels.shape)} and {tuple(logits.shape)}"
        )
    label_lengths = ops.sum(ops.cast(ops.not_equal(labels, 0), "int32"), axis=1)
    all_steps = ops.full_like(label_lengths, logits.shape[1])
    return ops.ctc_loss(labels, logits, label_lengths, all_steps)


class CTC(LossFunctionWrapper):
    """See `ctc`; `reduction`, `name` and `dtype` as in `Loss`."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "ctc", dtype: Any = None
    ) -> None:
        super().__init__(ctc, reduction, name, dtype)
