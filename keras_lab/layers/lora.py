"""Low-rank adaptation: a trained weight stays as it is, and the product of two thin matrices is learned on top.

Hu et al., "LoRA: low-rank adaptation of large language models", 2021 (arXiv:2106.09685).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import initializers, ops
from keras_lab.layers.layer import Layer
from keras_lab.variables import Variable


class Adaptable(Layer):
    """Base of layers with a large weight that can be adapted.

    Args:
        lora_rank: the rank of what is learned on top of the weight; None: the weight itself is trained.
        lora_alpha: the product counts `lora_alpha / lora_rank`; default `lora_rank`.
        quantization_config: None; weights are kept in full precision.
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
        if quantization_config is not None:
            raise NotImplementedError(f"The layer {self.name!r}: quantization_config is not supported.")
        self.quantization_config = None
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
        weight: Variable = self.__dict__[f"_{name}"]
        regularizer = getattr(self, f"{name}_regularizer")
        shapes = {"a": (*weight.shape[:-1], rank), "b": (rank, weight.shape[-1])}
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
        weight.trainable = False
        self._tracker.lock()
        self.lora_enabled = True
        self.lora_rank, self.lora_alpha = rank, rank if lora_alpha is None else lora_alpha

    def adapters(self) -> tuple[Variable, Variable]:
        """The two thin weights."""
        return tuple(getattr(self, f"lora_{self.adapted_name}_{side}") for side in "ab")

    def stored_variables(self) -> list[Any]:
        """As in files: the weight with what was learned on top, without the thin weights."""
        if not self.lora_enabled:
            return super().stored_variables()
        weight = self.__dict__[f"_{self.adapted_name}"]
        plain = [v for v in super().stored_variables() if v not in self.adapters()]
        return [_Merged(self, weight) if variable is weight else variable for variable in plain]

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("quantization_config", None)
        if not self.lora_rank:
            config.pop("lora_rank", None)
            config.pop("lora_alpha", None)
        return config


class _Merged:
    """An adapted weight as one: reading it gives the sum, setting it sets the weight and clears the rest."""

    def __init__(self, layer: Adaptable, weight: Variable) -> None:
        self._layer, self._weight = layer, weight
        self.shape, self.dtype = weight.shape, weight.dtype
        self.name, self.path, self.trainable = weight.name, weight.path, weight.trainable

    def numpy(self) -> np.ndarray:
        """The sum."""
        return np.asarray(ops.convert_to_numpy(getattr(self._layer, self._layer.adapted_name)))

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
        weight = layer.__dict__.get(f"_{self._name}")
        if weight is None:
            raise AttributeError(f"The layer {layer.name!r} has no {self._name!r}: it is not built yet.")
        if not layer.lora_enabled:
            return weight
        a, b = layer.adapters()
        learned = (layer.lora_alpha / layer.lora_rank) * ops.matmul(a, b)
        return ops.add(weight, ops.cast(learned, weight.dtype))

    def __set__(self, layer: Any, weight: Any) -> None:
        layer.__dict__[f"_{self._name}"] = weight

    def __delete__(self, layer: Any) -> None:
        del layer.__dict__[f"_{self._name}"]
