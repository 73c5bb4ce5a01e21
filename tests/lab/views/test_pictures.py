"""Images side by side: their order, their range, and what is refused."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from keras_lab.lab import Pictures

SVG = "{http://www.w3.org/2000/svg}"


def drawn(pictures):
    return ElementTree.fromstring(pictures._repr_mimebundle_()["image/svg+xml"])


def test_images_stand_in_rows_below_their_titles():
    root = drawn(Pictures(np.zeros((5, 8, 4)), ["a", "b", "c<d", "e", "f"], columns=3, size=40))
    assert [text.text for text in root.iter(f"{SVG}text")] == ["a", "b", "c<d", "e", "f"]
    images = list(root.iter(f"{SVG}image"))
    assert {(image.get("width"), image.get("height")) for image in images} == {("20", "40")}
    places = [group.get("transform") for group in root.iter(f"{SVG}g") if group.get("transform")]
    assert places[0] == "translate(0 0)"
    assert places[3] == "translate(0 63)"


def test_the_highest_value_of_all_is_white_and_nan_black():
    images = np.zeros((2, 1, 2))
    images[0, 0, 0], images[1, 0, 1], images[1, 0, 0] = -1, 3, np.nan
    assert Pictures(images).images.tolist() == [[[0, 64]], [[0, 255]]]


@pytest.mark.parametrize(("shape", "kept"), [((2, 3, 3, 1), (2, 3, 3)), ((2, 3, 3, 3), (2, 3, 3, 3))])
def test_channels_stand_last(shape, kept):
    pictures = Pictures(np.ones(shape))
    assert pictures.images.shape == kept
    assert len(list(drawn(pictures).iter(f"{SVG}image"))) == 2


def test_the_text_counts_and_names_them():
    text = Pictures(np.zeros((2, 3, 4)), ["cat", 7])._repr_mimebundle_()["text/plain"]
    assert text == "Pictures: 2 of 3 × 4 pixels: cat, 7"


@pytest.mark.parametrize("shape", [(8, 8), (0, 8, 8), (2, 8, 8, 2)])
def test_what_is_no_row_of_images_is_refused(shape):
    with pytest.raises(ValueError, match="Pictures takes images"):
        Pictures(np.zeros(shape))


def test_titles_must_be_as_many_as_images():
    with pytest.raises(ValueError, match="2 images and 1 titles"):
        Pictures(np.zeros((2, 8, 8)), ["one"])
