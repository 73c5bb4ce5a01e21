"""Losses by name, as configurations, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import losses

NAMES = """
BCE BinaryCrossentropy CategoricalCrossentropy CategoricalHinge CosineSimilarity Hinge Huber KLD
KLDivergence LogCosh Loss LossFunctionWrapper MAE MAPE MSE MSLE MeanAbsoluteError
MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson
SparseCategoricalCrossentropy SquaredHinge bce binary_crossentropy categorical_crossentropy
categorical_hinge cosine_similarity hinge huber kl_divergence kld log_cosh mae mape
mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error
mse msle poisson sparse_categorical_crossentropy squared_hinge logcosh cosine_proximity
kullback_leibler_divergence
BinaryFocalCrossentropy CTC CategoricalFocalCrossentropy CategoricalGeneralizedCrossEntropy Circle Dice
Tversky binary_focal_crossentropy categorical_focal_crossentropy categorical_generalized_cross_entropy
circle ctc dice tversky
"""
KERAS_NAMES = NAMES.split()


@pytest.mark.parametrize("name", [n for n in KERAS_NAMES if n not in ("Loss", "LossFunctionWrapper")])
def test_get(name):
    found = losses.get(name)
    assert isinstance(found, losses.Loss) == (name == "CTC" or (name[0].isupper() and not name.isupper()))
    assert isinstance(losses.loss_for(name), losses.Loss)
    assert losses.serialize(losses.deserialize(losses.serialize(found))) == losses.serialize(found)


def test_base_classes_have_names_too():
    assert losses.get({"class_name": "Loss", "config": {"name": "x"}}).name == "x"
    wrapped = losses.LossFunctionWrapper(losses.huber, delta=0.5)
    again = losses.deserialize(losses.serialize(wrapped))
    assert (again.name, again.fn, again.get_config()["delta"]) == ("huber", losses.huber, 0.5)


def test_get_of_other_things():
    loss = losses.Huber(delta=2.0)
    assert losses.get(loss) is loss
    assert losses.get(None) is None
    assert losses.get(losses.Huber).name == "huber_loss"
    assert losses.get({"class_name": "Huber", "config": {"delta": 3.0}}).get_config()["delta"] == 3.0
    assert losses.deserialize("mine", {"mine": len}) is len


@pytest.mark.parametrize(
    ("targets", "predictions", "wanted"),
    [
        ((8, 1), (8, 1), "binary_crossentropy"),
        ((8,), (8, 5), "sparse_categorical_crossentropy"),
        ((8, 1), (8, 5), "sparse_categorical_crossentropy"),
        ((8, 5), (8, 5), "categorical_crossentropy"),
    ],
)
def test_crossentropy_by_shapes(targets, predictions, wanted):
    assert losses.loss_for("crossentropy", targets, predictions).name == wanted


def test_one_of_ones_own(engine):
    class Largest(losses.Loss):
        def call(self, y_true, y_pred):
            return abs(y_true - y_pred)[:, 0]

    assert float(Largest(reduction="sum")(np.zeros((2, 1)), np.array([[1.0], [-3.0]]), [1, 2])) == 7
    assert Largest().name.startswith("largest")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: losses.get("mean_sqared_error"), "mean_squared_error"),
        (lambda: losses.MeanSquaredError(reduction="average"), "sum_over_batch_size"),
        (lambda: losses.BinaryCrossentropy(label_smoothing=2), "label_smoothing"),
        (lambda: losses.Huber(delta=0), "delta"),
        (lambda: losses.get(3), "loss"),
    ],
)
def test_bad_arguments(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_unknown_argument():
    with pytest.raises(TypeError, match="from_logits"):
        losses.BinaryCrossentropy(from_logit=True)


@pytest.mark.parametrize(
    ("name", "targets", "predictions", "words"),
    [
        ("categorical_crossentropy", (6,), (6, 3), "sparse_categorical_crossentropy"),
        ("categorical_crossentropy", (6, 1), (6, 3), "sparse_categorical_crossentropy"),
        ("sparse_categorical_crossentropy", (6, 3), (6, 3), "use 'categorical_crossentropy'"),
        ("sparse_categorical_crossentropy", (5,), (6, 3), "integer labels"),
        ("mean_squared_error", (6, 2), (6, 3), r"\(6, 2\).*\(6, 3\)"),
        ("mean_squared_error", (6,), (6, 3), r"\(6,\).*\(6, 3\)"),
        ("binary_crossentropy", (6, 3), (6,), "binary_crossentropy"),
    ],
)
def test_shapes_that_do_not_fit(engine, name, targets, predictions, words):
    with pytest.raises(ValueError, match=words):
        losses.loss_for(name)(np.zeros(targets), np.full(predictions, 0.5))


@pytest.mark.parametrize("weights", [(5,), (6, 2), (6, 3, 1, 2)])
def test_weights_that_do_not_fit(engine, weights):
    with pytest.raises(ValueError, match="sample_weight"):
        losses.MeanSquaredError()(np.zeros((6, 3)), np.zeros((6, 3)), np.ones(weights))
