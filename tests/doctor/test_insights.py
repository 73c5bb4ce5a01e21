"""Filters, activations, attention and saliency say what they are told to, on every engine."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers
from keras_lab.doctor import activations, attention_maps, filters, saliency
from keras_lab.models import Model, Sequential

X = np.random.default_rng(0).normal(size=(3, 6, 6, 3)).astype("float32")


def images(*more: layers.Layer) -> Sequential:
    return Sequential([layers.Input((6, 6, 3)), layers.Conv2D(4, (3, 2), name="conv"), *more])


def test_a_filter_is_the_kernel_of_one_output_channel(engine: str) -> None:
    model = images()
    found = filters(model, "conv")
    assert found.shape == (4, 3, 2, 3)
    np.testing.assert_array_equal(found[2], model.layers[0].kernel.numpy()[..., 2])


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (layers.Conv2DTranspose(5, 3), (5, 3, 3, 3)),
        (layers.DepthwiseConv2D(3, depth_multiplier=2), (6, 3, 3, 1)),
        (layers.SeparableConv2D(7, 3), (3, 3, 3, 1)),
        (layers.Conv2D(6, 3, groups=3), (6, 3, 3, 1)),
    ],
)
def test_filters_of_the_kin_of_conv2d(layer: layers.Layer, shape: tuple[int, ...]) -> None:
    assert filters(Sequential([layers.Input((6, 6, 3)), layer]), layer).shape == shape


def test_filters_of_a_sequence_are_one_channel_high_each() -> None:
    model = Sequential([layers.Input((9, 2)), layers.Conv1D(4, 5, name="conv")])
    assert filters(model, "conv").shape == (4, 2, 5, 1)


def test_what_has_no_filters_says_so() -> None:
    model = images(layers.Flatten(name="flat"))
    with pytest.raises(ValueError, match="'flat' has no filters to show: it is of the type Flatten"):
        filters(model, "flat")
    with pytest.raises(LookupError, match="no layer 'con'. Did you mean 'conv'"):
        filters(model, "con")


def test_activations_are_the_layer_s_output(engine: str) -> None:
    model = images(layers.Flatten(), layers.Dense(2))
    first = Sequential([layers.Input((6, 6, 3)), model.layers[0]])
    np.testing.assert_allclose(
        activations(model, X, "conv"), first.predict(X, verbose=0), rtol=1e-5, atol=1e-5
    )


def test_attention_tells_where_each_head_looks(engine: str) -> None:
    inputs = layers.Input((5, 8))
    heads = layers.MultiHeadAttention(2, 4, name="heads")
    plain = layers.Attention(name="plain")
    model = Model(inputs, plain([heads(inputs, inputs, use_causal_mask=True), inputs]))
    x = np.random.default_rng(1).normal(size=(3, 5, 8)).astype("float32")
    found = attention_maps(model, x)
    _, wanted = heads(x, x, use_causal_mask=True, return_attention_scores=True)
    np.testing.assert_allclose(found["heads"], np.asarray(wanted), rtol=1e-5, atol=1e-6)
    assert found["heads"][:, :, 0, 1:].max() == 0  # nothing later is seen
    assert found["plain"].shape == (3, 1, 5, 5)


def test_saliency_of_a_linear_model_is_its_kernel(engine: str) -> None:
    model = Sequential([layers.Input((4,)), layers.Dense(3)])
    x = np.eye(4, dtype="float32")
    winners = model.predict(x, verbose=0).argmax(-1)
    np.testing.assert_allclose(saliency(model, x), model.layers[0].kernel.numpy().T[winners], rtol=1e-5)


def test_certainty_does_not_flatten_saliency(engine: str) -> None:
    model = Sequential([layers.Input((4,)), layers.Dense(3, activation="softmax")])
    kernel = np.arange(12, dtype="float32").reshape(4, 3)
    model.set_weights([kernel, np.zeros(3, "float32")])
    x = np.full((1, 4), 4.0, "float32")  # the logits are 16 apart: the winner has all the probability
    assert model.predict(x, verbose=0).max() > 0.9999
    np.testing.assert_allclose(saliency(model, x)[0], kernel[:, 2] - kernel.mean(1), rtol=1e-4)


def test_looking_changes_nothing(engine: str) -> None:
    model = images(
        layers.BatchNormalization(), layers.Dropout(0.5, seed=1), layers.Flatten(), layers.Dense(2)
    )
    before = [weight.numpy().copy() for weight in model.variables]
    saliency(model, X)
    activations(model, X, "conv")
    for weight, value in zip(model.variables, before, strict=True):
        np.testing.assert_array_equal(weight.numpy(), value)


def test_words_have_no_gradient() -> None:
    model = Sequential(
        [layers.Input((4,), dtype="int32"), layers.Embedding(9, 2), layers.Flatten(), layers.Dense(1)]
    )
    with pytest.raises(ValueError, match="takes int32: it has no gradient"):
        saliency(model, np.zeros((1, 4), "int32"))
