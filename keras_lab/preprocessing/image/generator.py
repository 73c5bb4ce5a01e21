"""Random changes and normalisation of images while a model trains."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.legacy import accepts_old_words
from keras_lab.preprocessing.image.affine import apply_affine_transform
from keras_lab.preprocessing.image.array_iterator import NumpyArrayIterator, check_images
from keras_lab.preprocessing.image.changes import apply_brightness_shift, apply_channel_shift, pair
from keras_lab.preprocessing.image.dataframe_iterator import DataFrameIterator
from keras_lab.preprocessing.image.directory_iterator import DirectoryIterator
from keras_lab.preprocessing.image.iterator import random_state

Array = np.ndarray[Any, np.dtype[Any]]

_SMALL = 1e-6  # keeps divisions by standard deviations finite


class ImageDataGenerator:
    """Makes batches of images, changed at random and normalised.

    First an image is turned, shifted, sheared and zoomed, its colours are shifted, it is flipped and made brighter
    or darker; then `preprocessing_function`, `rescale` and the normalisations are applied.

    Args:
        featurewise_center: whether each channel's mean over the data given to `fit` is taken away.
        samplewise_center: whether each image's own mean is.
        featurewise_std_normalization: whether values are divided by the data's standard deviation.
        samplewise_std_normalization: whether by the image's own.
        zca_whitening: whether pixels are decorrelated (needs `fit`); implies `featurewise_center` and takes the place
            of `featurewise_std_normalization`.
        zca_epsilon: added to the singular values then.
        rotation_range: up to how many degrees either way images are turned.
        width_shift_range, height_shift_range: up to how far they are shifted: a fraction of the size below 1, pixels
            above, or a list of shifts to choose from.
        brightness_range: `(lowest, highest)` factor of the brightness.
        shear_range: up to how many degrees they are sheared.
        zoom_range: `(lowest, highest)` factor, or z for `(1 - z, 1 + z)`.
        channel_shift_range: up to how much is added to all values.
        fill_mode, cval, interpolation_order: see `apply_affine_transform`.
        horizontal_flip, vertical_flip: whether every other image, on average, is flipped.
        rescale: what all values are multiplied by.
        preprocessing_function: image → image of the same shape.
        data_format: `"channels_last"` or `"channels_first"`; the global setting unless given.
        validation_split: the fraction of samples for `subset="validation"`.
        dtype: of the batches; the global float type unless given.

    Raises:
        ValueError: for ranges that are none.
    """

    @accepts_old_words("ImageDataGenerator")
    def __init__(
        self,
        featurewise_center: bool = False,
        samplewise_center: bool = False,
        featurewise_std_normalization: bool = False,
        samplewise_std_normalization: bool = False,
        zca_whitening: bool = False,
        zca_epsilon: float = 1e-6,
        rotation_range: float = 0,
        width_shift_range: Any = 0.0,
        height_shift_range: Any = 0.0,
        brightness_range: Any = None,
        shear_range: float = 0.0,
        zoom_range: Any = 0.0,
        channel_shift_range: float = 0.0,
        fill_mode: str = "nearest",
        cval: float = 0.0,
        horizontal_flip: bool = False,
        vertical_flip: bool = False,
        rescale: float | None = None,
        preprocessing_function: Callable[[Array], Array] | None = None,
        data_format: str | None = None,
        validation_split: float = 0.0,
        interpolation_order: int = 1,
        dtype: str | None = None,
    ) -> None:
        self.featurewise_center = featurewise_center or zca_whitening or featurewise_std_normalization
        self.samplewise_center = samplewise_center or samplewise_std_normalization
        self.featurewise_std_normalization = featurewise_std_normalization and not zca_whitening
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening = zca_whitening
        self.zca_epsilon = zca_epsilon
        self.rotation_range = rotation_range
        self.width_shift_range = width_shift_range
        self.height_shift_range = height_shift_range
        self.brightness_range = (
            None if brightness_range is None else pair("brightness_range", brightness_range)
        )
        self.shear_range = shear_range
        around_one = isinstance(zoom_range, (int, float))
        self.zoom_range = pair("zoom_range", (1 - zoom_range, 1 + zoom_range) if around_one else zoom_range)
        self.channel_shift_range = channel_shift_range
        self.fill_mode = fill_mode
        self.cval = cval
        self.horizontal_flip = horizontal_flip
        self.vertical_flip = vertical_flip
        self.rescale = rescale
        self.preprocessing_function = preprocessing_function
        self.data_format = config.standardize_data_format(data_format)
        last = self.data_format == "channels_last"
        self.row_axis, self.col_axis, self.channel_axis = (1, 2, 3) if last else (2, 3, 1)
        if validation_split and not 0 < validation_split < 1:
            raise ValueError(f"validation_split must lie between 0 and 1. Received: {validation_split}")
        self.validation_split = validation_split
        self.interpolation_order = interpolation_order
        self.dtype = dtype or config.floatx()
        self.mean: Any = None
        self.std: Any = None
        self.zca_whitening_matrix: Any = None

    # ---- batches --------------------------------------------------------------------------------------

    def flow(
        self,
        x: Any,
        y: Any = None,
        batch_size: int = 32,
        shuffle: bool = True,
        sample_weight: Any = None,
        seed: int | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        ignore_class_split: bool = False,
    ) -> NumpyArrayIterator:
        """Batches of images in memory, see `NumpyArrayIterator`."""
        return NumpyArrayIterator(
            x, y, self, batch_size, shuffle, sample_weight, seed, self.data_format, save_to_dir, save_prefix,
            save_format, subset, self.dtype, ignore_class_split,
        )  # fmt: skip

    def flow_from_directory(
        self,
        directory: Any,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: list[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
    ) -> DirectoryIterator:
        """Batches of images in folders, one folder a class; see `DirectoryIterator`."""
        return DirectoryIterator(
            directory, self, target_size, color_mode, classes, class_mode, batch_size, shuffle, seed, self.data_format,
            save_to_dir, save_prefix, save_format, follow_links, subset, interpolation, self.dtype, keep_aspect_ratio,
        )  # fmt: skip

    @accepts_old_words("ImageDataGenerator.flow_from_dataframe")
    def flow_from_dataframe(
        self,
        dataframe: Any,
        directory: Any = None,
        x_col: str = "filename",
        y_col: Any = "class",
        weight_col: str | None = None,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: list[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        interpolation: str = "nearest",
        validate_filenames: bool = True,
        keep_aspect_ratio: bool = False,
    ) -> DataFrameIterator:
        """Batches of images that a pandas table lists; see `DataFrameIterator`."""
        return DataFrameIterator(
            dataframe, directory, self, x_col, y_col, weight_col, target_size, color_mode, classes, class_mode,
            batch_size, shuffle, seed, self.data_format, save_to_dir, save_prefix, save_format, subset, interpolation,
            self.dtype, validate_filenames, keep_aspect_ratio,
        )  # fmt: skip

    # ---- one image ------------------------------------------------------------------------------------

    def get_random_transform(self, img_shape: tuple[int, ...], seed: Any = None) -> dict[str, Any]:
        """Draws how to change an image of the given shape; for `apply_transform`.

        Arguments:
            img_shape: of the image.
            seed: an int, or a `numpy.random.RandomState` to draw from; NumPy's global one unless given.
        """
        draw = random_state(seed)
        height, width = img_shape[self.row_axis - 1], img_shape[self.col_axis - 1]
        return {
            "theta": self.rotation_range and draw.uniform(-self.rotation_range, self.rotation_range),
            "ty": _shift(draw, self.height_shift_range, height),
            "tx": _shift(draw, self.width_shift_range, width),
            "shear": self.shear_range and draw.uniform(-self.shear_range, self.shear_range),
            **dict(zip(("zx", "zy"), self._zoom(draw), strict=True)),
            "flip_horizontal": bool(draw.random_sample() < 0.5) and self.horizontal_flip,
            "flip_vertical": bool(draw.random_sample() < 0.5) and self.vertical_flip,
            "channel_shift_intensity": draw.uniform(-self.channel_shift_range, self.channel_shift_range)
            if self.channel_shift_range
            else None,
            "brightness": draw.uniform(*self.brightness_range) if self.brightness_range else None,
        }

    def _zoom(self, draw: Any) -> Any:
        return (1, 1) if self.zoom_range == (1, 1) else draw.uniform(*self.zoom_range, 2)

    def apply_transform(self, x: Array, transform_parameters: dict[str, Any]) -> Array:
        """An image changed as said by a dict with any of the keys that `get_random_transform` gives.

        `tx` shifts along the rows (to the left if positive), `ty` along the columns (upwards), in pixels.
        """
        given = transform_parameters
        rows, columns, channels = self.row_axis - 1, self.col_axis - 1, self.channel_axis - 1
        x = apply_affine_transform(
            x, given.get("theta", 0), given.get("tx", 0), given.get("ty", 0), given.get("shear", 0),
            given.get("zx", 1), given.get("zy", 1), rows, columns, channels, self.fill_mode, self.cval,
            self.interpolation_order,
        )  # fmt: skip
        if given.get("channel_shift_intensity") is not None:
            x = apply_channel_shift(x, given["channel_shift_intensity"], channels)
        if given.get("flip_horizontal"):
            x = np.flip(x, columns)
        if given.get("flip_vertical"):
            x = np.flip(x, rows)
        if given.get("brightness") is not None:
            x = apply_brightness_shift(x, given["brightness"], scale=False)
        return x

    def random_transform(self, x: Array, seed: Any = None) -> Array:
        """An image changed at random."""
        return self.apply_transform(x, self.get_random_transform(x.shape, seed))

    # ---- normalisation --------------------------------------------------------------------------------

    def standardize(self, x: Array) -> Array:
        """An image, or a batch, normalised; an array of floats may be changed in place, as in Keras."""
        if self.preprocessing_function:
            x = self.preprocessing_function(x)
        if self.rescale:
            x *= self.rescale
        if self.samplewise_center:
            x -= np.mean(x, keepdims=True)
        if self.samplewise_std_normalization:
            x /= np.std(x, keepdims=True) + _SMALL
        if self.featurewise_center and self._knows("featurewise_center", self.mean):
            x -= self.mean
        if self.featurewise_std_normalization and self._knows("featurewise_std_normalization", self.std):
            x /= self.std + _SMALL
        if self.zca_whitening and self._knows("zca_whitening", self.zca_whitening_matrix):
            pixels = x.reshape(-1, int(np.prod(x.shape[-3:])))
            x = (pixels @ self.zca_whitening_matrix).reshape(x.shape)
        return x

    def _knows(self, what: str, value: Any) -> bool:
        if value is None:
            warnings.warn(
                f"ImageDataGenerator: {what} has no effect before fit(images) is called.", stacklevel=3
            )
        return value is not None

    def fit(self, x: Any, augment: bool = False, rounds: int = 1, seed: int | None = None) -> None:
        """Learns the mean, the standard deviation and the whitening from sample images.

        Arguments:
            x: images of rank 4.
            augment: whether to learn from randomly changed images.
            rounds: how many changed images for each.
            seed: for the changes.

        Raises:
            ValueError: if `x` has another rank.
        """
        x = np.array(x, self.dtype)
        check_images(x, self.data_format, "ImageDataGenerator.fit")
        if self.rescale:
            x *= self.rescale
        if augment:
            draw = random_state(seed)
            x = np.stack([self.random_transform(image, draw) for _ in range(rounds) for image in x])
        axes, shape = (0, self.row_axis, self.col_axis), [1, 1, 1]
        shape[self.channel_axis - 1] = -1
        if self.featurewise_center:
            self.mean = np.mean(x, axes).reshape(shape)
            x -= self.mean
        if self.featurewise_std_normalization:
            self.std = np.std(x, axes).reshape(shape)
            x /= self.std + _SMALL
        if self.zca_whitening:
            pixels = x.reshape(len(x), -1)
            u, s, _ = np.linalg.svd(pixels.T, full_matrices=False)
            self.zca_whitening_matrix = (u * (np.sqrt(len(x)) / (s + self.zca_epsilon))) @ u.T


def _shift(draw: Any, limit: Any, size: int) -> float:
    """A shift in pixels: any up to a float `limit` (of the size, if below 1), one below an int, or one of a list."""
    if not np.any(limit):
        return 0
    if isinstance(limit, float):
        shift = draw.uniform(-limit, limit)
    else:
        shift = draw.choice(limit) * draw.choice([-1, 1])
    return shift * size if np.max(limit) < 1 else shift
