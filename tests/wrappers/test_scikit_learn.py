"""Keras 2's estimators: trained, searched over, voted with."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.model_selection import GridSearchCV, cross_val_score

from keras_lab import layers, losses
from keras_lab.models import Sequential
from keras_lab.seeds import set_random_seed
from keras_lab.wrappers.scikit_learn import BaseWrapper, KerasClassifier, KerasRegressor

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 4)).astype("float32")
NAMES = np.array(["bird", "cat", "dog"])
LABELS = NAMES[np.argmax(X[:, :3], axis=1)]


def build(units=8, loss="categorical_crossentropy", metrics=("accuracy",), outputs=3, last="softmax"):
    set_random_seed(1)
    model = Sequential(
        [layers.Input((4,)), layers.Dense(units, activation="relu"), layers.Dense(outputs, last)]
    )
    model.compile("adam", loss, metrics=list(metrics), run_eagerly=True)
    return model


def regression(units=4):
    return build(units, "mse", (), 1, None)


def trained(**how):
    classifier = KerasClassifier(build, epochs=20, verbose=0, batch_size=16, **how)
    classifier.fit(X, LABELS)
    return classifier


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy", None])
def test_classes_of_any_name(loss):
    how = {"loss": loss} if loss else {"loss": losses.CategoricalCrossentropy()}
    classifier = trained(**how)
    assert classifier.classes_.tolist() == NAMES.tolist() and classifier.n_classes_ == 3
    found = classifier.predict(X)
    assert set(found) <= set(NAMES)
    assert classifier.predict_proba(X).shape == (60, 3)
    assert classifier.score(X, LABELS) == pytest.approx(np.mean(found == LABELS))


def test_rows_as_targets():
    classifier = KerasClassifier(build, verbose=0)
    history = classifier.fit(X, np.eye(3)[np.argmax(X[:, :3], axis=1)], epochs=2, sample_weight=np.ones(60))
    assert len(history.epoch) == 2
    assert classifier.classes_.tolist() == [0, 1, 2]
    assert 0 <= classifier.score(X, np.eye(3)[np.argmax(X[:, :3], axis=1)]) <= 1


def test_two_classes_with_one_output():
    classifier = KerasClassifier(
        build, loss="binary_crossentropy", outputs=1, last="sigmoid", epochs=5, verbose=0
    )
    labels = np.where(X[:, 0] > 0, "yes", "no")
    classifier.fit(X, labels)
    probabilities = classifier.predict_proba(X)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert classifier.predict(X).shape == (60, 1)
    assert classifier.score(X, labels) == pytest.approx(np.mean(classifier.predict(X)[:, 0] == labels))


def test_a_regressor():
    regressor = KerasRegressor(regression, epochs=3, verbose=0)
    regressor.fit(X, X[:, 0] * 2)
    assert regressor.predict(X).shape == (60,)
    assert regressor.score(X, X[:, 0] * 2) == pytest.approx(
        -np.mean((regressor.predict(X) - X[:, 0] * 2) ** 2), 1e-4
    )


@pytest.mark.parametrize("kind", ["subclass", "object"])
def test_other_ways_to_build(kind):
    class Builder:
        def __call__(self, units):
            return regression(units)

    class Own(KerasRegressor):
        def __call__(self, units):
            return regression(units)

    regressor = (
        Own(units=3, verbose=0) if kind == "subclass" else KerasRegressor(Builder(), units=3, verbose=0)
    )
    regressor.fit(X, X[:, 0])
    assert regressor.model.layers[0].units == 3


def test_parameters():
    classifier = KerasClassifier(build, units=3, epochs=2)
    assert classifier.get_params() == {"units": 3, "epochs": 2, "build_fn": build}
    assert clone(classifier).get_params() == classifier.get_params()
    assert classifier.set_params(units=5).sk_params["units"] == 5
    assert classifier.filter_sk_params(build, {"outputs": 2}) == {"units": 5, "outputs": 2}
    for wrong in (lambda: KerasClassifier(build, unist=3), lambda: classifier.set_params(unist=3)):
        with pytest.raises(ValueError, match="unist is not a legal parameter. Did you mean 'units'"):
            wrong()
    assert classifier.sk_params == {"units": 5, "epochs": 2}


def test_what_scikit_learn_sees():
    assert is_classifier(KerasClassifier(build)) and not is_classifier(KerasRegressor(build))
    assert is_regressor(KerasRegressor(build))
    assert issubclass(KerasClassifier, BaseWrapper)


def test_searching_and_validating():
    search = GridSearchCV(KerasRegressor(regression, verbose=0), {"units": [2, 3], "epochs": [1]}, cv=2)
    search.fit(X, X[:, 0])
    assert search.best_params_["units"] in (2, 3)
    assert cross_val_score(KerasClassifier(build, verbose=0), X, LABELS, cv=2).shape == (2,)


def test_what_goes_wrong():
    with pytest.raises(ValueError, match="rank 1 or 2"):
        KerasClassifier(build).fit(X, np.zeros((60, 2, 2)))
    classifier = KerasClassifier(build, metrics=(), verbose=0)
    classifier.fit(X, LABELS)
    with pytest.raises(ValueError, match="accuracy"):
        classifier.score(X, LABELS)
