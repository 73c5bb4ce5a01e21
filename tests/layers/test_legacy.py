"""Keras 1's and 2's names of layers and arguments."""

from __future__ import annotations

import pytest

from keras_lab import layers


def old(make):
    with pytest.warns(DeprecationWarning, match="argument|tuple"):
        return make()


OLD_WORDS = [
    (
        lambda: layers.Dense(output_dim=3, init="uniform", bias=False),
        lambda: layers.Dense(3, kernel_initializer="uniform", use_bias=False),
    ),
    (
        lambda: layers.Dense(3, W_regularizer="l2", b_constraint="non_neg"),
        lambda: layers.Dense(3, kernel_regularizer="l2", bias_constraint="non_neg"),
    ),
    (lambda: layers.Dropout(p=0.3), lambda: layers.Dropout(0.3)),
    (lambda: layers.GaussianDropout(p=0.3), lambda: layers.GaussianDropout(0.3)),
    (lambda: layers.GaussianNoise(sigma=0.3), lambda: layers.GaussianNoise(0.3)),
    (
        lambda: layers.SpatialDropout2D(p=0.3, dim_ordering="th"),
        lambda: layers.SpatialDropout2D(0.3, "channels_first"),
    ),
    (
        lambda: layers.Embedding(9, 3, init="zero", dropout=0.1),
        lambda: layers.Embedding(9, 3, embeddings_initializer="zeros"),
    ),
    (
        lambda: layers.Convolution1D(nb_filter=4, filter_length=3, subsample_length=2),
        lambda: layers.Conv1D(4, 3, strides=2),
    ),
    (
        lambda: layers.Convolution2D(4, 3, 3, border_mode="same", subsample=(2, 2)),
        lambda: layers.Conv2D(4, (3, 3), (2, 2), "same"),
    ),
    (
        lambda: layers.Convolution2D(nb_filter=4, nb_row=3, nb_col=2, dim_ordering="th"),
        lambda: layers.Conv2D(4, (3, 2), data_format="channels_first"),
    ),
    (
        lambda: layers.Convolution3D(4, 3, 2, 1, dim_ordering="tf"),
        lambda: layers.Conv3D(4, (3, 2, 1), data_format="channels_last"),
    ),
    (
        lambda: layers.AtrousConvolution2D(4, 3, 3, atrous_rate=(2, 2)),
        lambda: layers.Conv2D(4, (3, 3), dilation_rate=(2, 2)),
    ),
    (
        lambda: layers.Deconvolution2D(4, 3, 3, output_shape=(None, 8, 8, 4), subsample=(2, 2)),
        lambda: layers.Conv2DTranspose(4, (3, 3), (2, 2)),
    ),
    (
        lambda: layers.SeparableConvolution2D(4, 3, 3, border_mode="same", init="uniform"),
        lambda: layers.SeparableConv2D(4, (3, 3), padding="same", depthwise_initializer="uniform"),
    ),
    (
        lambda: layers.LocallyConnected1D(nb_filter=4, filter_length=3),
        lambda: layers.LocallyConnected1D(4, 3),
    ),
    (lambda: layers.LeakyReLU(alpha=0.1), lambda: layers.LeakyReLU(0.1)),
    (
        lambda: layers.ZeroPadding2D(dim_ordering="th"),
        lambda: layers.ZeroPadding2D(data_format="channels_first"),
    ),
    (
        lambda: layers.MaxPooling1D(pool_length=3, stride=1, border_mode="same"),
        lambda: layers.MaxPooling1D(3, 1, "same"),
    ),
    (
        lambda: layers.AveragePooling2D(border_mode="same", dim_ordering="default"),
        lambda: layers.AveragePooling2D((2, 2), padding="same"),
    ),
    (
        lambda: layers.GlobalMaxPooling2D(dim_ordering="th"),
        lambda: layers.GlobalMaxPooling2D("channels_first"),
    ),
    (
        lambda: layers.BatchNormalization(mode=0, gamma_init="one"),
        lambda: layers.BatchNormalization(gamma_initializer="ones"),
    ),
    (
        lambda: layers.LSTM(
            output_dim=3, inner_init="orthogonal", inner_activation="hard_sigmoid", forget_bias_init="one"
        ),
        lambda: layers.LSTM(3, recurrent_activation="hard_sigmoid"),
    ),
    (
        lambda: layers.GRU(3, dropout_W=0.1, dropout_U=0.2, consume_less="gpu"),
        lambda: layers.GRU(3, dropout=0.1, recurrent_dropout=0.2),
    ),
    (
        lambda: layers.SimpleRNN(3, U_regularizer="l1"),
        lambda: layers.SimpleRNN(3, recurrent_regularizer="l1"),
    ),
]


@pytest.mark.parametrize(("before", "now"), OLD_WORDS)
def test_old_words(before, now):
    then, new = old(before).get_config(), now().get_config()
    for config in (then, new):
        del config["name"]
    assert then == new


def test_a_warning_for_each_old_word_points_to_the_program():
    with pytest.warns(DeprecationWarning, match="argument|tuple") as warnings:
        layers.Dense(output_dim=3, init="uniform")
    assert [str(warning.message) for warning in warnings] == [
        "Dense: the argument 'output_dim' is now called 'units'.",
        "Dense: the argument 'init' is now called 'kernel_initializer'.",
    ]
    assert all(warning.filename == __file__ for warning in warnings)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (lambda: layers.Dense(3, input_dim=784), (None, 784)),
        (lambda: layers.Dense(3, input_shape=(784,)), (None, 784)),
        (lambda: layers.Dense(3, batch_input_shape=(32, 784)), (32, 784)),
        (lambda: layers.LSTM(3, input_dim=5, input_length=7), (None, 7, 5)),
        (lambda: layers.LSTM(3, input_shape=(7, 5), batch_size=2), (2, 7, 5)),
        (lambda: layers.Embedding(9, 3, input_length=7), (None, 7)),
        (lambda: layers.Dense(3), None),
    ],
)
def test_the_shape_of_the_input_of_a_first_layer(layer, shape):
    assert layer()._batch_input_shape == shape


def test_other_names_of_the_same_layers():
    assert layers.Convolution1D is layers.Conv1D
    assert layers.MaxPool2D is layers.MaxPooling2D
    assert layers.GlobalAvgPool1D is layers.GlobalAveragePooling1D


def test_sizes_one_by_one_only_under_keras_1_names():
    with pytest.warns(DeprecationWarning, match="one tuple"):
        old = layers.Convolution2D(4, 3, 2)
    assert type(old) is layers.Conv2D
    assert old.kernel_size == (3, 2)
    new = layers.Conv2D(4, 3, 2)
    assert new.kernel_size == (3, 3)
    assert new.strides == (2, 2)
