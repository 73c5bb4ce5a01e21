"""Images with other colours, or with none."""

from __future__ import annotations

from typing import Any

from keras_lab import config, ops
from keras_lab.layers.augmentation import factors
from keras_lab.layers.augmentation.base import BaseImagePreprocessingLayer, rescaled
from keras_lab.layers.augmentation.tone import (
    FULL,
    Factor,
    FactorLayer,
    RandomBrightness,
    RandomContrast,
    Range,
)
from keras_lab.ops.random import SeedGenerator

Tensor = Any


class RandomColorDegeneration(FactorLayer):
    """In training, mixes images of red, green and blue with their grey forms.

    Args:
        factor: from -1 to 1: the share of grey, a number or a pair between which it is drawn; a number stands
            for the pair of `-factor` and itself.
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    untouched = True
    bounds = (-1, 1)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        return {"factor": self._uniform(images, *self.factor, seed, 1, 1, 1)}

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        grey = ops.image.rgb_to_grayscale(images, data_format=self.data_format)
        share = ops.cast(transformation["factor"], self.compute_dtype)
        return ops.clip(images + share * (grey - images), *self.value_range)


class RandomGrayscale(BaseImagePreprocessingLayer):
    """In training, takes the colours from some images of red, green and blue.

    Args:
        factor: from 0 to 1: how likely.
        seed: makes the draws repeatable.
    """

    untouched = True

    def __init__(
        self, factor: float = 0.5, data_format: str | None = None, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.factor = factors.within(self, "factor", factor, 0, 1)[1]
        self.seed, self.generator = seed, SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> Tensor:
        return ops.less(self._uniform(images, 0.0, 1.0, seed, 1, 1, 1), self.factor)

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if not training:
            return images
        if transformation is None:
            transformation = self.get_random_transformation(images)
        grey = ops.image.rgb_to_grayscale(images, data_format=self.data_format)
        return ops.where(transformation, ops.cast(grey, ops.dtype(images)), images)


class RandomHue(FactorLayer):
    """In training, turns the colours of images of red, green and blue along the circle of hues.

    Args:
        factor: from 0 to 1 (half the circle, either way), a number or a pair between which it is drawn; a number
            stands for the pair of 0 and itself.
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    untouched = True
    bounds = (0, 1)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        sign = ops.where(self._uniform(images, 0.0, 1.0, seed) > 0.5, -1.0, 1.0)
        return {"factor": sign * self._uniform(images, *self.factor, seed) * 0.5}

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        x = ops.image.rgb_to_hsv(rescaled(images, self.value_range, (0, 1)), data_format=self.data_format)
        hue, saturation, value = _channels(x, self.data_format)
        hue = hue + _each_image(transformation["factor"], ops.dtype(x))
        hue = ops.where(hue > 1.0, hue - 1.0, hue)
        hue = ops.where(hue < 0.0, hue + 1.0, hue)
        x = _from_hsv(hue, saturation, value, self.data_format)
        return ops.cast(rescaled(ops.clip(x, 0, 1), (0, 1), self.value_range), self.compute_dtype)


class RandomSaturation(FactorLayer):
    """In training, makes the colours of images of red, green and blue stronger or weaker.

    Args:
        factor: from 0 (none) by 0.5 (as they are) to 1 (as strong as can be), a number or a pair between which it
            is drawn; a number stands for the pair of `-factor` and itself.
        value_range: lowest and highest saturation.
        seed: makes the draws repeatable.
    """

    untouched = True
    bounds = (-1, 1)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        factor = self._uniform(images, *self.factor, seed)
        return {"factor": factor / (1.0 - factor + config.epsilon())}

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        x = ops.image.rgb_to_hsv(images, data_format=self.data_format)
        hue, saturation, value = _channels(x, self.data_format)
        saturation = saturation * _each_image(transformation["factor"], ops.dtype(x))
        return _from_hsv(hue, ops.clip(saturation, *self.value_range), value, self.data_format)


def _channels(images: Tensor, data_format: str) -> list[Tensor]:
    last = data_format == "channels_last"
    return [images[..., i] if last else images[:, i] for i in range(3)]


def _from_hsv(hue: Tensor, saturation: Tensor, value: Tensor, data_format: str) -> Tensor:
    x = ops.stack([hue, saturation, value], -1 if data_format == "channels_last" else 1)
    return ops.image.hsv_to_rgb(x, data_format=data_format)


def _each_image(factor: Any, dtype: str) -> Tensor:
    return ops.reshape(ops.cast(factor, dtype), (-1, 1, 1))


class RandomColorJitter(BaseImagePreprocessingLayer):
    """In training, changes brightness, contrast, saturation and hue at random, in this order.

    Args:
        value_range: lowest and highest value of pixels.
        brightness_factor, contrast_factor, saturation_factor, hue_factor: as those of `RandomBrightness`,
            `RandomContrast`, `RandomSaturation` and `RandomHue`; None: that one is left as it is.
        seed: makes the draws repeatable.
    """

    untouched = True

    def __init__(
        self,
        value_range: Range = FULL,
        brightness_factor: Factor | None = None,
        contrast_factor: Factor | None = None,
        saturation_factor: Factor | None = None,
        hue_factor: Factor | None = None,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.value_range = factors.value_range(self, value_range)
        self.brightness_factor, self.contrast_factor = brightness_factor, contrast_factor
        self.saturation_factor, self.hue_factor = saturation_factor, hue_factor
        self.seed, self.generator = seed, SeedGenerator(seed)
        kinds = (
            (RandomBrightness, brightness_factor), (RandomContrast, contrast_factor),
            (RandomSaturation, saturation_factor), (RandomHue, hue_factor),
        )  # fmt: skip
        self.steps = [
            kind(factor, value_range, seed=seed, data_format=data_format, dtype=self.dtype_policy)
            for kind, factor in kinds
            if factor is not None
        ]

    def draw(self, images: Any, seed: Any) -> list[Any]:
        return [step.get_random_transformation(images, seed=seed) for step in self.steps]

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if not training:
            return images
        drawn = self.get_random_transformation(images) if transformation is None else transformation
        x = ops.cast(images, self.compute_dtype)
        for step, one in zip(self.steps, drawn, strict=True):
            x = step.transform_images(x, one)
        return ops.cast(x, self.compute_dtype)
