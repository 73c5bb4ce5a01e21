"""Losses: how wrong predictions are, one number to be made small.

Each is a function `(y_true, y_pred) → one value a sample` and a class that weighs and reduces these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keras_lab import configurable
from keras_lab.configurable import name_table, resolve
from keras_lab.losses.circle import Circle, circle
from keras_lab.losses.ctc import CTC, ctc
from keras_lab.losses.focal import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
    categorical_generalized_cross_entropy,
)
from keras_lab.losses.hinge import (
    CategoricalHinge,
    Hinge,
    SquaredHinge,
    categorical_hinge,
    hinge,
    squared_hinge,
)
from keras_lab.losses.loss import Loss, LossFunctionWrapper
from keras_lab.losses.loss import Reduction as Reduction
from keras_lab.losses.overlap import Dice, Tversky, dice, tversky
from keras_lab.losses.probabilistic import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    KLDivergence,
    Poisson,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    kl_divergence,
    poisson,
    sparse_categorical_crossentropy,
)
from keras_lab.losses.regression import (
    CosineSimilarity,
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    cosine_similarity,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)
from keras_lab.registry import custom_object_scope

mse = MSE = mean_squared_error
mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
msle = MSLE = mean_squared_logarithmic_error
bce = BCE = binary_crossentropy
kld = KLD = kullback_leibler_divergence = kl_divergence
cosine = cosine_proximity = cosine_similarity
logcosh = log_cosh

_CLASSES = (
    *(MeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredLogarithmicError),
    *(BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy, KLDivergence, Poisson),
    *(Hinge, SquaredHinge, CategoricalHinge, Huber, LogCosh, CosineSimilarity),
    *(BinaryFocalCrossentropy, CategoricalFocalCrossentropy, CategoricalGeneralizedCrossEntropy),
    *(Dice, Tversky, Circle, CTC),
)
_FUNCTIONS = (
    *(mean_squared_error, mean_absolute_error),
    *(mean_absolute_percentage_error, mean_squared_logarithmic_error),
    *(binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy, kl_divergence, poisson),
    *(hinge, squared_hinge, categorical_hinge, huber, log_cosh, cosine_similarity),
    *(binary_focal_crossentropy, categorical_focal_crossentropy, categorical_generalized_cross_entropy),
    *(dice, tversky, circle, ctc),
)
_ALIASES = {
    **dict.fromkeys(("mse", "MSE"), mean_squared_error),
    **dict.fromkeys(("mae", "MAE"), mean_absolute_error),
    **dict.fromkeys(("mape", "MAPE"), mean_absolute_percentage_error),
    **dict.fromkeys(("msle", "MSLE"), mean_squared_logarithmic_error),
    **dict.fromkeys(("bce", "BCE"), binary_crossentropy),
    **dict.fromkeys(("kld", "KLD", "kullback_leibler_divergence"), kl_divergence),
    **dict.fromkeys(("cosine", "cosine_proximity"), cosine_similarity),
    "logcosh": log_cosh,
}
_TABLE = {
    **{cls.__name__: cls for cls in (Loss, LossFunctionWrapper, *_CLASSES)},
    **name_table(*_FUNCTIONS, **_ALIASES),
}


def get(identifier: Any) -> Any:
    """A loss from its name, a config, a class, a callable, or None (which stays None).

    The snake-case names and abbreviations give functions, the class names give objects.
    """
    return resolve(identifier, _TABLE, "loss")


def serialize(loss: Any) -> Any:
    """A loss as plain data."""
    return configurable.serialize(loss)


def deserialize(name: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """A loss from what `serialize` returned."""
    with custom_object_scope(custom_objects or {}):
        return get(name)


def loss_for(
    identifier: Any, y_true_shape: Sequence[int | None] = (), y_pred_shape: Sequence[int | None] = ()
) -> Any:
    """The loss that `compile(loss=identifier)` means: an object that takes weights, or None.

    Args:
        identifier: as in `get`; `"crossentropy"` and `"ce"` choose by the shapes.
        y_true_shape, y_pred_shape: the shapes of targets and predictions.
    """
    if str(identifier).lower() in ("crossentropy", "ce"):
        names = {"binary": "bce", "sparse": "sparse_categorical_crossentropy"}
        identifier = names.get(kind_of_labels(y_true_shape, y_pred_shape), "categorical_crossentropy")
    found = get(identifier)
    return found if found is None or isinstance(found, Loss) else LossFunctionWrapper(found)


def kind_of_labels(y_true_shape: Sequence[int | None], y_pred_shape: Sequence[int | None]) -> str:
    """`"binary"`, `"sparse"` or `"categorical"`: what labels look like, judged by the shapes."""
    if y_pred_shape and y_pred_shape[-1] == 1:
        return "binary"
    fewer = len(y_true_shape) < len(y_pred_shape)
    return "sparse" if fewer or (y_true_shape and y_true_shape[-1] == 1) else "categorical"
