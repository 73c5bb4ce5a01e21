"""Bounding boxes: what Keras gives, and what must hold."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers, ops
from keras_lab.ops.bounding_boxes import FORMATS
from keras_lab.utils import bounding_boxes

RNG = np.random.default_rng(3)
_LOW = RNG.uniform(0, 40, (2, 5, 2))
BOXES = np.concatenate([_LOW, _LOW + RNG.uniform(1, 40, (2, 5, 2))], -1).astype("float32")
SIZE = {"height": 80, "width": 100}


@pytest.fixture(scope="module")
def theirs():
    return pytest.importorskip("keras").utils.bounding_boxes


def same(ours, theirs):
    np.testing.assert_allclose(ops.convert_to_numpy(ours), np.asarray(theirs), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", FORMATS)
def test_formats_are_those_of_keras_and_lead_back(name, engine, theirs):
    there = bounding_boxes.convert_format(BOXES, "xyxy", name, **SIZE)
    same(there, theirs.convert_format(BOXES, "xyxy", name, **SIZE))
    same(bounding_boxes.convert_format(there, name, "xyxy", **SIZE), BOXES)
    given = {"boxes": BOXES, "labels": np.ones((2, 5))}
    same(bounding_boxes.convert_format(given, "xyxy", name.upper(), **SIZE)["boxes"], there)
    assert given["boxes"] is BOXES


def test_between_relative_formats_no_size_matters():
    made = bounding_boxes.convert_format(BOXES / 100, "rel_xyxy", "rel_center_xywh", 3, 5)
    same(made, ops.convert_to_numpy(bounding_boxes.convert_format(BOXES / 100, "xyxy", "center_xywh")))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: bounding_boxes.convert_format(BOXES, "xyxy", "xyyx"), "xyxy"),
        (
            lambda: bounding_boxes.convert_format(BOXES, "xyxy", "rel_xyxy"),
            "must receive `height` and `width`",
        ),
        (lambda: bounding_boxes.convert_format(BOXES[..., :3], "xyxy", "xywh"), "four numbers"),
        (lambda: bounding_boxes.clip_to_image_size({"boxes": BOXES}), "`height` and `width`"),
        (lambda: bounding_boxes.compute_iou(BOXES[0, 0], BOXES, "xyxy"), "boxes1"),
        (
            lambda: bounding_boxes.encode_box_to_deltas(BOXES, BOXES, "xyxy", "xyxy", "xywh"),
            "encoding_format",
        ),
        (
            lambda: bounding_boxes.decode_deltas_to_boxes(BOXES, BOXES, "xyxy", "xyxy", variance=[1, 2]),
            "variance",
        ),
    ],
)
def test_bad_arguments(call, text):
    with pytest.raises(ValueError, match=text):
        call()


@pytest.mark.parametrize("name", ["crop", "pad", "affine_transform"])
def test_other_formats_are_refused_by_name(name):
    numbers = [np.zeros(2)] * (2 if name == "pad" else 4 if name == "crop" else 8)
    with pytest.raises(NotImplementedError, match=name):
        getattr(bounding_boxes, name)(BOXES, *numbers, bounding_box_format="xywh")


def test_moving_is_as_in_keras(engine, theirs):
    given = {"boxes": BOXES - 10, "labels": np.arange(10).reshape(2, 5)}
    ours = bounding_boxes.clip_to_image_size(given, 30, 40)
    other = theirs.clip_to_image_size(dict(given), 30, 40)
    same(ours["boxes"], other["boxes"])
    same(ours["labels"], other["labels"])
    assert -1 in ops.convert_to_numpy(ours["labels"])
    same(bounding_boxes.crop(BOXES, 5, 6, 30, 40), theirs.crop(BOXES, 5, 6, 30, 40))
    same(bounding_boxes.pad(BOXES, 5, 6), theirs.pad(BOXES, 5, 6))
    numbers = [
        np.array(x, "float32") for x in ((30, -50), (0.1, 0), (-0.2, 0.1), (1, 1.5), (0, 10), (5, -20))
    ]
    for more in ({}, {"center_x": 0.2, "center_y": 0.7}):
        made = bounding_boxes.affine_transform(BOXES, *numbers, 80, 100, **more)
        same(made, theirs.affine_transform(BOXES, *numbers, 80, 100, **more))


def test_overlaps_are_those_of_keras(engine, theirs):
    others = BOXES[:, :3] + 5
    for first, second in ((BOXES, others), (BOXES[0], others[0]), (BOXES, others[0]), (BOXES[0], others)):
        same(bounding_boxes.compute_iou(first, second, "xyxy"), theirs.compute_iou(first, second, "xyxy"))
    absent = np.concatenate([BOXES[0], [[-1, -1, -1, -1]]]).astype("float32")
    how = {"use_masking": True, "mask_val": -2}
    same(
        bounding_boxes.compute_iou(absent, others[0], "xyxy", **how),
        theirs.compute_iou(absent, others[0], "xyxy", **how),
    )
    same(bounding_boxes.compute_ciou(BOXES, BOXES + 3, "xywh"), theirs.compute_ciou(BOXES, BOXES + 3, "xywh"))
    symbolic = layers.Input((5, 4))
    assert bounding_boxes.compute_iou(symbolic, others, "xyxy").shape[1:] == (5, 3)


@pytest.mark.parametrize("encoding", ["center_yxhw", "center_xywh"])
def test_offsets_are_those_of_keras_and_lead_back(encoding, engine, theirs):
    anchors = BOXES[0] + 4
    for variance in (None, [0.1, 0.1, 0.2, 0.2]):
        args = (anchors, BOXES, "xyxy", "xyxy", encoding, variance)
        deltas = bounding_boxes.encode_box_to_deltas(*args)
        same(deltas, theirs.encode_box_to_deltas(*args))
        back = bounding_boxes.decode_deltas_to_boxes(anchors, deltas, "xyxy", "xyxy", encoding, variance)
        same(back, BOXES)
    levels = bounding_boxes.decode_deltas_to_boxes(
        {"P3": anchors}, {"P3": deltas}, "xyxy", "xyxy", encoding, variance
    )
    same(levels["P3"], BOXES)
