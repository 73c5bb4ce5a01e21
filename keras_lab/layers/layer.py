"""The base of all layers: weights, calling, configuration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab import dtype_policies, engine, masks, regularizers, tree
from keras_lab.configurable import Configurable, takes
from keras_lab.engine import dtypes, mapping
from keras_lab.engine.host import TEXT
from keras_lab.graph.symbolic import Node, symbolic_leaves
from keras_lab.layers import building, symbolic_call
from keras_lab.layers.call import calling, depth, fill_masks, fill_training, masks_of, signature_of
from keras_lab.layers.input_spec import check_input
from keras_lab.layers.stateless import Stateless
from keras_lab.layers.stored import Stored
from keras_lab.layers.tracking import Tracking
from keras_lab.naming import unique_name
from keras_lab.ops import dispatch
from keras_lab.variables import Variable, autocast, current_scope


class Layer(Stored, Tracking, Stateless, Configurable):
    """A function with weights.

    A layer of one's own defines `call(self, inputs)` and, if it has weights, `build(self, input_shape)`,
    which makes them with `add_weight`. `call` may also take `training` and `mask`.

    Args:
        activity_regularizer: penalty on the outputs, added to the loss.
        trainable: whether training changes the weights.
        dtype: name of a dtype or a `DTypePolicy`; default: the global policy.
        autocast: whether float inputs are cast to the layer's compute dtype.
        name: default: the class's name in snake case.
        input_shape, batch_input_shape, batch_shape, input_dim, batch_size, input_dtype: the shape (and
            dtype) of the input of the first layer of a `Sequential`, in Keras 1's and 2's way.
        weights: initial values for `set_weights`.
    """

    #: Whether a mask on the input is passed on to the output.
    supports_masking = False
    #: Whether the layer can be called with strings; layers that are not ours may always be.
    takes_strings = False
    #: TensorFlow's AutoGraph takes what has this attribute for converted already, and so leaves layers as they are.
    autograph_info__ = None
    _not_in_config = (
        "input_shape", "batch_input_shape", "batch_shape", "input_dim", "input_length", "batch_size",
        "input_dtype", "weights",
    )  # fmt: skip
    #: `InputSpec` or a nest of them; checked on every call.
    input_spec: Any = None

    def __init__(
        self,
        *,
        activity_regularizer: Any = None,
        trainable: bool = True,
        dtype: Any = None,
        autocast: bool = True,
        name: str | None = None,
        input_shape: Sequence[int | None] | None = None,
        batch_input_shape: Sequence[int | None] | None = None,
        batch_shape: Sequence[int | None] | None = None,
        input_dim: int | None = None,
        input_length: int | None = None,
        batch_size: int | None = None,
        input_dtype: str | None = None,
        weights: Any = None,
    ) -> None:
        self.name = name or unique_name(type(self).__name__)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.dtype_policy = dtype_policies.get(dtype)
        self.autocast = autocast
        self.built = False
        self._building = False
        self._build_config: dict[str, Any] | None = None
        self._nodes: list[Node] = []
        self._trainable = bool(trainable)
        self._variables: list[Variable] = []
        self._states: list[Variable] = []
        self._losses: list[Any] = []
        self._initial_weights = weights
        self._input_dtype = input_dtype
        self._batch_input_shape = _declared_shape(
            batch_shape or batch_input_shape, input_shape, input_dim, input_length, batch_size
        )

    # ---- to be overridden -----------------------------------------------------------------------------

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = building.once(cls.build)  # type: ignore[method-assign]

    @building.once
    def build(self, input_shape: Any) -> None:
        """Makes the weights; called once, before the first call, with the shape(s) of the first argument."""

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Computes outputs from inputs (tensors of the engine, or `Spec`s while shapes are computed)."""
        raise NotImplementedError(
            f"The layer class {type(self).__name__} defines no method call(self, inputs)."
        )

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        """The mask of the outputs, from the inputs and their mask; the inputs' own by default."""
        return previous_mask

    # ---- calling --------------------------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Applies the layer to tensors, arrays, or symbolic tensors (which makes a graph)."""
        self._check_initialized()
        if symbolic_leaves((args, kwargs)):
            return symbolic_call.record(self, args, kwargs)
        if engine.in_spec_mode():
            return symbolic_call.output_specs(self, args, kwargs)
        if mapping.is_mapped((args, kwargs)):
            specs = symbolic_call.output_specs(self, *mapping.specs_of((args, kwargs)))
            return mapping.call_back(
                lambda args, kwargs: self._host_arrays(args, kwargs), specs, (args, kwargs)
            )
        args = tree.map_structure(self._to_tensor, args)
        kwargs = tree.map_structure(lambda x: self._to_tensor(x) if isinstance(x, np.ndarray) else x, kwargs)
        return self.apply_to(args, kwargs)

    def apply_to(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """`call` with everything around it: checks, building, training flag, masks, penalties."""
        signature = signature_of(type(self).call)
        first = args[0] if args else kwargs.get(signature.first or "")
        if self.input_spec is not None:
            check_input(self.input_spec, first, self.name)
        if not self.built:
            self.build(**building.arguments(self, args, kwargs))
        if depth() == 0:
            self._clear_losses()
        training = fill_training(signature, args, kwargs)
        fill_masks(signature, args, kwargs)
        with calling(training), autocast(self.compute_dtype if self.autocast else None):
            outputs = self.call(*args, **kwargs)
            self._pass_mask_on(first, outputs, kwargs.get("mask"))
        if self.activity_regularizer is not None:
            self._penalize(outputs)
        return outputs

    def _to_tensor(self, x: Any) -> Any:
        if not isinstance(x, Variable) and not engine.P.is_tensor(x):
            if not hasattr(x, "__array__"):
                return x
            x = np.asarray(x)  # an array, a number of NumPy, a tensor of another engine
        if isinstance(x, np.ndarray) and x.dtype.kind not in "biufc":
            return self._to_strings(x)
        mask = masks.get_mask(x)
        tensor = dispatch.tensor(x)
        if self.autocast and dtypes.is_float(engine.P.dtype(tensor)):
            tensor = dispatch.tensor(tensor, self.compute_dtype)
        if mask is not None:
            masks.set_mask(tensor, mask)
        return tensor

    def _to_strings(self, x: np.ndarray) -> Any:
        ours = type(self).__module__.startswith("keras_lab.layers.")
        if x.dtype.kind not in TEXT or (ours and not self.takes_strings):
            raise ValueError(f"The layer {self.name!r} cannot compute with an array of dtype {x.dtype}.")
        return engine.P.strings(x)

    def _host_arrays(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The outputs for NumPy arrays, as NumPy arrays (or what NumPy can read)."""
        outputs = self(*args, **kwargs)
        return tree.map_structure(lambda x: engine.P.to_numpy(x) if engine.P.is_tensor(x) else x, outputs)

    def _pass_mask_on(self, inputs: Any, outputs: Any, given: Any) -> None:
        own = type(self).compute_mask is not Layer.compute_mask
        if not (own or self.supports_masking):
            return
        before = given if given is not None else masks_of(inputs)
        if not own and all(mask is None for mask in tree.flatten(before)):
            return
        after = self.compute_mask(inputs, before)
        for output, mask in zip(
            tree.flatten(outputs), _spread(after, len(tree.flatten(outputs))), strict=True
        ):
            if output is not inputs or mask is not None:
                masks.set_mask(output, mask)

    def _penalize(self, outputs: Any) -> None:
        for output in tree.flatten(outputs):
            batch = output.shape[0] if output.ndim else None
            penalty = self.activity_regularizer(output)
            self.add_loss(penalty / batch if batch else penalty)

    def compute_output_shape(self, input_shape: Any, *others: Any) -> Any:
        """The shape(s) of the outputs for inputs of the given shape(s), by running `call` on shapes alone."""
        return symbolic_call.output_shape(self, input_shape, *others)

    # ---- penalties ------------------------------------------------------------------------------------

    def add_loss(self, loss: Any) -> None:
        """Adds a scalar (or nest of scalars) computed in `call` to the loss of the model."""
        scope = current_scope()
        if scope is None and engine.in_spec_mode():
            return
        kept = scope.losses if scope is not None else self._losses
        kept.extend(leaf for leaf in tree.flatten(loss) if leaf is not None)

    def _clear_losses(self) -> None:
        for layer in self.flatten_layers():
            layer._losses.clear()

    @property
    def losses(self) -> list[Any]:
        """Penalties from the last call and of the weights' regularizers."""
        scope = current_scope()
        added = (
            scope.losses if scope is not None else [x for sub in self.flatten_layers() for x in sub._losses]
        )
        return [*added, *self.weight_penalties()]

    def weight_penalties(self) -> list[Any]:
        """The regularizers' penalties on the trainable weights."""
        return [v.regularizer(v.value) for v in self.trainable_variables if v.regularizer is not None]

    # ---- dtypes, graph, configuration -----------------------------------------------------------------

    @property
    def dtype(self) -> str:
        """The dtype of the weights."""
        return self.dtype_policy.variable_dtype

    variable_dtype = dtype

    @property
    def compute_dtype(self) -> str:
        """The dtype of the computation."""
        return self.dtype_policy.compute_dtype

    @property
    def input(self) -> Any:
        """The symbolic input of the layer's only call in a graph."""
        node = self._only_node("input")
        return node.inputs[0] if len(node.inputs) == 1 else node.inputs

    @property
    def output(self) -> Any:
        """The symbolic output of the layer's only call in a graph."""
        return self._only_node("output").outputs

    def _only_node(self, what: str) -> Node:
        if len(self._nodes) != 1:
            raise AttributeError(
                f"The layer {self.name!r} has been called {len(self._nodes)} times on symbolic tensors, "
                f"so there is no single {what}."
            )
        return self._nodes[0]

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs to make a layer of the same kind (without its weights)."""
        config = super().get_config()
        own = {"name": self.name, "trainable": self._trainable, "dtype": self.dtype_policy.name}
        config.update((name, value) for name, value in own.items() if takes(type(self), name))
        if self.autocast:
            config.pop("autocast", None)
        if self.activity_regularizer is None:
            config.pop("activity_regularizer", None)
        return config

    def __getstate__(self) -> dict[str, Any]:
        """What is copied and pickled: all but the graphs the layer is part of, which know it themselves."""
        return {**self.__dict__, "_nodes": [node for node in self._nodes if not node.inputs]}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def _spread(mask: Any, count: int) -> list[Any]:
    flat = tree.flatten(mask)
    return flat if len(flat) == count else [mask if not isinstance(mask, (list, tuple)) else None] * count


def _declared_shape(
    batch_shape: Any, shape: Any, input_dim: int | None, input_length: int | None, batch_size: int | None
) -> tuple[int | None, ...] | None:
    if batch_shape is not None:
        return tuple(batch_shape)
    if shape is None and (input_dim is not None or input_length is not None):
        shape = tuple(size for size in (input_length, input_dim) if size is not None)
    if shape is None:
        return None
    return (batch_size, *((shape,) if isinstance(shape, int) else shape))
