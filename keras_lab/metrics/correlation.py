"""How targets and predictions vary together."""

from __future__ import annotations

from typing import Any

from keras_lab import config, ops
from keras_lab.losses.matching import comparison
from keras_lab.metrics.means import MeanMetricWrapper


@comparison
def pearson_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Pearson's correlation coefficient along `axis`, from -1 to 1: the covariance over both deviations.

    It is not a number where one of the two is constant.
    """
    a, b = (x - ops.mean(x, axis=axis, keepdims=True) for x in (y_true, y_pred))
    deviations = ops.std(y_true, axis=axis) * ops.std(y_pred, axis=axis)
    return ops.mean(a * b, axis=axis) / deviations


@comparison
def concordance_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Lin's concordance coefficient along `axis`, from -1 to 1: 1 only if predictions equal the targets.

    Twice the covariance over the sum of both variances and the squared difference of the means (Biometrics
    45, 1989).
    """
    means = [ops.mean(x, axis=axis, keepdims=True) for x in (y_true, y_pred)]
    covariance = ops.mean((y_true - means[0]) * (y_pred - means[1]), axis=axis)
    spread = ops.var(y_true, axis=axis) + ops.var(y_pred, axis=axis)
    apart = ops.squeeze(ops.square(means[0] - means[1]), axis=axis)
    return 2.0 * covariance / (spread + apart + config.epsilon())


class PearsonCorrelation(MeanMetricWrapper):
    """The mean over samples of `pearson_correlation`.

    Args:
        name, dtype: see `Metric`.
        axis: along what to correlate.
    """

    def __init__(self, name: str = "pearson_correlation", dtype: Any = None, axis: int = -1) -> None:
        super().__init__(pearson_correlation, name, dtype, axis=axis)


class ConcordanceCorrelation(MeanMetricWrapper):
    """The mean over samples of `concordance_correlation`.

    Args:
        name, dtype: see `Metric`.
        axis: along what to correlate.
    """

    def __init__(self, name: str = "concordance_correlation", dtype: Any = None, axis: int = -1) -> None:
        super().__init__(concordance_correlation, name, dtype, axis=axis)
