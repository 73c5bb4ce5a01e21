"""Functions and variables put together to one program that runs without keras_lab."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from keras_lab import engine
from keras_lab.layers.layer import Layer
from keras_lab.variables import Variable

_KNOWN = ("saved_model", "tf_saved_model")


class ExportArchive:
    """Writes functions of layers and models as a SavedModel of TensorFlow.

    `track` the layers, `add_endpoint` for each function that is to be callable, then `write_out`.

    Args:
        format: `"saved_model"`.
        **kwargs: accepted for compatibility (`is_static`, `jax2tf_kwargs` of Keras's JAX backend).

    Raises:
        NotImplementedError: on an engine that cannot write programs.
    """

    def __init__(self, format: str = "saved_model", **kwargs: Any) -> None:
        if format not in _KNOWN:
            raise ValueError(f"The format of an ExportArchive is 'saved_model'. Received: {format!r}")
        writer = getattr(engine.load(), "ProgramWriter", None)
        if writer is None:
            raise NotImplementedError(
                "This engine cannot write programs. Save the model, load it on the TensorFlow engine "
                "(KERAS_LAB_ENGINE=tensorflow), and export it there."
            )
        self._writer = writer()
        self._tracked: list[Layer] = []
        self._endpoints: list[str] = []
        self._collections: dict[str, list[Any]] = {}

    @property
    def _tf_trackable(self) -> Any:
        """Keras's name of the object that is written."""
        return self._writer.root

    @property
    def variables(self) -> list[Variable]:
        """Those of everything tracked."""
        return [v for layer in self._tracked for v in layer.variables]

    @property
    def trainable_variables(self) -> list[Variable]:
        """Those that gradients change."""
        return [v for layer in self._tracked for v in layer.trainable_variables]

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """The others."""
        return [v for layer in self._tracked for v in layer.non_trainable_variables]

    def track(self, resource: Any) -> None:
        """Has the variables of a layer or model, or a part of the engine's own, written.

        Raises:
            ValueError: for something else, or a layer that is not built.
        """
        if self._writer.is_part(resource):
            self._writer.hold([resource])
            return
        if not isinstance(resource, Layer):
            raise ValueError(f"Invalid resource type: a layer or model is tracked. Received: {resource!r}")
        if not resource.built:
            raise ValueError(f"The layer {resource.name!r} has not been built yet. It must be built before.")
        if resource not in self._tracked:
            self._tracked.append(resource)

    def add_endpoint(
        self, name: str, fn: Callable[..., Any], input_signature: Sequence[Any] | None = None, **kwargs: Any
    ) -> Any:
        """Makes a function callable under a name.

        Args:
            name: of the endpoint.
            fn: takes and gives tensors.
            input_signature: for each argument a spec (with `shape`, None for the batch, and `dtype`) or a nest of
                them. It may be left out for a function of the engine's own that has been called.
            **kwargs: accepted for compatibility.

        Returns:
            The engine's function.

        Raises:
            ValueError: for a name that is taken, or if the arguments' shapes are not known.
        """
        if name in self._endpoints:
            raise ValueError(f"The name {name!r} of an endpoint is already taken.")
        if input_signature is None and not self._writer.is_program(fn):
            made = hasattr(fn, "get_concrete_function")
            raise ValueError(
                "To add an endpoint you must either provide a function that has been called, or an `input_signature`."
                if made
                else "To add an endpoint you must provide an `input_signature`."
            )
        owner = getattr(fn, "__self__", fn)
        if isinstance(owner, Layer):
            self._writer.hold([variable.cell for variable in owner.variables])
        program = self._writer.add(name, fn, input_signature)
        self._endpoints.append(name)
        return program

    def track_and_add_endpoint(self, name: str, resource: Any, input_signature: Any, **kwargs: Any) -> Any:
        """`track(resource)` and `add_endpoint(name, resource, input_signature)`."""
        self.track(resource)
        return self.add_endpoint(name, resource.__call__, input_signature, **kwargs)

    def add_variable_collection(self, name: str, variables: Sequence[Variable]) -> None:
        """Writes variables as a list of that name.

        Raises:
            ValueError: for something that is no list of variables.
        """
        if not isinstance(variables, (list, tuple)) or not all(isinstance(v, Variable) for v in variables):
            raise ValueError(f"A collection is a list of variables. Received: {variables!r}")
        self._writer.add_variables(name, [variable.cell for variable in variables])

    def write_out(
        self, filepath: str | os.PathLike[str], options: Any = None, verbose: bool | None = True
    ) -> None:
        """Writes the program into a folder.

        Args:
            options: `tf.saved_model.SaveOptions`.
            verbose: whether to say what was written.

        Raises:
            ValueError: without an endpoint.
        """
        if not self._endpoints:
            raise ValueError("No endpoints have been set: call add_endpoint() first.")
        for name in ("variables", "trainable_variables", "non_trainable_variables"):
            self._writer.add_variables(name, [variable.cell for variable in getattr(self, name)])
        self._writer.write(os.fspath(filepath), options)
        if verbose:
            print(f"Written to {os.fspath(filepath)!r}: {', '.join(self._endpoints)}")
