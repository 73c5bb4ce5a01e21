"""`plot_model`: an SVG file, or a clear refusal."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from keras_lab.utils import plot_model
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


def test_other_formats_are_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ValueError, match=r"must end in '\.svg'.*model\.png"):
        plot_model(made_up.residual(), tmp_path / "model.png")
    assert list(tmp_path.iterdir()) == []
