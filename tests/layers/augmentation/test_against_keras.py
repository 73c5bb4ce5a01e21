"""What layers make of images, by a transformation given to both, with Keras as the oracle."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from keras_lab import layers, ops, tree

FIRST = "channels_first"


@functools.cache
def images(shape=(3, 8, 7, 3), low=0.0, high=255.0):
    return np.random.default_rng(1).uniform(low, high, shape).astype("float32")


@pytest.fixture(scope="module")
def keras():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras")


#: id → class, arguments, shape of the images, highest value.
CASES = {
    "brightness": ("RandomBrightness", {"factor": 0.4}, (3, 8, 7, 3), 255),
    "brightness-unit": ("RandomBrightness", {"factor": (0.1, 0.4), "value_range": (0, 1)}, (8, 7, 3), 1),
    "contrast": ("RandomContrast", {"factor": (0.3, 0.9)}, (3, 8, 7, 3), 255),
    "contrast-first": ("RandomContrast", {"factor": 0.5, "data_format": FIRST}, (3, 3, 8, 7), 255),
    "invert": ("RandomInvert", {"factor": 0.6}, (3, 8, 7, 3), 255),
    "posterization": ("RandomPosterization", {"factor": (2, 6)}, (3, 8, 7, 3), 255),
    "posterization-unit": ("RandomPosterization", {"factor": 5, "value_range": (0, 1)}, (3, 8, 7, 3), 1),
    "sharpness": ("RandomSharpness", {"factor": (0.1, 0.9)}, (3, 8, 7, 3), 255),
    "sharpness-first": ("RandomSharpness", {"factor": 0.2, "data_format": FIRST}, (3, 3, 8, 8), 255),
    "solarization": ("Solarization", {"addition_factor": 0.3, "threshold_factor": (0.2, 0.7)}, (3, 8, 7, 3), 255),
    "solarization-unit": ("Solarization", {"threshold_factor": 0.7, "value_range": (0, 1)}, (8, 7, 3), 1),
    "degeneration": ("RandomColorDegeneration", {"factor": 0.5}, (3, 8, 7, 3), 255),
    "grayscale": ("RandomGrayscale", {"factor": 0.5}, (3, 8, 7, 3), 255),
    "hue": ("RandomHue", {"factor": 0.5}, (3, 8, 7, 3), 255),
    "hue-first": ("RandomHue", {"factor": 0.5, "value_range": (0, 1), "data_format": FIRST}, (3, 3, 8, 7), 1),
    "saturation": ("RandomSaturation", {"factor": (0.2, 0.8), "value_range": (0, 1)}, (3, 8, 7, 3), 1),
    "saturation-first": ("RandomSaturation", {"factor": (0.2, 0.8), "data_format": FIRST}, (3, 3, 8, 7), 1),
    "flip": ("RandomFlip", {}, (3, 8, 7, 3), 255),
    "flip-horizontal": ("RandomFlip", {"mode": "horizontal", "data_format": FIRST}, (3, 3, 8, 7), 255),
    "rotation": ("RandomRotation", {"factor": 0.3}, (3, 8, 7, 3), 255),
    "rotation-constant": (
        "RandomRotation",
        {"factor": (0.1, 0.2), "fill_mode": "constant", "fill_value": 3.0, "interpolation": "nearest"},
        (3, 8, 7, 3),
        255,
    ),
    "translation": ("RandomTranslation", {"height_factor": 0.3, "width_factor": (0.1, 0.4)}, (3, 8, 7, 3), 255),
    "translation-nearest": (
        "RandomTranslation",
        {"height_factor": 0.3, "width_factor": 0.3, "fill_mode": "nearest", "data_format": FIRST},
        (3, 3, 8, 7),
        255,
    ),
    "shear": ("RandomShear", {"x_factor": 0.5, "y_factor": (0.1, 0.3)}, (3, 8, 7, 3), 255),
    "zoom": ("RandomZoom", {"height_factor": 0.4, "width_factor": (0.1, 0.5)}, (3, 8, 7, 3), 255),
    "zoom-nearest": ("RandomZoom", {"height_factor": 0.4, "fill_mode": "nearest"}, (3, 8, 7, 3), 255),
    "perspective": ("RandomPerspective", {"scale": 0.4}, (3, 8, 7, 3), 255),
    "blur": ("RandomGaussianBlur", {"factor": 0.7, "kernel_size": 5}, (3, 8, 7, 3), 255),
    "erasing": ("RandomErasing", {"fill_value": [1.0, 2.0, 3.0]}, (3, 8, 7, 3), 255),
    "erasing-noise": ("RandomErasing", {"scale": 0.5, "data_format": FIRST}, (3, 3, 8, 7), 255),
    "cutmix": ("CutMix", {}, (3, 8, 7, 3), 255),
    "mixup": ("MixUp", {}, (3, 8, 7, 3), 255),
    "autocontrast": ("AutoContrast", {}, (3, 8, 7, 3), 200),
    "autocontrast-unit": ("AutoContrast", {"value_range": (0, 1)}, (3, 8, 7, 3), 0.8),
    "equalization": ("Equalization", {}, (3, 8, 7, 3), 200),
    "equalization-bins": ("Equalization", {"bins": 20, "value_range": (0, 1), "data_format": FIRST}, (2, 3, 8, 7), 1),
    "clahe": ("ContrastLimitedAdaptiveHistogramEqualization", {"tile_grid_size": (2, 3)}, (2, 8, 7, 3), 200),
    "clahe-loose": (
        "ContrastLimitedAdaptiveHistogramEqualization",
        {"clip_limit": 0, "value_range": (0, 1), "tile_grid_size": (2, 2), "data_format": FIRST},
        (2, 3, 8, 8),
        1,
    ),
    "resizing-pad": ("Resizing", {"height": 5, "width": 10, "pad_to_aspect_ratio": True}, (2, 8, 6, 3), 255),
    "resizing-lanczos": ("Resizing", {"height": 5, "width": 9, "interpolation": "lanczos3"}, (8, 7, 3), 255),
    "center-crop": ("CenterCrop", {"height": 5, "width": 4}, (2, 8, 7, 3), 255),
    "center-crop-larger": ("CenterCrop", {"height": 12, "width": 4}, (2, 8, 7, 3), 255),
}  # fmt: skip


def pair(keras, id, **more):
    name, arguments, shape, top = CASES[id]
    given = images(shape, 0.0, float(top))
    return getattr(layers, name)(**arguments, **more), getattr(keras.layers, name)(**arguments, **more), given


def as_numpy(nest):
    return tree.map_structure(lambda x: ops.convert_to_numpy(x) if ops.is_tensor(x) else x, nest)


def transform(layer, method, given, drawn):
    """One of a layer's methods, of one image or of several."""
    kinds = (
        ("single_image", "images")
        if method == "images"
        else ("single_segmentation_mask", "segmentation_masks")
    )
    return np.asarray(getattr(layer, f"transform_{kinds[given.ndim == 4]}")(given, drawn))


