"""What people get wrong: each a clear error that names the layer, before anything is changed."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers
from keras_lab.layers import Input
from tests.test_bad_arguments import split_outside_brackets

x2 = (4,)
image = (8, 8, 3)

CONSTRUCTORS = [
    (lambda: layers.Dense(-1, name="it"), "'it' needs a positive whole number of units. Received: -1"),
    (lambda: layers.Dense(2.5, name="it"), "units. Received: 2.5"),
    (lambda: layers.Dense(True, name="it"), "units. Received: True"),
    (lambda: layers.Dense(2, activation="rellu"), "Unknown activation: 'rellu'.*'relu'"),
    (lambda: layers.Dense(2, kernel_initializer="glorot_unifrom"), "Unknown initializer.*'glorot_uniform'"),
    (lambda: layers.Dense(2, kernel_regularizer="l3"), "Unknown regularizer"),
    (lambda: layers.Dense(2, dtype="float31"), "float31"),
    (lambda: layers.Embedding(0, 3, name="it"), "'it'.*words"),
    (lambda: layers.Dropout(1.5, name="it"), "'it' takes as rate a number from 0 to 1. Received: 1.5"),
    (lambda: layers.GaussianDropout(1, name="it"), "from 0 to below 1"),
    (lambda: layers.GaussianNoise(-1), "stddev"),
    (lambda: layers.Conv2D(0, 3), "filters"),
    (
        lambda: layers.Conv2D(4, 3, padding="sam", name="it"),
        "'it' takes as padding one of valid, same.*'sam'.*'same'",
    ),
    (lambda: layers.Conv2D(4, 3, padding="causal"), "padding"),
    (lambda: layers.Conv2D(4, (3, 3, 3), name="it"), "'it' takes as kernel_size.*tuple of 2"),
    (lambda: layers.Conv2D(4, 0), "kernel_size a whole number of at least 1"),
    (lambda: layers.Conv2D(4, 3, strides=2, dilation_rate=2, name="it"), "'it' cannot have both strides"),
    (lambda: layers.Conv2D(3, 3, groups=2, name="it"), "3 filters of the layer 'it'.*2 groups"),
    (lambda: layers.Conv2D(3, 3, data_format="channels_lats"), "channels_lats"),
    (lambda: layers.MaxPooling2D((2, 2, 2)), "pool_size"),
    (lambda: layers.Reshape((-1, -1), name="it"), "target_shape of the layer 'it'"),
    (lambda: layers.Permute((0, 1), name="it"), "dims of the layer 'it'"),
    (lambda: layers.BatchNormalization(momentum=2), "momentum"),
    (lambda: layers.LSTM(0), "units"),
    (lambda: layers.LSTM(3, dropout=1.0), "dropout"),
    (lambda: layers.RNN(layers.Dense(3), name="it"), "'it' needs a cell"),
    (lambda: layers.Dot(axes=0, name="it"), "'it' cannot sum along the batch axis"),
    (lambda: layers.Dot(axes=(1, 2, 3)), "an int or two"),
    (lambda: layers.Lambda("square", name="it"), "'it' takes a function"),
    (lambda: Input(), "needs either a `shape`"),
    (lambda: Input((3,), batch_shape=(None, 3)), "needs either a `shape`"),
    (lambda: Input((3, "a"), name="it"), "shape of the input 'it'"),
    (lambda: Input((3,), ragged=True), "ragged"),
]


@pytest.mark.parametrize(("make", "message"), CONSTRUCTORS)
def test_constructors(make, message):
    with pytest.raises(ValueError, match=message):
        make()


CALLS = [
    (lambda: layers.Dense(2, name="it")(Input(())), "'it' does not fit: expected at least 2 axes.*(None,)"),
    (lambda: layers.Dense(2, name="it")(Input((None,))), "'it' cannot make its weights.*axis -1"),
    (lambda: layers.Dense(2, name="it")([Input(x2), Input(x2)]), "'it' takes one tensor.*2 tensors"),
    (
        lambda: layers.Activation("relu", name="it")([Input(x2)]),
        "'it' takes one tensor.*a list of one tensor",
    ),
    (lambda: layers.Dropout(0.5, name="it")({"a": Input(x2)}), "'it' takes one tensor.*a dict of one tensor"),
    (lambda: layers.Dense(2, name="it")(None), "'it' takes tensors or arrays. Received: None"),
    (lambda: layers.Dense(2, name="it")([[1.0, 2.0]]), "'it' takes one tensor.*a list of 2"),
    (lambda: layers.Flatten(name="it")([Input(image), Input(image)]), "'it' takes one tensor"),
    (lambda: layers.Conv2D(2, 3, name="it")(Input((8, 8))), "'it' does not fit: expected 4 axes"),
    (
        lambda: layers.Conv2D(2, 9, name="it")(Input(image)),
        "'it' .*window of 9 entries does not fit an axis of 8",
    ),
    (
        lambda: layers.Conv2D(4, 3, groups=2, name="it")(Input(image)),
        "3 channels that the layer 'it' receives",
    ),
    (lambda: layers.Conv2D(4, 3, name="it")(Input((8, 8, None))), "'it' cannot make its weights"),
    (lambda: layers.MaxPooling2D(name="it")(Input(x2)), "'it' does not fit: expected 4 axes"),
    (
        lambda: layers.Reshape((3, -1), name="it")(Input(x2)),
        "'it' cannot give its input, which has 4 elements",
    ),
    (lambda: layers.Reshape((5,), name="it")(Input(x2)), "'it' cannot give its input"),
    (
        lambda: layers.Dropout(0.5, noise_shape=(1, 1, 1), name="it")(Input(x2), training=True),
        "noise_shape.*'it'",
    ),
    (lambda: layers.Permute((2, 1), name="it")(Input(x2)), "'it' does not fit: expected 3 axes"),
    (lambda: layers.BatchNormalization(axis=5, name="it")(Input(x2)), "'it' works along axis 5"),
    (lambda: layers.LSTM(3, name="it")(Input(x2)), "'it' does not fit: expected 3 axes"),
    (lambda: layers.LSTM(3, stateful=True, name="it")(Input((5, 4))), "'it' is stateful.*batch_size"),
    (lambda: layers.LSTM(3, name="it")(Input((5, 4)), initial_state=[Input((3,))]), "'it' has 2 state"),
    (lambda: layers.GRU(3, name="it")(Input((5, 4)), initial_state=Input((7,))), "A state of the layer 'it'"),
    (
        lambda: layers.Add(name="it")(Input(x2)),
        "'it' takes a list of at least 1 tensors. Received: one tensor",
    ),
    (lambda: layers.Subtract(name="it")([Input(x2)]), "'it' takes a list of exactly 2"),
    (lambda: layers.Add(name="it")([Input(x2), Input((5,))]), "'it' cannot merge.*axis 1"),
    (lambda: layers.Concatenate(name="it")([Input(image), Input((7, 8, 3))]), "'it' joins inputs"),
    (lambda: layers.Concatenate(axis=4, name="it")([Input(x2), Input(x2)]), "'it' joins along axis 4"),
    (lambda: layers.Dot(axes=1, name="it")([Input(x2), Input((5,))]), "'it' sums along axes of equal size"),
    (lambda: layers.Dot(axes=2, name="it")([Input(x2), Input(x2)]), "'it' sums along axis 2"),
]


@pytest.mark.parametrize(("call", "message"), CALLS)
def test_calls(call, message):
    with pytest.raises(ValueError, match=message):
        call()


#: Layer by layer: what a person might write | words of the message. `x2` … `x5` are inputs of 2 … 5 axes.
ROWS = """
Dense('a', name='it')                               | 'it' needs a positive whole number of units
Dense(2, kernel_constraint=3)                       | constraint, 3
Dense(2, bias_initializer=3)                        | An initializer is given by its name, 3
Activation(3)                                       | An activation is given by its name, 3
EinsumDense('abc', output_shape=3, name='it')       | 'it', equation like, 'abc'
EinsumDense('ab,bc->ac', output_shape=3, name='it')(x3) | 'it', received an input of 3 axes
Embedding(3, 0, name='it')                          | 'it', positive whole number of outputs
LeakyReLU(-0.5, name='it')                          | 'it', number of at least 0, -0.5
PReLU(shared_axes=[5], name='it')(x3)               | 'it' works along axis 5, (None, 6, 4)
ReLU(max_value=-1, name='it')                       | 'it', max_value, -1
ThresholdedReLU(-1, name='it')                      | 'it', theta, -1
Softmax(axis=5, name='it')(x2)                      | 'it', axis 5
Dropout('a', name='it')                             | 'it', rate, 'a'
SpatialDropout2D(0.2, name='it')(x3)                | 'it' does not fit, expected 4 axes
AlphaDropout(1.5, name='it')                        | 'it', rate, 1.5
ActivityRegularization(l1=-1)                       | l1, -1
Flatten(data_format='x')                            | data_format, channels_last, 'x'
RepeatVector(0, name='it')                          | 'it', repetitions, 0
RepeatVector(2, name='it')(x3)                      | 'it' does not fit, expected 2 axes
Permute((1, 1), name='it')                          | 'it', each once, (1, 1)
Reshape((3, 3), name='it')(x2)                      | 'it', 4 elements, (None, 3, 3)
Cropping1D(-1, name='it')                           | 'it', cropping, -1
Cropping1D(10, name='it')(x3)                       | 'it' would leave nothing, (None, 6, 4)
Cropping2D((1, 2, 3), name='it')                    | 'it', cropping, (1, 2, 3)
ZeroPadding2D('a', name='it')                       | 'it', padding, 'a'
ZeroPadding3D((1, 2), name='it')                    | 'it', 3 axes, (1, 2)
UpSampling1D(0, name='it')                          | 'it', size, 0
UpSampling2D(interpolation='near', name='it')       | 'it', interpolation, Did you mean 'nearest'
Conv1D(2, 3, strides=0, name='it')                  | 'it', strides, 0
Conv1D(2, 9, name='it')(x3)                         | 'it', window of 9 entries, axis of 6
Conv1D(2, 3, dilation_rate=0, name='it')            | 'it', dilation_rate, 0
Conv3D(2, (3, 3), name='it')                        | 'it', tuple of 3, (3, 3)
Conv3D(2, 3, name='it')(x4)                         | 'it' does not fit, expected 5 axes
Conv2DTranspose(2, 3, output_padding=3, name='it')  | 'it', output_padding, (3, 3)
Conv1DTranspose(2, 3, name='it')(x2)                | 'it' does not fit, expected 3 axes
SeparableConv2D(2, 3, depth_multiplier=0, name='it') | 'it', depth_multiplier, 0
DepthwiseConv2D(3, name='it')(x3)                   | 'it' does not fit, expected 4 axes
LocallyConnected1D(2, 3, padding='same', name='it') | 'it', padding, 'same'
MaxPooling1D(2, strides=-1, name='it')              | 'it', strides, -1
MaxPooling1D(9, name='it')(x3)                      | 'it', window of 9 entries
AveragePooling2D(padding='full', name='it')         | 'it', padding, valid, 'full'
AveragePooling3D((2, 2), name='it')                 | 'it', pool_size, (2, 2)
GlobalMaxPooling1D(name='it')(x2)                   | 'it' does not fit, expected 3 axes
AdaptiveAveragePooling2D(0, name='it')              | 'it', output_size, 0
BatchNormalization(axis='a', name='it')             | 'it', axis a whole number, 'a'
BatchNormalization(epsilon=-1, name='it')           | 'it', epsilon, -1
LayerNormalization(axis=5, name='it')(x2)           | 'it' works along axis 5, (None, 4)
GroupNormalization(groups=0, name='it')             | 'it', groups, 0
GroupNormalization(groups=64, name='it')(x4)        | 'it', 3 channels, 64 groups
UnitNormalization(axis=9, name='it')(x2)            | 'it', axis 9
RMSNormalization(axis=7, name='it')(x2)             | 'it' works along axis 7
SpectralNormalization(3, name='it')                 | 'it' wraps a layer, 3
GRU(2, recurrent_dropout=2)                         | recurrent_dropout, 2
SimpleRNN(2, name='it')(x4)                         | 'it' does not fit, expected 3 axes
StackedRNNCells([3], name='it')                     | 'it' needs a cell, 3
Bidirectional(Dense(2), name='it')                  | 'it' wraps a recurrent layer, Dense
Bidirectional(LSTM(2), merge_mode='add', name='it') | 'it', merge_mode, concat, 'add'
TimeDistributed(Dense(2), name='it')(x2)            | 'it' does not fit, at least 3 axes
TimeDistributed(3, name='it')                       | 'it' wraps a layer, 3
ConvLSTM2D(2, 3, name='it')(x4)                     | 'it' does not fit, expected 5 axes
Subtract(name='it')([x2, x2, x2])                   | 'it', exactly 2, 3
Minimum(name='it')([x2, Input((5,))])               | 'it' cannot merge, (None, 4), (None, 5)
Concatenate(axis='a', name='it')                    | 'it', axis a whole number, 'a'
Dot(axes=3, name='it')([x2, x2])                    | 'it' sums along axis 3
Attention(score_mode='x', name='it')                | 'it', score_mode, dot, 'x'
Attention(name='it')([x3])                          | 'it', at least 2 tensors, a list of 1
AdditiveAttention(name='it')(x3)                    | 'it', at least 2 tensors, one tensor
MultiHeadAttention(0, 2, name='it')                 | 'it', num_heads, 0
MultiHeadAttention(2, 0, name='it')                 | 'it', key_dim, 0
MultiHeadAttention(2, 2, name='it')(x3, Input((6,))) | 'it', (None, 6)
MultiHeadAttention(2, 2, attention_axes=9, name='it')(x3, x3) | 'it' works along axis 9
Resizing(3, 3, interpolation='x', name='it')        | 'it', interpolation, 'x'
CenterCrop(-1, 2, name='it')                        | 'it', height, -1
Normalization(axis=9, name='it')(x2)                | 'it', (9,), (None, 4)
CategoryEncoding(3, output_mode='x', name='it')     | 'it', output_mode, 'x'
Hashing(0, name='it')                               | 'it', num_bins, 0
StringLookup(output_mode='x', name='it')            | 'it', output_mode, 'x'
TextVectorization(standardize='x', name='it')       | 'it', standardize, 'x'
RandomFlip('x', name='it')                          | 'it', mode, 'x'
RandomRotation('a', name='it')                      | 'it', factor, 'a'
Wrapper(3, name='it')                               | 'it' wraps a layer, 3
InputLayer(shape=-1, name='it')                     | 'it', whole numbers, -1
Dense(2, name='it').set_weights(3)                  | 'it', a list, 3
Dense(2, name='it').set_weights([1])                | 'it' has 0 weights, 1 arrays
"""
TABLE = [[part.strip() for part in row.split(" | ")] for row in ROWS.strip().splitlines()]


class Names(dict[str, object]):
    """The layers' names, besides those given."""

    def __missing__(self, name: str) -> object:
        return getattr(layers, name)


