"""Choices and loops: `K.switch`, `K.map_fn`, `K.foldl`, `K.foldr`, `K.rnn`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lab import ops
from keras_lab.engine import P
from keras_lab.graph.symbolic import is_symbolic
from keras_lab.ops.dispatch import NUMBERS, op, tensor
from keras_lab.ops.recurrence import recur

Tensor = Any


def switch(condition: Any, then_expression: Any, else_expression: Any) -> Tensor:
    """`then_expression` where the condition holds, else `else_expression`.

    Args:
        condition: a scalar, or a tensor with at most the axes of the expressions, its first ones.
        then_expression, else_expression: tensors, or (with a scalar) functions without arguments; where the
            condition is known only when the graph runs, both are called.
    """
    if isinstance(condition, NUMBERS):
        return _made(then_expression if condition else else_expression)
    if not is_symbolic(condition) and callable(then_expression) and not ops.shape(condition):
        return ops.cond(condition, lambda: _made(then_expression), lambda: _made(else_expression))
    return _chosen(condition, _made(then_expression), _made(else_expression))


def _made(expression: Any) -> Any:
    return expression() if callable(expression) else expression


@op
def _chosen(condition: Any, x: Any, y: Any) -> Tensor:
    condition, x = tensor(condition), tensor(x)
    missing = len(P.shape(x)) - len(P.shape(condition))
    if missing < 0:
        raise ValueError(
            f"K.switch: the condition has more axes, {P.shape(condition)}, than the expressions, {P.shape(x)}."
        )
    return ops.where(P.reshape(condition, (*P.shape(condition), *(1,) * missing)), x, y)


def map_fn(fn: Callable[[Any], Any], elems: Any, name: str | None = None, dtype: Any = None) -> Any:
    """`fn` of every entry of the first axis, the results stacked (as `dtype`, if that is given)."""
    made = ops.map(fn, elems)
    return made if dtype is None else ops.cast(made, dtype)


def foldl(fn: Callable[[Any, Any], Any], elems: Any, initializer: Any = None, name: str | None = None) -> Any:
    """`fn(fn(fn(initializer, e0), e1), …)` over the first axis; without an initializer, the first entry is it."""
    return _folded(fn, elems, initializer, False)


def foldr(fn: Callable[[Any, Any], Any], elems: Any, initializer: Any = None, name: str | None = None) -> Any:
    """As `foldl`, from the last entry to the first."""
    return _folded(fn, elems, initializer, True)


def _folded(fn: Callable[[Any, Any], Any], elems: Any, initializer: Any, reverse: bool) -> Any:
    if initializer is None:
        initializer, elems = (elems[-1], elems[:-1]) if reverse else (elems[0], elems[1:])
    return ops.scan(lambda carry, x: (fn(carry, x), ()), initializer, elems, reverse=reverse)[0]


# ---- recurrence -------------------------------------------------------------------------------------


def rnn(
    step_function: Callable[[Any, list[Any]], tuple[Any, list[Any]]],
    inputs: Any,
    initial_states: Sequence[Any],
    go_backwards: bool = False,
    mask: Any = None,
    constants: Sequence[Any] | None = None,
    unroll: bool = False,
    input_length: int | None = None,
) -> tuple[Any, Any, list[Any]]:
    """Runs a step over the time axis of `inputs`.

    Args:
        step_function: `(input of one step, states + constants) → (output, new states)`.
        inputs: `(batch, time, …)`.
        initial_states: a list of tensors `(batch, …)`.
        go_backwards: from the last step to the first; the outputs are in the order computed.
        mask: `(batch, time)` or `(batch, time, 1)`; where it is 0 the states stay as they are and the output
            is that of the step before.
        constants: tensors that every step gets after the states.
        unroll: whether the steps are written out instead of a loop.
        input_length: has no effect: sizes are known where the steps are run.

    Returns:
        The last output `(batch, …)`, all outputs `(batch, time, …)`, the last states.
    """
    return _rnn(
        step_function, inputs, list(initial_states), go_backwards, mask, list(constants or ()), unroll
    )


@op
def _rnn(
    step: Any, inputs: Any, states: list[Any], backwards: bool, mask: Any, constants: list[Any], unroll: bool
) -> Any:
    states, constants = [tensor(state) for state in states], [tensor(constant) for constant in constants]
    return recur(
        lambda x, own: step(x, [*own, *constants]),
        tensor(inputs),
        states,
        mask=mask,
        backwards=backwards,
        unroll=unroll,
    )
