"""Ops whose definition is Keras's own, with Keras as the oracle."""

from __future__ import annotations

import os
import warnings
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from keras_lab import ops, tree
from keras_lab.engine import spec_mode
from keras_lab.engine.spec import Spec
from tests.ops.case import floats


@pytest.fixture(scope="module")
def keras() -> ModuleType:
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras")


COLOURS = floats(2, 8, 10, 3, low=0, high=1)
FIRST = COLOURS.transpose(0, 3, 1, 2).copy()
TURN = np.array([[0.9, -0.2, 1.3, 0.15, 1.1, -0.7, 0, 0], [1, 0, 2, 0, 1, -1.4, 0, 0]], "float32")
CORNERS = np.array([[0, 0], [0, 7], [9, 0], [9, 7]], "float32")
MOVED = np.array([[1, 0], [0, 6], [8, 1], [9, 7]], "float32")
QUERY, KEY = floats(2, 5, 4, 3), floats(2, 6, 2, 3)
MASK = np.random.default_rng(1).integers(0, 2, (2, 1, 5, 6)).astype(bool)
MASK[..., 0] = True
PLACED = ((2, 5, 12, 3), np.array([0.6, 1.1]), np.array([0.3, -1.0]), (1, 2))
LABELS = np.array([[1, 2, 2, 0], [3, 1, 0, 0]], "int32")
LOGITS = floats(2, 7, 5)

#: Names in `ops` (or `ops.image`), arguments, tolerance.
ROWS: list[tuple[str, tuple[Any, ...], dict[str, Any], float]] = [
    ("rgb_to_grayscale", (COLOURS,), {}, 1e-4),
    ("rgb_to_grayscale", (FIRST,), {"data_format": "channels_first"}, 1e-4),
    ("rgb_to_hsv", (COLOURS,), {}, 1e-5),
    ("hsv_to_rgb", (COLOURS,), {}, 1e-5),
    ("gaussian_blur", (COLOURS,), {}, 1e-5),
    ("gaussian_blur", (COLOURS,), {"kernel_size": (5, 5), "sigma": (2.0, 0.7)}, 1e-5),
    ("sobel_edges", (COLOURS,), {}, 1e-5),
    ("ssim", (floats(2, 16, 16, 3, low=0, high=1), floats(2, 16, 16, 3, low=0, high=1)), {}, 1e-4),
    *(("affine_transform", (COLOURS, TURN), {"interpolation": i}, 1e-3) for i in ("bilinear", "nearest")),
    *(("affine_transform", (COLOURS, TURN), {"fill_mode": m}, 1e-3) for m in ("nearest", "reflect")),
    ("affine_transform", (COLOURS[0], TURN[0]), {"fill_value": 0.5}, 1e-3),
    ("perspective_transform", (COLOURS, CORNERS, MOVED), {}, 1e-2),
    *(
        ("map_coordinates", (COLOURS[0, :, :, 0], floats(2, 4, 3, low=-3, high=12), order), {"fill_mode": m}, 1e-4)
        for m in ("constant", "nearest", "wrap")
        for order in (0, 1)
    ),
    ("crop_images", (COLOURS, 1, 2), {"target_height": 4, "target_width": 5}, 0),
    ("pad_images", (COLOURS, 1, 2, 3, 0), {}, 0),
    ("extract_patches_3d", (floats(1, 4, 4, 6, 2), 2), {"strides": 1}, 1e-5),
    ("scale_and_translate", (COLOURS, *PLACED, "linear"), {}, 1e-4),
    ("scale_and_translate", (COLOURS, *PLACED, "cubic"), {"antialias": False}, 1e-3),
    ("adaptive_average_pool", (COLOURS, (3, 4)), {}, 1e-5),
    ("adaptive_average_pool", (FIRST, 5), {"data_format": "channels_first"}, 1e-5),
    ("adaptive_max_pool", (COLOURS, (3, 4)), {}, 1e-5),
    ("dot_product_attention", (QUERY, floats(2, 6, 4, 3), floats(2, 6, 4, 3)), {"mask": MASK}, 1e-4),
    ("dot_product_attention", (QUERY, KEY, KEY), {"scale": 0.3, "bias": floats(2, 4, 5, 6)}, 1e-4),
    ("dot_product_attention", (QUERY, QUERY, QUERY), {"is_causal": True}, 1e-4),
    ("ctc_loss", (LABELS, LOGITS, np.array([3, 2]), np.array([7, 5])), {}, 1e-4),
    ("ctc_decode", (LOGITS, np.array([7, 5])), {}, 1e-4),
    ("ctc_decode", (LOGITS, np.array([7, 5])), {"mask_index": 4, "merge_repeated": False}, 1e-4),
    ("ctc_decode", (LOGITS, np.array([7, 5])), {"strategy": "beam_search", "top_paths": 2}, 1e-4),
    ("stft", (floats(2, 40), 10, 4, 12), {}, 1e-4),
    ("stft", (floats(2, 40), 10, 4, 16), {"window": "hamming", "center": False}, 1e-4),
    ("moments", (COLOURS, (0, 1)), {}, 1e-5),
    ("isin", (LABELS, [1, 3]), {}, 0),
]  # fmt: skip


