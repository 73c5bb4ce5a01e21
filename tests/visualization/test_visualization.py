"""Boxes and masks drawn on images; galleries, where matplotlib is installed."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pytest

from keras_lab import visualization

IMAGES = np.full((2, 40, 50, 3), 0.5, "float32")
BOXES = {"boxes": [[[10, 12, 30, 34], [0, 0, 5, 5]]] * 2, "labels": [[1, -1]] * 2}


def test_frames_are_drawn_where_boxes_are():
    made = visualization.draw_bounding_boxes(IMAGES, BOXES, "xyxy", color=(255, 0, 0), line_thickness=1)
    red = (made == [255, 0, 0]).all(-1)
    assert made.dtype == "uint8" and (made[~red] == 127).all()
    rows, columns = np.nonzero(red[0])
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (12, 34, 10, 30)
    assert len(rows) == 2 * (21 + 23) - 4
    filled = visualization.draw_bounding_boxes(IMAGES, BOXES, "xyxy", color=(255, 0, 0), line_thickness=-1)
    assert (filled == [255, 0, 0]).all(-1)[0].sum() == 21 * 23


def test_channels_first_and_relative_boxes():
    first = np.moveaxis(IMAGES, -1, 1)
    relative = {**BOXES, "boxes": np.array(BOXES["boxes"]) / [50, 40, 50, 40]}
    made = visualization.draw_bounding_boxes(first, relative, "rel_xyxy", data_format="channels_first")
    wanted = visualization.draw_bounding_boxes(IMAGES, BOXES, "xyxy")
    np.testing.assert_array_equal(np.moveaxis(made, 1, -1), wanted)


def test_captions():
    pytest.importorskip("PIL")
    names, how = {1: "cat"}, {"font_scale": 0.4, "color": (0, 255, 0)}
    plain = visualization.draw_bounding_boxes(IMAGES, BOXES, "xyxy", **how)
    named = visualization.draw_bounding_boxes(IMAGES, BOXES, "xyxy", names, **how)
    sure = visualization.draw_bounding_boxes(
        IMAGES, {**BOXES, "confidences": [[0.5, 0.1]] * 2}, "xyxy", names, **how
    )
    written = [(made != plain).any(-1)[0].sum() for made in (named, sure)]
    assert 10 < written[0] < written[1]


@pytest.mark.parametrize(
    ("boxes", "error", "text"),
    [([1], TypeError, "dict"), ({"boxes": []}, ValueError, "'labels'")],
)
def test_bad_boxes(boxes, error, text):
    with pytest.raises(error, match=text):
        visualization.draw_bounding_boxes(IMAGES, boxes, "xyxy")
    with pytest.raises(ValueError, match="4 axes"):
        visualization.draw_bounding_boxes(IMAGES[0], BOXES, "xyxy")


@pytest.mark.parametrize("how", [{}, {"num_classes": 4}, {"alpha": 0.3, "color_mapping": [(9, 8, 7)] * 3}])
def test_masks_are_drawn_as_in_keras(how):
    keras = pytest.importorskip("keras")
    images = np.random.default_rng(1).uniform(0, 255, (2, 5, 6, 3)).astype("float32")
    masks = np.random.default_rng(2).integers(-1, 4, (2, 5, 6, 1)).astype("int32")
    ours = visualization.draw_segmentation_masks(images, masks, **how)
    theirs = np.asarray(keras.visualization.draw_segmentation_masks(images, masks, **how))
    np.testing.assert_allclose(ours.astype(int), theirs.astype(int), atol=1)
    with pytest.raises(TypeError, match="float32"):
        visualization.draw_segmentation_masks(images, masks.astype("float32"))


def test_without_matplotlib_it_says_what_to_type(monkeypatch):
    for name in ("matplotlib", "matplotlib.pyplot"):
        monkeypatch.setitem(sys.modules, name, None)
    for call in (
        lambda: visualization.plot_image_gallery(IMAGES),
        lambda: visualization.plot_bounding_box_gallery(IMAGES, "xyxy"),
        lambda: visualization.plot_segmentation_mask_gallery(IMAGES, 2),
    ):
        with pytest.raises(ImportError, match="pip install matplotlib"):
            call()


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="matplotlib is not installed")
def test_galleries_are_written_into_files(tmp_path):
    import matplotlib

    matplotlib.use("agg")
    file = tmp_path / "gallery.png"
    images = np.concatenate([IMAGES] * 3)[:5]
    visualization.plot_image_gallery(
        images, [0, 1, 0, 1, 0], label_map={0: "cat"}, value_range=(0, 1), path=file
    )
    assert file.read_bytes().startswith(b"\x89PNG")
    boxed = tmp_path / "boxes.png"
    visualization.plot_bounding_box_gallery(
        IMAGES, "xyxy", BOXES, BOXES, (0, 1), legend=True, path=boxed, class_mapping={1: "cat"}
    )
    masked = tmp_path / "masks.png"
    visualization.plot_segmentation_mask_gallery(
        np.moveaxis(IMAGES, -1, 1),
        2,
        (0, 1),
        np.ones((2, 1, 40, 50)),
        path=masked,
        data_format="channels_first",
    )
    assert boxed.exists() and masked.exists()
    with pytest.raises(ValueError, match="label_map"):
        visualization.plot_image_gallery(IMAGES, [0, 1], path=file)
