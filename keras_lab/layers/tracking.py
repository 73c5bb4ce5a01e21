"""The weights of a layer: making them, finding them in its attributes, reading and setting them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from keras_lab import constraints, initializers, regularizers
from keras_lab.engine import dtypes
from keras_lab.metrics.metric import Metric
from keras_lab.naming import name_scope
from keras_lab.ops.random import SeedGenerator
from keras_lab.variables import Variable

#: Attributes in which no weights are looked for.
_UNTRACKED = frozenset({"_nodes", "_constructor_arguments", "_losses", "_initial_weights", "_build_config"})


class Lock:
    """Whether a layer may still get weights: built layers may not."""

    locked = False

    def lock(self, msg: str | None = None) -> None:
        """From now on, no weights are added."""
        self.locked = True

    def unlock(self) -> None:
        """Weights may be added again."""
        self.locked = False


def _name_may_come_first(add_weight: Callable[..., Variable]) -> Callable[..., Variable]:
    """Lets `add_weight` be called as in Keras 2: name, shape, dtype, initializer, regularizer, …"""

    @functools.wraps(add_weight)
    def call(self: Tracking, *args: Any, **kwargs: Any) -> Variable:
        if args and "shape" in kwargs and not isinstance(args[0], str):
            raise ValueError("add_weight was given `shape` both positionally and as a keyword argument.")
        if args and isinstance(args[0], str):
            kwargs.update(zip(_KERAS_2_ORDER, args, strict=False))
            args = ()
        return add_weight(self, *args, **kwargs)

    return call


_KERAS_2_ORDER = ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint")


class Tracking:
    """Base of layers: weights and layers held in attributes (also in lists and dicts) belong to it."""

    name: str
    built: bool
    variable_dtype: str
    _trainable: bool
    _variables: list[Variable]
    _states: list[Variable]
    _tracker: Lock

    @_name_may_come_first
    def add_weight(
        self,
        shape: Sequence[int] | int | None = None,
        initializer: Any = None,
        dtype: Any = None,
        *,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        aggregation: str | None = "none",
        overwrite_with_gradient: bool = False,
        name: str | None = None,
    ) -> Variable:
        """Makes a weight. Its value is drawn when it is first needed.

        Args:
            shape: default a scalar.
            initializer: default glorot_uniform (zeros for ints and bools).
            dtype: default the layer's `variable_dtype`.
            trainable: whether training changes it.
            autocast: whether it is read in the layer's compute dtype.
            regularizer: penalty added to the loss.
            constraint: projection applied after each update.
            aggregation: see `Variable`.
            overwrite_with_gradient: whether its "gradient" is its next value.
            name: default `variable`.

        Raises:
            ValueError: if the layer is built already.
        """
        self._check_initialized()
        if self._tracker.locked:
            raise ValueError(
                f"The layer {self.name!r} is built, so you cannot add new elements of state to it: make its "
                "weights in __init__ or build."
            )
        dtype = dtypes.standardize(dtype) if dtype is not None else self.variable_dtype
        with name_scope(self.name, caller=self):
            variable = Variable(
                _default_initializer(initializer, dtype),
                (shape,) if isinstance(shape, int) else tuple(shape or ()),
                dtype,
                trainable,
                autocast,
                aggregation,
                name=name,
                regularizer=regularizers.get(regularizer),
                constraint=constraints.get(constraint),
            )
        variable.overwrite_with_gradient = overwrite_with_gradient
        variable.trainable = trainable and self._trainable
        self._variables.append(variable)
        return variable

    def add_state(self, shape: tuple[int, ...], name: str) -> Variable:
        """Makes a variable of zeros that calls change but that is no weight: it is not saved."""
        locked, self._tracker = self._tracker, Lock()
        state = self.add_weight(shape, "zeros", trainable=False, autocast=False, name=name)
        self._tracker = locked
        self._states.append(state)
        return state

    def _untrack_variable(self, variable: Variable) -> None:
        """Forgets a weight; an attribute that holds it has to be set to something else."""
        self._variables[:] = [each for each in self._variables if each is not variable]

    def __delattr__(self, name: str) -> None:
        value = getattr(self, name)
        if isinstance(value, Variable):
            self._untrack_variable(value)
        super().__delattr__(name)

    # ---- finding --------------------------------------------------------------------------------------

    def _tracked(self) -> Iterator[Any]:
        """Variables, layers, … held in attributes, in the order in which they were set."""
        for name, value in self.__dict__.items():
            if name not in _UNTRACKED:
                yield from _found_in(value)

    @property
    def _own_variables(self) -> list[Variable]:
        """The layer's own weights: those made trainable first, as Keras orders them."""
        found = _unique(x for x in self._tracked() if isinstance(x, Variable))
        return sorted(found, key=lambda variable: not variable.made_trainable)

    @property
    def _seed_generators(self) -> list[SeedGenerator]:
        return _unique(x for x in self._tracked() if isinstance(x, SeedGenerator))

    @property
    def _own_metrics(self) -> list[Metric]:
        return _unique(x for x in self._tracked() if isinstance(x, Metric))

    @property
    def _sublayers(self) -> list[Any]:
        return [x for x in _unique(self._tracked()) if isinstance(x, Tracking)]

    def flatten_layers(self, frozen: bool = True) -> Iterator[Any]:
        """The layer itself and all layers inside it, depth first, each once.

        Layers may know one another in a circle (a child its parent), so nothing here is recursive.

        Args:
            frozen: whether layers that are not trained, and those inside them, are among them.
        """
        seen: set[Tracking] = set()
        stack: list[Tracking] = [self]
        while stack:
            layer = stack.pop()
            if layer not in seen and (frozen or layer.trainable):
                seen.add(layer)
                yield layer
                stack.extend(reversed(layer._sublayers))

    @property
    def variables(self) -> list[Variable]:
        """All variables: the layer's own and its seed generators', then those of the layers inside it."""
        return _unique(
            variable
            for layer in self.flatten_layers()
            for variable in (*layer._own_variables, *(seeds.state for seeds in layer._seed_generators))
        )

    @property
    def weights(self) -> list[Variable]:
        """All variables but states and seeds, in the order of `get_weights`."""
        layers = list(self.flatten_layers())
        states = {state for layer in layers for state in layer._states}
        return [v for v in _unique(v for layer in layers for v in layer._own_variables) if v not in states]

    @property
    def trainable_variables(self) -> list[Variable]:
        """The variables that gradients change; none while the layer is frozen (`trainable = False`)."""
        trained = self.flatten_layers(frozen=False)
        return _unique(v for layer in trained for v in layer._own_variables if v.trainable)

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """The variables that gradients do not change."""
        trainable = set(self.trainable_variables)
        return [v for v in self.variables if v not in trainable]

    @property
    def trainable_weights(self) -> list[Variable]:
        """The same as `trainable_variables`."""
        return self.trainable_variables

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """The weights among `non_trainable_variables`."""
        trainable = set(self.trainable_variables)
        return [weight for weight in self.weights if weight not in trainable]

    @property
    def trainable(self) -> bool:
        """Whether training changes the weights; setting it does the same for all layers inside."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.flatten_layers():
            layer._trainable = bool(value)
            for variable in layer._own_variables:
                variable.trainable = bool(value) and variable.made_trainable

    @property
    def metrics(self) -> list[Metric]:
        """The metrics held in attributes of the layer and of the layers inside it."""
        return _unique(metric for layer in self.flatten_layers() for metric in layer._own_metrics)

    @property
    def metrics_variables(self) -> list[Variable]:
        """The variables of `metrics`."""
        return [variable for metric in self.metrics for variable in metric.variables]

    # ---- values ---------------------------------------------------------------------------------------

    def get_weights(self) -> list[np.ndarray]:
        """NumPy copies of all weights."""
        return [variable.numpy() for variable in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Sets all weights from arrays, in the order of `get_weights`; nothing changes if one does not fit.

        Raises:
            ValueError: if their number or a shape is wrong.
        """
        variables = self.weights
        if not isinstance(weights, (list, tuple, np.ndarray)):
            raise ValueError(f"The weights of the layer {self.name!r} are a list. Received: {weights!r}")
        if len(variables) != len(weights):
            raise ValueError(
                f"The layer {self.name!r} has {len(variables)} weights, but {len(weights)} arrays were given."
            )
        for variable, array in zip(variables, weights, strict=True):
            if tuple(np.shape(array)) != variable.shape:
                raise ValueError(
                    f"The weight {variable.path!r} has the shape {variable.shape}. "
                    f"Received an array of shape {np.shape(array)}."
                )
        for variable, array in zip(variables, weights, strict=True):
            variable.assign(array)

    def count_params(self) -> int:
        """How many numbers the weights have together.

        Raises:
            ValueError: if the layer is not built yet.
        """
        if not self.built:
            raise ValueError(f"The layer {self.name!r} is not built yet, so its weights cannot be counted.")
        return sum(int(np.prod(variable.shape)) for variable in self.weights)

    def _check_initialized(self) -> None:
        if "_variables" not in self.__dict__:
            raise RuntimeError(
                f"{type(self).__name__}.__init__ must call super().__init__() before it does anything else."
            )


def _found_in(value: Any, within: tuple[int, ...] = ()) -> Iterator[Any]:
    if isinstance(value, (Variable, Tracking, SeedGenerator, Metric)):
        yield value
    elif isinstance(value, (list, tuple, dict)) and id(value) not in within:  # else: a list in itself
        for item in list(value.values()) if isinstance(value, dict) else value:
            yield from _found_in(item, (*within, id(value)))


def _unique(things: Any) -> list[Any]:
    return list(dict.fromkeys(things))


def _default_initializer(initializer: Any, dtype: Any) -> Callable[..., Any]:
    if initializer is not None:
        return initializers.get(initializer)
    return initializers.get("glorot_uniform" if "float" in dtype else "zeros")