def function(library: Any, name: str) -> Any:
    return getattr(library, name, None) or getattr(library.image, name)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{list(row[2].values())}"[:60])
def test_as_in_keras(row: Any, keras: ModuleType, engine: str) -> None:
    name, args, kwargs, tolerance = row
    found = tree.flatten(function(ops, name)(*args, **kwargs))
    theirs = [
        keras.ops.cast(a, "float32") if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a for a in args
    ]
    wanted = tree.flatten(function(keras.ops, name)(*theirs, **kwargs))
    for one, right in zip(found, wanted, strict=True):
        np.testing.assert_allclose(ops.convert_to_numpy(one), np.asarray(right), tolerance, tolerance)
    with spec_mode():
        specs = [[to_spec(x) for x in a] if isinstance(a, list) else to_spec(a) for a in args]
        shapes = tree.flatten(function(ops, name)(*specs, **{k: to_spec(v) for k, v in kwargs.items()}))
    assert [spec.shape for spec in shapes] == [np.shape(right) for right in wanted]


def to_spec(x: Any) -> Any:
    return Spec(x.shape, x.dtype) if isinstance(x, np.ndarray) and x.dtype != np.float64 else x


@pytest.mark.parametrize("mode", ["mirror", "reflect", "nearest", "grid-wrap"])
@pytest.mark.parametrize("order", [0, 1])
def test_beyond_the_edges(mode: str, order: int, engine: str) -> None:
    ndimage = pytest.importorskip("scipy.ndimage")
    x, at = COLOURS[0, :, :, 0], floats(2, 50, low=-20, high=25)
    found = ops.image.map_coordinates(x, at, order, mode.removeprefix("grid-"))
    wanted = ndimage.map_coordinates(x, at, order=order, mode=mode)
    np.testing.assert_allclose(ops.convert_to_numpy(found), wanted, 1e-3, 1e-4)


def test_bending_at_random(engine: str) -> None:
    bent = ops.convert_to_numpy(ops.image.elastic_transform(COLOURS, alpha=3.0, sigma=1.0, seed=1))
    again = ops.convert_to_numpy(ops.image.elastic_transform(COLOURS, alpha=3.0, sigma=1.0, seed=1))
    np.testing.assert_array_equal(bent, again)
    assert bent.shape == COLOURS.shape
    assert 0.01 < np.abs(bent - COLOURS).mean() < 0.5
    still = ops.convert_to_numpy(ops.image.elastic_transform(COLOURS, alpha=0.0, sigma=1.0))
    np.testing.assert_allclose(still, COLOURS, 1e-5)
