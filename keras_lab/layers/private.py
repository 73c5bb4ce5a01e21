"""Names inside Keras's layers that programs of others have come to use."""

from __future__ import annotations

from typing import Any

from keras_lab.layers.graph_access import overridable


class Private:
    """Base of layers. A subclass may use these names for attributes of its own."""

    built: bool
    _called: bool
    _call_context_args: set[str]
    _sublayers: Any

    def _build_at_init(self) -> None:
        """Marks a layer without a `build` of its own as built."""
        from keras_lab.layers.layer import Layer

        if type(self).build is Layer.build:  # type: ignore[attr-defined]
            self.built = True

    def _register_call_context_args(self, *names: str) -> None:
        """Names of further arguments of `call` that layers inside inherit, as they do `training`."""
        if self._called:
            raise RuntimeError("Cannot add call-context args after the layer has been called.")
        self._call_context_args = {*self._call_context_args, *names}

    def _flatten_layers(self, include_self: bool = True, recursive: bool = True) -> list[Any]:
        inside = self.flatten_layers() if recursive else [self, *self._sublayers]  # type: ignore[attr-defined]
        return [layer for layer in inside if include_self or layer is not self]


for _name, _read in {
    "_layers": lambda layer: layer._sublayers,
    "_metrics": lambda layer: layer._own_metrics,
    "_trainable_variables": lambda layer: [v for v in layer._own_variables if v.made_trainable],
    "_non_trainable_variables": lambda layer: [v for v in layer._own_variables if not v.made_trainable],
}.items():
    setattr(Private, _name, overridable(_read))
