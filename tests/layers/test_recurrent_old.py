"""Recurrent layers under the names of Keras 1 and 2."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import backend as K
from keras_lab import layers, ops
from keras_lab.engine import P

RNG = np.random.default_rng(0)
X = RNG.normal(size=(2, 5, 3)).astype("float32")


def by_gate(function, kernel, gates):
    return np.hstack([function(part) for part in np.hsplit(kernel, gates)])


def plain(layer, gates):
    """The weights of a CuDNN layer as the plain layer has them, as Keras 2 converts them."""
    kernel, recurrent, bias = layer.get_weights()
    return [
        by_gate(lambda part: part.T.reshape(part.shape, order="F"), kernel, gates),
        by_gate(lambda part: part.T, recurrent, gates),
        bias.reshape(2, -1) if gates == 3 else bias.reshape(2, -1).sum(axis=0),
    ]


@pytest.mark.parametrize(
    ("cudnn", "other", "gates"),
    [(layers.CuDNNLSTM, layers.LSTM, 4), (layers.CuDNNGRU, layers.GRU, 3)],
    ids=["lstm", "gru"],
)
def test_weights_as_the_library_has_them(cudnn, other, gates, engine):
    layer, same = cudnn(4, return_sequences=True), other(4, return_sequences=True)
    layer(X)
    layer.set_weights([RNG.normal(size=w.shape) for w in layer.weights])
    same.build(X.shape)
    same.set_weights(plain(layer, gates))
    np.testing.assert_allclose(layer(X), same(X), rtol=1e-4, atol=1e-5)


def test_the_librarys_bias_starts_with_an_open_forget_gate():
    layer = layers.CuDNNLSTM(1)
    layer.build((None, 4, 3))
    np.testing.assert_array_equal(layer.weights[2].numpy(), [0, 0, 0, 0, 0, 1, 0, 0])


class Mean(layers.Recurrent):
    """The mean of the steps so far, without weights, in Keras 1's way."""

    def __init__(self, units, **kwargs):
        self.units = units
        super().__init__(**kwargs)
        self.states = [None, None]

    def get_constants(self, inputs, training=None):
        return [K.ones((1,))]

    def step(self, inputs, states):
        total, count, one = states
        total, count = total + inputs, count + one
        return total / count, [total, count]


def test_a_layer_with_a_step_of_its_own(engine):
    layer = Mean(3, return_sequences=True)
    means = np.cumsum(X, axis=1) / np.arange(1, 6)[None, :, None]
    np.testing.assert_allclose(layer(X), means, rtol=1e-4, atol=1e-6)
    mask = np.array([[True, False, True, True, True]] * 2)
    np.testing.assert_allclose(
        P.to_numpy(layer(X, mask=mask))[:, -1], X[:, [0, 2, 3, 4]].mean(axis=1), rtol=1e-4, atol=1e-6
    )
    output, total, count = Mean(3, return_state=True, go_backwards=True)([X, X[:, 0], X[:, 0] * 0 + 1])
    np.testing.assert_allclose(output, total / count, rtol=1e-5)
    assert layers.Input((None, 3)).shape == Mean(3, return_sequences=True)(layers.Input((None, 3))).shape


def test_its_states_are_kept(engine):
    layer = Mean(3, stateful=True)
    layer(X[:, :2])
    np.testing.assert_allclose(layer(X[:, 2:]), X.mean(axis=1), rtol=1e-4, atol=1e-6)
    layer.reset_states()
    np.testing.assert_allclose(layer(X[:, :2]), X[:, :2].mean(axis=1), rtol=1e-4, atol=1e-6)


def test_shapes_of_convolutional_ones():
    first = layers.ConvRecurrent2D(3, 2, data_format="channels_first", return_state=True)
    assert first.compute_output_shape((None, 4, 1, 5, 6)) == ((None, 3, 4, 5),) * 3
    last = layers.ConvRecurrent2D(3, 2, padding="same", return_sequences=True)
    assert last.compute_output_shape((None, 4, 5, 6, 1)) == (None, 4, 5, 6, 3)


def test_keras_1s_name_of_dense_layers_for_sequences():
    with pytest.warns(DeprecationWarning, match="output_dim"):
        layer = layers.TimeDistributedDense(output_dim=2, input_dim=3, input_length=5)
    assert layer(layers.Input((5, 3))).shape == (None, 5, 2)


# ---- convolutional cells ----------------------------------------------------------------------------


