"""Constants in cells, states of every kind, and the ways in which Keras 2 and 3 pass them."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers, ops
from keras_lab.engine import P
from keras_lab.models import Model

RNG = np.random.default_rng(0)
X = RNG.normal(size=(2, 4, 3)).astype("float32")
C = RNG.normal(size=(2, 5)).astype("float32")
S = RNG.normal(size=(2, 6)).astype("float32")


def numbers(x):
    return np.asarray(P.to_numpy(x))


class Shifted(layers.Layer):
    """A cell that adds what it makes of its constant in every step."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = self.state_size = units

    def build(self, input_shape):
        step, constant = input_shape
        self.kernel = self.add_weight((step[-1], self.units), name="kernel")
        self.shift = self.add_weight((constant[-1], self.units), name="shift")

    def call(self, inputs, states, constants):
        (constant,) = constants
        output = states[0] * 0.5 + ops.matmul(inputs, self.kernel) + ops.matmul(constant, self.shift)
        return output, [output]

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def by_hand(cell, state):
    for t in range(4):
        state = 0.5 * state + X[:, t] @ cell.kernel.numpy() + C @ cell.shift.numpy()
    return state


def test_constants_reach_the_cell(engine):
    layer = layers.RNN(Shifted(6))
    np.testing.assert_allclose(layer(X, constants=C), by_hand(layer.cell, 0), rtol=1e-4)
    np.testing.assert_allclose(layer(X, initial_state=S, constants=[C]), by_hand(layer.cell, S), rtol=1e-4)
    np.testing.assert_allclose(layer([X, S, C]), by_hand(layer.cell, S), rtol=1e-4)


def test_a_configuration_tells_how_many_constants_a_list_ends_with(engine):
    layer = layers.RNN(Shifted(6))
    expected = layer(X, constants=C)
    again = layers.RNN.from_config(layer.get_config(), custom_objects={"Shifted": Shifted})
    assert again([X[:, :1], C]).shape == (2, 6)
    again.set_weights(layer.get_weights())
    np.testing.assert_array_equal(again([X, C]), expected)


def test_only_the_cells_that_want_constants_get_them(engine):
    layer = layers.RNN([layers.GRUCell(2), Shifted(4)], return_state=True)
    output, (first,), second = layer(X, constants=C)
    assert (first.shape, second.shape) == ((2, 2), (2, 4))
    np.testing.assert_array_equal(output, second)
    with pytest.raises(ValueError, match="takes no constants"):
        layers.LSTM(3)(X, constants=C)


def test_both_ways_with_constants_and_states(engine):
    from keras_lab.utils import custom_object_scope

    with custom_object_scope({"Shifted": Shifted}):
        layer = layers.Bidirectional(layers.RNN(Shifted(6)))
        x, c = layers.Input((None, 3)), layers.Input((5,))
        states = [layers.Input((6,)), layers.Input((6,))]
        model = Model([x, *states, c], layer(x, initial_state=states, constants=c))
        listed = layers.Bidirectional.from_config(layer.get_config())
    outputs = model([X, S, -S, C])
    np.testing.assert_allclose(
        numbers(outputs)[:, :6], by_hand(layer.forward_layer.cell, S), rtol=1e-4, atol=1e-5
    )
    listed([X, S, -S, C])
    listed.set_weights(layer.get_weights())
    np.testing.assert_array_equal(listed([X, S, -S, C]), outputs)
    with pytest.raises(ValueError, match="states of both"):
        layers.Bidirectional(layers.GRU(6))(X, initial_state=S)


# ---- states -----------------------------------------------------------------------------------------


def test_states_of_stacked_cells_are_lists_of_each_cells(engine):
    layer = layers.RNN([layers.LSTMCell(2), layers.SimpleRNNCell(3)], return_state=True, stateful=True)
    output, (h, c), (s,) = layer(X)
    assert (output.shape, h.shape, c.shape, s.shape) == ((2, 3), (2, 2), (2, 2), (2, 3))
    np.testing.assert_array_equal(layer.states[0][1].numpy(), c)
    again = layers.RNN(layer.cell)
    np.testing.assert_allclose(
        again(X, initial_state=[[h, c], [s]]), again(X, initial_state=[h, c, s]), rtol=1e-6
    )
    assert layer.compute_output_shape((2, 4, 3)) == ((2, 3), [(2, 2), (2, 2)], [(2, 3)])


