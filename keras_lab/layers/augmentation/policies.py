"""Several of the other layers, chosen at random."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import ops
from keras_lab.layers import checks
from keras_lab.layers.augmentation import factors
from keras_lab.layers.augmentation.base import BaseImagePreprocessingLayer, Boxes
from keras_lab.layers.augmentation.colour import RandomColorDegeneration
from keras_lab.layers.augmentation.geometry import RandomRotation, RandomShear, RandomTranslation
from keras_lab.layers.augmentation.histogram import AutoContrast, Equalization
from keras_lab.layers.augmentation.tone import (
    FULL,
    Factor,
    RandomBrightness,
    RandomContrast,
    RandomPosterization,
    RandomSharpness,
    Range,
    Solarization,
)
from keras_lab.ops import random

Tensor = Any
Layers = dict[str, BaseImagePreprocessingLayer]


class _Policy(BaseImagePreprocessingLayer):
    """Base of layers that choose among others.

    Attributes:
        choices: the layers, by name.
    """

    names: tuple[str, ...] = ()
    choices: Layers
    factor: tuple[float, float]
    value_range: list[float]
    interpolation: str
    seed: int | None

    def _choices(self) -> Layers:
        common: dict[str, Any] = {"data_format": self.data_format, "dtype": self.dtype_policy}
        common["bounding_box_format"] = self.bounding_box_format
        drawn = {**common, "seed": self.seed}
        warped = {**drawn, "interpolation": self.interpolation}
        range_ = {**common, "value_range": self.value_range}
        shades = {**drawn, "value_range": self.value_range}
        two = self.factor
        made: dict[str, Callable[[], BaseImagePreprocessingLayer]] = {
            "random_shear": lambda: RandomShear(two, two, **warped),
            "random_translation": lambda: RandomTranslation(two, two, **warped),
            "random_rotation": lambda: RandomRotation(two, **warped),
            "random_brightness": lambda: RandomBrightness(two, **shades),
            "random_color_degeneration": lambda: RandomColorDegeneration(two, **shades),
            "random_contrast": lambda: RandomContrast(two, **shades),
            "random_sharpness": lambda: RandomSharpness(two, **shades),
            "random_posterization": lambda: RandomPosterization(max(1, int(8 * two[1])), **shades),
            "solarization": lambda: Solarization(two, two, **shades),
            "auto_contrast": lambda: AutoContrast(**range_),
            "equalization": lambda: Equalization(**range_),
        }
        return {name: made[name]() for name in self.names}


_GEOMETRY = ("random_shear", "random_translation", "random_rotation")
_SHADES = ("random_posterization", "solarization", "auto_contrast", "equalization")
_TONES = ("random_brightness", "random_color_degeneration", "random_contrast", "random_sharpness")


class RandAugment(_Policy):
    """In training, applies some layers one after the other, chosen at random for each batch.

    Cubuk et al., "RandAugment: practical automated data augmentation" (arXiv:1909.13719). Chosen from: shear,
    translation, rotation, brightness, colour, contrast, sharpness, posterization, solarization, contrast to the
    whole range, equalization.

    Args:
        value_range: lowest and highest value of pixels.
        num_ops: how many.
        factor: from 0 to 1: how strongly, a number or a pair between which is drawn; a number stands for the
            pair of 0 and itself.
        interpolation: `"bilinear"` or `"nearest"`.
        seed: makes the draws repeatable.
    """

    names = (*_GEOMETRY, *_TONES, *_SHADES)

    def __init__(
        self,
        value_range: Range = FULL,
        num_ops: int = 2,
        factor: Factor = 0.5,
        interpolation: str = "bilinear",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.value_range = factors.value_range(self, value_range)
        self.num_ops = num_ops
        self.factor = factors.between(self, "factor", factor, 0, 1)
        self.interpolation = interpolation
        self.seed, self.generator = seed, random.SeedGenerator(seed)
        self.choices = self._choices()

    def draw(self, images: Any, seed: Any) -> dict[str, Any]:
        return {
            "transforms": {
                name: layer.get_random_transformation(images, seed=seed)
                for name, layer in self.choices.items()
            },
            "layer_idxes": random.randint((self.num_ops,), 0, len(self.choices), "int32", seed),
        }

    def _applied(self, x: Any, transformation: Any, method: str) -> Any:
        drawn = transformation["transforms"]

        def branch(name: str, layer: BaseImagePreprocessingLayer) -> Callable[[], Any]:
            return lambda: getattr(layer, method)(x, drawn[name])

        for i in range(self.num_ops):
            x = ops.switch(
                transformation["layer_idxes"][i], [branch(*choice) for choice in self.choices.items()]
            )
        return x

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        return self._applied(images, transformation, "transform_images")

    def change_masks(self, masks: Tensor, transformation: Any) -> Tensor:
        return self._applied(masks, transformation, "transform_segmentation_masks")

    def change_boxes(self, bounding_boxes: Boxes, transformation: Any) -> Boxes:
        return self._applied(bounding_boxes, transformation, "transform_bounding_boxes")


class AugMix(_Policy):
    """In training, mixes images with a mixture of forms that chains of random layers gave them.

    Hendrycks et al., "AugMix: a simple data processing method to improve robustness" (arXiv:1912.02781).

    Args:
        value_range: lowest and highest value of pixels.
        num_chains: how many forms are mixed.
        chain_depth: how many layers, chosen for each batch, lead to one; some of them may be left out.
        factor: from 0 to 1: how strongly, a number or a pair between which is drawn; a number stands for the
            pair of 0 and itself.
        alpha: parameter of the distributions that the weights of the mixtures are drawn from.
        all_ops: whether brightness, colour, contrast and sharpness are changed too.
        interpolation: `"bilinear"` or `"nearest"`.
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        value_range: Range = FULL,
        num_chains: int = 3,
        chain_depth: int = 3,
        factor: Factor = 0.3,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: str = "bilinear",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.value_range = factors.value_range(self, value_range)
        self.num_chains = checks.positive(self, "chains (num_chains)", num_chains)
        self.chain_depth = checks.positive(self, "layers in a chain (chain_depth)", chain_depth)
        self.factor = factors.between(self, "factor", factor, 0, 1)
        self.alpha, self.all_ops, self.interpolation = alpha, all_ops, interpolation
        self.seed, self.generator = seed, random.SeedGenerator(seed)
        self.names = (*_GEOMETRY, *_SHADES, *(_TONES if all_ops else ()))
        self.choices = self._choices()

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        weights = random.gamma((self.num_chains,), self.alpha, "float32", seed)
        steps = (self.num_chains, self.chain_depth)
        return {
            "chain_mixing_weights": weights / ops.sum(weights),
            "weight_sample": random.beta((), self.alpha, self.alpha, "float32", seed),
            # which layer (0: none), and the number from which what it does is drawn
            "chain_transforms": random.randint(steps, 0, len(self.choices) + 1, "int32", seed),
            "seeds": random.randint(steps, 0, 1 << 30, "int32", seed),
        }

    def _mixed(self, x: Tensor, transformation: Any, method: str) -> Tensor:
        weights = ops.cast(transformation["chain_mixing_weights"], self.compute_dtype)
        share = ops.cast(transformation["weight_sample"], self.compute_dtype)
        total = ops.zeros_like(x)
        for i in range(self.num_chains):
            form = x
            for j in range(self.chain_depth):
                number = transformation["seeds"][i, j]
                form = self._step(form, transformation["chain_transforms"][i, j], number, method)
            total = total + form * weights[i]
        return share * x + (1.0 - share) * total

    def _step(self, x: Tensor, choice: Tensor, number: Tensor, method: str) -> Tensor:
        def branch(layer: BaseImagePreprocessingLayer) -> Callable[[], Tensor]:
            def changed() -> Tensor:
                with random.numbered_source(number):
                    drawn = layer.get_random_transformation(x)
                return getattr(layer, method)(x, drawn)

            return changed

        return ops.switch(choice, [lambda: x, *map(branch, self.choices.values())])

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        return ops.clip(self._mixed(images, transformation, "transform_images"), *self.value_range)

    def change_masks(self, masks: Tensor, transformation: Any) -> Tensor:
        masks = ops.cast(masks, self.compute_dtype)
        return self._mixed(masks, transformation, "transform_segmentation_masks")
