"""The base of all layers: weights, calling, configuration."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from keras_lab import dtype_policies, engine, masks, regularizers, rematerialization, tree
from keras_lab.configurable import Configurable, check_plain, takes
from keras_lab.distribution.current import laid_out_output
from keras_lab.engine import mapping
from keras_lab.graph.operation import Operation
from keras_lab.graph.symbolic import Node, symbolic_leaves
from keras_lab.layers import building, context, penalties, symbolic_call
from keras_lab.layers.call import calling, depth, fill_masks, fill_training, masks_of, signature_of, tell
from keras_lab.layers.conversion import Conversion
from keras_lab.layers.graph_access import GraphAccess
from keras_lab.layers.input_spec import check_input
from keras_lab.layers.keras_2 import Keras2
from keras_lab.layers.policies import Policies
from keras_lab.layers.private import Private
from keras_lab.layers.stateless import Stateless
from keras_lab.layers.stored import Stored
from keras_lab.layers.tracking import Lock, Tracking
from keras_lab.legacy import accepts_old_words
from keras_lab.naming import checked_name, current_path, name_scope, unique_name
from keras_lab.variables import Variable, autocast


class Layer(
    Tracking,
    penalties.Penalties,
    GraphAccess,
    Stored,
    Stateless,
    Policies,
    Conversion,
    Keras2,
    Private,
    Operation,
):
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
    #: Whether arrays among the arguments become tensors.
    _convert_input_args = True
    #: Whether positional arguments of calls may be other things than tensors.
    _allow_non_tensor_positional_args = False

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
        self.name = checked_name(name or unique_name(type(self).__name__))
        if not isinstance(trainable, bool):
            raise ValueError(
                f"`trainable` of the layer {self.name!r} is expected to be a boolean. Received: {trainable!r}"
            )
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self._set_policy(dtype)
        self.autocast = autocast
        self.built = self._needs_no_building()
        self._path: str | None = None
        self._parent_path: str | None = None
        self._building = self._called = False
        self._build_config: dict[str, Any] | None = None
        self._nodes: list[Node] = []
        self._trainable = trainable
        self._tracker = Lock()
        self._variables: list[Variable] = []
        self._states: list[Variable] = []
        self._losses: list[Any] = []
        self._call_context_args = {"training"}
        self._remat_mode = rematerialization.get_current_remat_mode()
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
        if "compute_mask" in cls.__dict__ and "supports_masking" not in cls.__dict__:
            cls.supports_masking = True
        if "call" in cls.__dict__ and cls.__module__.startswith("keras_lab."):
            symbolic_call.describe(cls)

    @building.once
    def build(self, input_shape: Any) -> None:
        """Makes the weights; called once, before the first call, with the shape(s) of the first argument."""

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Computes outputs from inputs (tensors of the engine, or `Spec`s while shapes are computed)."""
        raise NotImplementedError(
            f"Layer {type(self).__name__} does not have a `call` method implemented: define call(self, inputs)."
        )

    @accepts_old_words("Layer.compute_mask")
    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """The mask of the outputs, from the inputs and their mask; that itself by default."""
        return previous_mask

    def _post_build(self) -> None:
        """What follows on building."""

    def _needs_no_building(self) -> bool:
        """Whether this is one of keras_lab's layers that have no weights, and no `build` of somebody else's."""
        cls = type(self)
        named = next(base for base in cls.__mro__ if base.__module__.startswith("keras_lab."))
        return cls.build is Layer.build and named is not Layer and not hasattr(cls, "fit")

    @property
    def path(self) -> str | None:
        """The name with those of the layers around it; None until the layer is built."""
        return self._path

    # ---- calling --------------------------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Applies the layer to tensors, arrays, or symbolic tensors (which makes a graph)."""
        self._check_initialized()
        if not self._allow_non_tensor_positional_args:
            self._check_positional(args)
        self._called = True
        if symbolic_leaves((args, kwargs)):
            return symbolic_call.record(self, args, kwargs)
        if engine.in_spec_mode():
            return symbolic_call.output_specs(self, args, kwargs)
        if mapping.is_mapped((args, kwargs)):
            specs = symbolic_call.output_specs(self, *mapping.specs_of((args, kwargs)))
            return mapping.call_back(
                lambda args, kwargs: self._host_arrays(args, kwargs), specs, (args, kwargs)
            )
        if self._convert_input_args:
            args = tree.map_structure(self._to_tensor, args)
            kwargs = tree.map_structure(self._to_tensor, kwargs)
        return self.apply_to(args, kwargs)

    __call__.__signature__ = inspect.signature(  # type: ignore[attr-defined]
        lambda self, inputs=None, *args, **kwargs: None
    )

    def apply_to(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """`call` with everything around it: checks, building, training flag, masks, penalties."""
        with self._open_name_scope():
            return self._apply(signature_of(type(self).call), args, kwargs)

    def _apply(self, signature: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        first = args[0] if args else kwargs.get(signature.first or "")
        if self.input_spec is not None:
            check_input(self.input_spec, first, self.name)
        if not self.built:
            self._build_at_call(args, kwargs)
        if depth() == 0:
            self._clear_losses()
        training = fill_training(signature, args, kwargs)
        more = context.fill(self._call_context_args, signature, args, kwargs)
        fill_masks(signature, args, kwargs)
        given = kwargs.get("mask")
        with calling(training, more), autocast(self._autocast_to()):
            outputs = laid_out_output(rematerialization.wrapped(self, self._computation())(*args, **kwargs))
            self._pass_mask_on(first, outputs, given if given is not None else masks_of(first))
        if self.activity_regularizer is not None and not engine.in_spec_mode():
            self._penalize(outputs)
        tell(self, outputs)
        return outputs

    def _build_at_call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Builds the layer for a call with these arguments."""
        self.build(**building.arguments(self, args, kwargs))

    def _computation(self) -> Any:
        """What computes the outputs: `call`."""
        return self.call

    @contextmanager
    def _open_name_scope(self) -> Iterator[None]:
        if self._parent_path is None:
            self._parent_path = current_path()
        with name_scope(self.name, caller=self):
            yield

    def _pass_mask_on(self, inputs: Any, outputs: Any, before: Any) -> None:
        own = type(self).compute_mask is not Layer.compute_mask
        if not (own or self.supports_masking):
            return
        flat = tree.flatten(outputs)
        if not own and all(mask is None for mask in tree.flatten(before)):
            return
        after = self.compute_mask(inputs, before)
        for output, mask in zip(flat, _spread(after, len(flat)), strict=True):
            if output is not inputs or mask is not None:
                masks.set_mask(output, mask)

    # ---- shapes, and calls without side effects -------------------------------------------------------

    def compute_output_shape(self, *args: Any, **kwargs: Any) -> Any:
        """The shape(s) of the outputs for inputs of the given shape(s), by running `call` on shapes alone.

        Args:
            *args: the shapes of the first and further arguments of `call`.
            **kwargs: the same by keyword: `query_shape` is the shape of the argument `query`.
        """
        return symbolic_call.output_shape(self, args, kwargs)

    compute_output_shape.__signature__ = inspect.signature(  # type: ignore[attr-defined]
        lambda self, input_shape=None, *other_shapes, **shapes: None
    )

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Symbolic tensors of the shapes and dtypes that a call with symbolic tensors gives."""
        return symbolic_call.compute(self, args, kwargs)

    compute_output_spec.__signature__ = __call__.__signature__  # type: ignore[attr-defined]

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        """The same as `compute_output_spec`."""
        return self.compute_output_spec(*args, **kwargs)

    def rematerialized_call(self, layer_call: Any, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        """`layer_call` in the way that the `RematScope` the layer was made in asks for."""
        return rematerialization.wrapped(self, layer_call)

    # ---- configuration --------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs to make a layer of the same kind (without its weights)."""
        self._check_initialized()
        check_plain(self)
        config = Configurable.get_config(self)
        own = {"name": self.name, "trainable": self._trainable, "dtype": self._policy_config()}
        config.update((name, value) for name, value in own.items() if takes(type(self), name))
        if self.autocast:
            config.pop("autocast", None)
        if self.activity_regularizer is None:
            config.pop("activity_regularizer", None)
        return config

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """A new layer from what `get_config` returned."""
        return cls(**{**config, **_with_dtype_by_name(config)})

    def __getstate__(self) -> dict[str, Any]:
        """What is copied and pickled: all but the graphs the layer is part of, which know it themselves."""
        return {**self.__dict__, "_nodes": [node for node in self._nodes if not node.inputs]}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def _with_dtype_by_name(config: Mapping[str, Any]) -> dict[str, Any]:
    """The `dtype` of `config`, as a policy or (a plain one) its name; nothing if it has none."""
    if not isinstance(config.get("dtype"), dict):
        return {}
    policy = dtype_policies.get(config["dtype"])
    plain = policy.quantization_mode is None and not isinstance(policy, dtype_policies.DTypePolicyMap)
    return {"dtype": policy.name if plain else policy}


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
