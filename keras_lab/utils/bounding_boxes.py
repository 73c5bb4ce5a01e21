"""Boxes around things in images: formats, clipping, moving, overlap, offsets (see `keras_lab.ops.bounding_boxes`)."""

from __future__ import annotations

from keras_lab.ops.bounding_boxes import affine_transform as affine_transform
from keras_lab.ops.bounding_boxes import clip_to_image_size as clip_to_image_size
from keras_lab.ops.bounding_boxes import convert_format as convert_format
from keras_lab.ops.bounding_boxes import crop as crop
from keras_lab.ops.bounding_boxes import pad as pad
from keras_lab.ops.box_pairs import compute_ciou as compute_ciou
from keras_lab.ops.box_pairs import compute_iou as compute_iou
from keras_lab.ops.box_pairs import decode_deltas_to_boxes as decode_deltas_to_boxes
from keras_lab.ops.box_pairs import encode_box_to_deltas as encode_box_to_deltas
