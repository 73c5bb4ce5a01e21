"""Images brighter, darker, with more or less contrast, inverted, with fewer shades, sharper."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.layers.augmentation import factors
from keras_lab.layers.augmentation.base import BaseImagePreprocessingLayer, rescaled
from keras_lab.ops.random import SeedGenerator, randint

Tensor = Any
Factor = float | tuple[float, float]
Range = tuple[float, float]
FULL = (0, 255)


class FactorLayer(BaseImagePreprocessingLayer):
    """Base of layers with a factor and a range of values.

    Args:
        factor: a number or a pair of numbers between which is drawn.
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    bounds: tuple[float, float] = (-1, 1)

    def __init__(
        self,
        factor: Factor,
        value_range: Range = FULL,
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.factor = factors.between(self, "factor", factor, *self.bounds)
        self.value_range = factors.value_range(self, value_range)
        self.seed, self.generator = seed, SeedGenerator(seed)


class RandomBrightness(BaseImagePreprocessingLayer):
    """In training, adds a random number to all pixels of an image, and cuts off at the ends of the range.

    Args:
        factor: from -1 to 1, a number or a pair: the share of the range that is added is drawn between
            `-factor` and `factor`, or between the two.
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    untouched = True

    def __init__(
        self, factor: Factor, value_range: Range = FULL, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.factor = factors.between(self, "factor", factor, -1, 1)
        self.value_range = factors.value_range(self, value_range)
        self.seed, self.generator = seed, SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        drawn = self._pixelwise(images, *self.factor, seed)
        return {"rgb_delta": drawn * float(self.value_range[1] - self.value_range[0])}

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if not self._acts(transformation, training):
            return images
        dtype = ops.dtype(images)
        delta = ops.cast(transformation["rgb_delta"], dtype if "float" in dtype else "int32")
        x = images if "float" in dtype else ops.cast(images, "int32")
        return ops.cast(ops.clip(ops.add(x, delta), *self.value_range), dtype)


class RandomContrast(BaseImagePreprocessingLayer):
    """In training, stretches the distance of an image's pixels from their mean, channel by channel.

    Args:
        factor: from 0 to 1. A number: by 1 to `1 + factor`; a pair: by `1 - factor[0]` to `1 + factor[1]`.
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    untouched = True

    def __init__(
        self, factor: Factor, value_range: Range = FULL, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.factor = factors.between(self, "factor", factor, 0, 1)
        self.value_range = factors.value_range(self, value_range)
        self.seed, self.generator = seed, SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        return {"contrast_factor": self._pixelwise(images, 1.0 - self.factor[0], 1.0 + self.factor[1], seed)}

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        axes = (-3, -2) if self.data_format == "channels_last" else (-2, -1)
        mean = ops.mean(images, axes, keepdims=True)
        factor = ops.cast(transformation["contrast_factor"], ops.dtype(images))
        return ops.clip((images - mean) * factor + mean, *self.value_range)


class RandomInvert(BaseImagePreprocessingLayer):
    """In training, turns some images into their negatives.

    Args:
        factor: from 0 to 1: how likely, a number or a pair between which the probability is drawn; a number
            stands for the pair of 0 and itself.
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    untouched = True

    def __init__(
        self,
        factor: Factor = 1.0,
        value_range: Range = FULL,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.factor = factors.between(self, "factor", factor, 0, 1)
        self.value_range = factors.value_range(self, value_range)
        self.seed, self.generator = seed, SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        return {"apply_inversion": self._chosen(images, self.factor, seed)}

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        chosen = ops.reshape(transformation["apply_inversion"], (-1, 1, 1, 1))
        return ops.where(chosen, float(self.value_range[1]) - images, images)


class RandomPosterization(FactorLayer):
    """In training, keeps only the highest bits of pixels of eight bits.

    Args:
        factor: from 1 to 8: how many bits; a pair: drawn from the first up to, not including, the second (a
            number stands for the pair of 1 and itself).
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    untouched = True
    bounds = (1, 8)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        low, high = (int(bits) for bits in self.factor)
        bits = randint((self._batch(images),), low, max(high, low + 1), "int32", seed)
        return {"shift_factor": 8 - bits}

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        shift = ops.reshape(ops.cast(transformation["shift_factor"], "int32"), (-1, 1, 1, 1))
        x = rescaled(images, self.value_range, FULL, self.compute_dtype)
        x = ops.cast(ops.clip(x, 0, 255), "int32")
        x = ops.cast(ops.left_shift(ops.right_shift(x, shift), shift), self.compute_dtype)
        return rescaled(x, FULL, self.value_range, self.compute_dtype)


class RandomSharpness(FactorLayer):
    """In training, makes images sharper or blurs them.

    Args:
        factor: from 0 (blurred) by 0.5 (as it is) to 1 (sharp), a number or a pair between which it is drawn; a
            number stands for the pair of 0 and itself.
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    bounds = (0, 1)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        return {"factor": self._uniform(images, *self.factor, seed)}

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        sharp = ops.reshape(ops.cast(transformation["factor"], self.compute_dtype), (-1, 1, 1, 1)) * 2.0
        channels_last = self.data_format == "channels_last"
        x = images if channels_last else ops.moveaxis(images, 1, -1)
        weights = ops.convert_to_tensor([[1.0, 1, 1], [1, 5, 1], [1, 1, 1]], self.compute_dtype) / 13.0
        kernel = ops.tile(ops.reshape(weights, (3, 3, 1, 1)), (1, 1, ops.shape(x)[-1] or 1, 1))
        smooth = ops.depthwise_conv(x, kernel, 1, "same", "channels_last")
        x = ops.clip(x + (1.0 - sharp) * (smooth - x), *self.value_range)
        return x if channels_last else ops.moveaxis(x, -1, 1)


class Solarization(BaseImagePreprocessingLayer):
    """In training, adds a random number to all pixels and inverts those that are above a random threshold.

    Args:
        addition_factor, threshold_factor: from 0 to 1, each a number or a pair: what is added, and the
            threshold, are drawn from the first number (0 for a number alone) to 255 times the second.
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        addition_factor: Factor = 0.0,
        threshold_factor: Factor = 0.0,
        value_range: Range = FULL,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.addition_factor = factors.within(self, "addition_factor", addition_factor, 0, 1)
        self.threshold_factor = factors.within(self, "threshold_factor", threshold_factor, 0, 1)
        self.value_range = factors.value_range(self, value_range)
        self.seed, self.generator = seed, SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        ends = {"additions": self.addition_factor, "thresholds": self.threshold_factor}
        return {name: self._pixelwise(images, low, high * 255.0, seed) for name, (low, high) in ends.items()}

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        added, threshold = (
            ops.cast(transformation[name], self.compute_dtype) for name in ("additions", "thresholds")
        )
        x = rescaled(images, self.value_range, FULL, self.compute_dtype)
        x = ops.clip(x + added, 0, 255)
        x = ops.where(x < threshold, x, 255.0 - x)
        return rescaled(x, FULL, self.value_range, self.compute_dtype)
