"""Metrics by name, as configurations, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import losses, metrics

NAMES = """
AUC Accuracy BCE BinaryAccuracy BinaryCrossentropy CategoricalAccuracy CategoricalCrossentropy
CategoricalHinge CosineSimilarity FalseNegatives FalsePositives Hinge KLDivergence LogCoshError MAE
MAPE MSE MSLE Mean MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError
MeanSquaredLogarithmicError Poisson Precision Recall RootMeanSquaredError SparseCategoricalAccuracy
SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy SquaredHinge Sum TopKCategoricalAccuracy
TrueNegatives TruePositives accuracy auc bce binary_accuracy binary_crossentropy
categorical_accuracy categorical_crossentropy categorical_hinge cosine_similarity false_negatives
false_positives hinge kl_divergence log_cosh_error mae mape mean mean_absolute_error
mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error mse msle poisson
precision recall root_mean_squared_error sparse_categorical_accuracy sparse_categorical_crossentropy
sparse_top_k_categorical_accuracy squared_hinge sum top_k_categorical_accuracy true_negatives
true_positives logcosh cosine_proximity kullback_leibler_divergence
R2Score r2_score F1Score f1_score FBetaScore f_beta_score PearsonCorrelation pearson_correlation
ConcordanceCorrelation concordance_correlation BinaryIoU binary_io_u
"""
#: those that cannot be made from a name alone
WITH_ARGUMENTS = {
    "IoU": {"num_classes": 3, "target_class_ids": [0, 2]},
    "MeanIoU": {"num_classes": 3},
    "OneHotIoU": {"num_classes": 3, "target_class_ids": [1]},
    "OneHotMeanIoU": {"num_classes": 3, "ignore_class": 1},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5, "num_thresholds": 20},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5, "class_id": 1},
}
KERAS_NAMES = NAMES.split()


@pytest.mark.parametrize("name", KERAS_NAMES)
def test_get(name):
    found = metrics.get(name)
    assert isinstance(found, metrics.Metric)
    assert metrics.deserialize(metrics.serialize(found)).get_config() == found.get_config()


@pytest.mark.parametrize("name", WITH_ARGUMENTS)
def test_those_with_arguments(name):
    keras, arguments = pytest.importorskip("keras"), {**WITH_ARGUMENTS[name], "name": "x"}
    made = metrics.get({"class_name": name, "config": arguments})
    assert made.get_config() == getattr(keras.metrics, name)(**arguments).get_config()
    assert metrics.deserialize(metrics.serialize(made)).get_config() == made.get_config()


def test_configurations_are_those_of_keras():
    keras = pytest.importorskip("keras")
    for name in (
        "Mean",
        "BinaryAccuracy",
        "TopKCategoricalAccuracy",
        "Precision",
        "CategoricalCrossentropy",
        "F1Score",
        "FBetaScore",
        "R2Score",
        "PearsonCorrelation",
        "BinaryIoU",
    ):
        ours, theirs = getattr(metrics, name)(name="x"), getattr(keras.metrics, name)(name="x")
        assert ours.get_config() == theirs.get_config()


@pytest.mark.parametrize(
    ("targets", "predictions", "wanted"),
    [
        ((8, 1), (8, 1), "Binary"),
        ((8,), (8, 1), "Binary"),
        ((8,), (8, 5), "SparseCategorical"),
        ((8, 1), (8, 5), "SparseCategorical"),
        ((8, 5), (8, 5), "Categorical"),
        ((8, 7), (8, 7, 5), "SparseCategorical"),
    ],
)
def test_by_shapes(targets, predictions, wanted):
    for word in ("accuracy", "acc", "Accuracy"):
        found = metrics.metric_for(word, targets, predictions)
        assert type(found).__name__ == f"{wanted}Accuracy"
        assert found.name == word
    assert type(metrics.metric_for("ce", targets, predictions)).__name__ == f"{wanted}Crossentropy"
    assert metrics.accuracy_for(targets, predictions).name == "accuracy"


def test_what_compile_may_be_given(engine):
    mine = metrics.Precision(name="mine")
    assert metrics.metric_for(mine) is mine
    assert metrics.metric_for(None) is None
    assert metrics.metric_for("mse").name == "mse"
    assert metrics.metric_for(losses.huber).name == "huber"
    assert metrics.metric_for(metrics.Recall).name.startswith("recall")

    def nearness(y_true, y_pred):
        return 1.0 - abs(y_true - y_pred)

    metric = metrics.metric_for(nearness)
    assert metric.name == "nearness"
    assert float(metric(np.zeros((2, 1)), np.array([[0.5], [1.0]]))) == 0.25


def test_wrapper_round_trip():
    wrapped = metrics.MeanMetricWrapper(metrics.top_k_categorical_accuracy, name="top", k=2)
    again = metrics.deserialize(metrics.serialize(wrapped))
    assert (again.name, again.fn) == ("top", metrics.top_k_categorical_accuracy)
    assert again.get_config()["k"] == 2


def test_names_are_counted():
    assert metrics.Precision().name != metrics.Precision().name


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: metrics.get("acuracy"), ValueError, "accuracy"),
        (lambda: metrics.Precision(thresholds=2.0), ValueError, "from 0 to 1"),
        (lambda: metrics.BinaryAccuracy(threshold=1.5), ValueError, "threshold"),
        (lambda: metrics.AUC(curve="roc"), ValueError, "ROC, PR"),
        (lambda: metrics.AUC(num_thresholds=1), ValueError, "num_thresholds"),
        (lambda: metrics.AUC(thresholds=[0.5, 2.0]), ValueError, "thresholds"),
        (lambda: metrics.AUC(sumation_method="minoring"), TypeError, "summation_method"),
        (lambda: metrics.Metric().update_state(), NotImplementedError, "update_state"),
        (lambda: metrics.Mean().stateless_result([1.0]), ValueError, "1 values.*2 variables"),
    ],
)
def test_bad_arguments(make, error, words):
    with pytest.raises(error, match=words):
        make()


@pytest.mark.parametrize(
    ("name", "targets", "predictions", "words"),
    [
        ("categorical_accuracy", (6,), (6, 3), "sparse_categorical_accuracy"),
        ("sparse_categorical_accuracy", (6, 3), (6, 3), "use 'categorical_accuracy'"),
        ("precision", (6, 2), (6, 3), "precision"),
        ("auc", (5, 1), (6, 1), "auc"),
    ],
)
def test_shapes_that_do_not_fit(engine, name, targets, predictions, words):
    with pytest.raises(ValueError, match=words):
        metrics.get(name).update_state(np.zeros(targets), np.full(predictions, 0.5))
