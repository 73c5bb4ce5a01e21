"""Recurrent layers: states, stateful batches, cells of one's own, dropout over time."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import engine as engines
from keras_lab import layers, ops
from keras_lab.engine import P
from keras_lab.variables import Scope

X = np.random.default_rng(0).normal(size=(2, 6, 3)).astype("float32")


def numbers(x):
    return np.asarray(P.to_numpy(x))


def test_states_carry_over_by_hand(engine):
    layer = layers.LSTM(4, return_sequences=True, return_state=True)
    whole, *last = layer(X)
    _, *middle = layer(X[:, :3])
    rest, *end = layer(X[:, 3:], initial_state=middle)
    np.testing.assert_allclose(numbers(whole)[:, 3:], rest, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(last, end, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(numbers(whole)[:, -1], last[0])


def test_initial_states_in_a_list_as_in_keras_2(engine):
    layer = layers.GRU(4)
    state = np.ones((2, 4), "float32")
    np.testing.assert_array_equal(layer([X, state]), layer(X, initial_state=state))
    x, s = layers.Input((6, 3)), layers.Input((4,))
    assert layers.GRU(4)([x, s]).node.inputs == [x, s]


def test_stateful_batches_follow_each_other(engine):
    layer = layers.GRU(4, stateful=True)
    stateless = layers.GRU(4)
    parts = [numbers(layer(X[:, :3])), numbers(layer(X[:, 3:]))]
    stateless.build(X.shape)
    stateless.set_weights(layer.get_weights())
    np.testing.assert_allclose(parts[1], stateless(X), rtol=1e-5, atol=1e-6)
    layer.reset_states()
    np.testing.assert_array_equal(layer(X[:, :3]), parts[0])


def test_states_are_variables_but_no_weights():
    layer = layers.LSTM(4, stateful=True)
    layer(layers.Input(batch_shape=(2, 6, 3)))
    assert len(layer.weights) == len(layer.trainable_variables) == 3
    assert len(layer.variables) == 5
    assert len(layer.non_trainable_variables) == 2
    assert layer.non_trainable_weights == []


def test_stateful_in_a_compiled_program(engine):
    layer = layers.LSTM(4, stateful=True)
    eager = [numbers(layer(X)), numbers(layer(X))]
    layer.reset_states()
    variables = layer.variables

    def step(values, x):
        with Scope(dict(zip(variables, values, strict=True))) as scope:
            return layer(x), scope.read(variables)

    program = engines.load().compile(step)
    first, values = program([v.value for v in variables], X)
    second, _ = program(values, X)
    np.testing.assert_allclose(numbers(first), eager[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(numbers(second), eager[1], rtol=1e-5, atol=1e-6)


class Decay(layers.Layer):
    """A cell without weights, whose output is smaller than its state."""

    state_size = 3
    output_size = 1

    def call(self, inputs, states):
        state = states[0] * 0.5 + inputs
        return ops.sum(state, axis=-1, keepdims=True), [state]


def test_a_cell_of_ones_own(engine):
    outputs = numbers(layers.RNN(Decay(), return_sequences=True)(X))
    expected, state = [], np.zeros((2, 3))
    for t in range(6):
        state = state * 0.5 + X[:, t]
        expected.append(state.sum(axis=-1, keepdims=True))
    np.testing.assert_allclose(outputs, np.stack(expected, axis=1), rtol=1e-5)
    assert layers.RNN(Decay())(layers.Input((None, 3))).shape == (None, 1)


def test_a_cell_alone_is_a_step(engine):
    cell, layer = layers.LSTMCell(4), layers.LSTM(4)
    layer(X)
    zeros = np.zeros((2, 4), "float32")
    cell.build((2, 3))
    cell.set_weights(layer.get_weights())
    output, (h, c) = cell(X[:, 0], [zeros, zeros])
    np.testing.assert_allclose(output, layer(X[:, :1]), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(output, h)
    assert c.shape == (2, 4)


def test_dropout_is_the_same_in_all_steps(engine):
    """A linear network that only sums its inputs up shows which of them were dropped."""
    layer = layers.SimpleRNN(3, activation="linear", dropout=0.5, return_sequences=True, seed=2)
    layer.build((None, 6, 3))
    layer.set_weights([np.eye(3), np.eye(3), np.zeros(3)])
    outputs = numbers(layer(np.ones((4, 6, 3), "float32"), training=True))
    np.testing.assert_allclose(outputs, outputs[:, :1] * np.arange(1, 7)[None, :, None], rtol=1e-5)
    assert set(np.unique(outputs[:, 0])) == {0, 2}


def test_dropout_is_drawn_anew_for_every_sequence(engine):
    layer = layers.LSTM(3, dropout=0.5)
    ones = np.ones((8, 4, 16), "float32")
    assert not np.array_equal(layer(ones, training=True), layer(ones, training=True))
    np.testing.assert_array_equal(layer(ones), layer(ones))


def test_forget_gates_start_open():
    layer = layers.LSTM(2)
    layer.build((None, 5, 3))
    np.testing.assert_array_equal(layer.cell.bias.numpy(), [0, 0, 1, 1, 0, 0, 0, 0])


def test_configuration_holds_the_cells_words():
    layer = layers.GRU(3, dropout=0.1, kernel_regularizer="l2", reset_after=False)
    assert layer.units == 3
    config = layer.get_config()
    assert (config["dropout"], config["reset_after"]) == (0.1, False)
    assert "cell" not in config
    with pytest.raises(AttributeError, match="unitz"):
        layer.unitz  # noqa: B018


def test_a_long_sequence_is_a_loop_not_a_long_program(engine):
    long = np.zeros((1, 400, 2), "float32")
    layer = layers.SimpleRNN(2)
    layer(layers.Input((400, 2)))
    variables = layer.variables

    def run(values, x):
        with Scope(dict(zip(variables, values, strict=True))):
            return layer(x)

    steps = []
    step = layer.cell.step
    layer.cell.step = lambda *args: steps.append(1) or step(*args)
    engines.load().compile(run)([v.value for v in variables], long)
    assert len(steps) < 10
