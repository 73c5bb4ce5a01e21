"""Layers that wrap a layer: Wrapper, TimeDistributed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lab import ops, tree
from keras_lab.layers import checks
from keras_lab.layers.call import signature_of
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer
from keras_lab.ops.dispatch import op


class Wrapper(Layer):
    """Base of the layers that wrap a layer.

    Args:
        layer: the layer inside.
    """

    def __init__(self, layer: Layer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.layer = a_layer(self, layer)

    def build(self, input_shape: Any = None) -> None:
        if not self.layer.built:
            self.layer.build(input_shape)

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        from keras_lab.layers.lookup import deserialize

        inside = {
            name: deserialize(value, custom_objects)
            for name, value in config.items()
            if name in ("layer", "backward_layer") and value is not None
        }
        return cls(**{**config, **inside})


class TimeDistributed(Wrapper):
    """Applies a layer to every time step by itself.

    Args:
        layer: the layer; it sees one step at a time.

    Shapes:
        `(batch, time, …)` → `(batch, time, …)`, where the layer makes one `(batch, …)` of the other.

    All steps go through the layer as one larger batch.

    Call arguments: inputs; `training`; `mask`, `(batch, time)`, or with more axes `(batch, time, …)`: the layer
    gets it if it takes a mask with one axis less than its input.
    """

    supports_masking = True
    input_spec = InputSpec(min_ndim=3)

    def build(self, input_shape: Any = None) -> None:
        shape = checks.one_shape(self, input_shape)
        super().build((shape[0], *shape[2:]))

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        more: dict[str, Any] = {}
        if training is not None and signature_of(type(self.layer).call).takes("training"):
            more["training"] = training
        if mask is not None and self._mask_fits(inputs, mask):
            more["mask"] = _steps_as_samples(mask)
        outputs = self.layer(_steps_as_samples(inputs), **more)
        return tree.map_structure(lambda x: _samples_as_steps(x, inputs), outputs)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """What the layer inside says of all steps; where it ends the axes of a mask, whether any entry counts."""
        inside = None if mask is None else _steps_as_samples(mask)
        inside = self.layer.compute_mask(_steps_as_samples(inputs), inside)
        if inside is not None:
            return tree.map_structure(lambda x: _samples_as_steps(x, inputs), inside)
        rest = () if mask is None else tuple(range(2, len(ops.shape(mask))))
        return ops.any(mask, axis=rest) if rest else mask

    def _mask_fits(self, inputs: Any, mask: Any) -> bool:
        """Whether the mask is one for the layer; one that fits no step is refused."""
        shape, of_input = tuple(ops.shape(mask)), tuple(ops.shape(inputs))
        if len(shape) < 2 or any(
            n != m and None not in (n, m) for n, m in zip(shape[:2], of_input, strict=False)
        ):
            raise ValueError(
                f"The `mask` passed to the `TimeDistributed` layer has a shape {shape} that does not fit: its first "
                f"axes must be (batch, time). The layer {self.name!r} received an input of shape {of_input}."
            )
        return len(shape) == len(of_input) - 1 and signature_of(type(self.layer).call).takes("mask")


@op
def _steps_as_samples(x: Any) -> Any:
    """`(batch, time, …)` → `(batch · time, …)`."""
    batch, time, *rest = ops.shape(x)
    return ops.reshape(x, (None if batch is None or time is None else batch * time, *rest))


@op
def _samples_as_steps(x: Any, like: Any) -> Any:
    """The way back, to the batch and the steps of `like`."""
    return ops.reshape(x, (*ops.shape(like)[:2], *ops.shape(x)[1:]))


def a_layer(wrapper: Layer, layer: Any) -> Any:
    """`layer`, if it is one."""
    if not isinstance(layer, Layer):
        raise ValueError(f"The layer {wrapper.name!r} wraps a layer. Received: {layer!r}")
    return layer
