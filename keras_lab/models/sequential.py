"""The model that is a row of layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import legacy, tree
from keras_lab.configurable import serialize_object
from keras_lab.graph.function import GraphFunction
from keras_lab.graph.symbolic import SymbolicTensor, is_symbolic
from keras_lab.layers.inputs import Input, InputLayer
from keras_lab.layers.layer import Layer
from keras_lab.models.model import Model
from keras_lab.models.reading import layer_from_config
from keras_lab.old_configs import modern


class NotALayerError(TypeError, ValueError):
    """Something else than a layer was to be part of a row of layers. (TypeError in Keras 2, ValueError in Keras 3.)"""


class Sequential(Model):
    """Layers one after another, each with one input and one output.

    The shapes are known from the start if the list begins with `Input(shape)` or a layer with
    `input_shape=` / `input_dim=`; else they are taken from the first data.

    Args:
        layers: the layers, in order; more can be added with `add`. What an `Input` says of the sizes is for building:
            other data are taken where the layers take them.
        trainable: whether training changes the weights.
        name: default `sequential`.

    Raises:
        NotALayerError: for something that is no layer.
        ValueError: for a second layer of the same name, or a layer that does not fit the one before.
    """

    def __init__(self, layers: Any = None, trainable: bool = True, name: str | None = None) -> None:
        super().__init__(name=name, trainable=trainable)
        self._open_sizes = True
        self._stack: list[Layer] = []
        self._head: InputLayer | None = None
        self._tensors: list[SymbolicTensor] = []
        self._cached: GraphFunction | None = None
        given = [layers] if isinstance(layers, Layer) or is_symbolic(layers) else layers or []
        for layer in given:
            self.add(layer)

    # ---- changing -------------------------------------------------------------------------------------

    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Adds a layer (or the result of `Input(...)`) at the end."""
        layer = _as_layer(layer, self.name)
        if isinstance(layer, InputLayer):
            self._begin_with(layer)
            return
        if self in layer.flatten_layers():
            raise ValueError(f"The model {self.name!r} cannot be added to itself, nor what it is a part of.")
        if any(other.name == layer.name for other in self._stack):
            raise ValueError(
                f"The model {self.name!r} already has a layer {layer.name!r}: all layers should have unique names."
            )
        head, tensors = self._head, self._tensors
        if not self._stack and head is None:
            head = _input_for(layer)
            tensors = [head._nodes[0].outputs] if head else []
        if tensors:
            with self._open_name_scope():
                tensors = [*tensors, _one_tensor(layer(tensors[-1]), layer)]
        self._head, self._tensors = head, tensors
        self._stack.append(layer)
        self._changed()

    def _begin_with(self, layer: InputLayer) -> None:
        if self._head is not None or self._stack:
            raise ValueError(
                f"The input of the model {self.name!r} has already been configured: an Input comes first, and once."
            )
        self._head = layer
        self._tensors = [layer._nodes[0].outputs]
        self._changed()

    def pop(self, rebuild: bool = True) -> Layer:
        """Takes the last layer away and returns it.

        Raises:
            ValueError: if there is none.
        """
        if not self._stack:
            raise ValueError(f"The model {self.name!r} has no layer to take away.")
        if self._tensors:
            self._tensors.pop()
        layer = self._stack.pop()
        self._changed()
        return layer

    def _changed(self) -> None:
        self._cached = None
        self._programs.clear()
        if self._objective is not None:
            self._objective.outputs = None
        self.built = bool(self._tensors) and bool(self._stack)

    # ---- running --------------------------------------------------------------------------------------

    def build(self, input_shape: Any = None) -> None:
        """Connects the layers for inputs of `input_shape` (batch axis included), if that has not happened yet."""
        if input_shape is None:
            return
        if self._tensors:
            self._check_shape(input_shape)
            return
        if not self._stack:
            raise ValueError(f"The model {self.name!r} has no layers: add some before using it.")
        if not _is_shape(input_shape):  # a nest of inputs: the layers are only called one after another
            return
        shape, dtype = (None, *tuple(input_shape)[1:]), self._stack[0]._input_dtype
        self._head = InputLayer(batch_shape=shape, dtype=dtype, name=f"{self.name}_input")
        tensors = [self._head._nodes[0].outputs]
        try:
            for layer in self._stack:
                tensors.append(_one_tensor(layer(tensors[-1]), layer))
        except NotImplementedError:  # a layer that does not say its output's shape is only called
            self._head = None
            return
        self._tensors = tensors
        self._changed()

    def _check_shape(self, input_shape: Any) -> None:
        """Raises ValueError for a shape that the configured input does not take."""
        known = self._tensors[0].shape
        fits = len(known) == len(input_shape) and all(
            None in (size, wanted) or size == wanted for size, wanted in zip(input_shape, known, strict=True)
        )
        if not fits:
            raise ValueError(
                f"The model {self.name!r} has already been configured for inputs of the shape {known}. "
                f"Received: {tuple(input_shape)}"
            )

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """Runs the layers one after another."""
        if self._graph is not None:
            return super().call(inputs, training, mask)
        if not self._stack:
            raise ValueError(f"The model {self.name!r} has no layers: add some before using it.")
        for layer in self._stack:
            inputs = layer(inputs)
        return inputs

    @property
    def _graph(self) -> GraphFunction | None:  # type: ignore[override]
        tensors = self.__dict__.get("_tensors")
        if not tensors or not self._stack:
            return None
        if self._cached is None:
            self._cached = GraphFunction(tensors[0], tensors[-1])
        return self._cached

    def __getstate__(self) -> dict[str, Any]:
        """The graph goes with the model, for it has the nodes that connect the layers."""
        return {**super().__getstate__(), "_cached": self._graph}

    @property
    def layers(self) -> list[Layer]:
        """The layers in order, without the input."""
        return list(self.__dict__.get("_stack", []))

    @layers.setter
    def layers(self, value: Any) -> None:
        raise AttributeError(
            "The layers of a Sequential are not set. Use `add()` and `pop()` to change them."
        )

    @property
    def _sublayers(self) -> list[Layer]:
        return self.layers

    # ---- Keras 2's ------------------------------------------------------------------------------------

    def predict_proba(self, x: Any, batch_size: int = 32, verbose: Any = 0) -> Any:
        """The same as `predict`, for classifiers."""
        return self.predict(x, batch_size, verbose)

    def predict_classes(self, x: Any, batch_size: int = 32, verbose: Any = 0) -> Any:
        """The most probable class of each sample; 0 or 1 (as `(samples, 1)`) where the model has one output."""
        found = self.predict(x, batch_size, verbose)
        return found.argmax(axis=-1) if found.shape[-1] > 1 else (found > 0.5).astype("int32")

    # ---- configuration --------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """The layers' configurations, the input's first if it is known."""
        layers = [self._head, *self._stack] if self._head is not None else self._stack
        return {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": self.dtype_policy.name,
            "layers": [self._layer_config(layer) for layer in layers],
        }

    def _layer_config(self, layer: Layer) -> dict[str, Any]:
        """With the shapes it was built for where the model does not know them."""
        config, shapes = serialize_object(layer), layer.get_build_config()
        return {**config, "build_config": shapes} if shapes is not None and self._head is None else config

    @classmethod
    def from_config(cls, config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
        """A new model (with new weights) from what `get_config` returned."""
        config = {"name": None, "layers": config} if isinstance(config, list) else config
        if "layers" not in config or "name" not in config:
            raise ValueError(
                "A Sequential model configuration must be a dictionary containing the 'name' and 'layers' keys. "
                f"Received: {config!r}"
            )
        model = cls(name=config["name"])
        with legacy.quiet():
            for layer_config in modern(config["layers"]):
                layer, shapes = (
                    layer_from_config(layer_config, custom_objects),
                    layer_config.get("build_config"),
                )
                model.add(layer)
                if isinstance(shapes, dict) and not layer.built and model._head is None:
                    layer.build_from_config(shapes)
        if config.get("trainable") is False:
            model.trainable = False
        return model


def _as_layer(thing: Any, model_name: str) -> Layer:
    if is_symbolic(thing) and isinstance(thing.node.operation, InputLayer):
        return thing.node.operation
    if isinstance(thing, Layer):
        return thing
    if isinstance(thing, type) and issubclass(thing, Layer):
        raise NotALayerError(
            f"The model {model_name!r} takes layers: write {thing.__name__}(...), not {thing.__name__}."
        )
    raise NotALayerError(f"The model {model_name!r} takes layers only. Received: {thing!r}")


def _input_for(layer: Layer) -> InputLayer | None:
    """The input that the first layer asks for by `input_shape=` and the like, or by being a model itself."""
    if isinstance(layer, Model) and layer._graph is not None and len(layer.inputs or []) == 1:
        first = tree.flatten(layer._graph.inputs)[0]
        return Input(batch_shape=first.shape, dtype=first.dtype).node.operation  # type: ignore[union-attr]
    shape = layer._batch_input_shape
    if shape is None:
        return None
    name = f"{layer.name}_input"
    return InputLayer(batch_shape=shape, dtype=layer._input_dtype, name=name)


def _one_tensor(outputs: Any, layer: Layer) -> SymbolicTensor:
    flat: Sequence[Any] = tree.flatten(outputs)
    if len(flat) != 1:
        raise ValueError(
            f"The layer {layer.name!r} has {len(flat)} outputs; in a Sequential each layer has one. "
            "Use Model(inputs, outputs) instead."
        )
    return flat[0]


def _is_shape(thing: Any) -> bool:
    sizes = isinstance(thing, (tuple, list)) and len(thing) > 0
    return sizes and all(size is None or hasattr(size, "__index__") for size in thing)
