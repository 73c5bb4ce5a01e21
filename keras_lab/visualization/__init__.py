"""Images in rows and columns, with bounding boxes and segmentation masks drawn on them."""

from __future__ import annotations

from keras_lab.lazy import attach

_NAMES = {
    "draw_bounding_boxes": ".draw",
    "draw_segmentation_masks": ".draw",
    "plot_bounding_box_gallery": ".gallery",
    "plot_image_gallery": ".gallery",
    "plot_segmentation_mask_gallery": ".gallery",
}

__getattr__, __dir__ = attach(__name__, _NAMES)
