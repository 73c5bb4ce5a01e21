"""Normalization, Discretization and what is made of several layers, against Keras."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from keras_lab import layers, models, saving, utils

RNG = np.random.default_rng(3)
DATA = RNG.normal(3.0, 2.0, (60, 3)).astype("float32")


@pytest.fixture(scope="module")
def keras():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras")


class Batches(utils.PyDataset):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        return DATA[20 * index : 20 * index + 20], np.zeros(20)


def of_tensorflow():
    tf = pytest.importorskip("tensorflow")
    return tf.data.Dataset.from_tensor_slices((DATA, np.zeros(60))).batch(32)


WAYS = {
    "array": lambda: DATA,
    "data-set": of_tensorflow,
    "py-data-set": Batches,
    "generator": lambda: (DATA[i : i + 7] for i in range(0, 60, 7)),
    "list": lambda: [DATA[:50], DATA[50:]],
}


@pytest.mark.parametrize("way", WAYS)
def test_normalization_adapts(way, engine):
    layer = layers.Normalization()
    layer.adapt(WAYS[way]())
    found = np.asarray(layer(DATA))
    np.testing.assert_allclose(found.mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(found.std(0), 1, rtol=1e-5)
    back = layers.Normalization(invert=True)
    back.adapt(DATA)
    np.testing.assert_allclose(np.asarray(back(found)), DATA, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("axis", [None, -1, (1, 2)])
def test_normalization_is_keras(axis, keras):
    x = RNG.normal(2.0, 3.0, (5, 4, 3)).astype("float32")
    results = []
    for library in (layers, keras.layers):
        layer = library.Normalization(axis=axis)
        layer.adapt(x)
        results.append((np.asarray(layer(x)), np.asarray(layer.mean), [w.name for w in layer.weights]))
    (ours, mean, names), (theirs, their_mean, their_names) = results
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(mean, their_mean, rtol=1e-5)
    assert names == their_names


def test_normalization_goes_into_the_archive(tmp_path, keras):
    layer = layers.Normalization()
    layer.adapt(DATA)
    model = models.Sequential([layers.Input((3,)), layer, layers.Discretization([-1.0, 0.5])])
    path = str(tmp_path / "model.keras")
    model.save(path)
    for again in (saving.load_model(path), keras.saving.load_model(path)):
        np.testing.assert_array_equal(np.asarray(again(DATA)), np.asarray(model(DATA)))


@pytest.mark.parametrize("batch", [60, 7])
def test_discretization_finds_the_bins_of_keras(batch, keras):
    def boundaries(library):
        layer = library.Discretization(num_bins=4, epsilon=0.05)
        layer.adapt(DATA[i : i + batch] for i in range(0, 60, batch))
        return layer.bin_boundaries

    np.testing.assert_allclose(boundaries(layers), boundaries(keras.layers), rtol=1e-6)


def test_discretization_found_bins_stay_in_the_configuration(engine):
    layer = layers.Discretization(num_bins=3)
    layer.adapt(DATA)
    again = layers.deserialize(layers.serialize(layer))
    np.testing.assert_array_equal(np.asarray(again(DATA)), np.asarray(layer(DATA)))
    assert np.bincount(np.asarray(layer(DATA)).ravel()).tolist() == pytest.approx([60, 60, 60], abs=6)


def test_counts_may_be_weighted(engine, keras):
    x, weights = np.array([[1, 2, 2], [0, 3, 9]]), np.array([[0.5, 1, 2], [1, 0.25, 4]])
    found, wanted = (
        np.asarray(library.CategoryEncoding(4, "count")(x, count_weights=weights))
        for library in (layers, keras.layers)
    )
    np.testing.assert_allclose(found, wanted)


def test_pipeline(engine):
    pipeline = layers.Pipeline([layers.Rescaling(2.0), layers.Dropout(0.5, seed=1)])
    drawn, kept = np.asarray(pipeline(DATA)), np.asarray(pipeline(DATA, training=False))
    assert (drawn == 0).any()
    np.testing.assert_allclose(kept, 2 * DATA)
    again = layers.deserialize(layers.serialize(pipeline))
    assert [type(layer).__name__ for layer in again.layers] == ["Rescaling", "Dropout"]


def test_reversible_embedding(engine, keras):
    x, options = np.array([[1, 0, 2]]), {"mask_zero": True, "logit_soft_cap": 0.5}
    ours, theirs = (library.ReversibleEmbedding(4, 3, **options) for library in (layers, keras.layers))
    vectors = ours(x)
    theirs(x)
    theirs.set_weights(ours.get_weights())
    scores = theirs(np.asarray(vectors), reverse=True)
    np.testing.assert_allclose(
        np.asarray(ours(np.asarray(vectors), reverse=True)), scores, rtol=1e-4, atol=1e-6
    )
    symbolic = ours(layers.Input((5, 3)), reverse=True)
    assert symbolic.shape == (None, 5, 4)


BAD = [
    (ValueError, lambda: layers.Normalization(mean=1.0), "both `mean` and `variance` must be set"),
    (ValueError, lambda: layers.Normalization(mean=[1.0], variance=[1.0, 2.0]), "same shape"),
    (ValueError, lambda: layers.Normalization(mean=[[1.0]], variance=[[1.0]]), "rank of the `mean`"),
    (ValueError, lambda: layers.Normalization(axis=3)(DATA), "All `axis` values must be in the range"),
    (ValueError, lambda: layers.Normalization().adapt([]), "empty iterable"),
    (TypeError, lambda: layers.Normalization().adapt([1.0, 2.0]), "`.shape`"),
    (TypeError, lambda: layers.Normalization().adapt(3), "adapts to an array"),
    (ValueError, lambda: layers.Normalization().adapt([DATA, DATA[:, :2]]), "incompatible shape"),
    (ValueError, lambda: layers.Discretization(), "either `num_bins` or `bin_boundaries`"),
    (ValueError, lambda: layers.Discretization([1.0], num_bins=3), "Both `num_bins` and `bin_boundaries`"),
    (ValueError, lambda: layers.Discretization(num_bins=3)(DATA), "need to pass `bin_boundaries`"),
    (ValueError, lambda: layers.Discretization([1.0]).adapt(DATA), "cannot adapt"),
    (ValueError, lambda: layers.CategoryEncoding(), "num_tokens must be set"),
    (ValueError, lambda: layers.CategoryEncoding(3, "ints"), "output_mode"),
    (ValueError, lambda: layers.CategoryEncoding(3)([1], count_weights=[1.0]), "only when it is 'count'"),
    (ValueError, lambda: layers.STFTSpectrogram("sound"), "Output mode is invalid"),
    (ValueError, lambda: layers.STFTSpectrogram(frame_length=8, fft_length=4), "`fft_length`"),
    (ValueError, lambda: layers.MelSpectrogram(64, sequence_length=128), "`fft_length`"),
    (ValueError, lambda: layers.AdaptiveMaxPooling2D((1, 2, 3)), "output_size"),
    (TypeError, lambda: layers.AdaptiveMaxPooling2D("2"), "`output_size` must be"),
]


@pytest.mark.parametrize(("kind", "make", "message"), BAD)
def test_bad_input(kind, make, message):
    with pytest.raises(kind, match=message):
        make()


def test_sparse_tensors_come_of_calls_by_themselves(engine):
    from keras_lab import ops

    layer = layers.CategoryEncoding(4, sparse=True)
    found = layer(np.array([[1, 2], [3, 3]]))
    assert not isinstance(found, type(ops.zeros(2)))
    np.testing.assert_array_equal(ops.convert_to_numpy(found), [[0, 1, 1, 0], [0, 0, 0, 1]])
    tf = pytest.importorskip("tensorflow")
    (mapped,) = tf.data.Dataset.from_tensors(np.array([[1, 2], [3, 3]])).map(layer)
    np.testing.assert_array_equal(mapped, [[0, 1, 1, 0], [0, 0, 0, 1]])
    model = models.Sequential([layers.Input((2,), dtype="int32"), layer, layers.Dense(3)])
    assert model.predict(np.array([[1, 2], [3, 3]])).shape == (2, 3)
