"""Views of models made of real layers."""

from __future__ import annotations

import json

import pytest

import keras_lab as keras
from keras_lab import layers
from keras_lab.graph.describe import describe
from keras_lab.graph.rows import model_rows
from keras_lab.graph.summary import summary_text
from keras_lab.naming import reset_names


@pytest.fixture(autouse=True)
def _names():
    reset_names()


def test_the_summary_of_the_thirty_second_tour():
    model = keras.Sequential(name="tour")
    model.add(layers.Dense(64, activation="relu", input_shape=(100,)))
    model.add(layers.Dense(10, activation="softmax"))
    assert summary_text(model) == (
        'Model: "tour"\n'
        "┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┓\n"
        "┃ Layer (type)    ┃ Output Shape ┃ Param # ┃\n"
        "┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━┩\n"
        "│ dense (Dense)   │ (None, 64)   │   6,464 │\n"
        "│ dense_1 (Dense) │ (None, 10)   │     650 │\n"
        "└─────────────────┴──────────────┴─────────┘\n"
        " Total params: 7,114 (27.79 KB)\n"
        " Trainable params: 7,114 (27.79 KB)\n"
        " Non-trainable params: 0 (0 B)"
    )


def test_a_deferred_stack_before_and_after_building_and_without_its_last_layer():
    model = keras.Sequential([layers.Dense(3), layers.BatchNormalization()])
    assert [(row.output, row.params) for row in model_rows(model)] == [("?", None), ("?", None)]
    model.build((None, 2))
    assert [(row.output, row.params) for row in model_rows(model)] == [("(None, 3)", 9), ("(None, 3)", 12)]
    assert " Non-trainable params: 6 (24 B)" in summary_text(model)
    model.pop()
    assert [row.name for row in model_rows(model)] == ["dense"]


def test_ops_between_layers_are_rows_and_boxes():
    start = keras.Input((4,))
    model = keras.Model(start, layers.Dense(2)(start * 2.0 + start))
    assert [(row.name, row.type) for row in model_rows(model)] == [
        ("input_layer", "InputLayer"),
        ("multiply", "multiply"),
        ("add", "add"),
        ("dense", "Dense"),
    ]
    description = describe(model)
    assert [node["family"] for node in description["graph"]["nodes"]] == ["input", "op", "op", "core"]
    assert description["layers"][1]["config"]["1"] == 2.0


def test_configurations_of_real_layers_are_plain():
    start = keras.Input((8, 8, 1))
    x = layers.Conv2D(4, 3, kernel_initializer="he_normal", kernel_regularizer="l2")(start)
    model = keras.Model(start, layers.Activation("relu")(x))
    description = json.loads(json.dumps(describe(model), allow_nan=False))
    config = description["layers"][1]["config"]
    assert config["filters"] == 4
    assert config["kernel_size"] == [3, 3]
    assert config["kernel_initializer"]["class_name"] == "HeNormal"
    assert description["layers"][2]["config"]["activation"] == "relu"


def test_a_shared_encoder_counts_once():
    encoder = keras.Sequential([keras.Input((4,)), layers.Dense(3)], name="encoder")
    left, right = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    model = keras.Model([left, right], layers.Concatenate()([encoder(left), encoder(right)]))
    assert " Total params: 15 (60 B)" in summary_text(model)
    boxes = [node["id"] for node in describe(model)["graph"]["nodes"]]
    assert boxes.count("encoder") == boxes.count("encoder:2") == 1


def test_dtypes_show_in_rows_and_bytes():
    start = keras.Input((), dtype="int32")
    model = keras.Model(start, layers.Embedding(10, 2, dtype="float16")(start))
    assert [row.dtype for row in model_rows(model)] == ["int32", "float16"]
    assert " Total params: 20 (40 B)" in summary_text(model)


def test_the_models_own_summary_is_printed_in_one_piece():
    printed = []
    model = keras.Sequential([layers.Dense(1, input_shape=(2,))])
    model.summary(print_fn=printed.append, show_trainable=True)
    assert printed == [summary_text(model, show_trainable=True)]
