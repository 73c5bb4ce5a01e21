"""Images in rows and columns, drawn by matplotlib."""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from keras_lab import ops
from keras_lab.visualization.draw import (
    Colour,
    channels_last,
    draw_bounding_boxes,
    draw_segmentation_masks,
)


def _matplotlib(what: str) -> Any:
    try:
        importlib.import_module("matplotlib.pyplot")
    except ImportError:
        raise ImportError(f"{what} needs matplotlib. Type: pip install matplotlib") from None
    return importlib.import_module("matplotlib")


def _as_bytes(images: np.ndarray, value_range: tuple[float, float]) -> np.ndarray:
    low, high = value_range
    return np.clip((images.astype("float32") - low) / (high - low) * 255, 0, 255).astype("uint8")


def plot_image_gallery(
    images: Any,
    y_true: Any = None,
    y_pred: Any = None,
    label_map: Mapping[Any, str] | None = None,
    rows: int | None = None,
    cols: int | None = None,
    value_range: tuple[float, float] = (0, 255),
    scale: float = 2,
    path: Any = None,
    show: bool | None = None,
    transparent: bool = True,
    dpi: int = 60,
    legend_handles: Sequence[Any] | None = None,
    data_format: str | None = None,
) -> None:
    """Shows images in rows and columns, or writes them into a file.

    Args:
        images: `(batch, height, width, channels)`.
        y_true, y_pred: labels and predictions, for the titles.
        label_map: label → what is written.
        rows, cols: how many; default: about as many as the other, enough for all images.
        value_range: lowest and highest value of pixels.
        scale: inches an image.
        path: a file to write, instead of showing.
        show: whether it is shown; default: if there is no `path`.
        transparent: whether the file has no background.
        dpi: of the file.
        legend_handles: matplotlib's handles of a legend.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Raises:
        ImportError: if matplotlib is not installed.
    """
    plt = _matplotlib("plot_image_gallery").pyplot
    if path is not None and show:
        raise ValueError("plot_image_gallery: choose one of `path` and `show`.")
    if label_map is None and (y_true is not None or y_pred is not None):
        raise ValueError("plot_image_gallery: with `y_true` or `y_pred` a `label_map` is needed.")
    pictures = channels_last(images, data_format, "plot_image_gallery")
    rows = rows or math.ceil(math.sqrt(len(pictures)))
    cols = cols or math.ceil(len(pictures) / rows)
    shown = _as_bytes(pictures[: rows * cols], value_range)
    figure, axes = plt.subplots(
        rows, cols, figsize=(cols * scale, rows * scale), frameon=False, layout="tight", squeeze=False
    )
    if legend_handles is not None:
        figure.legend(handles=legend_handles, loc="lower center")
    titles = _titles(len(shown), label_map or {}, y_true, y_pred)
    for i, axis in enumerate(axes.flat):
        axis.axis("off")
        if i < len(shown):
            axis.imshow(
                shown[i][..., 0] if shown[i].shape[-1] == 1 else shown[i], cmap="gray", vmin=0, vmax=255
            )
            axis.set_title(titles[i], fontsize=8)
    if path is not None:
        figure.savefig(path, pad_inches=0, bbox_inches="tight", transparent=transparent, dpi=dpi)
    elif show is None or show:
        plt.show()
    plt.close(figure)


def _titles(count: int, names: Mapping[Any, str], y_true: Any, y_pred: Any) -> list[str]:
    parts: list[list[str]] = [[] for _ in range(count)]
    for word, labels in (("Label", y_true), ("Pred", y_pred)):
        if labels is not None:
            for part, label in zip(parts, ops.convert_to_numpy(labels).tolist(), strict=False):
                part.append(f"{word}: {names.get(label, 'Unknown')}")
    return ["  ".join(part) for part in parts]


