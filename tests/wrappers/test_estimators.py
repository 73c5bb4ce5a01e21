"""Keras 3's estimators, put through scikit-learn's own checks."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from keras_lab import layers
from keras_lab.models import Model, Sequential
from keras_lab.seeds import set_random_seed
from keras_lab.wrappers import SKLearnClassifier, SKLearnRegressor, SKLearnTransformer


class Network:
    """Makes the model. Not a function, for the tests are named after it, in every worker alike."""

    def __call__(self, X, y, loss="mse", last=None, units=8):
        set_random_seed(0)  # some checks need training to be repeatable
        start = layers.Input((X.shape[1],))
        hidden = layers.Dense(units, activation="relu")(start)
        model = Model(start, layers.Dense(y.shape[1] if y.ndim > 1 else 1, activation=last)(hidden))
        model.compile("adam", loss, run_eagerly=True)  # quicker than compiling for so few steps
        return model

    def __repr__(self):
        return "network"

    def __deepcopy__(self, memo):
        return self


network = Network()
CLASSIFIER = {"loss": "categorical_crossentropy", "last": "softmax"}
FIT = {"epochs": 1, "verbose": 0}

#: Checks that do not apply, each for its reason (those of classifiers are Keras's, too).
NOT_APPLICABLE = {
    SKLearnClassifier: {
        "check_classifiers_train": "decision_function has a column for each class, also where there are two",
        "check_classifiers_classes": "the same",
        "check_classifiers_one_label_sample_weights": "a class of no weight still has an output",
    },
    SKLearnRegressor: {},
    SKLearnTransformer: {},
}


def expected_failures(estimator):
    return NOT_APPLICABLE[type(estimator)]


ESTIMATORS = [
    SKLearnClassifier(network, model_kwargs=CLASSIFIER, fit_kwargs=FIT),
    SKLearnRegressor(network, fit_kwargs=FIT),
    SKLearnTransformer(network, fit_kwargs=FIT),
]


@pytest.mark.filterwarnings("ignore")
@parametrize_with_checks(ESTIMATORS, expected_failed_checks=expected_failures)
def test_checks_of_scikit_learn(estimator, check):
    set_random_seed(0)
    check(estimator)


# ---- beyond the checks --------------------------------------------------------------------------------

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 4))
NAMES = np.array(["bird", "cat", "dog"])
LABELS = NAMES[np.argmax(X[:, :3], axis=1)]


def test_a_classifier_learns():
    classifier = SKLearnClassifier(network, model_kwargs=CLASSIFIER, fit_kwargs={"epochs": 60, "verbose": 0})
    pipeline = make_pipeline(StandardScaler(), classifier).fit(X, LABELS)
    assert pipeline.score(X, LABELS) > 0.55  # by chance 0.33
    assert classifier.classes_.tolist() == NAMES.tolist()
    outputs = pipeline.decision_function(X)
    assert outputs.shape == (60, 3)
    assert (NAMES[outputs.argmax(axis=1)] == pipeline.predict(X)).all()
    assert classifier.epoch_ == 60


def compiled():
    set_random_seed(1)
    model = Sequential([layers.Input((4,)), layers.Dense(1)])
    model.compile("adam", "mse", run_eagerly=True)
    return model


def test_a_model_is_copied_before_it_is_trained():
    model = compiled()
    before = model.get_weights()
    regressor = SKLearnRegressor(model, fit_kwargs=FIT).fit(X, X[:, 0])
    assert regressor.model_ is not model and regressor.model_.optimizer is not model.optimizer
    for a, b in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(a, b)
    assert regressor.predict(X).shape == (60,)
    assert regressor.fit(X, X[:, :1]).predict(X).shape == (60, 1)


def test_a_model_is_trained_on():
    model = compiled()
    regressor = SKLearnRegressor(model, warm_start=True)
    regressor.fit(X, X[:, 0], **FIT)
    assert regressor.model_ is model
    steps = int(model.optimizer.iterations.numpy())
    regressor.fit(X, X[:, 0], **FIT)
    assert int(model.optimizer.iterations.numpy()) == 2 * steps


def test_clones_are_not_trained():
    regressor = SKLearnRegressor(compiled(), fit_kwargs=FIT).fit(X, X[:, 0])
    again = clone(regressor)
    assert not hasattr(again, "model_")
    assert again.fit_kwargs == FIT and again.model is not regressor.model


def test_features_of_a_model():
    features = SKLearnTransformer(network, model_kwargs={"units": 3}, fit_kwargs=FIT).fit(X, X[:, :2])
    assert features.transform(X).shape == (60, 2)


def test_models_that_are_not_compiled():
    model = Sequential([layers.Input((4,)), layers.Dense(1)])
    with pytest.raises(RuntimeError, match="SKLearnRegressor needs a compiled model"):
        SKLearnRegressor(model).fit(X, X[:, 0])
