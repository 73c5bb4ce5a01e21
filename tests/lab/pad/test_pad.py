"""Strokes become an image as the model knows them, and the model answers."""

import base64
import json

import numpy as np
import pytest

from keras_lab import layers, models
from keras_lab.lab.answers import find
from keras_lab.lab.pad import DigitPad
from keras_lab.lab.pad.strokes import image
from keras_lab.lab.protocol import PAD_MIME

DOWN = {"erase": False, "points": [500, 100, 500, 900]}
ACROSS = {"erase": True, "points": [0, 500, 1000, 500]}


def classifier(shape, classes=10, activation="softmax"):
    return models.Sequential(
        [layers.Input(shape), layers.Flatten(), layers.Dense(classes, activation, name="out")]
    )


def test_a_stroke_is_ink_and_the_eraser_takes_it_away():
    drawn = image([DOWN], 28, 28, 0.08, centered=False)
    assert drawn.dtype == np.float32
    assert (drawn.min(), drawn.max()) == (0, 1)
    rows, columns = np.nonzero(drawn > 0.5)
    assert set(columns) == {13, 14}
    assert (rows.min(), rows.max()) == (2, 25)
    erased = image([DOWN, ACROSS], 28, 28, 0.08, centered=False)
    assert erased[13:15].max() == 0
    assert erased[5, 13] == 1
    assert image([ACROSS], 28, 28, 0.08, centered=True).max() == 0


def test_a_small_drawing_in_a_corner_is_centred_as_mnist_is():
    corner = {"erase": False, "points": [700, 700, 700, 980, 800, 980]}
    drawn = image([corner], 28, 28, 0.08, centered=True)
    rows, _ = np.nonzero(drawn)
    assert 19 <= rows.max() - rows.min() + 1 <= 21
    mass = drawn.sum()
    middle = [(drawn.sum(axis) * np.arange(28)).sum() / mass for axis in (1, 0)]
    assert np.allclose(middle, 13.5, atol=0.5)


@pytest.mark.parametrize(
    ("shape", "size"),
    [((8, 8), 8), ((8, 8, 1), 8), ((28, 28, 3), 28), ((1, 28, 28), 28), ((64,), 8), ((784,), 28)],
)
def test_the_size_is_that_of_the_model(shape, size):
    pad = DigitPad(classifier(shape))
    pad.draw([DOWN])
    assert (pad.height, pad.width) == (size, size)
    assert pad.image.shape == shape
    assert pad.image.max() > 0.8
    assert sum(pad.scores.values()) == pytest.approx(1, abs=1e-5)


def test_what_cannot_be_drawn_for_is_refused():
    with pytest.raises(ValueError, match="size="):
        DigitPad(classifier((7,)))
    with pytest.raises(ValueError, match="10 classes"):
        DigitPad(classifier((8, 8)), labels="abc")
    pad = DigitPad(classifier((8, 8)), preprocess=lambda image: image[:4])
    pad.draw([DOWN])
    with pytest.raises(ValueError, match="preprocess"):
        pad.predict()
    with pytest.raises(ValueError, match="strokes"):
        pad.draw("x")


def test_values_are_scaled_as_the_caller_says_and_logits_become_probabilities():
    pad = DigitPad(classifier((8, 8), 3, "linear"), labels=["a", "b", "c"], preprocess=lambda x: 16 * x)
    pad.model.get_layer("out").bias.assign([0.0, 0.0, 50.0])
    assert pad.scores == {}
    pad.draw([DOWN])
    assert pad.image.max() > 0.8 * 16
    assert max(pad.scores, key=pad.scores.get) == "c"
    assert pad.scores["c"] == pytest.approx(1, abs=1e-3)
    two = DigitPad(classifier((8, 8), 1, "sigmoid"))
    two.draw([DOWN])
    assert len(two.scores) == 2


def test_the_front_end_asks_and_the_notebook_keeps():
    pad = DigitPad(classifier((8, 8)))
    answer = find("pad.predict")(None, {"id": pad.id, "strokes": [DOWN], "centered": False})
    assert len(base64.b64decode(answer["image"])) == 64
    assert len(answer["scores"]) == 10
    assert pad.strokes == [DOWN]
    assert not pad.centered
    bundle = find("pad.save")(None, {"id": pad.id})
    assert bundle[PAD_MIME]["answer"] == answer
    assert len(json.dumps(bundle, allow_nan=False)) < 20_000
    empty = find("pad.predict")(None, {"id": pad.id, "strokes": []})
    assert empty["scores"] == [None] * 10
