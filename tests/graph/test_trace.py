"""Models of one's own: what calls what is found by running `call` on shapes, which changes nothing."""

from __future__ import annotations

import pytest

import keras_lab as keras
from keras_lab import layers, ops
from keras_lab.graph.describe import describe
from keras_lab.graph.rows import model_rows
from keras_lab.graph.summary import summary_text
from keras_lab.graph.trace import trace
from keras_lab.naming import reset_names


@pytest.fixture(autouse=True)
def _names():
    reset_names()


class Residual(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(8, activation="relu", kernel_regularizer="l2", activity_regularizer="l2")
        self.second = layers.Dense(8)
        self.drop = layers.Dropout(0.5)
        self.head = layers.Dense(3)

    def call(self, inputs, training=False):
        x = self.first(inputs)
        x = self.drop(self.second(x), training=training) + x
        return self.head(ops.concatenate([x, inputs], axis=-1))


class TwoInputs(keras.Model):
    def __init__(self):
        super().__init__()
        self.words = layers.Embedding(10, 4)
        self.flat = layers.Flatten()
        self.dense = layers.Dense(4)

    def call(self, inputs):
        numbers, words = inputs
        return {"numbers": self.dense(numbers), "words": self.flat(self.words(words))}


class Deciding(keras.Model):
    """Looks at values, so it cannot run on shapes."""

    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2)

    def call(self, inputs):
        return self.dense(inputs) if float(inputs[0, 0]) > 0 else inputs


def lines(model):
    return {(edge["from"], edge["to"]) for edge in describe(model)["graph"]["edges"]}


def test_the_graph_of_a_models_own_call_is_drawn():
    model = Residual()
    model.build((None, 4))
    assert lines(model) == {
        ("input_layer", "dense"),
        ("dense", "dense_1"),
        ("dense_1", "dropout"),
        ("dropout", "add"),
        ("dense", "add"),
        ("add", "concatenate"),
        ("input_layer", "concatenate"),
        ("concatenate", "dense_2"),
    }


def test_rows_list_the_layers_only_and_claim_no_connections():
    model = Residual()
    model.build((None, 4))
    rows = model_rows(model)
    assert [(row.name, row.output, row.params) for row in rows] == [
        ("dense", "(None, 8)", 40),
        ("dense_1", "(None, 8)", 72),
        ("dropout", "(None, 8)", 0),
        ("dense_2", "(None, 3)", 39),
    ]
    assert all(row.connected_to == () for row in rows)
    assert "Connected to" not in summary_text(model)


def test_looking_changes_nothing():
    model = Residual()
    model.build((None, 4))
    penalties = [list(layer._losses) for layer in model.flatten_layers()]
    assert describe(model) == describe(model)
    assert all(layer._nodes == [] for layer in model.layers)
    assert [list(layer._losses) for layer in model.flatten_layers()] == penalties
    assert layers.Dense(1).name == "dense_3"
    assert layers.Add().name == "add"


def test_several_inputs_and_outputs():
    model = TwoInputs()
    model.build([(None, 4), (None, 3)])
    assert lines(model) == {
        ("input_layer", "dense"),
        ("input_layer_1", "embedding"),
        ("embedding", "flatten"),
    }


def test_before_building_nothing_is_known():
    model = Residual()
    assert trace(model) is None
    assert lines(model) == set()
    assert [row.output for row in model_rows(model)] == ["?"] * 4


def test_a_model_that_decides_by_values_is_shown_without_lines():
    model = Deciding()
    model.dense.build((None, 4))
    model.dense.built = model.built = True
    model._build_config = {"input_shape": (None, 4)}
    assert trace(model) is None
    assert [node["id"] for node in describe(model)["graph"]["nodes"]] == ["dense"]


def test_inside_another_model_it_is_one_box():
    inner = Residual()
    start = keras.Input((4,))
    model = keras.Model(start, inner(start))
    assert lines(model) == {("input_layer", "residual")}
    assert [row.depth for row in model_rows(model, expand_nested=True)] == [0, 0, 1, 1, 1, 1]


def test_calls_by_the_names_of_keras() -> None:
    x = keras.Input((3,))
    hidden = layers.Dense(2)
    y = hidden(x)
    node = hidden._inbound_nodes[0]
    assert node.input_tensors == [x] and node.output_tensors == [y]
    assert node.parent_nodes == [x.node] and x.node.is_input and not node.is_input
