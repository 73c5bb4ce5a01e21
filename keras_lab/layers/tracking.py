"""The weights of a layer: making them, finding them in its attributes, reading and setting them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from keras_lab import constraints, initializers, regularizers
from keras_lab.dtype_policies import DTypePolicy
from keras_lab.variables import Variable

#: Attributes in which no weights are looked for.
_UNTRACKED = frozenset({"_nodes", "_constructor_arguments", "_losses", "_initial_weights", "_build_config"})


def _name_may_come_first(add_weight: Callable[..., Variable]) -> Callable[..., Variable]:
    """Lets `add_weight` be called as in Keras 2: name, shape, dtype, initializer, regularizer, …"""

    @functools.wraps(add_weight)
    def call(self: Tracking, *args: Any, **kwargs: Any) -> Variable:
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
    dtype_policy: DTypePolicy
    _trainable: bool
    _variables: list[Variable]
    _states: list[Variable]

    @_name_may_come_first
    def add_weight(
        self,
        shape: Sequence[int] | int | None = None,
        initializer: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
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
            name: default `variable`.
        """
        self._check_initialized()
        shape = (shape,) if isinstance(shape, int) else tuple(shape or ())
        variable = Variable(
            _default_initializer(initializer, dtype),
            shape,
            dtype or self.dtype_policy.variable_dtype,
            trainable,
            autocast,
            name,
            regularizer=regularizers.get(regularizer),
            constraint=constraints.get(constraint),
        )
        variable.path = f"{self.name}/{variable.name}"
        self._variables.append(variable)
        return variable

    def add_state(self, shape: tuple[int, ...], name: str) -> Variable:
        """Makes a variable of zeros that calls change but that is no weight: it is not saved."""
        state = self.add_weight(shape, "zeros", trainable=False, autocast=False, name=name)
        self._states.append(state)
        return state

    # ---- finding --------------------------------------------------------------------------------------

    def _tracked(self) -> Iterator[Any]:
        """Variables and layers held in attributes, in the order in which they were set."""
        for name, value in self.__dict__.items():
            if name not in _UNTRACKED:
                yield from _found_in(value)

    @property
    def _own_variables(self) -> list[Variable]:
        """Those of the layer itself: trainable ones first, as Keras orders them."""
        found = _unique(x for x in self._tracked() if isinstance(x, Variable))
        return sorted(found, key=lambda variable: not variable.trainable)

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
        """All variables: the layer's own, then those of the layers inside it."""
        return _unique(v for layer in self.flatten_layers() for v in layer._own_variables)

    @property
    def weights(self) -> list[Variable]:
        """All variables but states, in the order of `get_weights`."""
        states = {state for layer in self.flatten_layers() for state in layer._states}
        return [variable for variable in self.variables if variable not in states]

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
    if isinstance(value, (Variable, Tracking)):
        yield value
    elif isinstance(value, (list, tuple, dict)) and id(value) not in within:  # else: a list in itself
        for item in list(value.values()) if isinstance(value, dict) else value:
            yield from _found_in(item, (*within, id(value)))


def _unique(things: Any) -> list[Any]:
    return list(dict.fromkeys(things))


def _default_initializer(initializer: Any, dtype: Any) -> Callable[..., Any]:
    if initializer is not None:
        return initializers.get(initializer)
    return initializers.get("glorot_uniform" if dtype is None or "float" in str(dtype) else "zeros")
