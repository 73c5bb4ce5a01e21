"""Masks: made, passed on, used up; the rules are those of Keras 3."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import Input, Model, layers, ops
from keras_lab.engine import P
from keras_lab.masks import get_mask, mask_table, set_mask

IDS = np.array([[1, 2, 0, 0], [3, 0, 4, 5]], "int32")
MASK = IDS != 0


@pytest.fixture(autouse=True)
def table():
    """Masks of tensors that take no attributes (JAX's) are kept while a call is under way."""
    with mask_table():
        yield


def mask_of(x):
    mask = get_mask(x)
    return None if mask is None else P.to_numpy(mask)


def embedded():
    return layers.Embedding(6, 3, mask_zero=True)(IDS)


def tensor(shape, mask=None, seed=0):
    x = P.convert(np.random.default_rng(seed).normal(size=shape).astype("float32"))
    if mask is not None:
        set_mask(x, P.convert(mask))
    return x


def test_embedding_masks_zeros(engine):
    np.testing.assert_array_equal(mask_of(embedded()), MASK)
    assert mask_of(layers.Embedding(6, 3)(IDS)) is None


def test_masking(engine):
    x = np.array([[[1, 2], [9, 9], [9, 3]]], "float32")
    outputs = layers.Masking(9.0)(x)
    np.testing.assert_array_equal(outputs, [[[1, 2], [0, 0], [9, 3]]])
    np.testing.assert_array_equal(mask_of(outputs), [[True, False, True]])


@pytest.mark.parametrize(
    "layer",
    [
        lambda: layers.Dense(2),
        lambda: layers.Activation("relu"),
        lambda: layers.Dropout(0.5),
        lambda: layers.BatchNormalization(),
        lambda: layers.LSTM(2, return_sequences=True),
        lambda: layers.Identity(),
    ],
)
def test_passed_on(engine, layer):
    np.testing.assert_array_equal(mask_of(layer()(embedded())), MASK)


@pytest.mark.parametrize(
    "layer",
    [
        lambda: layers.Flatten(),
        lambda: layers.Reshape((3, 4)),
        lambda: layers.Conv1D(2, 1),
        lambda: layers.GlobalAveragePooling1D(),
        lambda: layers.LSTM(2),
        lambda: layers.Lambda(lambda x: x * 2),
    ],
)
def test_not_passed_on(engine, layer):
    assert mask_of(layer()(embedded())) is None


def test_states_have_no_mask(engine):
    outputs, *states = layers.GRU(2, return_sequences=True, return_state=True)(embedded())
    np.testing.assert_array_equal(mask_of(outputs), MASK)
    assert [mask_of(state) for state in states] == [None]


def test_lstm_skips_masked_steps(engine):
    layer = layers.LSTM(4)
    x = np.random.default_rng(0).normal(size=(1, 5, 3)).astype("float32")
    x[:, 3:] = 0
    masked = layers.Masking()(x)
    np.testing.assert_allclose(layer(masked), layer(x[:, :3]), rtol=1e-5, atol=1e-6)


def test_global_average_leaves_masked_steps_out(engine):
    x = tensor((2, 4, 3), MASK)
    expected = [np.asarray(P.to_numpy(x))[i, MASK[i]].mean(axis=0) for i in range(2)]
    np.testing.assert_allclose(layers.GlobalAveragePooling1D()(x), expected, rtol=1e-5)


def test_nothing_left_to_average_gives_zero(engine):
    x = tensor((1, 2, 3), np.zeros((1, 2), bool))
    np.testing.assert_array_equal(layers.GlobalAveragePooling1D()(x), np.zeros((1, 3)))


def test_a_mask_given_wins_over_the_one_attached(engine):
    layer, x = layers.LSTM(2), tensor((2, 4, 3), MASK)
    everything = np.ones((2, 4), bool)
    np.testing.assert_allclose(layer(x, mask=everything), layer(np.asarray(P.to_numpy(x))), rtol=1e-6)


OTHER = np.array([[True, False, True, False], [False, False, True, True]])


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
@pytest.mark.parametrize(
    "name", ["Add", "Subtract", "Multiply", "Average", "Maximum", "Concatenate", "Concatenate1", "Dot"]
)
def test_merging_as_keras_does(engine, keras, name, first, second):
    arguments = {"Dot": {"axes": 2}, "Concatenate1": {"axis": 1}}.get(name, {})
    masks = [MASK if first else None, OTHER if second else None]
    inputs = [tensor((2, 4, 3), mask, seed) for seed, mask in enumerate(masks)]
    ours = mask_of(getattr(layers, name.rstrip("1"))(**arguments)(inputs))
    oracle = getattr(keras.layers, name.rstrip("1"))(**arguments)
    theirs = oracle.compute_mask([np.zeros((2, 4, 3), "float32")] * 2, masks)
    assert (ours is None) == (theirs is None)
    if ours is not None:
        np.testing.assert_array_equal(ours, theirs)


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


def test_batch_norm_needs_a_mask_of_the_right_rank(engine):
    with pytest.raises(ValueError, match="'bn' needs one axis less"):
        layers.BatchNormalization(name="bn")(
            np.zeros((2, 3, 4), "float32"), training=True, mask=np.ones((2,), bool)
        )


def test_masks_reach_layers_inside_a_layer(engine):
    class Reader(layers.Layer):
        def __init__(self):
            super().__init__()
            self.embedding = layers.Embedding(6, 3, mask_zero=True)
            self.lstm = layers.LSTM(2)

        def call(self, inputs):
            return self.lstm(self.embedding(inputs))

    reader = Reader()
    whole, cut = reader(IDS[:1]), reader(IDS[:1, :2])
    np.testing.assert_allclose(whole, cut, rtol=1e-6)


@pytest.mark.parametrize("kind", ["ours", "raw"])
def test_layers_of_a_users_own_get_masks_in_graphs(kind, engine):
    class Marked(layers.Layer):
        """Uses its mask without asking whether there is one."""

        supports_masking = True

        def call(self, inputs, mask=None):
            if kind == "raw":
                mask = tf.cast(mask, "float32") if engine == "tensorflow" else mask.astype("float32")
            return inputs * ops.cast(ops.expand_dims(mask, -1), "float32")

    tf = pytest.importorskip("tensorflow") if engine == "tensorflow" else None
    ids = Input((4,), dtype="int32")
    embedding = layers.Embedding(6, 3, mask_zero=True)
    first = Marked()(embedding(ids))
    second = Marked()(first)
    assert first._keras_mask.shape == (None, 4)
    x = P.to_numpy(Model(ids, second)(IDS))
    np.testing.assert_allclose(x, P.to_numpy(embedding(IDS)) * MASK[..., None])


def test_masks_in_graphs_of_layers_that_state_their_shape(engine):
    class Stating(layers.Layer):
        def call(self, inputs, mask=None):
            raise TypeError("not on shapes")

        def compute_output_shape(self, input_shape):
            return input_shape[:1]

        def compute_mask(self, inputs, mask=None):
            return mask[:, 0]

    x = layers.Embedding(6, 3, mask_zero=True)(Input((4,), dtype="int32"))
    y = Stating()(x)
    assert y.shape == (None,)
    assert y._keras_mask.shape == (None,)
