"""`plot_model`: an SVG file, or a clear refusal."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

import keras_lab as keras
from keras_lab.utils import model_to_dot, plot_model
from keras_lab.utils.dot import Options, dot_text
from tests.graph import made_up


def test_the_file_is_the_drawing_that_is_returned(tmp_path):
    drawing = plot_model(made_up.residual(), tmp_path / "resnet.svg", show_shapes=True)
    assert (tmp_path / "resnet.svg").read_text(encoding="utf-8") == drawing.svg == drawing._repr_svg_()
    assert ElementTree.fromstring(drawing.svg).tag.endswith("svg")


@pytest.mark.parametrize(
    ("options", "present", "absent"),
    [
        ({}, ["Conv2D"], ["conv1_a<", "(None, 32, 32, 16)<", "float32<"]),
        ({"show_shapes": True}, ["Conv2D<", "(None, 32, 32, 16)<"], ["conv1_a<", "float32<"]),
        ({"show_dtype": True, "show_layer_names": True}, ["conv1_a<", "float32<"], ["(None, 32, 32, 16)<"]),
    ],
)
def test_the_boxes_show_what_was_asked_for(options, present, absent):
    svg = plot_model(made_up.residual(), None, **options).svg
    svg = svg[svg.index("</desc>") :].replace("</title>", "")
    assert all(text in svg for text in present)
    assert not any(text in svg for text in absent)


def test_without_graphviz_a_picture_becomes_svg(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda program: None)
    with pytest.warns(UserWarning, match=r"model\.png.*model\.svg"):
        plot_model(made_up.residual(), tmp_path / "model.png")
    assert [path.name for path in tmp_path.iterdir()] == ["model.svg"]


@pytest.fixture
def nested():
    inner = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3, activation="relu", name="deep")], name="inner"
    )
    inputs = keras.Input((4,), name="begin")
    x = inner(inputs)
    return keras.Model(inputs, keras.layers.Add(name="end")([x, x]))


def test_graphviz_text(nested):
    text = dot_text(
        nested, Options(shapes=True, activations=True, trainable=True, expand_nested=True, rankdir="LR")
    )
    assert "rankdir=LR" in text and "cluster_inner" in text and "Activation: relu|Trainable" in text
    assert '"begin" -> "inner/' in text and 'deep" -> "end"' in text
    assert "(None, 3)" in text


def test_graphviz_draws_what_asks_for_it(nested, tmp_path, monkeypatch):
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\nprintf 'drawn as %s' $1\n")
    program.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda name: str(program))
    assert plot_model(nested, tmp_path / "model.pdf", rankdir="LR").svg == "drawn as -Tsvg"
    assert (tmp_path / "model.pdf").read_text() == "drawn as -Tpdf"
    with pytest.raises(ValueError, match="rankdir must be"):
        plot_model(nested, None, rankdir="up")
    with pytest.raises(ValueError, match="Unrecognized"):
        plot_model(nested, None, colour="red")


def test_pydot_is_asked_for(nested):
    with pytest.raises(ImportError, match="pip install pydot"):
        model_to_dot(nested)