@pytest.mark.parametrize(("code", "words"), TABLE, ids=[row[0] for row in TABLE])
def test_each_layer_says_what_is_wrong(code, words):
    shapes = {2: (4,), 3: (6, 4), 4: (8, 8, 3), 5: (5, 5, 5, 2)}
    names = {f"x{axes}": Input(shape) for axes, shape in shapes.items()}
    with pytest.raises(ValueError, match=r".") as caught:
        eval(code, {}, Names(names))
    missing = [part for part in split_outside_brackets(words) if part.strip() not in str(caught.value)]
    assert not missing, str(caught.value)


def test_second_call_with_another_size():
    layer = layers.Dense(2, name="it")
    layer(Input((4,)))
    with pytest.raises(ValueError, match=r"'it' does not fit: expected axis -1 to have size 4.*\(None, 5\)"):
        layer(Input((5,)))


def test_eager_calls_are_checked_too(engine):
    with pytest.raises(ValueError, match="'it' does not fit"):
        layers.LSTM(3, name="it")(np.zeros((2, 3), "float32"))


def test_nothing_is_noted_down_of_a_call_that_failed():
    layer = layers.Dense(2)
    with pytest.raises(ValueError, match="axes"):
        layer(Input(()))
    assert layer._nodes == []
    assert not layer.built


def test_unknown_layer_gets_a_suggestion():
    with pytest.raises(AttributeError, match="'Conv2D'"):
        layers.Conv2d  # noqa: B018
    with pytest.raises(ValueError, match="Unknown layer: 'Densse'.*'Dense'"):
        layers.deserialize({"class_name": "Densse", "config": {}})


def test_old_and_new_word_together():
    with pytest.raises(TypeError, match="both 'output_dim' and its new name 'units'"):
        layers.Dense(units=3, output_dim=3)
