"""TorchModuleWrapper: there is no engine for it yet."""

from __future__ import annotations

from typing import Any

from keras_lab import config
from keras_lab.engine import guests
from keras_lab.layers.layer import Layer


class TorchModuleWrapper(Layer):
    """A module of PyTorch as a layer: needs the PyTorch engine, which keras_lab does not have yet.

    Args:
        module: a `torch.nn.Module`.
        output_shape: of the outputs.

    Raises:
        ImportError: if PyTorch is not installed.
        NotImplementedError: on every engine there is.
    """

    def __init__(self, module: Any, name: str | None = None, output_shape: Any = None, **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        guests.library("torch", "TorchModuleWrapper")
        raise NotImplementedError(
            f"TorchModuleWrapper runs on a PyTorch engine only, and the engine is {config.engine_name()!r}."
        )
