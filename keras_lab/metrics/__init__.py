"""Metrics: what is reported while training and evaluating, collected over batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keras_lab import configurable, losses
from keras_lab.configurable import name_table, resolve
from keras_lab.losses import (
    binary_crossentropy,
    binary_focal_crossentropy,
    categorical_crossentropy,
    categorical_focal_crossentropy,
    categorical_hinge,
    cosine_similarity,
    hinge,
    huber,
    kl_divergence,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    poisson,
    sparse_categorical_crossentropy,
    squared_hinge,
)
from keras_lab.metrics.accuracy import (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    sparse_top_k_categorical_accuracy,
    top_k_categorical_accuracy,
)
from keras_lab.metrics.auc import AUC
from keras_lab.metrics.confusion import (
    FalseNegatives,
    FalsePositives,
    Precision,
    Recall,
    TrueNegatives,
    TruePositives,
)
from keras_lab.metrics.correlation import (
    ConcordanceCorrelation,
    PearsonCorrelation,
    concordance_correlation,
    pearson_correlation,
)
from keras_lab.metrics.errors import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalHinge,
    CosineSimilarity,
    Hinge,
    KLDivergence,
    LogCoshError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
    RootMeanSquaredError,
    SparseCategoricalCrossentropy,
    SquaredHinge,
)
from keras_lab.metrics.fscore import F1Score, FBetaScore
from keras_lab.metrics.iou import BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU
from keras_lab.metrics.means import Mean, MeanMetricWrapper, Sum
from keras_lab.metrics.metric import Metric
from keras_lab.metrics.r2 import R2Score
from keras_lab.metrics.tradeoff import (
    PrecisionAtRecall,
    RecallAtPrecision,
    SensitivityAtSpecificity,
    SpecificityAtSensitivity,
)
from keras_lab.registry import custom_object_scope

mse = MSE = mean_squared_error
mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
msle = MSLE = mean_squared_logarithmic_error
kullback_leibler_divergence = kl_divergence
cosine = cosine_proximity = cosine_similarity
logcosh = log_cosh

_FUNCTIONS = (
    *(binary_accuracy, categorical_accuracy, sparse_categorical_accuracy),
    *(top_k_categorical_accuracy, sparse_top_k_categorical_accuracy),
    *(mean_squared_error, mean_absolute_error),
    *(mean_absolute_percentage_error, mean_squared_logarithmic_error),
    *(binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy, kl_divergence, poisson),
    *(hinge, squared_hinge, categorical_hinge, huber, log_cosh, cosine_similarity),
    *(binary_focal_crossentropy, categorical_focal_crossentropy),
    *(pearson_correlation, concordance_correlation),
)
_CLASSES = (
    *(Metric, Mean, Sum, MeanMetricWrapper, Accuracy, BinaryAccuracy, CategoricalAccuracy),
    *(SparseCategoricalAccuracy, TopKCategoricalAccuracy, SparseTopKCategoricalAccuracy),
    *(MeanSquaredError, RootMeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError),
    *(MeanSquaredLogarithmicError, LogCoshError, Hinge, SquaredHinge, CategoricalHinge, CosineSimilarity),
    *(KLDivergence, Poisson, BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy),
    *(TruePositives, FalsePositives, TrueNegatives, FalseNegatives, Precision, Recall, AUC),
    *(SensitivityAtSpecificity, SpecificityAtSensitivity, PrecisionAtRecall, RecallAtPrecision),
    *(F1Score, FBetaScore, IoU, BinaryIoU, MeanIoU, OneHotIoU, OneHotMeanIoU),
    *(R2Score, PearsonCorrelation, ConcordanceCorrelation),
)
_ALIASES = {
    **dict.fromkeys(("mse", "MSE"), MeanSquaredError),
    **dict.fromkeys(("mae", "MAE"), MeanAbsoluteError),
    **dict.fromkeys(("mape", "MAPE"), MeanAbsolutePercentageError),
    **dict.fromkeys(("msle", "MSLE"), MeanSquaredLogarithmicError),
    **dict.fromkeys(("bce", "BCE"), BinaryCrossentropy),
    **dict.fromkeys(("kld", "KLD", "kullback_leibler_divergence"), KLDivergence),
    **dict.fromkeys(("cosine", "cosine_proximity"), CosineSimilarity),
    "logcosh": LogCoshError,
    "log_cosh": LogCoshError,
    "huber": huber,
}
_TABLE = name_table(*_CLASSES, **_ALIASES)


def get(identifier: Any) -> Any:
    """A metric from its name, a config, a class, an object, a function, or None (which stays None).

    Raises:
        ValueError: for an unknown name; the nearest one is suggested.
    """
    return resolve(identifier, _TABLE, "metric")


def function_named(identifier: Any) -> Any:
    """The function `(y_true, y_pred) → values` called so; a function itself is returned as it is."""
    by_name = {function.__name__: function for function in _FUNCTIONS}
    return resolve(identifier, by_name, "function")


def serialize(metric: Any) -> Any:
    """A metric as plain data, without its state."""
    return configurable.serialize(metric)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """A metric from what `serialize` returned."""
    with custom_object_scope(custom_objects or {}):
        return get(config)


_BY_LABELS = {
    "accuracy": {
        "binary": BinaryAccuracy,
        "sparse": SparseCategoricalAccuracy,
        "categorical": CategoricalAccuracy,
    },
    "crossentropy": {
        "binary": BinaryCrossentropy,
        "sparse": SparseCategoricalCrossentropy,
        "categorical": CategoricalCrossentropy,
    },
}
_SHORT = {"acc": "accuracy", "ce": "crossentropy"}


def metric_for(
    identifier: Any, y_true_shape: Sequence[int | None] = (), y_pred_shape: Sequence[int | None] = ()
) -> Any:
    """The metric that `compile(metrics=[identifier])` means: a `Metric`, or None.

    Args:
        identifier: as in `get`; `"accuracy"` (`"acc"`) and `"crossentropy"` (`"ce"`) choose by the shapes. A
            metric asked for by a name is called by it in the logs.
        y_true_shape, y_pred_shape: the shapes of targets and predictions.
    """
    word = str(identifier).lower()
    kind = _SHORT.get(word, word)
    if kind in _BY_LABELS:
        return _BY_LABELS[kind][losses.kind_of_labels(y_true_shape, y_pred_shape)](name=str(identifier))
    found = get(identifier)
    if found is None:
        return None
    if isinstance(found, Metric):
        if isinstance(identifier, str):
            found.name = identifier
        return found
    return MeanMetricWrapper(found, name=identifier if isinstance(identifier, str) else None)


def crossentropy_for(y_true_shape: Sequence[int | None], y_pred_shape: Sequence[int | None]) -> Any:
    """The crossentropy that suits labels and predictions of these shapes, named `"crossentropy"`."""
    return metric_for("crossentropy", y_true_shape, y_pred_shape)


def accuracy_for(y_true_shape: Sequence[int | None], y_pred_shape: Sequence[int | None]) -> Any:
    """The accuracy that suits labels and predictions of these shapes, named `"accuracy"`."""
    return metric_for("accuracy", y_true_shape, y_pred_shape)
