"""The SVG: well-formed, escaped, complete, and the same every time."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree

import pytest

from keras_lab.graph.describe import describe, redrawn
from keras_lab.graph.drawing import graph_svg

from . import made_up
from .made_up import Model, dense
from .test_describe import GALLERY

SVG = "{http://www.w3.org/2000/svg}"


def drawn(model):
    return ElementTree.fromstring(graph_svg(describe(model)))


@pytest.mark.parametrize("make", GALLERY)
def test_every_box_and_every_line_is_there(make):
    description = describe(make())
    root = ElementTree.fromstring(graph_svg(description))
    assert len(root.findall(f"{SVG}g")) == len(description["graph"]["nodes"])
    lines, heads = (path.get("d") for path in root.findall(f"{SVG}path"))
    assert lines.count("M") == heads.count("M") == len(description["graph"]["edges"])
    told = "".join(root.itertext())
    for node in description["graph"]["nodes"]:
        assert node["label"] in told
        assert node["note"] in told


def test_it_can_be_read_out():
    root = drawn(made_up.siamese())
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{SVG}title") == "Graph of the model siamese"
    assert "pair (Concatenate), (None, 8) from encoder and encoder:2." in root.findtext(f"{SVG}desc")


def test_names_cannot_break_out_of_the_drawing():
    nasty = '"><script>alert(1)</script>&amp; ]]>'
    model = Model([dense(nasty)], nasty)
    root = drawn(model)
    assert root.find(f".//{SVG}script") is None
    assert root.findtext(f"{SVG}title") == f"Graph of the model {nasty}"
    assert nasty in [text.text for text in root.iter(f"{SVG}tspan")]


def test_control_characters_do_not_spoil_the_drawing():
    root = drawn(Model([dense("bell\x07\x00\ud800end")]))
    assert "bell���end" in [text.text for text in root.iter(f"{SVG}tspan")]


def test_colours_need_no_style_sheet():
    root = drawn(made_up.residual())
    assert all(element.get("fill") for kind in ("g", "text") for element in root.iter(f"{SVG}{kind}"))
    assert all(path.get("fill") for path in root.findall(f"{SVG}path"))


def test_a_saved_drawing_is_small():
    model = made_up.residual(10)
    svg = graph_svg({"name": "residual", "graph": redrawn(model, grouped=False)})
    assert len(svg) / svg.count("<g ") < 900
    assert len(graph_svg(describe(model))) < 4000  # repeated blocks are one box


def test_the_same_model_is_drawn_alike():
    assert graph_svg(describe(made_up.u_net())) == graph_svg(describe(made_up.u_net()))


def test_no_engine_and_no_jupyter_is_needed():
    program = (
        "import sys\n"
        "from tests.graph import made_up\n"
        "from keras_lab.graph.describe import describe, redrawn\n"
        "from keras_lab.graph.drawing import graph_svg\n"
        "from keras_lab.graph.summary import summary_text\n"
        "model = made_up.residual()\n"
        "assert summary_text(model) and graph_svg(describe(model))\n"
        "print(*{'tensorflow', 'jax', 'keras', 'IPython', 'plotly', 'h5py'}.intersection(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