def on_both(ids):
    """All of them on TensorFlow; variants, which have a dash in their names, not on JAX."""
    pairs = [
        (engine, id) for engine in ("tensorflow", "jax") for id in ids if engine != "jax" or "-" not in id
    ]
    return pytest.mark.parametrize(("engine", "id"), pairs, indirect=["engine"])


@on_both(CASES)
def test_images_are_those_of_keras(id, engine, keras):
    ours, theirs, given = pair(keras, id)
    drawn = as_numpy(ours.get_random_transformation(given))
    mine = transform(ours, "images", given, drawn)
    off = 1.0 if id == "equalization" else 2e-3  # a place in the table that is just below a whole number
    np.testing.assert_allclose(mine, transform(theirs, "images", given, drawn), rtol=1e-4, atol=off)
    assert mine.dtype == "float32"


def test_the_transformation_of_rotations_is_that_of_keras(engine, keras):
    given = images()
    ours, theirs = (
        L.RandomRotation((0.2, 0.2)).get_random_transformation(given) for L in (layers, keras.layers)
    )
    np.testing.assert_allclose(
        np.asarray(ours["rotation_matrix"]), np.asarray(theirs["rotation_matrix"]), rtol=1e-4, atol=1e-5
    )


MASKED = [
    "flip",
    "rotation",
    "translation",
    "shear",
    "zoom",
    "perspective",
    "cutmix",
    "resizing-pad",
    "center-crop",
]


@on_both(MASKED)
def test_masks_are_those_of_keras(id, engine, keras):
    ours, theirs, given = pair(keras, id)
    masks = np.random.default_rng(2).integers(0, 5, (*given.shape[:3], 1)).astype("float32")
    drawn = as_numpy(ours.get_random_transformation(given))
    np.testing.assert_allclose(
        transform(ours, "masks", masks, drawn), transform(theirs, "masks", masks, drawn), atol=1e-5
    )


def boxes():
    corners = np.array(
        [[[1, 1, 4, 5], [2, 0, 7, 8]], [[0, 0, 2, 2], [3, 3, 5, 4]], [[1, 2, 3, 4], [0, 1, 6, 7]]]
    )
    return {"boxes": corners.astype("float32"), "labels": np.array([[1, 2], [3, 0], [2, 2]], "int32")}


BOXED = [
    "flip",
    "flip-horizontal",
    "rotation",
    "translation",
    "translation-nearest",
    "shear",
    "zoom",
    "perspective",
]


@on_both(BOXED)
def test_boxes_are_those_of_keras(id, engine, keras):
    ours, theirs, given = pair(keras, id, bounding_box_format="xyxy")
    drawn = as_numpy(ours.get_random_transformation(given))
    mine, other = (layer.transform_bounding_boxes(boxes(), drawn) for layer in (ours, theirs))
    np.testing.assert_allclose(np.asarray(mine["boxes"]), np.asarray(other["boxes"]), rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(np.asarray(mine["labels"]), np.asarray(other["labels"]))


@pytest.mark.parametrize("format", ["xyxy", "rel_xyxy", "center_xywh"])
@pytest.mark.parametrize("id", ["resizing-pad", "center-crop", "center-crop-larger"])
def test_boxes_in_images_of_another_size_are_those_of_keras(id, format, keras):
    ours, theirs, given = pair(keras, id, bounding_box_format=format)
    two = {name: x[:2] for name, x in boxes().items()}
    if format == "rel_xyxy":
        two["boxes"] = two["boxes"] / 8
    data = [{"images": given, "bounding_boxes": dict(two)} for _ in range(2)]
    mine, other = ours(data[0])["bounding_boxes"], theirs(data[1])["bounding_boxes"]
    np.testing.assert_allclose(np.asarray(mine["boxes"]), np.asarray(other["boxes"]), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["CutMix", "MixUp"])
def test_labels_are_mixed_as_in_keras(name, engine, keras):
    ours, theirs = getattr(layers, name)(), getattr(keras.layers, name)()
    drawn = as_numpy(ours.get_random_transformation(images()))
    labels = np.eye(3, dtype="float32")
    mine, other = (np.asarray(layer.transform_labels(labels, drawn)) for layer in (ours, theirs))
    np.testing.assert_allclose(mine, other, rtol=1e-5)
