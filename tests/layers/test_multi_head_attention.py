"""MultiHeadAttention and GroupQueryAttention, and attention with masks, against Keras."""

from __future__ import annotations

import json

import numpy as np
import pytest

from keras_lab import layers, ops
from keras_lab.engine import P
from keras_lab.graph.symbolic import SymbolicTensor

MAKERS = {
    "heads": lambda L: L.MultiHeadAttention(2, 3),
    "heads-values": lambda L: L.MultiHeadAttention(2, 3, value_dim=4, output_shape=5, use_bias=False),
    "grouped": lambda L: L.GroupQueryAttention(3, 4, 2),
}
every = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


@pytest.fixture(scope="module")
def keras():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras")


def inputs(*shapes):
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape).astype("float32") for shape in shapes]


def pair(keras, make, *arguments):
    """Our layer and the oracle's, with the same weights, none of them zero."""
    ours, theirs = make(layers), make(keras.layers)
    ours(*arguments)
    theirs(*arguments)
    assert [tuple(w.shape) for w in theirs.weights] == [w.shape for w in ours.weights]
    assert [w.name for w in theirs.weights] == [w.name for w in ours.weights]
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=w.shape).astype("float32") for w in ours.weights]
    ours.set_weights(weights)
    theirs.set_weights(weights)
    return ours, theirs


def same(ours, theirs):
    np.testing.assert_allclose(P.to_numpy(ours), np.asarray(theirs), rtol=1e-4, atol=1e-5)


@every
def test_outputs_and_scores_are_those_of_keras(make, engine, keras):
    query, value, key = inputs((2, 3, 4), (2, 5, 6), (2, 5, 4))
    ours, theirs = pair(keras, make, query, value, key)
    for a, b in zip(
        ours(query, value, key, return_attention_scores=True),
        theirs(query, value, key, return_attention_scores=True),
        strict=True,
    ):
        same(a, b)


@every
def test_masks_are_those_of_keras(make, engine, keras):
    query, value = inputs((2, 4, 4), (2, 4, 4))
    ours, theirs = pair(keras, make, query, value)
    seen = np.array([[True, True, False, True], [True, False, True, True]])
    mask = np.random.default_rng(2).uniform(size=(2, 4, 4)) > 0.4
    for words in (
        {"use_causal_mask": True},
        {"attention_mask": mask},
        {"query_mask": seen, "value_mask": seen},
        {"key_mask": seen, "use_causal_mask": True},
    ):
        # of a query that sees nothing Keras makes the mean of all values or 0, depending on the path it takes
        counts = words.get("query_mask", np.ones((2, 4), bool))
        result, wanted = ours(query, value, **words), theirs(query, value, **words)
        np.testing.assert_allclose(
            P.to_numpy(result)[counts], np.asarray(wanted)[counts], rtol=1e-4, atol=1e-5
        )


@every
def test_symbolic_and_masks_of_the_layers_before(make, engine):
    words = layers.Input((4,), dtype="int32")
    vectors = layers.Embedding(9, 6, mask_zero=True)(words)
    layer = make(layers)
    output = layer(vectors, vectors)
    assert isinstance(output, SymbolicTensor) and output.shape[:2] == (None, 4)
    embedding = layers.Embedding(9, 6, mask_zero=True)
    some = np.array([[1, 2, 0, 0]])
    x = embedding(some)
    inferred = P.to_numpy(layer(x, x))
    given = P.to_numpy(
        layer(np.asarray(P.to_numpy(x)), np.asarray(P.to_numpy(x)), query_mask=some > 0, value_mask=some > 0)
    )
    np.testing.assert_allclose(inferred, given, rtol=1e-5)


@every
def test_configurations_are_those_of_keras(make, keras):
    ours, theirs = make(layers), make(keras.layers)
    config = json.loads(json.dumps(layers.serialize(ours)))
    again = layers.deserialize(config)
    assert json.loads(json.dumps(layers.serialize(again))) == config
    read = keras.layers.deserialize(config).get_config()
    assert {k: v for k, v in read.items() if k != "name"} == {
        k: v for k, v in theirs.get_config().items() if k != "name"
    }
    assert type(layers.deserialize(keras.layers.serialize(theirs))) is type(ours)


@pytest.mark.parametrize("axes", [None, 1, (1, 2)])
def test_axes_that_are_attended_to(axes, engine, keras):
    query, value = inputs((2, 3, 2, 4), (2, 5, 2, 4))
    ours, theirs = pair(keras, lambda L: L.MultiHeadAttention(2, 3, attention_axes=axes), query, value)
    same(ours(query, value), theirs(query, value))


@pytest.mark.parametrize("make", [lambda L: L.Attention(), lambda L: L.AdditiveAttention()])
def test_attention_with_masks(make, engine, keras):
    query, value = inputs((2, 3, 4), (2, 5, 4))
    ours, theirs = make(layers), make(keras.layers)
    ours([query, value])
    theirs([query, value])
    theirs.set_weights(ours.get_weights())
    masks = [np.array([[True, True, False]] * 2), np.array([[True, False, True, True, False]] * 2)]
    for words in ({"mask": masks}, {"use_causal_mask": True}, {"mask": masks, "use_causal_mask": True}):
        words["return_attention_scores"] = True
        for a, b in zip(ours([query, value], **words), theirs([query, value], **words), strict=True):
            same(a, b)


def test_dropout_in_training(engine):
    (x,) = inputs((2, 5, 4))
    layer = layers.MultiHeadAttention(2, 3, dropout=0.5)
    still = P.to_numpy(layer(x, x))
    np.testing.assert_array_equal(P.to_numpy(layer(x, x)), still)
    assert not np.array_equal(P.to_numpy(layer(x, x, training=True)), still)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: layers.MultiHeadAttention(0, 3), "heads"),
        (lambda: layers.MultiHeadAttention(2, 3, dropout=1.0), "dropout"),
        (lambda: layers.GroupQueryAttention(3, 4, 3), "cannot share"),
        (lambda: layers.MultiHeadAttention(2, 3)(np.ones((2, 3)), np.ones((2, 3))), "at least 3"),
        (lambda: layers.Attention()(np.ones((2, 3, 4))), "list"),
        (lambda: layers.Attention(score_mode="dots"), "score_mode"),
        (lambda: layers.EinsumDense("ab,bc", 3), "equation"),
        (lambda: layers.EinsumDense("ab,bc->ac", (3, 4)), "output_shape"),
    ],
)
def test_bad_input(make, message, engine):
    def try_it():
        layer = make()
        layer(np.ones((2, 3), "float32"))

    with pytest.raises(ValueError, match=message):
        try_it()


def test_attention_over_rows_of_images(engine: str) -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 4)).astype("float32")
    for layer in (layers.Attention(), layers.Attention(score_mode="concat"), layers.AdditiveAttention()):
        whole = ops.convert_to_numpy(layer([x, x]))
        rows = ops.convert_to_numpy(layer([x[:, 1], x[:, 1]]))
        np.testing.assert_allclose(whole[:, 1], rows, atol=1e-5)
