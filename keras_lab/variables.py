"""Variables: slots whose values come from themselves or, inside a pure function, from a scope.

The same layer code thus runs eagerly, on shapes only and compiled: a compiled step opens a `Scope` with the
values it was given, runs the code, and takes the assigned values out of the scope again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from keras_lab import config, engine
from keras_lab.distribution.current import layout_of
from keras_lab.distribution.layouts import distribute_tensor
from keras_lab.engine import dtypes
from keras_lab.engine.spec import Spec
from keras_lab.naming import checked_name, scoped, unique_name
from keras_lab.open_stack import OpenStack
from keras_lab.ops import indexing, logic, operators

Shape = tuple[int, ...]
_local = threading.local()
_scopes: OpenStack[Scope | None] = OpenStack()


class Variable:
    """A named tensor that can be assigned to.

    Args:
        initializer: the value (array-like), or a callable `(shape, dtype) → array` that is called when the
            value is first needed.
        shape: needed with a callable; a tuple of ints.
        dtype: default `config.floatx()` (with an array: the array's own).
        trainable: whether training changes it.
        autocast: whether reading it inside a layer of lower compute precision casts it.
        aggregation, synchronization: kept for programs that distribute training themselves.
        name: default `variable`, `variable_1`, …; without slashes.
        layout: how it lies on the devices (see `keras_lab.distribution`); default: as the distribution wants it.
        regularizer: a callable giving a penalty that is added to the loss.
        constraint: a callable that projects the value after each update.
    """

    def __init__(
        self,
        initializer: Any,
        shape: Sequence[int] | None = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        aggregation: str | None = "none",
        synchronization: str | None = "auto",
        name: str | None = None,
        layout: Any = None,
        *,
        regularizer: Callable[..., Any] | None = None,
        constraint: Callable[..., Any] | None = None,
    ) -> None:
        self.name = checked_name(name or unique_name("variable"))
        self.path = scoped(self.name)
        self.aggregation = _one_of("aggregation", aggregation or "none", _AGGREGATIONS)
        self.synchronization = _one_of("synchronization", synchronization or "none", _SYNCHRONIZATIONS)
        self.trainable = bool(trainable)
        self.made_trainable = self.trainable
        self.overwrite_with_gradient = False
        self.regularizer = regularizer
        self.constraint = constraint
        self._autocast = autocast
        self._owner: str | None = None
        self._in_cell = False
        self._initializer, self._value = _initial(initializer, shape, dtype, self.name)
        given = shape if callable(initializer) else np.shape(self._value)
        self.shape: Shape = tuple(int(n) for n in given or ())
        self._dtype = dtypes.standardize(dtype or getattr(self._value, "dtype", None) or config.floatx())
        self._layout = layout if layout is not None else layout_of(self)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _CALLABLES and value is not None and not callable(value):
            raise ValueError(f"The {name} of a variable must be callable or None. Received: {value!r}")
        if name == "overwrite_with_gradient" and not isinstance(value, bool):
            raise TypeError(f"`overwrite_with_gradient` must be a boolean. Received: {value!r}")
        super().__setattr__(name, value)

    # ---- reading ------------------------------------------------------------------------------------

    @property
    def value(self) -> Any:
        """The tensor: the scope's inside a pure function, a `Spec` where only shapes are computed."""
        held = self._held()
        return held if self.dtype == self._dtype else engine.P.cast(held, self.dtype)

    @property
    def dtype(self) -> str:
        """The dtype's name: inside a layer of lower compute precision, that in which the variable is read."""
        wanted = current_autocast()
        return wanted if wanted and self._autocast and dtypes.is_float(self._dtype) else self._dtype

    def _held(self) -> Any:
        scopes = _open_scopes()
        for scope in scopes:
            if self in scope.values:
                return scope.values[self]
        if scopes:
            scopes[-1].free[self] = None
        if engine.in_spec_mode():
            return Spec(self.shape, self._dtype)
        return self.materialize()

    def materialize(self) -> Any:
        """The variable's own tensor, drawn or moved to the engine in charge if that has not happened yet."""
        self._bring_here()
        if not self._in_cell and not (current_scope() is None and engine.load().watched()):
            return self._value
        return engine.load().read(self.cell)

    @property
    def cell(self) -> Any:
        """The engine's own variable that holds the value from now on, for programs and tapes that are not ours."""
        self._bring_here()
        if not self._in_cell:
            self._value, self._in_cell = engine.load().cell(self._value, self.trainable), True
        return self._value

    def _bring_here(self) -> None:
        current = config.engine_name()
        if self._owner != current:
            with outside_scopes(), engine.load().eagerly():
                self._value = self._laid_out(engine.P.convert(self._on_host(), self._dtype))
            self._owner, self._in_cell = current, False

    def _on_host(self) -> Any:
        if self._value is None:
            draw = getattr(self._initializer, "host", None) or self._initializer  # NumPy where that is enough
            return draw(self.shape, dtype=self._dtype)
        return self._value if self._owner is None else engine.load(self._owner).to_numpy(self._value)

    def _laid_out(self, tensor: Any) -> Any:
        return tensor if self._layout is None else distribute_tensor(tensor, self._layout)

    def numpy(self) -> np.ndarray:
        """A NumPy array of the value (a copy)."""
        return np.asarray(engine.P.to_numpy(self.value))

    @property
    def initialized(self) -> bool:
        """Whether there is a value yet; before, it is drawn when first needed."""
        return self._value is not None

    # ---- writing ------------------------------------------------------------------------------------

    def assign(self, value: Any) -> Any:
        """Sets the value (broadcasting is not done).

        Returns:
            The new value, as a tensor.

        Raises:
            ValueError: if the shape is not the variable's.
        """
        if isinstance(value, Variable):
            value = value.value
        tensor = engine.P.convert(value, self._dtype)
        if tuple(tensor.shape) != self.shape:
            raise ValueError(
                f"The variable {self.path!r} has the shape {self.shape}; "
                f"a value of the shape {tuple(tensor.shape)} cannot be assigned to it."
            )
        self._set(tensor)
        return tensor

    def assign_add(self, value: Any) -> Any:
        """Adds `value` in place."""
        return self.assign(self + value)

    def assign_sub(self, value: Any) -> Any:
        """Subtracts `value` in place."""
        return self.assign(self - value)

    def _set(self, tensor: Any) -> None:
        scope = current_scope()
        if scope is not None:
            scopes = _open_scopes()
            if not any(self in each.values for each in scopes):
                scopes[-1].free[self] = None
            scope.values[self] = self._laid_out(tensor)
            scope.assigned.add(self)
        elif not engine.in_spec_mode():
            self.set_tensor(tensor)

    def set_tensor(self, tensor: Any) -> None:
        """Takes `tensor`, which is of the right shape, dtype and engine, unchecked (for the training loop)."""
        tensor = self._laid_out(tensor)
        current = config.engine_name()
        held = self._in_cell and self._owner == current
        if held or (current_scope() is None and engine.load().watched()):
            engine.load().write(self.cell, tensor)
        else:
            self._value, self._owner, self._in_cell = tensor, current, False

    def __getstate__(self) -> dict[str, Any]:
        """What is copied and pickled: the value, not the cell that others know."""
        if not self._in_cell:
            return self.__dict__
        return {**self.__dict__, "_value": engine.load(self._owner).read(self._value), "_in_cell": False}

    # ---- looking like a tensor ------------------------------------------------------------------------

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def __keras_tensor__(self) -> Any:
        return self.value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.numpy()
        return array if dtype is None else array.astype(dtype)

    def __jax_array__(self) -> Any:
        return self.value

    #: TensorFlow's tapes take what has this attribute for a variable, and ask for its `handle`.
    _should_act_as_resource_variable = True

    @property
    def handle(self) -> Any:
        """What TensorFlow's `tape.gradient(loss, variables)` differentiates with respect to."""
        return self.cell.handle

    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> Any:
        return self.value if dtype is None else engine.P.cast(self.value, dtype.name)

    def __float__(self) -> float:
        return float(self.numpy())

    def __int__(self) -> int:
        return int(self.numpy())

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> Any:
        """Element by element with numbers, arrays and tensors; variables are equal only to themselves."""
        return logic.equal(self, other) if _has_values(other) else self is other

    def __ne__(self, other: object) -> Any:
        return logic.not_equal(self, other) if _has_values(other) else self is not other

    def __bool__(self) -> bool:
        if self.shape:
            raise TypeError(
                f"The variable {self.path!r} of shape {self.shape} cannot be used as a condition."
            )
        return bool(self.numpy())

    def __repr__(self) -> str:
        known = self.initialized and current_scope() is None and not engine.in_spec_mode()
        value = f", value={self._value if self._owner is None else self.numpy()}" if known else ""
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}{value}>"


