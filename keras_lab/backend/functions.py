"""Functions of symbolic tensors, and updates of variables: `K.function`, `K.update`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from keras_lab import engine, ops, seeds, tree
from keras_lab.backend.phase import fixed_phase, phase_symbol
from keras_lab.engine import P
from keras_lab.graph.function import GraphFunction
from keras_lab.graph.order import sources
from keras_lab.graph.symbolic import SymbolicTensor, is_symbolic, symbolic_leaves
from keras_lab.layers.call import calling
from keras_lab.ops.dispatch import tensor
from keras_lab.ops.random import key_source
from keras_lab.variables import Scope, Variable

# ---- updates ----------------------------------------------------------------------------------------


class Update(NamedTuple):
    """A variable and the symbolic value that `K.function(updates=…)` gives it."""

    variable: Variable
    value: Any


def update(x: Variable, new_x: Any) -> Any:
    """Gives the variable a new value.

    Returns:
        The value; for a symbolic one, which is not known yet, an `Update` for `K.function(updates=[…])`.
    """
    return Update(x, new_x) if is_symbolic(new_x) else x.assign(new_x)


def update_add(x: Variable, increment: Any) -> Any:
    """Adds to a variable; see `update`."""
    return update(x, x + increment)


def update_sub(x: Variable, decrement: Any) -> Any:
    """Subtracts from a variable; see `update`."""
    return update(x, x - decrement)


def moving_average_update(x: Variable, value: Any, momentum: float) -> Any:
    """`x = x * momentum + value * (1 - momentum)`; see `update`."""
    return update(x, ops.multiply(x, momentum) + value * (1.0 - momentum))


# ---- functions --------------------------------------------------------------------------------------


class Function:
    """From values of symbolic tensors computes those of others; made by `K.function`.

    Attributes:
        inputs: the symbolic tensors that get values; the learning phase may be among them.
        outputs: a list (or nest, or single one) of symbolic tensors and variables.
        updates: pairs of a variable and the value it gets at each call.
    """

    def __init__(
        self, inputs: Any, outputs: Any, updates: Any = None, name: str | None = None, **session_kwargs: Any
    ) -> None:
        if session_kwargs:
            raise ValueError(
                f"K.function: {', '.join(session_kwargs)} mean something to TensorFlow's sessions only."
            )
        self.inputs: list[SymbolicTensor] = tree.flatten(inputs)
        self.outputs = outputs
        self.updates = [_pair(each) for each in updates or []]
        self.name = name
        wanted = symbolic_leaves((outputs, [pair.value for pair in self.updates]))
        _check_outputs(outputs)
        self._used = sources(wanted, self.inputs)
        _check_inputs(self.inputs, self._used)
        self._graph = GraphFunction(self._used, wanted)
        self._variables = _variables_of(self._graph)
        self._programs: dict[Any, Any] = {}

    def __call__(self, inputs: Any = ()) -> Any:
        """The outputs as NumPy arrays, in the structure of `outputs`.

        Args:
            inputs: a value for each of the inputs, in their order.

        Raises:
            ValueError: if there are more or fewer, or one has not the rank of its symbolic tensor.
        """
        values = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
        if len(values) != len(self.inputs):
            raise ValueError(f"This function takes {len(self.inputs)} values. Received: {len(values)}")
        given = dict(zip(self.inputs, values, strict=True))
        training = bool(given.get(phase_symbol(), fixed_phase() or 0))
        given.setdefault(phase_symbol(), int(training))
        outputs, updates = self._run(training, [_value(symbol, given[symbol]) for symbol in self._used])
        for pair, value in zip(self.updates, updates, strict=True):
            pair.variable.set_tensor(value)
        return tree.map_structure(P.to_numpy, outputs)

    def _run(self, training: bool, values: list[Any]) -> Any:
        """Variables that only show up while a program is made (in closures) become its inputs, too."""
        key = P.key(seeds.next_seed())
        while True:
            program = self._program(training)
            result = program([v.materialize() for v in self._variables], key, values)
            new = [v for v in program.free if v not in self._variables]
            if not new:
                return result
            self._variables += new
            self._programs.clear()

    def _program(self, training: bool) -> Any:
        key = (engine.load().name, training)
        if key not in self._programs:
            self._programs[key] = _Program(self, training)
        return self._programs[key]

    def compute(self, values: list[Any]) -> tuple[Any, list[Any]]:
        """Outputs and updates as tensors, from tensors for what the graph begins with."""
        made = self._graph.run(values, lambda node, args, kwargs: node.operation(*args, **kwargs))
        known = dict(zip(self._graph.outputs, made, strict=True))

        def fill(leaf: Any) -> Any:
            return known[leaf] if is_symbolic(leaf) else tensor(leaf)

        updates = [tensor(fill(pair.value), pair.variable.dtype) for pair in self.updates]
        return tree.map_structure(fill, self.outputs), updates


class _Program:
    """The compiled form of a `Function` for one learning phase."""

    def __init__(self, function: Function, training: bool) -> None:
        self.free: dict[Variable, None] = {}
        variables = list(function._variables)

        def run(state: list[Any], key: Any, values: list[Any]) -> Any:
            with Scope(dict(zip(variables, state, strict=True))) as scope, key_source(key), calling(training):
                result = function.compute(values)
            self.free.update(scope.free)
            return result

        self._compiled = engine.load().compile(run)

    def __call__(self, state: list[Any], key: Any, values: list[Any]) -> Any:
        return self._compiled(state, key, values)


def function(inputs: Any, outputs: Any, updates: Any = None, **kwargs: Any) -> Function:
    """A function from symbolic tensors to others, compiled when it is first called.

    Args:
        inputs: a list of placeholders, inputs of models, tensors from the middle of a graph;
            `K.learning_phase()` may be among them.
        outputs: a list of symbolic tensors (and variables).
        updates: what `K.update` gave, or pairs `(variable, new value)`, done at each call.

    Raises:
        ValueError: if the outputs need a placeholder that is not among the inputs.
    """
    return Function(inputs, outputs, updates, **kwargs)


def _pair(given: Any) -> Update:
    if isinstance(given, (list, tuple)) and len(given) == 2 and isinstance(given[0], Variable):
        return Update(*given)
    raise ValueError(
        "K.function: updates are pairs (variable, new symbolic value), or what K.update gives for a symbolic "
        f"value (else it acts at once, and there is nothing left to do). Received: {given!r}"
    )


def _check_outputs(outputs: Any) -> None:
    for place, leaf in enumerate(tree.flatten(outputs)):
        if leaf is None:
            raise ValueError(f"K.function: output {place} is None: a gradient of what the loss needs not?")


def _check_inputs(inputs: list[Any], used: list[SymbolicTensor]) -> None:
    strange = [each for each in inputs if not is_symbolic(each)]
    if strange:
        raise ValueError(
            f"K.function: inputs are placeholders or other symbolic tensors. Received: {strange}"
        )
    missing = [each.name for each in used if each not in inputs and each is not phase_symbol()]
    if missing:
        raise ValueError(f"K.function: the outputs need {', '.join(missing)}, not among the inputs.")


def _value(symbol: SymbolicTensor, value: Any) -> Any:
    value = tensor(value, symbol.dtype)
    shape = P.shape(value)
    fits = len(shape) == symbol.ndim
    if not fits or any(n not in (None, m) for n, m in zip(symbol.shape, shape, strict=True)):
        raise ValueError(f"{symbol.name!r} has the shape {symbol.shape}. Received a value of shape {shape}.")
    return value


def _variables_of(graph: GraphFunction) -> list[Variable]:
    found: dict[Variable, None] = {}
    for node in graph.nodes:
        owned = getattr(node.operation, "variables", ())
        given = (leaf for leaf in tree.flatten((node.args, node.kwargs)) if isinstance(leaf, Variable))
        found.update(dict.fromkeys((*owned, *given)))
    return list(found)


def evaluate(x: Any) -> np.ndarray:
    """The value of a tensor or variable (`K.eval`).

    Raises:
        TypeError: for a symbolic tensor, whose value needs inputs: `K.function(inputs, [x])`.
    """
    if is_symbolic(x):
        raise TypeError(f"{x!r} has no value yet; compute it with K.function(inputs, [x])(values).")
    return np.asarray(x) if isinstance(x, (np.ndarray, *(int, float))) else P.to_numpy(tensor(x))
