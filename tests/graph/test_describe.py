"""The description of a model as plain data."""

from __future__ import annotations

import json

import pytest

from keras_lab.graph.describe import describe
from keras_lab.graph.families import FAMILIES, family_of

from . import made_up
from .made_up import Dense, FakeLayer, Model, Sequential, dense

GALLERY = [
    made_up.residual,
    made_up.inception,
    made_up.two_by_two,
    made_up.siamese,
    made_up.u_net,
    made_up.nested,
]


@pytest.mark.parametrize("make", GALLERY)
def test_every_kind_of_model_is_described_consistently(make):
    description = describe(make())
    assert json.loads(json.dumps(description, allow_nan=False)) == description
    layers, graph = description["layers"], description["graph"]
    ids = [node["id"] for node in graph["nodes"]]
    assert len(set(ids)) == len(ids)
    for node in graph["nodes"]:
        assert node["family"] in FAMILIES
        assert layers[node["layer"]]["type"] == node["type"]
        assert node["label"].startswith(layers[node["layer"]]["name"])
        assert node["x"] + node["width"] < graph["width"]
        assert node["y"] + node["height"] < graph["height"]
    for edge in graph["edges"]:
        assert {edge["from"], edge["to"]} <= set(ids)
    names = {layer["name"] for layer in layers}
    assert all(name in names for layer in layers for name in layer["inputs"])


def test_the_keys_are_those_agreed_upon():
    description = describe(made_up.nested())
    assert set(description) == {
        "version",
        "name",
        "kind",
        "built",
        "parameters",
        "cost",
        "layers",
        "graph",
        "full",
    }
    assert description["parameters"] == {"total": 50, "trainable": 50, "non_trainable": 0}
    assert description["layers"][-1] == {
        "name": "head",
        "type": "Dense",
        "output": "(None, 2)",
        "dtype": "float32",
        "params": 10,
        "flops": None,
        "activation_bytes": 8,
        "weight_bytes": 40,
        "trainable": True,
        "inputs": ["encoder"],
        "config": {"name": "head", "units": 2},
        "weights": [
            {"name": "kernel", "shape": [4, 2], "dtype": "float32"},
            {"name": "bias", "shape": [2], "dtype": "float32"},
        ],
        "depth": 0,
    }
    node = description["graph"]["nodes"][-1]
    assert (node["id"], node["note"], node["layer"]) == ("head", "(None, 2)", 5)


def test_a_nested_model_is_one_box_and_its_layers_follow_it():
    description = describe(made_up.nested())
    assert [layer["depth"] for layer in description["layers"]] == [0, 0, 1, 1, 1, 0]
    assert [node["id"] for node in description["graph"]["nodes"]] == ["input_layer", "encoder", "head"]


def test_each_call_of_a_shared_layer_has_a_box():
    graph = describe(made_up.siamese())["graph"]
    calls = [node for node in graph["nodes"] if node["layer"] == 2]
    assert [node["id"] for node in calls] == ["encoder", "encoder:2"]
    assert [node["label"] for node in calls] == ["encoder (call 1)", "encoder (call 2)"]
    assert {(e["from"], e["to"]) for e in graph["edges"]} >= {("left", "encoder"), ("right", "encoder:2")}


def test_a_layer_given_the_same_tensor_twice_has_one_line():
    start = made_up.source()
    model = made_up.functional(start, made_up.Add("double")(start, start), "doubling")
    assert len(describe(model)["graph"]["edges"]) == 1


def test_the_input_of_a_stack_is_a_box_without_a_row():
    model = Sequential([dense("only")])
    model.build()
    description = describe(model)
    assert [(node["id"], node["layer"]) for node in description["graph"]["nodes"]] == [
        ("input_layer", None),
        ("only", 0),
    ]
    assert description["layers"][0]["inputs"] == ["input_layer"]


def test_an_unbuilt_stack_is_a_chain_of_question_marks():
    description = describe(Sequential([Dense("one", built=False), Dense("two", built=False)]))
    assert description["built"] is False
    assert [(layer["output"], layer["params"]) for layer in description["layers"]] == [("?", 0), ("?", 0)]
    assert [(e["from"], e["to"]) for e in description["graph"]["edges"]] == [("one", "two")]


def test_a_model_of_ones_own_is_a_column_of_boxes():
    graph = describe(Model([dense("one"), dense("two")]))["graph"]
    assert [node["id"] for node in graph["nodes"]] == ["one", "two"]
    assert graph["edges"] == []
    assert graph["nodes"][0]["y"] < graph["nodes"][1]["y"]


@pytest.mark.parametrize(
    ("name", "bases", "family"),
    [
        ("Conv2DTranspose", (), "convolution"),
        ("GlobalMaxPooling1D", (), "pooling"),
        ("ConvLSTM2D", (), "recurrent"),
        ("LayerNormalization", (), "normalization"),
        ("SpatialDropout1D", (), "regularization"),
        ("MultiHeadAttention", (), "attention"),
        ("LeakyReLU", (), "activation"),
        ("Concatenate", (), "merging"),
        ("Lightning", ("Conv2D",), "convolution"),
        ("Whatever", (), "other"),
        ("Bottleneck", ("Model",), "model"),
    ],
)
def test_families(name, bases, family):
    kind = type(name, tuple(getattr(made_up, base) for base in bases) or (FakeLayer,), {})
    assert family_of(kind.__new__(kind)) == family
