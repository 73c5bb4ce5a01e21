"""JaxLayer and FlaxLayer: models written for JAX, as layers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from keras_lab import random, seeds, tree
from keras_lab.engine import guests
from keras_lab.layers import named_functions
from keras_lab.layers.layer import Layer
from keras_lab.ops.random import next_key
from keras_lab.registry import get_registered_name, get_registered_object
from keras_lab.variables import Variable

_OF_CALL = ("params", "state", "rng", "inputs", "training")
_OF_INIT = ("rng", "inputs", "training")


class JaxLayer(Layer):
    """A function of JAX's arrays, with its parameters, as a layer.

    It runs on the JAX engine and, translated by jax2tf, on TensorFlow.

    Args:
        call_fn: takes some of `params`, `state`, `rng`, `inputs`, `training`, under these names and in any order, and
            gives the outputs, or `(outputs, new_state)` if it takes a state.
        init_fn: takes some of `rng`, `inputs`, `training` and gives the parameters, or `(params, state)`.
        params, state: instead: nests of arrays to begin with. Parameters are trained, states are not.
        seed: of the keys that `rng` is.
        native_serialization_platforms: kept for the configuration only.
    """

    def __init__(
        self,
        call_fn: Callable[..., Any],
        init_fn: Callable[..., Any] | None = None,
        params: Any = None,
        state: Any = None,
        seed: int | None = None,
        native_serialization_platforms: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._jax = guests.library("jax", type(self).__name__)
        self.call_fn, self.init_fn = call_fn, init_fn
        self.function = call_fn  # code of someone else's: shapes come from the engine
        self.native_serialization_platforms = native_serialization_platforms
        self.call_fn_arguments = _arguments(call_fn, "call_fn", _OF_CALL)
        self.init_fn_arguments = _arguments(init_fn, "init_fn", _OF_INIT) if init_fn else []
        needs = {"params", "state"} & set(self.call_fn_arguments)
        if needs and init_fn is None and params is None and state is None:
            raise ValueError(
                f"The layer {self.name!r}: `init_fn`, `params` and `state` cannot all be `None` when `call_fn` takes a "
                "`params` or a `state` argument."
            )
        self.seed_generator = random.SeedGenerator(seed) if "rng" in self.call_fn_arguments else None
        self._keep(params, state)
        if not needs or params is not None or state is not None:
            self.built = True

    def _keep(self, params: Any, state: Any) -> None:
        self.params, self.state = self._variables_for(params, True), self._variables_for(state, False)
        leaves = self._jax.tree_util.tree_leaves((self.params, self.state))
        self._tracked_leaves = [leaf for leaf in leaves if isinstance(leaf, Variable)]

    def _variables_for(self, values: Any, trainable: bool) -> Any:
        """The nest with a variable for each array or number; what else there is stays."""

        def make(value: Any) -> Any:
            if not hasattr(value, "dtype") and not isinstance(value, (bool, int, float)):
                return value
            array = np.asarray(value)
            dtype = None if "float" in array.dtype.name else array.dtype.name
            return self.add_weight(array.shape, lambda shape, dtype: array, dtype=dtype, trainable=trainable)

        return self._jax.tree_util.tree_map(make, values)

    def build(self, input_shape: Any) -> None:
        if self.init_fn is None or self._tracked_leaves:
            return
        shapes = input_shape if _is_nest(input_shape) else [input_shape]
        ones = [np.ones([n or 1 for n in shape], "float32") for shape in _flat(shapes)]
        inputs = (
            tree.pack_sequence_as(_without_shapes(input_shape), ones) if _is_nest(input_shape) else ones[0]
        )
        inputs = self._jax.tree_util.tree_map(self._jax.numpy.asarray, inputs)
        known = {"rng": self._get_init_rng(), "inputs": inputs, "training": True}
        made = self.init_fn(*(known[name] for name in self.init_fn_arguments))
        self._keep(*(made if "state" in self.call_fn_arguments else (made, None)))

    def call(self, inputs: Any, training: bool = False) -> Any:
        leaves, structure = self._jax.tree_util.tree_flatten((self.params, self.state))
        places = [i for i, leaf in enumerate(leaves) if isinstance(leaf, Variable)]
        keys = self._get_call_rng(training) if self.seed_generator is not None else None

        def run(values: list[Any], inputs: Any, keys: Any) -> Any:
            filled = list(leaves)
            for place, value in zip(places, values, strict=True):
                filled[place] = value
            params, state = self._jax.tree_util.tree_unflatten(structure, filled)
            rng = self._jax.tree_util.tree_map(guests.jax_key, keys)
            known = {"params": params, "state": state, "rng": rng, "inputs": inputs, "training": training}
            return self.call_fn(*(known[name] for name in self.call_fn_arguments))

        values = [leaves[i].value for i in places]
        outputs = guests.from_jax(run, type(self).__name__)(values, inputs, keys)
        if "state" not in self.call_fn_arguments:
            return outputs
        outputs, state = outputs
        self._assign(state)
        return outputs

    def _assign(self, state: Any) -> None:
        new, given = self._jax.tree_util.tree_flatten(state)
        old, kept = self._jax.tree_util.tree_flatten(self.state)
        if given != kept:
            raise ValueError(
                f"Structure mismatch in the layer {self.name!r}: the structure of the state returned by `call` "
                f"does not match the structure of the state at initialization time: {given}, {kept}"
            )
        for variable, value in zip(old, new, strict=True):
            if isinstance(variable, Variable):
                variable.assign(value)

    # ---- keys: to be overridden where several are needed ------------------------------------------------------

    def _get_init_seed(self) -> Any:
        return self._jax.random.PRNGKey(seeds.next_seed() & 0x7FFFFFFF)

    def _get_init_rng(self) -> Any:
        """What `init_fn` is given as `rng`."""
        return self._get_init_seed()

    def _get_call_seed(self) -> Any:
        return next_key(self.seed_generator)

    def _get_call_rng(self, training: bool) -> Any:
        """What `call_fn` is given as `rng`: a key in training, else None."""
        return self._get_call_seed() if training else None

    # ---- configuration ----------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        for name in ("params", "state", "seed"):
            config.pop(name, None)
        return config

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """A new layer; functions are found by the names they are registered under."""
        found = {
            name: named_functions.find(config.get(name), cls.__name__) for name in ("call_fn", "init_fn")
        }
        return cls(**{**config, **found})


class FlaxLayer(JaxLayer):
    """A module of Flax (`flax.linen.Module`) as a layer.

    Args:
        module: takes `inputs` and, if it likes, `training`.
        method: of the module, or a function of it; default: what `module(...)` calls.
        variables: the module's variables to begin with, as its `init` gives them.
    """

    def __init__(self, module: Any, method: Any = None, variables: Any = None, **kwargs: Any) -> None:
        linen = guests.library("flax.linen", "FlaxLayer", "flax")
        self.module, self.method = module, method
        mutable = linen.DenyList(["params"])
        takes_training = "training" in inspect.signature(method or module.__call__).parameters

        def apply(params: Any, state: Any, rng: Any, inputs: Any, **training: Any) -> Any:
            held = {**(params or {}), **(state or {})}
            return module.apply(held, inputs, rngs=rng, method=method, mutable=mutable, **training)

        def init(rng: Any, inputs: Any, **training: Any) -> Any:
            return _parted(module.init(rng, inputs, method=method, **training))

        def apply_with(params: Any, state: Any, rng: Any, inputs: Any, training: Any) -> Any:
            return apply(params, state, rng, inputs, training=training)

        def apply_without(params: Any, state: Any, rng: Any, inputs: Any) -> Any:
            return apply(params, state, rng, inputs)

        def init_with(rng: Any, inputs: Any, training: Any) -> Any:
            return init(rng, inputs, training=training)

        def init_without(rng: Any, inputs: Any) -> Any:
            return init(rng, inputs)

        call_fn: Any = apply_with if takes_training else apply_without
        init_fn: Any = init_with if takes_training else init_without
        params, state = _parted(variables)
        super().__init__(call_fn, init_fn, params, state, **kwargs)

    def _get_init_rng(self) -> Any:
        return {"params": self._get_init_seed(), "dropout": self._get_init_seed()}

    def _get_call_rng(self, training: bool) -> Any:
        return {"dropout": self._get_call_seed()} if training else {}

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        for name in ("call_fn", "init_fn", "variables"):
            config.pop(name, None)
        bound = getattr(self.method, "__self__", None) is self.module
        method = self.method.__name__ if bound else self.method and get_registered_name(self.method)
        name = get_registered_name(type(self.module))
        module = {
            "class_name": type(self.module).__name__,
            "registered_name": name,
            "config": self.module.get_config(),
        }
        return {**config, "module": {"module": type(self.module).__module__, **module}, "method": method}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """A new layer; the module's class is found by the name it is registered under."""
        told, method = config["module"], config.get("method")
        kind = get_registered_object(told.get("registered_name")) or get_registered_object(
            told.get("class_name")
        )
        if kind is None:
            raise ValueError(
                f"No class is registered under {told.get('registered_name')!r}, which a FlaxLayer needs."
            )
        module = kind.from_config(told.get("config", {}))
        if isinstance(method, str) and hasattr(module, method):
            method = getattr(module, method)
        return cls(**{**config, "module": module, "method": named_functions.find(method, "FlaxLayer")})


