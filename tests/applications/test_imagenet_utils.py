"""Preprocessing of images and decoding of scores, against Keras and against small cases by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from keras_lab import applications, layers, ops
from keras_lab.applications import imagenet_utils
from keras_lab.applications.imagenet_utils import decode_predictions, obtain_input_shape, preprocess_input

IMAGES = np.random.default_rng(0).uniform(0, 255, (2, 5, 4, 3))
ORDERS = {"channels_last": (0, 1, 2, 3), "channels_first": (0, 3, 1, 2)}


@pytest.mark.parametrize("mode", imagenet_utils.MODES)
@pytest.mark.parametrize("data_format", ORDERS)
@pytest.mark.parametrize("dtype", ["float32", "float64", "uint8"])
def test_arrays(mode: str, data_format: str, dtype: str):
    images = IMAGES.astype(dtype).transpose(ORDERS[data_format])
    for x in (images, images[0]):
        before = x.copy()
        wanted = keras.applications.imagenet_utils.preprocess_input(x.copy(), data_format, mode)
        found = preprocess_input(x, data_format, mode)
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-4)
        assert found.dtype == wanted.dtype
        np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("mode", imagenet_utils.MODES)
@pytest.mark.parametrize("data_format", ORDERS)
def test_tensors(engine: str, mode: str, data_format: str):
    images = IMAGES.astype("float32").transpose(ORDERS[data_format])
    wanted = preprocess_input(images, data_format, mode)
    found = preprocess_input(ops.convert_to_tensor(images), data_format, mode)
    np.testing.assert_allclose(ops.convert_to_numpy(found), wanted, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("mode", imagenet_utils.MODES)
@pytest.mark.parametrize("dtype", ["float32", "uint8"])
def test_symbolic_tensors(mode: str, dtype: str):
    image = layers.Input((5, 4, 3), dtype=dtype)
    found = preprocess_input(image, mode=mode)
    assert found.shape == (None, 5, 4, 3)
    assert found.dtype == "float32"
    known = layers.Lambda(lambda x: preprocess_input(x, mode=mode))(layers.Input((None, None, 3)))
    assert known.shape == (None, None, None, 3)


def test_architectures_have_their_own():
    x = np.full((1, 2, 2, 3), 255.0)
    assert applications.mobilenet.preprocess_input(x).max() == 1
    assert applications.densenet.preprocess_input(x).max() == pytest.approx((1 - 0.406) / 0.225)
    assert applications.resnet50.preprocess_input(x)[0, 0, 0, 0] == pytest.approx(255 - 103.939)
    assert applications.efficientnet.preprocess_input(x) is x
    for family in ("convnext", "efficientnet_v2", "inception_v3", "mobilenet_v3", "nasnet", "resnet_v2"):
        theirs = getattr(keras.applications, family).preprocess_input(x.copy())
        np.testing.assert_allclose(getattr(applications, family).preprocess_input(x), theirs)


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"mode": "pytorch"}, "'caffe', 'tf' or 'torch'"),
        ({"data_format": "channels"}, "channels_first"),
        ({"x": np.ones((2, 2, 4))}, "three colours"),
        ({"x": np.ones(3), "mode": "torch"}, "three colours"),
    ],
    ids=str,
)
def test_bad_preprocessing(kwargs: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        preprocess_input(**{"x": IMAGES, **kwargs})


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Stands for the published list of names; notes down how it was asked for."""
    calls: list[dict[str, Any]] = []
    table = {str(number): [f"n{number:08}", f"thing_{number}"] for number in range(1000)}
    (tmp_path / "names.json").write_text(json.dumps(table))

    def get_file(name: str, url: str, **kwargs: Any) -> str:
        calls.append({"name": name, "url": url, **kwargs})
        return str(tmp_path / "names.json")

    monkeypatch.setattr(imagenet_utils, "get_file", get_file)
    imagenet_utils.class_index.cache_clear()
    yield calls
    imagenet_utils.class_index.cache_clear()


def test_decoding(names: list[dict[str, Any]]):
    scores = np.zeros((2, 1000), "float32")
    scores[0, [7, 3, 999]] = 0.5, 0.3, 0.2
    scores[1, 0] = 1
    found = decode_predictions(ops.convert_to_tensor(scores), top=3)
    assert [name for _, name, _ in found[0]] == ["thing_7", "thing_3", "thing_999"]
    assert found[1][0][:2] == ("n00000000", "thing_0")
    assert found[1][0][2] == 1
    assert len(decode_predictions(scores)[0]) == 5
    (call,) = names  # asked for once
    assert call["file_hash"] == "c2c37ea517e94d9795004a39431a14cb"
    assert call["cache_subdir"] == "models"


@pytest.mark.parametrize("shape", [(1000,), (2, 10), (1, 1, 1000)])
def test_bad_scores(shape: tuple[int, ...]):
    with pytest.raises(ValueError, match=r"shape \(samples, 1000\)"):
        decode_predictions(np.zeros(shape))


def test_shapes_of_images():
    """As Keras's own function of that name."""
    kwargs: dict[str, Any] = {"default_size": 224, "min_size": 32, "data_format": "channels_first"}
    assert obtain_input_shape(None, require_flatten=False, **kwargs) == (3, None, None)
    assert obtain_input_shape(None, require_flatten=True, **kwargs) == (3, 224, 224)
    assert obtain_input_shape([1, 40, 50], require_flatten=True, **kwargs) == (1, 40, 50)
    with pytest.raises(ValueError, match="size of the images must be known"):
        obtain_input_shape(None, None, 32, "channels_last", require_flatten=True)