def test_states_are_reset_to_values(engine):
    layer = layers.LSTM(6, stateful=True)
    layer.build((2, 4, 3))
    layer.reset_states([S, -S])
    np.testing.assert_array_equal(layer.states[1].numpy(), -S)
    stateless = layers.LSTM(6)
    stateless.build((2, 4, 3))
    stateless.set_weights(layer.get_weights())
    np.testing.assert_allclose(layer(X), stateless(X, initial_state=[S, -S]), rtol=1e-5, atol=1e-6)
    with pytest.raises(ValueError, match="keeps 2 state"):
        layer.reset_states(S)
    with pytest.raises(ValueError, match="batch size of 2"):
        layer(X[:1])


@pytest.mark.parametrize(
    "make", [lambda: layers.GRU(6), lambda: layers.ConvLSTM1D(2, 2)], ids=["gru", "conv"]
)
def test_initial_states_of_sequences_and_of_sizes(make, engine):
    layer, shape = make(), (4, 3) if isinstance(make(), layers.GRU) else (4, 3, 1)
    x = layers.Input(shape)
    layer.build((None, *shape))
    states = layer.get_initial_state(x)
    data = RNG.normal(size=(5, *shape)).astype("float32")
    outputs = Model(x, layer(x, initial_state=states))(data)
    np.testing.assert_allclose(outputs, layer(data), rtol=1e-5, atol=1e-6)
    assert [s.shape for s in layer.get_initial_state(5)] == [(5, *s.shape[1:]) for s in states]


def test_the_cell_may_say_where_it_begins(engine):
    class Counter(layers.Layer):
        state_size = 1

        def get_initial_state(self, batch_size=None):
            return ops.ones((batch_size, 1)) * 10

        def call(self, inputs, states):
            return states[0] + 1, states[0] + 1

    np.testing.assert_array_equal(layers.RNN(Counter())(X), [[14.0], [14.0]])


def test_a_cell_that_is_no_layer(engine):
    class Sum:
        state_size = (3,)

        def call(self, inputs, states):
            return inputs + states[0], (inputs + states[0],)

    np.testing.assert_allclose(layers.RNN(Sum())(X), X.sum(axis=1), rtol=1e-5)
    with pytest.raises(ValueError, match="needs a cell"):
        layers.RNN(Sum)


def test_masks_with_an_axis_of_their_own_and_states(engine):
    layer = layers.GRU(6, return_state=True)
    mask = np.array([[True, True, False, False], [True, True, True, True]])
    output, state = layer(X, mask=mask[..., None])
    np.testing.assert_array_equal(output, state)
    np.testing.assert_allclose(numbers(output)[:1], layer(X[:1, :2])[0], rtol=1e-5, atol=1e-6)


def test_unrolling_needs_a_number_of_steps():
    with pytest.raises(ValueError, match="unroll"):
        layers.LSTM(2, unroll=True)(layers.Input((None, 3)))


def test_the_old_word_for_sequences(engine):
    with pytest.warns(DeprecationWarning, match="sequences"):
        assert layers.GRU(2)(inputs=X).shape == (2, 2)


def test_masks_of_ones_own_cells(engine):
    """The masks are those of the mix-in, one for the whole sequence, and drawn anew for the next."""

    class Dropping(layers.Layer, layers.DropoutRNNCell):
        state_size, dropout, recurrent_dropout = 4, 0.5, 0.0

        def call(self, inputs, states, training=False):
            kept = inputs * self.get_dropout_mask(inputs) if training else inputs
            return kept + states[0], [kept + states[0]]

    layer = layers.RNN(Dropping(), return_sequences=True)
    ones = np.ones((3, 5, 4), "float32")
    first, second = (numbers(layer(ones, training=True)) for _ in range(2))
    np.testing.assert_allclose(first, first[:, :1] * np.arange(1, 6)[None, :, None])
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(numbers(layer(ones))[:, -1], 5 * ones[:, 0])


def test_a_cell_by_itself_keeps_its_masks_until_they_are_reset(engine):
    cell = layers.GRUCell(4, recurrent_dropout=0.5)
    mask = cell.get_recurrent_dropout_mask(np.ones((2, 4), "float32"))
    assert cell.get_recurrent_dropout_mask(np.ones((2, 4), "float32")) is mask
    assert len(mask) == 3
    assert cell.get_dropout_mask(X) is None
    cell.reset_recurrent_dropout_mask()
    assert cell.get_recurrent_dropout_mask(np.ones((2, 4), "float32")) is not mask
