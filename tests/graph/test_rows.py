"""The rows of a model's summary."""

from __future__ import annotations

import json

import pytest

from keras_lab.graph.rows import model_rows
from keras_lab.graph.symbolic import Node, OpCall, SymbolicTensor

from . import made_up
from .made_up import Dense, FakeLayer, Model, Sequential, Weight, dense, functional, source


def by_name(model, **options):
    return {row.name: row for row in model_rows(model, **options)}


def test_a_sequential_model_lists_its_layers_without_the_input():
    model = Sequential([dense("hidden", 8), dense("classes", 3, 8)])
    model.build()
    rows = model_rows(model)
    assert [(row.name, row.type, row.output, row.params) for row in rows] == [
        ("hidden", "Dense", "(None, 8)", 40),
        ("classes", "Dense", "(None, 3)", 27),
    ]
    assert [row.inputs for row in rows] == [("input_layer",), ("hidden",)]


def test_before_building_nothing_is_known_but_the_chain():
    model = Sequential([Dense("hidden", built=False), Dense("classes", built=False)])
    rows = model_rows(model)
    assert [(row.output, row.params) for row in rows] == [("?", None), ("?", None)]
    assert rows[1].inputs == ("hidden",)


def test_a_model_of_ones_own_lists_its_layers_without_connections():
    rows = model_rows(Model([dense("one"), Dense("two", built=False)]))
    assert [(row.params, row.connected_to) for row in rows] == [(20, ()), (None, ())]


def test_a_shared_layer_has_one_row_with_all_its_inputs():
    rows = by_name(made_up.siamese())
    assert rows["encoder"].connected_to == ("left", "right")
    assert rows["pair"].connected_to == ("encoder[0][0]", "encoder[1][0]")
    assert rows["pair"].inputs == ("encoder",)


def test_a_shared_layer_that_gives_several_shapes_shows_them_all():
    start = source()
    layer = Dense("both", (4,))
    first = layer(start)
    layer.gives = (8,)
    second = layer(first)
    rows = by_name(functional(start, second, "twice"))
    assert rows["both"].output == "(None, 4); (None, 8)"
    assert rows["both"].connected_to == ("input_layer", "both[0][0]")


@pytest.mark.parametrize(
    ("gives", "text"),
    [([4, 8], "[(None, 4), (None, 8)]"), ({"low": 4, "high": 8}, "{low: (None, 4), high: (None, 8)}")],
)
def test_several_outputs_show_their_shapes_and_are_told_apart(gives, text):
    start = source()
    outputs = FakeLayer("split", gives)(start)
    second = outputs[1] if isinstance(outputs, list) else outputs["low"]
    rows = by_name(functional(start, dense("head")(second), "forked"))
    assert rows["split"].output == text
    assert rows["head"].connected_to == ("split[0][1]",)


def test_ops_have_rows_and_their_arguments_are_their_configuration():
    def add(x, y):
        return x

    start = source()
    call = OpCall(add, "add_7")
    call._nodes.append(Node(call, (start, 2.0), {"axis": -1}, SymbolicTensor((None, 4))))
    row = by_name(functional(start, call._nodes[0].outputs, "with_op"))["add_7"]
    assert (row.type, row.params, row.trainable, row.weights) == ("add", 0, None, [])
    assert row.config == {"0": start.name, "1": 2.0, "axis": -1}


def test_layers_of_nested_models_are_listed_on_demand():
    model = made_up.nested()
    assert [row.depth for row in model_rows(model)] == [0, 0, 0]
    rows = model_rows(model, expand_nested=True)
    assert [(row.name, row.depth) for row in rows] == [
        ("input_layer", 0),
        ("encoder", 0),
        ("inner_input", 1),
        ("inner_hidden", 1),
        ("inner_dense", 1),
        ("head", 0),
    ]
    assert rows[1].params == 40
    assert rows[1].config == {"name": "encoder", "trainable": True}


def test_frozen_layers_and_layers_without_weights_say_so():
    frozen = dense("frozen")
    frozen.trainable = False
    rows = by_name(Model([frozen, dense("free"), FakeLayer("bare")]))
    assert [rows[name].trainable for name in ("frozen", "free", "bare")] == [False, True, None]


def test_weights_are_named_by_their_paths_where_names_repeat():
    twice = [Weight("kernel", (2, 3)), Weight("kernel", (3, 2), "float16")]
    twice[1].path = "inner/kernel"
    (row,) = model_rows(Model([Dense("both_ways", weights=twice)]))
    assert row.weights == [
        {"name": "kernel", "shape": [2, 3], "dtype": "float32"},
        {"name": "inner/kernel", "shape": [3, 2], "dtype": "float16"},
    ]


def test_any_configuration_becomes_plain_json():
    class Odd:
        def __repr__(self):
            return "Odd()"

    layer = FakeLayer(
        "odd",
        bound=float("inf"),
        hole=float("nan"),
        words=["word"] * 1000,
        thing=Odd(),
        function=len,
        inner={"class_name": "Zeros", "config": {}, "module": "keras.initializers"},
    )
    (row,) = model_rows(Model([layer]))
    assert json.loads(json.dumps(row.config, allow_nan=False)) == {
        "name": "odd",
        "bound": "inf",
        "hole": "nan",
        "words": "1000 values",
        "thing": "Odd()",
        "function": "len",
        "inner": {"class_name": "Zeros", "config": {}},
    }


def test_a_layer_that_cannot_tell_its_configuration_is_still_shown():
    class Stubborn(FakeLayer):
        def get_config(self):
            raise NotImplementedError

    (row,) = model_rows(Model([Stubborn("mule")]))
    assert row.config == {"name": "mule"}
