"""Low-rank adaptation: a trained weight stays as it is, and the product of two thin matrices is learned on top.

Hu et al., "LoRA: low-rank adaptation of large language models", 2021 (arXiv:2106.09685).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab import initializers, ops, quantizers
from keras_lab.layers.layer import Layer
from keras_lab.variables import Variable


class Adaptable(Layer):
    """Base of layers with a large weight that can be adapted.

    Args:
        lora_rank: the rank of what is learned on top of the weight; None: the weight itself is trained.
        lora_alpha: the product counts `lora_alpha / lora_rank`; default `lora_rank`.
        quantization_config: see `Quantizable`.
    """

    #: The attribute that holds the weight.
    adapted_name = "kernel"
    lora_enabled = False

    def __init__(
        self,
        *,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.quantization_config = quantizers.get(quantization_config)
        self.lora_rank = lora_rank
        self.lora_alpha = lora_rank if lora_alpha is None else lora_alpha

    def _post_build(self) -> None:
        if self.lora_rank and not self.lora_enabled:
            self.enable_lora(self.lora_rank, self.lora_alpha)

    def enable_lora(
        self,
        rank: int,
        lora_alpha: float | None = None,
        a_initializer: Any = "he_uniform",
        b_initializer: Any = "zeros",
    ) -> None:
        """Freezes the weight and makes two thin ones, of rank `rank`, whose product is added to it.

        Args:
            rank: the rank of what is learned.
            lora_alpha: the product counts `lora_alpha / rank`; default `rank`.
            a_initializer, b_initializer: how the two weights are drawn.

        Raises:
            ValueError: if the layer is not built, has a constraint on the weight, or is adapted already.
        """
        name = self.adapted_name
        for problem, text in (
            (
                getattr(self, f"{name}_constraint") is not None,
                f"Lora is incompatible with {name} constraints",
            ),
            (not self.built, "Cannot enable lora on a layer that isn't yet built"),
            (self.lora_enabled, "lora is already enabled. This can only be done once per layer"),
        ):
            if problem:
                raise ValueError(f"{text} (the layer {self.name!r}).")
        shape = tuple(self.unadapted().shape)
        regularizer = getattr(self, f"{name}_regularizer")
        shapes = {"a": (*shape[:-1], rank), "b": (rank, shape[-1])}
        self._tracker.unlock()
        for side, initializer in (("a", a_initializer), ("b", b_initializer)):
            made = self.add_weight(
                shapes[side],
                initializers.get(initializer),
                "float32",
                name=f"lora_{name}_{side}",
                regularizer=regularizer,
            )
            setattr(self, f"lora_{name}_{side}", made)
        self.__dict__[f"_{name}"].trainable = False
        self._tracker.lock()
        self.lora_enabled = True
        self.lora_rank, self.lora_alpha = rank, rank if lora_alpha is None else lora_alpha

    def adapters(self) -> tuple[Variable, Variable]:
        """The two thin weights."""
        return tuple(getattr(self, f"lora_{self.adapted_name}_{side}") for side in "ab")

    @property
    def lora_factor(self) -> float:
        """How much the product counts."""
        return self.lora_alpha / self.lora_rank  # type: ignore[operator]

    def learned(self) -> Any:
        """What was learned on top of the weight."""
        return self.lora_factor * ops.matmul(*self.adapters())

    def unadapted(self) -> Any:
        """The weight without what was learned on top."""
        return self.__dict__[f"_{self.adapted_name}"]

    def merged(self) -> Any:
        """The weight with what was learned on top."""
        weight = self.unadapted()
        return ops.add(weight, ops.cast(self.learned(), weight.dtype))

    def merged_parts(self) -> dict[Variable, Merged]:
        """The variables that make up the weight, each as what stands for it in files."""
        weight = self.unadapted()
        return {weight: Merged(self, weight, self.merged)}

    def stored_variables(self) -> list[Any]:
        """As in files: the weight with what was learned on top, without the thin weights."""
        if not self.lora_enabled:
            return super().stored_variables()
        parts = self.merged_parts()
        plain = [v for v in super().stored_variables() if v not in self.adapters()]
        return [parts.get(variable, variable) for variable in plain]

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        if self.quantization_config is None:
            config.pop("quantization_config", None)
        if not self.lora_rank:
            config.pop("lora_rank", None)
            config.pop("lora_alpha", None)
        return config


class Merged:
    """A part of an adapted weight: reading it gives that of the sum, setting it sets it and clears the rest."""

    def __init__(self, layer: Adaptable, weight: Variable, read: Callable[[], Any]) -> None:
        self._layer, self._weight, self._read = layer, weight, read
        self.shape, self.dtype = weight.shape, weight.dtype
        self.name, self.path, self.trainable = weight.name, weight.path, weight.trainable

    def numpy(self) -> np.ndarray:
        """Of the sum."""
        return np.asarray(ops.convert_to_numpy(self._read()))

    def assign(self, value: Any) -> None:
        """Sets the weight; the thin ones become zeros."""
        self._weight.assign(value)
        for thin in self._layer.adapters():
            thin.assign(ops.zeros(thin.shape, thin.dtype))


class adapted:  # noqa: N801  (used like `property`)
    """The attribute of an `Adaptable` that holds its large weight, or the sum with what was learned on top."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, layer: Any, owner: Any = None) -> Any:
        if layer is None:
            return self
        if layer.__dict__.get(f"_{self._name}") is None:
            raise AttributeError(f"The layer {layer.name!r} has no {self._name!r}: it is not built yet.")
        return layer.merged() if layer.lora_enabled else layer.unadapted()

    def __set__(self, layer: Any, weight: Any) -> None:
        layer.__dict__[f"_{self._name}"] = weight

    def __delete__(self, layer: Any) -> None:
        del layer.__dict__[f"_{self._name}"]
