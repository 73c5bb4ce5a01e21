"""Drawings with models inside and repeated blocks, closed and opened."""

import pytest

from keras_lab import layers
from keras_lab.applications import ResNet50
from keras_lab.graph.describe import describe, redrawn
from keras_lab.graph.drawing import graph_svg
from keras_lab.models import Model


def tower(block, count, width=8):
    start = x = layers.Input((width,))
    for _ in range(count):
        x = block(x)
    return Model(start, layers.Dense(2)(x))


def residual(x):
    y = layers.Dense(8, activation="relu")(x)
    return layers.Add()([x, layers.Dense(8)(y)])


def nested(x):
    start = layers.Input((8,))
    return Model(start, residual(start))(x)


def boxes(graph):
    return {node["id"]: node for node in graph["nodes"]}


def check(graph):
    """Boxes inside the frames they belong to do not overlap; lines join boxes and end at their edges."""
    known = boxes(graph)
    assert len(known) == len(graph["nodes"])
    for edge in graph["edges"]:
        start, end = known[edge["from"]], known[edge["to"]]
        (x, y), (to_x, to_y) = edge["points"][0], edge["points"][-1]
        assert start["x"] <= x <= start["x"] + start["width"]
        assert y == start["y"] + start["height"]
        assert end["x"] <= to_x <= end["x"] + end["width"]
        assert to_y == end["y"]
        assert all(b > a for (_, a), (_, b) in zip(edge["points"], edge["points"][1:], strict=False))
    for one in graph["nodes"]:
        for other in graph["nodes"]:
            apart = (
                one["x"] + one["width"] <= other["x"]
                or other["x"] + other["width"] <= one["x"]
                or one["y"] + one["height"] <= other["y"]
                or other["y"] + other["height"] <= one["y"]
            )
            assert one is other or apart
    for frame in graph["frames"]:
        bar = known[frame["id"]]
        assert bar["open"]
        assert (bar["x"], bar["y"], bar["width"]) == (frame["x"], frame["y"], frame["width"])


def test_repeated_blocks_are_one_box_that_opens():
    model = tower(residual, 5)
    closed = redrawn(model, grouped=True)
    repeat = closed["nodes"][1]
    assert (repeat["kind"], repeat["type"], repeat["note"]) == ("repeat", "× 5", "3 layers each")
    assert len(closed["edges"]) == 2
    opened = redrawn(model, True, {repeat["id"]})
    check(opened)
    assert len(opened["frames"]) == 6
    blocks = [node for node in opened["nodes"] if node["kind"] == "block"]
    assert [node["type"] for node in blocks] == ["1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5"]
    check(redrawn(model, True, {repeat["id"], blocks[2]["id"]}))
    assert "× 5" in graph_svg({"name": "tower", "graph": closed})


def test_a_small_model_is_drawn_in_full_and_a_large_one_with_its_blocks_closed():
    assert describe(tower(residual, 5))["full"] is None
    large = describe(tower(residual, 20))
    assert len(large["graph"]["nodes"]) == 3
    assert len(large["full"]["nodes"]) == 62


def test_models_inside_open_and_are_repeated_too():
    model = tower(nested, 4)
    plain = redrawn(model, grouped=False)
    assert [node["kind"] for node in plain["nodes"]] == ["call", *["model"] * 4, "call"]
    inside = plain["nodes"][2]["id"]
    opened = redrawn(model, False, {inside})
    check(opened)
    assert sum(node["id"].startswith(f"{inside}/") for node in opened["nodes"]) == 4
    rows = describe(model)["layers"]
    assert all(rows[node["layer"]]["type"] == node["type"] for node in opened["nodes"])
    assert redrawn(model, True)["nodes"][1]["type"] == "× 4"


def test_a_line_leaves_an_open_box_from_what_computes_its_output():
    model = tower(nested, 2)
    inside = redrawn(model, False)["nodes"][1]["id"]
    ends = {edge["to"]: edge["from"] for edge in redrawn(model, False, {inside})["edges"]}
    head = model.layers[2].name
    assert ends[head].startswith(f"{inside}/add")


def test_blocks_that_differ_are_not_taken_for_alike():
    def widening(x):
        return layers.Dense(x.shape[-1] + 1)(layers.Dense(8)(x))

    assert all(node["kind"] == "call" for node in redrawn(tower(widening, 4), True)["nodes"])


@pytest.mark.parametrize("opened", [False, True])
def test_the_blocks_of_a_resnet_begin_where_its_ways_part(opened):
    model = ResNet50(weights=None)
    graph = redrawn(model, True)
    repeats = [node for node in graph["nodes"] if node["kind"] == "repeat"]
    assert [node["type"] for node in repeats] == ["× 2", "× 3", "× 5", "× 2"]
    assert repeats[0]["label"] == "conv2_block2_1_conv"
    check(redrawn(model, True, {node["id"] for node in repeats}) if opened else graph)
