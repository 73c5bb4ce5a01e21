"""Resizing and patches, with Keras as the oracle."""

from __future__ import annotations

import os
import warnings
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from keras_lab import ops
from keras_lab.engine import spec_mode
from keras_lab.engine.spec import Spec
from keras_lab.ops import image

X = np.random.default_rng(0).normal(size=(2, 8, 10, 3)).astype("float32")


@pytest.fixture(scope="module")
def keras() -> ModuleType:
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras")


def same(found: Any, wanted: Any, tolerance: float = 1e-5) -> None:
    np.testing.assert_allclose(ops.convert_to_numpy(found), np.asarray(wanted), tolerance, tolerance)


@pytest.mark.parametrize("interpolation", image.INTERPOLATIONS)
@pytest.mark.parametrize("antialias", [False, True])
def test_resize(interpolation: str, antialias: bool, keras: ModuleType, engine: str) -> None:
    for size in ((5, 14), (12, 4)):
        given = {"interpolation": interpolation, "antialias": antialias}
        wanted = keras.ops.image.resize(X, size, **given)
        # TensorFlow reads the cubic off a table, to about three digits.
        same(image.resize(X, size, **given), wanted, 5e-3 if interpolation == "bicubic" else 1e-5)


@pytest.mark.parametrize(
    "how", [{"crop_to_aspect_ratio": True}, {"pad_to_aspect_ratio": True, "fill_value": 2.0}]
)
def test_the_aspect_ratio_is_kept(how: dict[str, Any], keras: ModuleType, engine: str) -> None:
    for size in ((6, 6), (4, 8)):
        same(image.resize(X, size, **how), keras.ops.image.resize(X, size, **how))


def test_layouts(engine: str) -> None:
    first = image.resize(X.transpose(0, 3, 1, 2), (4, 6), data_format="channels_first")
    same(first, ops.convert_to_numpy(image.resize(X, (4, 6))).transpose(0, 3, 1, 2))
    same(image.resize(X[0], (4, 6)), ops.convert_to_numpy(image.resize(X, (4, 6)))[0])
    assert ops.dtype(image.resize(X.astype("uint8"), (4, 6), "nearest")) == "uint8"


@pytest.mark.parametrize(
    "given", [{"size": 3}, {"size": (2, 3), "strides": 1}, {"size": 3, "strides": 2, "padding": "same"}]
)
def test_extract_patches(given: dict[str, Any], keras: ModuleType, engine: str) -> None:
    same(image.extract_patches(X, **given), keras.ops.image.extract_patches(X, **given))
    same(image.extract_patches(X[0], **given), keras.ops.image.extract_patches(X[0], **given))


def test_unknown_sizes() -> None:
    x = Spec((None, None, None, 3))
    with spec_mode():
        assert image.resize(x, (4, 6)) == image.resize(x, (4, 6), "nearest") == Spec((None, 4, 6, 3))
        assert image.extract_patches(x, 2) == Spec((None, None, None, 12))
        assert image.resize(x, (4, 6), crop_to_aspect_ratio=True) == Spec((None, 4, 6, 3))


def test_mistakes() -> None:
    for given, words in (
        ({"interpolation": "linear"}, "interpolation must be one of nearest, bilinear"),
        ({"fill_mode": "reflect"}, "fill_mode"),
        ({"crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True}, "choose one"),
    ):
        with pytest.raises(ValueError, match=words):
            image.resize(X, (4, 4), **given)


def test_integers_are_rounded_and_cut_off(keras: ModuleType, engine: str) -> None:
    x = np.array([0, 1, 254, 255], "uint8").reshape(1, 2, 2, 1)
    for how in ("bilinear", "bicubic"):
        made = image.resize(x, (4, 4), how)
        assert ops.dtype(made) == "uint8"
        same(made, keras.ops.image.resize(x, (4, 4), how), 1)


def test_sizes_known_only_afterwards() -> None:
    x = Spec((None, None, 7, 3))
    with spec_mode():
        assert image.crop_images(x, 1, 2, target_height=4, target_width=5) == Spec((None, 4, 5, 3))
        assert image.pad_images(x, 1, 2, 3, 4) == Spec((None, None, 13, 3))


def test_halves_can_be_projected(engine: str) -> None:
    corners = np.array([[0, 0], [8, 0], [0, 8], [8, 8]], "float16")
    made = image.perspective_transform(X.astype("float16"), corners, corners)
    assert ops.dtype(made) == "float16"
    same(ops.cast(made, "float32"), X, 2e-2)
