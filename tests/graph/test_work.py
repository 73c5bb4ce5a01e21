"""What layers compute, counted from shapes: against figures worked out by hand, and known ones."""

import pytest

from keras_lab import layers, ops
from keras_lab.applications import VGG16, ResNet50
from keras_lab.graph.describe import describe
from keras_lab.models import Model, Sequential


def work_of(*stack, shape):
    """(flops, bytes of the outputs) of the last layer."""
    row = describe(Sequential([layers.Input(shape), *stack]))["layers"][-1]
    return row["flops"], row["activation_bytes"]


def test_dense_and_convolution_by_hand():
    assert work_of(layers.Dense(4), shape=(8,)) == (2 * 8 * 4 + 4, 16)
    assert work_of(layers.Dense(4, activation="relu"), shape=(8,)) == (2 * 8 * 4 + 4 + 4, 16)
    pixels = 26 * 26 * 8
    assert work_of(layers.Conv2D(8, 3), shape=(28, 28, 1)) == (pixels * (2 * 9 + 1), 4 * pixels)
    assert work_of(layers.DepthwiseConv2D(3, use_bias=False), shape=(10, 10, 6)) == (
        8 * 8 * 6 * 18,
        8 * 8 * 6 * 4,
    )
    assert work_of(layers.Flatten(), shape=(3, 4)) == (0, 48)


def test_recurrent_layers_count_every_step():
    products = 2 * (16 + 32) * 4 * 32
    flops, _ = work_of(layers.LSTM(32), shape=(10, 16))
    assert 10 * products < flops < 10 * (products + 30 * 32)
    assert work_of(layers.LSTM(32), shape=(None, 16))[0] is None


def test_attention_counts_its_products():
    start = layers.Input((64, 32))
    row = describe(Model(start, layers.MultiHeadAttention(4, 8)(start, start)))["layers"][-1]
    products = 4 * 2 * 64 * 32 * 32 + 2 * 2 * 4 * 64 * 64 * 8
    assert products < row["flops"] < 1.2 * products


@pytest.mark.parametrize(("build", "flops"), [(ResNet50, 7.75e9), (VGG16, 30.96e9)])
def test_known_models(build, flops):
    cost = describe(build(weights=None))["cost"]
    assert cost["flops"] == pytest.approx(flops, rel=0.01)
    assert cost["uncounted"] == 0


class Own(layers.Layer):
    def call(self, x):
        return ops.tanh(x) * 2 + 1


class Raw(layers.Layer):
    def call(self, x):
        return x.no_such_thing()

    def compute_output_shape(self, shape):
        return shape


def test_layers_of_ones_own_are_counted_if_they_run_on_shapes():
    assert work_of(Own(), shape=(5,)) == (15, 20)
    model = Sequential([layers.Input((5,)), Raw(), layers.Dense(3)])
    assert [row["flops"] for row in describe(model)["layers"]] == [None, 33]
    assert describe(model)["cost"]["uncounted"] == 1


def test_a_shared_layer_counts_once_a_call_and_a_batch_that_is_stated_not_at_all():
    one, other, shared = layers.Input((8,)), layers.Input((8,)), layers.Dense(4)
    rows = describe(Model([one, other], ops.add(shared(one), shared(other))))["layers"]
    assert {row["name"]: row["flops"] for row in rows}[shared.name] == 2 * 68
    stated = layers.Input(batch_shape=(16, 8))
    assert describe(Model(stated, layers.Dense(4)(stated)))["cost"]["flops"] == 68
