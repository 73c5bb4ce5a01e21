"""FeatureSpace against Keras: eagerly, in data sets, in models, through files."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from keras_lab import layers, models, saving, utils

TABLE = {
    "age": [30.0, 40.0, 50.0, 61.0],
    "pay": [1.0, 2.0, 4.0, 8.0],
    "size": [0.1, 0.4, 0.7, 0.9],
    "rooms": [1, 2, 2, 3],
    "zip": [10, 20, 30, 40],
    "job": ["smith", "baker", "smith", "cook"],
    "town": ["a", "b", "c", "d"],
}


@pytest.fixture(scope="module")
def keras():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras")


def space(library, output_mode="concat", strings=True):
    kinds = {
        "age": "float_normalized",
        "pay": library.FeatureSpace.float_rescaled(scale=0.5),
        "size": library.FeatureSpace.float_discretized(num_bins=3),
        "rooms": "integer_categorical",
        "zip": library.FeatureSpace.integer_hashed(num_bins=5),
        **({"job": "string_categorical", "town": "string_hashed"} if strings else {}),
    }
    made = library.FeatureSpace(kinds, output_mode, crosses=[("rooms", "zip")], crossing_dim=6, hashing_dim=4)
    made.adapt({name: TABLE[name] for name in kinds})
    return made


def of_tensorflow(batch=None):
    tf = pytest.importorskip("tensorflow")
    data = tf.data.Dataset.from_tensor_slices(TABLE)
    return data if batch is None else data.batch(batch)


def test_as_keras(engine, keras):
    ours, theirs = space(utils), space(keras.utils)
    np.testing.assert_allclose(np.asarray(ours(TABLE)), np.asarray(theirs(TABLE)), rtol=1e-5, atol=1e-6)
    single = {name: column[1] for name, column in TABLE.items()}
    np.testing.assert_allclose(np.asarray(ours(single)), np.asarray(ours(TABLE))[1], rtol=1e-6)


def test_each_feature_by_itself(engine, keras):
    ours, theirs = (space(library, "dict")(TABLE) for library in (utils, keras.utils))
    assert sorted(ours) == sorted(theirs)
    for name, wanted in theirs.items():
        np.testing.assert_allclose(np.asarray(ours[name]), np.asarray(wanted), rtol=1e-5, atol=1e-6)


def test_adapting_to_data_sets_and_mapping_over_them(engine):
    wanted = space(utils)
    for batch in (None, 2):
        made = utils.FeatureSpace(wanted.get_config()["features"])
        made.adapt(of_tensorflow(batch))
        assert made.preprocessors["job"].get_vocabulary() == wanted.preprocessors["job"].get_vocabulary()
        np.testing.assert_allclose(made.preprocessors["age"].mean, wanted.preprocessors["age"].mean)
    (mapped,) = of_tensorflow(4).map(wanted)
    np.testing.assert_allclose(np.asarray(mapped), np.asarray(wanted(TABLE)), rtol=1e-6)


def test_the_beginning_of_a_model(engine):
    made = space(utils, strings=False)
    model = models.Model(made.get_inputs(), layers.Dense(1)(made.get_encoded_features()))
    model.compile("sgd", "mse")
    table = {name: np.asarray(TABLE[name])[:, None] for name in made.features}
    before = model.predict(table)
    model.fit(table, np.ones((4, 1)), epochs=3, verbose=0)
    assert np.abs(model.predict(table) - 1).mean() < np.abs(before - 1).mean()


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # in Keras's own loading
def test_files_go_both_ways(tmp_path, keras):
    ours, path = space(utils), str(tmp_path / "space.keras")
    ours.save(path)
    for again in (saving.load_model(path), keras.saving.load_model(path)):
        np.testing.assert_allclose(np.asarray(again(TABLE)), np.asarray(ours(TABLE)), rtol=1e-5, atol=1e-6)
    space(keras.utils).save(path)
    np.testing.assert_allclose(
        np.asarray(saving.load_model(path)(TABLE)), np.asarray(ours(TABLE)), rtol=1e-5, atol=1e-6
    )


BAD = [
    (lambda: utils.FeatureSpace({}), "cannot be None or empty"),
    (lambda: utils.FeatureSpace({"a": "floats"}), "Invalid feature type of 'a': 'floats'.*'float'"),
    (lambda: utils.FeatureSpace({"a": "float"}, "list"), "argument `output_mode`"),
    (lambda: utils.FeatureSpace({"a": "float"}, crosses=[("a", "b")]), r"should be present.*\['b'\]"),
    (lambda: utils.FeatureSpace({"a": "float"}, crosses=[("a",)], crossing_dim=None), "`crossing_dim`"),
    (lambda: utils.FeatureSpace({"a": "float_normalized"})({"a": [1.0]}), "You need to call `.adapt"),
    (lambda: utils.FeatureSpace({"a": "float"})([1.0]), "only be called with a dict"),
    (lambda: utils.FeatureSpace({"a": "float_normalized"}).adapt(3), "data set or a dict"),
    (lambda: utils.FeatureSpace.integer_hashed(3, output_mode="two_hot"), "argument `output_mode`"),
]


@pytest.mark.parametrize(("make", "message"), BAD)
def test_bad_input(make, message):
    with pytest.raises(ValueError, match=message):
        make()
