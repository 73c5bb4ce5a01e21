"""Pipeline: layers one after the other, as one layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keras_lab.layers.call import masks_of, signature_of
from keras_lab.layers.layer import Layer
from keras_lab.layers.lookup import deserialize


class Pipeline(Layer):
    """Applies layers one after the other; made for preprocessing, it is in training mode unless told otherwise.

    Args:
        layers: a list of layers with one input and one output each.
    """

    takes_strings = True

    def __init__(self, layers: Sequence[Layer], name: str | None = None) -> None:
        super().__init__(name=name)
        self._pipeline_layers = list(layers)

    @property
    def layers(self) -> list[Layer]:
        """The layers in order."""
        return self._pipeline_layers

    def call(self, inputs: Any, training: bool = True, mask: Any = None) -> Any:
        for layer in self._pipeline_layers:
            known = signature_of(type(layer).call)
            offered = {"training": training, "mask": mask}
            inputs = layer(inputs, **{name: value for name, value in offered.items() if known.takes(name)})
            mask = masks_of(inputs)
        return inputs

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        layers = config.get("layers")
        if not isinstance(layers, (list, tuple)):
            raise ValueError(
                "The configuration of a `Pipeline` must contain a `layers` key with a list of serialized layers. "
                f"Received: {config!r}"
            )
        return cls(**{**config, "layers": [deserialize(layer) for layer in layers]})