def plot_bounding_box_gallery(
    images: Any,
    bounding_box_format: str,
    y_true: Mapping[str, Any] | None = None,
    y_pred: Mapping[str, Any] | None = None,
    value_range: tuple[float, float] = (0, 255),
    true_color: Colour = (0, 188, 212),
    pred_color: Colour = (255, 235, 59),
    line_thickness: int = 2,
    font_scale: float = 1.0,
    text_thickness: int | None = None,
    class_mapping: Mapping[int, str] | None = None,
    ground_truth_mapping: Mapping[int, str] | None = None,
    prediction_mapping: Mapping[int, str] | None = None,
    legend: bool = False,
    legend_handles: Sequence[Any] | None = None,
    rows: int | None = None,
    cols: int | None = None,
    data_format: str | None = None,
    **kwargs: Any,
) -> None:
    """Shows images with the bounding boxes that are there and those that were predicted.

    Args:
        images, value_range, rows, cols, data_format: see `plot_image_gallery`, which takes `kwargs` as well.
        bounding_box_format, line_thickness, font_scale, text_thickness: see `draw_bounding_boxes`.
        y_true, y_pred: the bounding boxes, in `true_color` and `pred_color`.
        class_mapping: label → what is written; `ground_truth_mapping` and `prediction_mapping`: for one of them.
        legend: whether a legend tells the colours.
        legend_handles: matplotlib's handles of another legend.

    Raises:
        ImportError: if matplotlib is not installed.
    """
    matplotlib = _matplotlib("plot_bounding_box_gallery")
    if legend and legend_handles:
        raise ValueError("plot_bounding_box_gallery: choose one of `legend` and `legend_handles`.")
    pictures = _as_bytes(channels_last(images, data_format, "plot_bounding_box_gallery"), value_range)
    kinds = (
        (y_true, true_color, ground_truth_mapping or class_mapping, "Ground Truth"),
        (y_pred, pred_color, prediction_mapping or class_mapping, "Prediction"),
    )
    for boxes, color, names, _ in kinds:
        if boxes is not None:
            pictures = draw_bounding_boxes(
                pictures, boxes, bounding_box_format, names, color, line_thickness, text_thickness, font_scale,
                "channels_last",
            )  # fmt: skip
    if legend:
        patch = matplotlib.patches.Patch
        legend_handles = [patch(color=np.array(color) / 255, label=name) for _, color, _, name in kinds]
    plot_image_gallery(
        pictures, legend_handles=legend_handles, rows=rows, cols=cols, data_format="channels_last", **kwargs
    )


def plot_segmentation_mask_gallery(
    images: Any,
    num_classes: int,
    value_range: tuple[float, float] = (0, 255),
    y_true: Any = None,
    y_pred: Any = None,
    color_mapping: Mapping[int, Colour] | Sequence[Colour] | None = None,
    blend: bool = True,
    alpha: float = 0.8,
    ignore_index: int = -1,
    data_format: str | None = None,
    **kwargs: Any,
) -> None:
    """Shows each image in a row with its masks and those that were predicted.

    Args:
        images, value_range, data_format: see `plot_image_gallery`, which takes `kwargs` as well.
        num_classes, color_mapping, blend, alpha, ignore_index: see `draw_segmentation_masks`.
        y_true, y_pred: the masks.

    Raises:
        ImportError: if matplotlib is not installed.
    """
    _matplotlib("plot_segmentation_mask_gallery")
    pictures = _as_bytes(channels_last(images, data_format, "plot_segmentation_mask_gallery"), value_range)
    columns = [pictures]
    for masks in (y_true, y_pred):
        if masks is not None:
            classes = channels_last(masks, data_format, "plot_segmentation_mask_gallery").astype("int32")
            columns.append(
                draw_segmentation_masks(
                    pictures, classes, num_classes, color_mapping, alpha, blend, ignore_index, "channels_last"
                )
            )
    mixed = np.stack([np.asarray(column, "float32") for column in columns], 1).reshape(
        -1, *pictures.shape[1:]
    )
    plot_image_gallery(mixed, rows=len(pictures), cols=len(columns), data_format="channels_last", **kwargs)
