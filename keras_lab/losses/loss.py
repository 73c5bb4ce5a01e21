"""What all losses have in common: weights, masks and reduction to one number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from keras_lab import config, dtype_policies, masks, ops
from keras_lab.configurable import Configurable, serialize
from keras_lab.losses.matching import both, combine, match_ranks, to_tensors
from keras_lab.naming import unique_name
from keras_lab.registry import suggest

REDUCTIONS = ("sum_over_batch_size", "mean", "mean_with_sample_weight", "sum", "none", None)


class Reduction:
    """Names of reductions as programs written for tf.keras spell them; `AUTO` is the average over the batch."""

    AUTO = SUM_OVER_BATCH_SIZE = "sum_over_batch_size"
    SUM = "sum"
    NONE = "none"


class Loss(Configurable):
    """Base of all losses. One of your own defines `call(self, y_true, y_pred)`.

    Args:
        name: default: the class's name in snake case.
        reduction: how the values of `call`, one for each sample (or each of its steps), become one number:
            `"sum_over_batch_size"` or `"mean"`: the weighted sum divided by the number of values that are not
            masked; `"mean_with_sample_weight"`: divided by the sum of the weights; `"sum"`; `"none"` or None:
            not at all.
        dtype: what is computed in; default `config.floatx()`.
    """

    def __init__(
        self, name: str | None = None, reduction: str | None = "sum_over_batch_size", dtype: Any = None
    ) -> None:
        self.name = name or unique_name(type(self).__name__)
        self.reduction = _checked(reduction)
        self._dtype = dtype_policies.get(dtype if dtype is not None else config.floatx()).compute_dtype

    @property
    def dtype(self) -> str:
        """What the loss is computed in."""
        return self._dtype

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of each sample, a tensor with the last axis of `y_pred` taken away."""
        raise NotImplementedError(f"{type(self).__name__} defines no method call(self, y_true, y_pred).")

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The loss of a batch.

        Args:
            y_true: targets.
            y_pred: predictions; steps that are masked do not count.
            sample_weight: weights of samples `(batch,)` or of their steps `(batch, time)`.
        """
        mask = masks.get_mask(y_pred)
        y_pred, y_true = to_tensors(y_pred, self.dtype), to_tensors(y_true, self.dtype)
        values = ops.convert_to_tensor(self.call(y_true, y_pred), self.dtype)
        mask = both(mask, masks.get_mask(values))
        return reduce_weighted(values, sample_weight, mask, self.reduction)


class LossFunctionWrapper(Loss):
    """A loss that calls a function `(y_true, y_pred, **kwargs)`.

    Args:
        fn: the function.
        reduction, name, dtype: as in `Loss`; the name is the function's by default.
        **kwargs: what else to pass to `fn`.
    """

    _takes_any_argument = True

    def __init__(
        self,
        fn: Callable[..., Any],
        reduction: str | None = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name or getattr(fn, "__name__", None), reduction, dtype)
        self.fn = fn
        self._kwargs = kwargs

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), **serialize(self._kwargs)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        from keras_lab.losses import get

        return cls(**{**config, "fn": get(config["fn"])} if "fn" in config else config)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        if hasattr(y_true, "shape") and hasattr(y_pred, "shape"):
            y_true, y_pred = match_ranks(y_true, y_pred)
        return self.fn(y_true, y_pred, **self._kwargs)


def reduce_weighted(values: Any, sample_weight: Any, mask: Any, reduction: str | None) -> Any:
    """The weighted `values` that are not masked, reduced as in `Loss`."""
    weights = combine(sample_weight, mask, values)
    if weights is not None:
        values = values * weights
    if reduction in ("none", None):
        return values
    if reduction == "sum":
        return ops.sum(values)
    mean = ops.mean(values)
    if reduction == "mean_with_sample_weight":
        return mean if weights is None else ops.divide_no_nan(mean, ops.mean(weights))
    return mean if mask is None else mean / (ops.mean(combine(None, mask, values)) + config.epsilon())


def _checked(reduction: Any) -> str | None:
    if reduction not in REDUCTIONS:
        known = [str(name) for name in REDUCTIONS]
        raise ValueError(
            f"Unknown reduction: {reduction!r}.{suggest(str(reduction), known)} Known: {', '.join(known)}."
        )
    return reduction