def _arguments(function: Callable[..., Any], what: str, known: tuple[str, ...]) -> list[str]:
    names = list(inspect.signature(function).parameters)
    if "inputs" not in names:
        raise ValueError(f"Missing required argument in `{what}`: `inputs`")
    for name in names:
        if name not in known:
            raise ValueError(
                f"Unsupported argument in `{what}`: `{name}`, supported arguments are {', '.join(known)}"
            )
    return names


def _parted(variables: Any) -> tuple[Any, Any]:
    """Flax's variables as parameters and state."""
    if variables is None:
        return None, None
    params = {"params": variables["params"]} if "params" in variables else {}
    return params, {key: value for key, value in variables.items() if key != "params"}


def _is_nest(shape: Any) -> bool:
    return isinstance(shape, dict) or any(isinstance(part, (tuple, list, dict)) for part in shape)


def _flat(shapes: Any) -> list[Any]:
    if isinstance(shapes, dict):
        shapes = list(shapes.values())
    return [leaf for part in shapes for leaf in (_flat(part) if _is_nest(part) else [part])]


def _without_shapes(shapes: Any) -> Any:
    if not _is_nest(shapes):
        return 0
    if isinstance(shapes, dict):
        return {key: _without_shapes(part) for key, part in shapes.items()}
    return [_without_shapes(part) for part in shapes]
