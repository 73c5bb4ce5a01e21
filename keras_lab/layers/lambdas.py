"""A layer around a function of one's own."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from keras_lab import activations, ops, python_code
from keras_lab.layers import symbolic_call
from keras_lab.layers.layer import Layer
from keras_lab.plain_data import function_config, plain, serialize
from keras_lab.registry import custom_object_scope, find_custom, suggest


class Lambda(Layer):
    """Wraps a function as a layer: `Lambda(lambda x: x ** 2)`.

    Of a named function only the name is saved. Loading needs it registered (`register_keras_serializable`) or
    given as a custom object, unless it is one of `keras_lab.ops`. A lambda is saved as code, which is run only by
    loading with `safe_mode=False`. (`from_config` gives back the function itself, as long as it is alive.)

    Args:
        function: from a tensor (or list of them) to a tensor; it may also take `mask` and `training`.
        output_shape: the shape of the outputs without the batch axis, or a function from the input's shape
            to it; needed only where the function cannot be run on shapes.
        mask: the mask of the outputs, or a function `(inputs, mask)` → mask.
        arguments: further keyword arguments of the function.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        output_shape: Any = None,
        mask: Any = None,
        arguments: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not callable(function):
            raise ValueError(f"The layer {self.name!r} takes a function. Received: {function!r}")
        self.function = function
        self.output_shape = output_shape
        self.mask = mask
        self.arguments = dict(arguments or {})

    def call(self, inputs: Any, mask: Any = None, training: Any = None) -> Any:
        offered = {"mask": mask, "training": training}
        known = _parameters(self.function)
        taken = {
            name: value for name, value in offered.items() if name in known and name not in self.arguments
        }
        return self.function(inputs, **taken, **self.arguments)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def compute_output_shape(self, input_shape: Any) -> Any:
        if self.output_shape is None:
            return symbolic_call.output_shape(self, (input_shape,), {})
        if callable(self.output_shape):
            return tuple(self.output_shape(input_shape))
        batch = input_shape[0][0] if isinstance(input_shape[0], (tuple, list)) else input_shape[0]
        return (batch, *((self.output_shape,) if isinstance(self.output_shape, int) else self.output_shape))

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        for argument in ("function", "output_shape", "mask"):
            value = getattr(self, argument)
            config[argument] = function_config(value) if callable(value) else serialize(value)
            if callable(value) and not python_code.is_lambda(value) and hasattr(value, "__name__"):
                python_code.remember(value)
        return config

    @classmethod
    def from_config(
        cls,
        config: Mapping[str, Any],
        custom_objects: Mapping[str, Any] | None = None,
        safe_mode: bool | None = None,
    ) -> Any:
        """A new layer.

        Args:
            custom_objects: names → functions.
            safe_mode: False allows to run code that stands in the configuration.

        Raises:
            ValueError: if the function is known by no name, and code in the configuration may not be run.
        """
        mode = safe_mode if safe_mode is not None else python_code.in_safe_mode()
        with custom_object_scope(custom_objects or {}), python_code.safe_mode_scope(mode):
            functions = {name: _function(config, name) for name in ("function", "output_shape", "mask")}
        return cls(**{**config, **functions, "arguments": plain(config.get("arguments"))})


def _parameters(function: Callable[..., Any]) -> Mapping[str, Any]:
    try:
        return inspect.signature(function).parameters
    except (TypeError, ValueError):  # some built-in functions do not tell
        return {}


def _function(config: Mapping[str, Any], argument: str) -> Any:
    """The callable that the configuration has under `argument`; what is no function stays as it is."""
    given = config.get(argument)
    if isinstance(given, Mapping) and given.get("class_name") == python_code.LAMBDA:
        return python_code.from_config(given)
    name = (
        given.get("config") if isinstance(given, Mapping) and given.get("class_name") == "function" else given
    )
    if callable(given) or (argument != "function" and not isinstance(name, (str, Mapping))):
        return given
    found = _known(name) if isinstance(name, str) else None
    if found is None:
        layer = config.get("name", "lambda")
        hint = suggest(name, dir(ops)) if isinstance(name, str) else ""
        raise ValueError(
            f"The {argument} of the Lambda layer {layer!r} cannot be loaded: no function is registered under "
            f"{_shown(name)}. Register it with `@keras_lab.utils.register_keras_serializable()` or pass "
            f"`custom_objects={{…}}`. Code from a file is never run.{hint}"
        )
    return found


def _known(name: str) -> Any:
    """The custom object, op or activation of that name; None if there is none."""
    public = getattr(ops, name, None) if name in dir(ops) else None
    if find_custom(name) is None and inspect.isfunction(public):
        return public
    try:
        return activations.get(name)
    except ValueError:
        return python_code.recall(name)


def _shown(name: Any) -> str:
    text = repr(name)
    return text if len(text) <= 60 else f"{text[:57]}…"
