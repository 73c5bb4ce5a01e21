"""Images between files, Pillow and arrays; Keras is the oracle."""

from __future__ import annotations

import io
import sys

import keras
import numpy as np
import pytest

from keras_lab import utils
from keras_lab.preprocessing.image import smart_resize

RGB = np.random.RandomState(0).randint(0, 256, (6, 9, 3)).astype("uint8")


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "picture.png"
    utils.save_img(file, RGB, scale=False)
    return file


def test_a_png_comes_back(path):
    np.testing.assert_array_equal(utils.img_to_array(utils.load_img(path)), RGB)
    np.testing.assert_array_equal(np.asarray(utils.load_img(io.BytesIO(path.read_bytes()))), RGB)


@pytest.mark.parametrize(
    "how",
    [
        {"color_mode": "grayscale"},
        {"color_mode": "rgba"},
        {"target_size": (4, 4)},
        {"target_size": (12, 5), "interpolation": "lanczos"},
        {"target_size": (3, 7), "interpolation": "bilinear", "keep_aspect_ratio": True},
        {"target_size": (7, 3), "interpolation": "box", "keep_aspect_ratio": True},
    ],
    ids=str,
)
def test_loading_as_in_keras(path, how):
    ours, theirs = utils.load_img(path, **how), keras.utils.load_img(path, **how)
    assert ours.mode == theirs.mode
    np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("scale", [False, True])
@pytest.mark.parametrize("layout", ["channels_first", "channels_last"])
def test_arrays_as_images(channels, scale, layout):
    array = np.random.RandomState(1).rand(5, 4, channels) * 200
    array = array if layout == "channels_last" else array.transpose(2, 0, 1)
    image = utils.array_to_img(array, layout, scale)
    assert image.mode == {1: "L", 3: "RGB", 4: "RGBA"}[channels]
    expected = array - array.min() if scale else array
    expected = expected * (255 / expected.max()) if scale else expected
    back = utils.img_to_array(image, layout)
    assert back.dtype == "float32"
    assert np.all(np.abs(back - expected) <= 1)


def test_grey_of_many_steps():
    deep = np.array([[[0.0], [70_000.0]]])
    assert utils.img_to_array(utils.array_to_img(deep, scale=False)).max() == 70_000


def test_jpeg_has_no_transparency(tmp_path):
    with pytest.warns(UserWarning, match="no transparency"):
        utils.save_img(tmp_path / "x.jpg", np.zeros((2, 2, 4)))
    assert utils.load_img(tmp_path / "x.jpg").size == (2, 2)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda p: utils.load_img(p, "rbg"), ValueError, "color_mode must be one of.*Did you mean 'rgb'"),
        (lambda p: utils.load_img(p, target_size=(2, 2), interpolation="cubic"), ValueError, "interpolation"),
        (lambda p: utils.load_img(3), TypeError, "path of a file"),
        (lambda p: utils.array_to_img(np.zeros((2, 2))), ValueError, "3 axes"),
        (lambda p: utils.array_to_img(np.zeros((2, 2, 2))), ValueError, "1, 3 or 4 channels"),
        (lambda p: utils.img_to_array(np.zeros(2)), ValueError, "2 or 3 axes"),
        (lambda p: utils.img_to_array(np.zeros((2, 2)), "last"), ValueError, "data_format"),
        (lambda p: smart_resize(RGB, (1, 2, 3)), ValueError, "size must be"),
        (lambda p: smart_resize(RGB[0], (1, 2)), ValueError, "rank 3 or 4"),
    ],
)
def test_bad_input(path, call, error, message):
    with pytest.raises(error, match=message):
        call(path)


def test_without_pillow(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    with pytest.raises(ImportError, match="pip install"):
        utils.load_img(path)


def test_old_words(path):
    with pytest.warns(DeprecationWarning, match="color_mode"):
        assert utils.load_img(path, grayscale=True).mode == "L"
    with pytest.warns(DeprecationWarning, match="data_format"):
        assert utils.img_to_array(RGB, dim_ordering="th").shape == (3, 6, 9)


@pytest.mark.parametrize("size", [(4, 4), (3, 9)])
def test_resizing_without_distortion(size):
    x = RGB.astype("float32")
    theirs = keras.preprocessing.image.smart_resize(x, size)
    np.testing.assert_allclose(smart_resize(x, size), theirs, rtol=1e-4, atol=1e-3)
    assert smart_resize(x.transpose(2, 0, 1)[None], size, data_format="channels_first").shape == (1, 3, *size)