class Blur(layers.Layer):
    """A cell for `ConvRNN2D` in Keras 2's way."""

    filters, kernel_size, padding, data_format, state_size = 2, (2, 2), "same", "channels_last", (2,)

    def build(self, input_shape):
        self.kernel = self.add_weight((*self.kernel_size, input_shape[-1], self.filters), name="kernel")

    def input_conv(self, x, w, b=None, padding="valid"):
        return K.conv2d(x, w, padding=padding)

    def call(self, inputs, states):
        output = states[0] + self.input_conv(inputs, self.kernel, padding=self.padding)
        return output, [output]


def test_cells_of_images(engine):
    images = RNG.normal(size=(2, 3, 4, 4, 1)).astype("float32")
    layer = layers.ConvRNN2D(Blur(), return_sequences=True)
    outputs = layer(images)
    whole = K.conv2d(ops.sum(images, axis=1), layer.cell.kernel, padding="same")
    np.testing.assert_allclose(P.to_numpy(outputs)[:, -1], whole, rtol=1e-4, atol=1e-5)
    same = layers.RNN(layers.ConvLSTM2DCell(2, 3, padding="same"))
    assert same(images).shape == (2, 4, 4, 2)
    assert [s.shape for s in same.cell.get_initial_state(5)] == [(5, 4, 4, 2)] * 2


def test_words_of_keras_1_for_images():
    with pytest.warns(DeprecationWarning, match="ConvLSTM2D"):
        layer = layers.ConvLSTM2D(
            nb_filter=3, nb_row=2, nb_col=3, border_mode="same", dim_ordering="th", inner_activation="relu"
        )
    assert (layer.filters, layer.kernel_size, layer.data_format) == (3, (2, 3), "channels_first")
    assert layer.recurrent_activation.__name__ == "relu"
    with pytest.raises(ValueError, match="strides=.*dilation_rate="):
        layers.ConvLSTM1D(2, 2, strides=2, dilation_rate=2)


# ---- wrappers ---------------------------------------------------------------------------------------


def test_masks_of_the_layer_in_each_step(engine):
    """As in Keras 2: the mask of words in sentences, and of sentences that have words."""
    words = np.array([[[1, 2], [3, 0], [0, 0]]])
    each = layers.TimeDistributed(layers.Embedding(5, 4, mask_zero=True))
    inside = each.compute_mask(words)
    np.testing.assert_array_equal(inside, words > 0)
    sentences = layers.TimeDistributed(layers.LSTM(2))
    np.testing.assert_array_equal(sentences.compute_mask(each(words), inside), [[True, True, False]])
    masking = layers.TimeDistributed(layers.Masking())
    np.testing.assert_array_equal(masking.compute_mask(X * 0), np.zeros((2, 5), bool))


def test_a_model_in_each_step(engine):
    from keras_lab.models import Sequential

    inside = Sequential([layers.Input((4, 3)), layers.LSTM(2), layers.Dense(1)])
    x = RNG.normal(size=(2, 5, 4, 3)).astype("float32")
    outer = layers.TimeDistributed(inside)
    np.testing.assert_allclose(P.to_numpy(outer(x))[:, 1], inside(x[:, 1]), rtol=1e-4, atol=1e-6)
    assert outer(layers.Input((None, 4, 3))).shape == (None, None, 1)
    assert outer.compute_output_shape((None, 5, 4, 3)) == (None, 5, 1)


@pytest.mark.parametrize(
    ("cudnn", "other"), [(layers.CuDNNLSTM, layers.LSTM), (layers.CuDNNGRU, layers.GRU)], ids=["lstm", "gru"]
)
def test_files_of_one_kind_are_read_by_the_other(cudnn, other, tmp_path):
    """Also of layers inside layers; there and back the numbers are the same."""
    from keras_lab.models import Sequential

    def model(kind):
        stack = [layers.Input((5, 3)), layers.Bidirectional(kind(4, return_sequences=True)), kind(2)]
        return Sequential(stack)

    fast, plain_one, back = model(cudnn), model(other), model(cudnn)
    fast.set_weights([RNG.normal(size=w.shape) for w in fast.weights])
    fast.save_weights(tmp_path / "fast.h5")
    plain_one.load_weights(tmp_path / "fast.h5")
    np.testing.assert_allclose(plain_one(X), fast(X), rtol=1e-4, atol=1e-5)
    plain_one.save_weights(tmp_path / "plain.h5")
    back.load_weights(tmp_path / "plain.h5")
    np.testing.assert_allclose(back(X), fast(X), rtol=1e-4, atol=1e-5)
    before = Sequential([layers.Input((5, 3)), layers.GRU(4, reset_after=False)])
    Sequential([layers.Input((5, 3)), layers.CuDNNGRU(4)]).save_weights(tmp_path / "gru.h5")
    with pytest.raises(ValueError, match="shape"):
        before.load_weights(tmp_path / "gru.h5")
