"""Each architecture has the layers, names, shapes and outputs that Keras's has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import ops

from .oracle import LARGE, SMALL, fill, of_keras, of_ours, outline, quiet, rows, settings

pytestmark = pytest.mark.slow

#: What the small networks are asked for where outputs are compared: the least their bodies take.
SIZES = {"InceptionV3": 75, "InceptionResNetV2": 75, "Xception": 71}


def agree(name: str, **kwargs: Any) -> None:
    theirs, ours = outline(name, **kwargs), of_ours(name, **kwargs)
    assert rows(ours) == rows(theirs)
    assert ours.name == theirs.name
    assert [settings(layer) for layer in ours.layers] == [settings(layer) for layer in theirs.layers]


@pytest.mark.parametrize("name", SMALL)
def test_layers(name: str):
    agree(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_layers_of_the_larger(name: str):
    agree(name)


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [
        ("MobileNet", {"alpha": 0.5, "depth_multiplier": 2, "dropout": 0.2, "classes": 7}),
        ("MobileNet", {"input_shape": (128, 128, 3), "include_top": False}),
        ("MobileNetV2", {"alpha": 1.4, "input_shape": (96, 96, 3)}),
        ("MobileNetV3Small", {"minimalistic": True, "alpha": 1.5, "dropout_rate": 0.0}),
        ("MobileNetV3Small", {"include_preprocessing": False, "classifier_activation": None}),
        ("EfficientNetV2B0", {"include_preprocessing": False, "include_top": False, "pooling": "max"}),
        ("EfficientNetB0", {"include_top": False, "input_shape": (65, 97, 1), "pooling": "avg"}),
        ("ConvNeXtTiny", {"include_preprocessing": False, "include_top": False, "pooling": "avg"}),
        ("ResNet50V2", {"include_top": False, "pooling": "max", "input_shape": (None, None, 3)}),
        ("VGG16", {"classes": 3, "input_shape": (48, 48, 3), "classifier_activation": "sigmoid"}),
    ],
    ids=str,
)
def test_arguments(name: str, kwargs: dict[str, Any]):
    agree(name, **kwargs)


def compare(name: str, compiled: bool = False) -> None:
    size = SIZES.get(name, 64)
    kwargs = {**SMALL[name], "classes": 7, "classifier_activation": None, "input_shape": (size, size, 3)}
    theirs, ours = of_keras(name, **kwargs), of_ours(name, **kwargs)
    fill(theirs, ours)
    images = np.random.default_rng(1).uniform(0, 255, (2, size, size, 3)).astype("float32")
    with quiet():
        wanted = np.asarray(theirs(images, training=False))
    found = ours.predict_on_batch(images) if compiled else ops.convert_to_numpy(ours(images))
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-4 * np.abs(wanted).max())


QUICK = ["EfficientNetB0", "MobileNetV3Small"]


@pytest.mark.parametrize("name", QUICK)
def test_outputs(name: str):
    compare(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(SMALL) - set(QUICK) - {"MobileNet"}))
def test_outputs_of_the_larger(name: str):
    compare(name)


def test_outputs_on_each_engine(engine: str):
    compare("MobileNet", compiled=True)