def _has_values(thing: Any) -> bool:
    return isinstance(thing, (int, float, np.number, np.ndarray)) or engine.P.is_tensor(thing)


operators.install(Variable)


def _item(self: Variable, idx: Any) -> Any:
    return indexing.get_item(self, idx)


setattr(Variable, "__getitem__", _item)  # noqa: B010


_CALLABLES = frozenset({"regularizer", "constraint"})
_AGGREGATIONS = ("none", "mean", "sum", "only_first_replica")
_SYNCHRONIZATIONS = ("none", "on_read", "on_write", "auto")


def _one_of(what: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise ValueError(f"The {what} of a variable is one of {', '.join(known)}. Received: {value!r}")
    return value


def _initial(initializer: Any, shape: Any, dtype: Any, name: str) -> tuple[Any, Any]:
    if isinstance(initializer, str):
        from keras_lab import initializers

        initializer = initializers.get(initializer)
    if not callable(initializer):
        return None, _array(initializer, dtype)
    if shape is None:
        raise ValueError(f"The variable {name!r} needs a shape, for its initializer is a function.")
    if any(not isinstance(n, (int, np.integer)) or n < 0 for n in shape):
        raise ValueError(f"The shape of the variable {name!r} must be known. Received: {tuple(shape)}")
    return initializer, None


def _array(value: Any, dtype: Any) -> np.ndarray:
    """`value` as an array: of `dtype`, of the type it has, or (Python's numbers) of the default one."""
    typed = hasattr(value, "dtype")
    array = np.asarray(value)
    if dtype is None and array.dtype == np.float64:
        dtype = config.floatx()
    if dtype is None and not typed and array.dtype == np.int64:
        dtype = "int32"
    return array if dtype is None else array.astype(dtypes.to_numpy_dtype(dtypes.standardize(dtype)))


class Scope:
    """Values of variables inside a pure function; those it has no value of are looked up in the scopes around it.

    Attributes:
        values: variable → tensor; assignments change it.
        assigned: the variables that were assigned to.
        losses: penalties that layers added (`add_loss`, activity regularizers) while the scope was open.
        free: variables read or assigned that neither the scope nor one inside it was given a value of (the keys):
            a program has them as constants, and what is assigned to them ends with the scope.
    """

    def __init__(self, values: Mapping[Variable, Any]) -> None:
        self.values = {
            variable: value.value if isinstance(value, Variable) else value
            for variable, value in values.items()
        }
        self.assigned: set[Variable] = set()
        self.losses: list[Any] = []
        self.free: dict[Variable, None] = {}

    def read(self, variables: Sequence[Variable]) -> list[Any]:
        """The values of `variables` as they are now."""
        return [self.values[variable] for variable in variables]

    def __enter__(self) -> Scope:
        _scopes.items.append(self)
        return self

    def __exit__(self, *error: object) -> None:
        _scopes.items.pop()


def _open_scopes() -> list[Scope]:
    """The scopes of this thread that may be asked, the innermost first."""
    found: list[Scope] = []
    for scope in reversed(_scopes.items):
        if scope is None:
            break
        found.append(scope)
    return found


def current_scope() -> Scope | None:
    """The innermost scope of this thread, or None."""
    return _scopes.innermost


@contextmanager
def outside_scopes() -> Iterator[None]:
    """Inside, variables read and keep their own values, and primitives compute on real tensors."""
    _scopes.items.append(None)
    try:
        with engine.spec_mode(False), autocast(None):
            yield
    finally:
        _scopes.items.pop()


def current_autocast() -> str | None:
    """The dtype that float variables are read as, or None."""
    return getattr(_local, "autocast", None)


@contextmanager
def autocast(dtype: str | None) -> Iterator[None]:
    """Inside, float variables are read as `dtype` (None: as they are)."""
    before = current_autocast()
    _local.autocast = dtype
    try:
        yield
    finally:
        _local.autocast = before
