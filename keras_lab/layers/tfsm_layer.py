"""TFSMLayer: a program in TensorFlow's SavedModel format, as a layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lab import python_code
from keras_lab.engine import guests
from keras_lab.layers.layer import Layer


class TFSMLayer(Layer):
    """Runs a SavedModel; only on the TensorFlow engine. What is in it is not trained.

    Args:
        filepath: the folder.
        call_endpoint: the name of the function that `call` runs: an attribute of what was saved, or a signature.
        call_training_endpoint: the same for training. Default: the former.
    """

    takes_strings = True

    def __init__(
        self,
        filepath: str,
        call_endpoint: str = "serve",
        call_training_endpoint: str | None = None,
        trainable: bool = True,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(trainable=trainable, name=name, dtype=dtype)
        self.filepath = str(filepath)
        self.call_endpoint = call_endpoint
        self.call_training_endpoint = call_training_endpoint
        #: Kept, for its functions know their variables only weakly.
        self._saved = guests.saved_model(self.filepath, "TFSMLayer")
        self.function = self._endpoint(call_endpoint)
        self._training_function = (
            self._endpoint(call_training_endpoint) if call_training_endpoint else self.function
        )
        self.built = True

    def _endpoint(self, name: str) -> Any:
        signatures = dict(getattr(self._saved, "signatures", {}))
        found = getattr(self._saved, name, None) or signatures.get(name)
        if found is None:
            raise ValueError(
                f"The endpoint {name!r} is neither an attribute of the SavedModel in {self.filepath!r} nor one of its "
                f"signatures, which are: {', '.join(signatures)}."
            )
        return found

    def call(self, inputs: Any, training: bool = False, **kwargs: Any) -> Any:
        return (self._training_function if training else self.function)(inputs, **kwargs)

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], custom_objects: Any = None, safe_mode: bool | None = None
    ) -> Any:
        """A new layer.

        Raises:
            ValueError: unless `safe_mode` is False (here, or where a file is loaded): a SavedModel is a program, and a
                file that is loaded must not make one run.
        """
        if (python_code.in_safe_mode() if safe_mode is None else safe_mode) is not False:
            raise ValueError(
                f"The configuration of a TFSMLayer asks for the SavedModel in {config.get('filepath')!r}, a program "
                "that could do anything. If you trust it, load with safe_mode=False, or make the layer yourself."
            )
        return cls(**config)
