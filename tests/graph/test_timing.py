"""Measuring layers: that there is a time for each, and none where nothing can be run."""

from keras_lab import layers
from keras_lab.graph.timing import layer_times
from keras_lab.models import Model, Sequential


def test_each_row_has_a_time():
    inner = Sequential([layers.Input((4,)), layers.Dense(4), layers.BatchNormalization()])
    start = layers.Input((4,))
    model = Model(start, layers.Dense(2)(inner(start)))
    before = [weight.numpy().tolist() for weight in model.weights]
    times = layer_times(model, batch=2)
    assert len(times) == 5
    assert times[0] == 0.0
    assert all(seconds > 0 for seconds in times[1:])
    assert [weight.numpy().tolist() for weight in model.weights] == before


def test_inputs_of_unknown_size_cannot_be_made_up():
    assert layer_times(Sequential([layers.Input((None, 3)), layers.LSTM(4)])) == [None]
