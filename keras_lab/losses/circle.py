"""Circle loss: embeddings of one class close together, of different classes apart."""

from __future__ import annotations

from typing import Any

from keras_lab import masks, ops
from keras_lab.losses.loss import LossFunctionWrapper
from keras_lab.ops import dispatch

#: Less than every logit: what is not summed up.
_LOWEST = -1e9


@dispatch.op
def circle(
    y_true: Any,
    y_pred: Any,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> Any:
    """Circle loss of unit vectors: Sun et al., CVPR 2020, arXiv:2002.10857. One value a sample.

    Samples that have no other of their class, or none of another class, get 0 and do not count.

    Args:
        y_true: integer labels `(batch,)` or `(batch, 1)`.
        y_pred: embeddings `(batch, n)` of length 1.
        ref_labels, ref_embeddings: what to compare with; by default the batch itself.
        remove_diagonal: whether a sample is not compared with itself.
        gamma: the scale.
        margin: how far apart is far enough.
    """
    y_pred = dispatch.floating(y_pred)
    labels = _column(y_true, y_pred, "y_true")
    others = y_pred if ref_embeddings is None else dispatch.tensor(ref_embeddings, dispatch.dtype_of(y_pred))
    other_labels = labels if ref_labels is None else _column(ref_labels, others, "ref_labels")
    alike = ops.equal(labels, ops.transpose(other_labels))
    different = ops.logical_not(alike)
    if remove_diagonal:
        itself = ops.eye(int(labels.shape[0]), int(other_labels.shape[0]), dtype="bool")
        alike = ops.logical_and(alike, ops.logical_not(itself))
    distance = ops.maximum(1.0 - ops.matmul(y_pred, ops.transpose(others)), 0.0)
    attraction = gamma * (distance + margin) * (distance - margin)
    repulsion = gamma * ops.maximum(1.0 + margin - distance, 0.0) * (1.0 - margin - distance)
    values = ops.softplus(_log_sum(attraction, alike) + _log_sum(repulsion, different))
    paired = ops.logical_and(ops.any(alike, axis=1), ops.any(different, axis=1))
    values = ops.where(paired, values, 0.0)
    masks.set_mask(values, ops.greater(values, 0))
    return values


def _column(labels: Any, embeddings: Any, name: str) -> Any:
    labels, shape = dispatch.tensor(labels, "int32"), tuple(embeddings.shape)
    if len(shape) != 2 or tuple(labels.shape) not in ((shape[0],), (shape[0], 1)):
        raise ValueError(
            f"circle: {name} of shape {tuple(labels.shape)} and embeddings of shape {shape} do not fit: "
            "expected one label for each row of a matrix."
        )
    return ops.reshape(labels, (-1, 1))


def _log_sum(x: Any, chosen: Any) -> Any:
    return ops.logsumexp(ops.where(chosen, x, _LOWEST), axis=1)


class Circle(LossFunctionWrapper):
    """See `circle`; `reduction`, `name` and `dtype` as in `Loss`."""

    def __init__(
        self,
        gamma: float = 80.0,
        margin: float = 0.4,
        remove_diagonal: bool = True,
        reduction: str | None = "sum_over_batch_size",
        name: str = "circle",
        dtype: Any = None,
    ) -> None:
        options = {"gamma": gamma, "margin": margin, "remove_diagonal": remove_diagonal}
        super().__init__(circle, reduction, name, dtype, **options)
