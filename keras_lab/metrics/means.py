"""Metrics that are sums and means of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from keras_lab import masks, ops
from keras_lab.configurable import serialize
from keras_lab.losses.matching import both, combine
from keras_lab.metrics.metric import Metric
from keras_lab.ops import dispatch


class Sum(Metric):
    """The weighted sum of values.

    Args:
        name, dtype: see `Metric`.
    """

    def __init__(self, name: str = "sum", dtype: Any = None) -> None:
        super().__init__(dtype, name)
        self.total = self.add_variable(name="total")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Adds `values`, each times its weight."""
        mask = masks.get_mask(values)
        values = dispatch.tensor(values, self.dtype)
        weights = combine(sample_weight, mask, values)
        self.total.assign(self.total.value + ops.sum(values if weights is None else values * weights))

    def result(self) -> Any:
        return self.total.value


class Mean(Metric):
    """The weighted mean of values.

    Values with more axes than one count as one value a sample, their mean.

    Args:
        name, dtype: see `Metric`.
    """

    def __init__(self, name: str = "mean", dtype: Any = None) -> None:
        super().__init__(dtype, name)
        self.total = self.add_variable(name="total")
        self.count = self.add_variable(name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Takes `values`, each with its weight, into the mean."""
        self._add(values, sample_weight, masks.get_mask(values))

    def _add(self, values: Any, sample_weight: Any, mask: Any) -> None:
        total, count = _sums(dispatch.tensor(values, self.dtype), sample_weight, mask)
        self.total.assign(self.total.value + total)
        self.count.assign(self.count.value + count)

    def result(self) -> Any:
        return ops.divide_no_nan(self.total.value, self.count.value)


def _sums(values: Any, sample_weight: Any, mask: Any) -> tuple[Any, Any]:
    """Weighted sum over samples of the values' means, and the sum of the weights."""
    size = values.shape[0] if len(values.shape) else 1
    samples = 1.0 if size is None else float(size)  # None: only shapes are being computed
    weights = combine(sample_weight, mask, values)
    if weights is None:
        return ops.mean(values) * samples, samples
    return ops.mean(values * weights) * samples, ops.mean(weights) * samples


class MeanMetricWrapper(Mean):
    """The mean of a function `(y_true, y_pred, **kwargs) → values`.

    Args:
        fn: the function.
        name, dtype: see `Metric`; the name is the function's by default.
        **kwargs: what else to pass to `fn`.
    """

    _takes_any_argument = True

    def __init__(
        self, fn: Callable[..., Any], name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(name or getattr(fn, "__name__", None), dtype)  # type: ignore[arg-type]
        self.fn = fn
        self._kwargs = kwargs

    def update_state(  # type: ignore[override]
        self, y_true: Any, y_pred: Any, sample_weight: Any = None
    ) -> None:
        """Takes a batch of targets and predictions into the mean; masked steps do not count."""
        mask = masks.get_mask(y_pred)
        values = self.fn(y_true, y_pred, **self._kwargs)
        self._add(values, sample_weight, both(mask, masks.get_mask(values)))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), **serialize(self._kwargs)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        from keras_lab.metrics import function_named

        return cls(**{**config, "fn": function_named(config["fn"])} if "fn" in config else config)
