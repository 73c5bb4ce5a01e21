"""The model: a layer made of layers, that can be trained, saved and shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from keras_lab import ops, tree
from keras_lab.graph.function import GraphFunction
from keras_lab.graph.symbolic import Node, is_symbolic, symbolic_leaves
from keras_lab.layers.layer import Layer
from keras_lab.masks import get_mask, set_mask
from keras_lab.models import functional, graph_inputs, graph_losses, state_trees
from keras_lab.registry import suggest
from keras_lab.training.trainer import Trainer


class Model(Trainer, Layer):
    """Layers put together.

    Three ways to make one: `Model(inputs, outputs)` from symbolic tensors (see `Input`), `Sequential([...])`,
    or a subclass with layers in its attributes and a method `call(self, inputs)`.

    Args:
        inputs: a symbolic tensor, or a list or dict of them.
        outputs: likewise.
        name: default `functional` or the class's name in snake case.
        trainable: whether training changes its weights.

    Raises:
        ValueError: if the outputs do not follow from the inputs.
    """

    _graph: GraphFunction | None = None
    _loss_graph: GraphFunction | None = None
    _built_for: Any = None
    #: Whether the sizes of the inputs were taken from the first batch.
    _open_sizes = False

    def __init__(
        self, inputs: Any = None, outputs: Any = None, name: str | None = None, **kwargs: Any
    ) -> None:
        is_graph = inputs is not None or outputs is not None
        if is_graph and type(self) is Model and name is None:
            name = functional.default_name()
        super().__init__(name=name, **kwargs)
        if is_graph:
            functional.check(inputs, outputs, self.name)
            graph = GraphFunction(*functional.from_inputs(inputs, outputs))
            functional.check_names(graph, self.name)
            self._set_graph(graph)

    def _set_graph(self, graph: GraphFunction | None) -> None:
        self._graph = graph
        self.built = graph is not None
        self._programs.clear()

    # ---- running --------------------------------------------------------------------------------------

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """Runs the graph on tensors. A subclass without a graph defines its own `call`."""
        if self._graph is None:
            raise NotImplementedError(
                f"The model {self.name!r} ({type(self).__name__}) has no graph and no method call(self, inputs)."
            )
        values = graph_inputs.match(self._graph, inputs, self.name, self._open_sizes)
        for value, own in zip(values, tree.flatten(mask) if mask is not None else [], strict=False):
            if own is not None:
                set_mask(value, own)
        if self._loss_graph is None:
            return _single(self._graph.run(values, _call_node))
        outputs, losses = self._loss_graph.run(values, _call_node)
        super().add_loss([ops.mean(loss) for loss in losses])
        return _single(outputs)

    def add_loss(self, loss: Any = None, inputs: Any = None) -> None:
        """Adds to the loss a scalar computed in `call`, or a symbolic one: a tensor of the model's own graph."""
        symbolic = symbolic_leaves(loss)
        if symbolic:
            before = self._loss_graph.outputs[1] if self._loss_graph else []
            self._loss_graph = graph_losses.with_losses(self, [*before, *symbolic])
        else:
            super().add_loss(loss)

    def _evaluated(self, loss: Any, x: Any, training: bool) -> Any:
        return graph_losses.value_of(self, loss, x, training) if is_symbolic(loss) else loss

    def build(self, input_shape: Any) -> None:
        """Builds the layers for inputs of `input_shape` (batch axis included) without computing anything."""
        if self._graph is None and type(self).call is not Model.call:
            functional.build_by_calling(self, input_shape, self._built_for)

    def _build_at_call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._built_for = functional.specs_of((args, kwargs))
        try:
            super()._build_at_call(args, kwargs)
        finally:
            self._built_for = None

    @property
    def supports_masking(self) -> bool:  # type: ignore[override]
        """Masks come out of a model as its layers leave them."""
        return False

    # ---- parts ----------------------------------------------------------------------------------------

    @property
    def layers(self) -> list[Layer]:
        """The layers, inputs first; for a graph in the order of their distance from the outputs."""
        if self._graph is not None:
            return [operation for operation in self._graph.operations if isinstance(operation, Layer)]
        return super()._sublayers

    @property
    def _sublayers(self) -> list[Layer]:
        if self._graph is None:
            return super()._sublayers
        return list(dict.fromkeys([*self.layers, *super()._sublayers]))

    @property
    def operations(self) -> list[Any]:
        """The layers and the calls of ops in the graph, in the order of `layers`."""
        return list(self._need_graph("operations").operations)

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer of that name, or at that place in `layers`.

        Raises:
            ValueError: if there is none; the nearest name is suggested.
        """
        if (name is None) == (index is None):
            raise ValueError("get_layer needs either a name or an index.")
        if index is not None:
            return self._layer_at(index)
        for layer in self.layers:
            if layer.name == name:
                return layer
        names = [layer.name for layer in self.layers]
        raise ValueError(f"The model {self.name!r} has no layer {name!r}.{suggest(str(name), names)}")

    def _layer_at(self, index: int) -> Layer:
        if not -len(self.layers) <= index < len(self.layers):
            raise ValueError(
                f"The model {self.name!r} has {len(self.layers)} layers; there is none at {index}."
            )
        return self.layers[index]

    @property
    def inputs(self) -> list[Any] | None:
        """The symbolic inputs of the graph; None without one."""
        return tree.flatten(self._graph.inputs) if self._graph else None

    @property
    def outputs(self) -> list[Any] | None:
        """The symbolic outputs of the graph; None without one."""
        return tree.flatten(self._graph.outputs) if self._graph else None

    @property
    def input(self) -> Any:
        """The symbolic input or nest of inputs."""
        return self._need_graph("input").inputs

    @property
    def output(self) -> Any:
        """The symbolic output or nest of outputs."""
        return self._need_graph("output").outputs

    def _need_graph(self, what: str) -> GraphFunction:
        if self._graph is None:
            raise AttributeError(
                f"The model {self.name!r} has no {what} yet: it is not built, or has no graph."
            )
        return self._graph

    @property
    def input_shape(self) -> Any:
        """The shape(s) of the input(s), batch axis included."""
        return _one_or_list([tensor.shape for tensor in tree.flatten(self.input)])

    @property
    def output_shape(self) -> Any:
        """The shape(s) of the output(s), batch axis included."""
        return _one_or_list([tensor.shape for tensor in tree.flatten(self.output)])

    @property
    def output_names(self) -> list[str] | None:
        """A name for each output: of the layer it comes from (None without a graph)."""
        return functional.output_names(self._graph) if self._graph else None

    def run_internal_graph(self, inputs: Any, masks: Any = None) -> tuple[list[Any], list[Any], list[Any]]:
        """Keras 2's: the outputs for `inputs` as a list, their masks, and their shapes."""
        outputs = tree.flatten(self(inputs, mask=masks))
        return outputs, [get_mask(output) for output in outputs], [tuple(output.shape) for output in outputs]

    def reset_states(self) -> None:
        """Sets the states of all stateful layers inside to zero."""
        for layer in self.flatten_layers():
            if not isinstance(layer, Model) and getattr(layer, "stateful", False):
                layer.reset_states()

    def get_state_tree(self, value_format: str = "backend_tensor") -> dict[str, Any]:
        """All variables' values, of the optimizer and the metrics too, in dicts by the parts of their paths.

        Args:
            value_format: `"backend_tensor"` or `"numpy_array"`.

        Raises:
            ValueError: if two variables have the same path.
        """
        return state_trees.values_of(self, value_format)

    def set_state_tree(self, state_tree: Mapping[str, Any]) -> None:
        """Gives the variables the values of what `get_state_tree` returned; those that it lacks stay."""
        state_trees.set_values(self, state_tree)

    # ---- showing --------------------------------------------------------------------------------------

    def summary(
        self,
        line_length: int | None = None,
        positions: Sequence[float] | None = None,
        print_fn: Callable[[str], Any] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Sequence[str] | None = None,
    ) -> None:
        """Prints a table of the layers with their output shapes and numbers of parameters.

        Args:
            line_length: characters in a line; by default as wide as the content needs.
            positions: relative or absolute ends of the columns.
            print_fn: called with the text instead of `print`.
            expand_nested: whether layers of nested models get lines of their own.
            show_trainable: whether a column says what is trained.
            layer_range: names of the first and the last layer to list.
        """
        from keras_lab.graph.summary import summary_text

        text = summary_text(self, line_length, positions, expand_nested, show_trainable, layer_range)
        (print_fn or print)(text)

    def _outline(self) -> dict[str, Any]:
        """Name, kind, number of parameters and of layers, and the configuration, as plain data."""
        from keras_lab.models.configuration import architecture_of

        parameters = sum(int(np.prod(variable.shape)) for variable in self.weights)
        return {
            "name": self.name, "kind": self._kind, "parameters": parameters, "layers": len(self.layers),
            "architecture": architecture_of(self),
        }  # fmt: skip

    def _run_config(self) -> dict[str, Any]:
        from keras_lab.models.configuration import optimizer_config_of

        return {**super()._run_config(), "optimizer_config": optimizer_config_of(self)}

    @property
    def _kind(self) -> str:
        """`"Functional"` for a graph made by `Model(inputs, outputs)`, else the class's name."""
        return "Functional" if type(self) is Model and self._graph is not None else type(self).__name__

    # ---- configuration and saving ---------------------------------------------------------------------

    def _public_name(self) -> tuple[str, str]:
        kind = self._kind
        return ("keras.src.models.functional", kind) if kind == "Functional" else super()._public_name()

    def get_config(self) -> dict[str, Any]:
        """The graph as plain data, or the constructor's arguments of a subclass with a constructor of its own."""
        if self._graph is not None and functional.made_of_tensors(type(self)):
            return functional.get_config(self)
        return super().get_config()

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
        """A new model (with new weights) from what `get_config` returned."""
        from keras_lab.models.configuration import model_from_class_config

        return model_from_class_config(cls, config, custom_objects)

    def to_json(self, **kwargs: Any) -> str:
        """The configuration as JSON, for `model_from_json`; `kwargs` go to `json.dumps`."""
        from keras_lab.models.configuration import config_of

        return json.dumps(config_of(self), **kwargs)

    def to_yaml(self, **kwargs: Any) -> str:
        """The configuration as YAML, for `model_from_yaml`; `kwargs` go to `yaml.dump`. Needs PyYAML."""
        from keras_lab.models.yaml_text import yaml_of

        return yaml_of(self, **kwargs)

    def quantize(  # type: ignore[override]
        self, mode: str | None = None, config: Any = None, filters: Any = None, **kwargs: Any
    ) -> None:
        """Quantizes the weights of the layers; the model has to be built.

        Args:
            mode: `"int8"`, `"int4"` or `"float8"`; default: that of `config`.
            config: a `keras_lab.quantizers.QuantizationConfig`; default: that of the mode.
            filters: which layers: a regular expression for their names, a list of them, or a function of a layer.
            **kwargs: `type_check`: see `Quantizable.quantize`.

        Raises:
            ValueError: for a mode or argument that is not known, and a layer that is not built or is quantized already.
        """
        from keras_lab.models.quantization import quantize

        type_check = kwargs.pop("type_check", True)
        if kwargs:
            raise ValueError(
                f"Unrecognized keyword arguments of {type(self).__name__}.quantize: {list(kwargs)}"
            )
        quantize(self, mode, config, filters, type_check)
        self._programs.clear()

    def get_compile_config(self) -> dict[str, Any] | None:
        """What `compile` was told as plain data; None if it was not called."""
        from keras_lab.saving import compilation

        return compilation.to_config(self) if self.compiled else None

    def compile_from_config(self, config: Mapping[str, Any]) -> None:
        """Compiles the model as `get_compile_config` says."""
        from keras_lab.saving import compilation

        compilation.compile_as_told(self, config)

    def export(
        self,
        filepath: Any,
        format: str = "tf_saved_model",
        verbose: bool | None = None,
        input_signature: Any = None,
        **kwargs: Any,
    ) -> None:
        """Writes the computation alone for other programs (see `keras_lab.export.export_model`)."""
        from keras_lab.export import export_model

        export_model(self, filepath, format, verbose, input_signature, **kwargs)

    def save(
        self, filepath: Any, overwrite: bool = True, include_optimizer: bool = True, **kwargs: Any
    ) -> None:
        """Writes architecture, weights and the optimizer's state to a file (see `keras_lab.saving.save_model`)."""
        from keras_lab import saving

        saving.save_model(self, filepath, overwrite, include_optimizer=include_optimizer, **kwargs)

    def save_weights(self, filepath: Any, overwrite: bool = True, **kwargs: Any) -> None:
        """Writes the weights to a file (see `keras_lab.saving.save_weights`)."""
        from keras_lab import saving

        saving.save_weights(self, filepath, overwrite, **kwargs)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
        """Reads weights from a file (see `keras_lab.saving.load_weights`)."""
        from keras_lab import saving

        saving.load_weights(self, filepath, skip_mismatch=skip_mismatch, **kwargs)


def _call_node(node: Node, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return node.operation(*args, **kwargs)


def _single(outputs: Any) -> Any:
    """The outputs as Keras gives them: a list of one is that one."""
    return outputs[0] if isinstance(outputs, (list, tuple)) and len(outputs) == 1 else outputs


def _one_or_list(shapes: list[Any]) -> Any:
    return shapes[0] if len(shapes) == 1 else shapes
