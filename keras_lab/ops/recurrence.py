"""A step repeated over the time axis: what recurrent layers and `K.rnn` do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import tree
from keras_lab.engine import P
from keras_lab.ops.core import cast
from keras_lab.ops.dispatch import tensor
from keras_lab.ops.logic import where
from keras_lab.ops.shaping import flip, stack, swapaxes

Tensor = Any


def recur(
    step: Callable[[Any, Any], tuple[Any, Any]],
    sequences: Any,
    states: Any,
    before: Any = None,
    *,
    mask: Any = None,
    backwards: bool = False,
    unroll: bool = False,
    zero_masked: bool = False,
    keep_all: bool = True,
) -> tuple[Any, Any, Any]:
    """Goes through the steps of `sequences`.

    Args:
        step: `(input of one step, states) → (output, new states)`.
        sequences: a tensor `(batch, time, …)`.
        states: a nest of tensors `(batch, …)`; those after a step have their dtypes.
        before: what counts as the output before the first step, where a mask hides that: a tensor like an output.
            Without it the first step is computed outside of the loop.
        mask: `(batch, time)` or `(batch, time, 1)`: where it is false the states stay as they are, and the
            output is that of the step before (`zero_masked`: zero).
        backwards: from the last step to the first; the outputs are in the order computed.
        unroll: the steps are written out instead of a loop.
        keep_all: whether the outputs of all steps are of interest; else the second result is empty.

    Returns:
        The last output, all outputs `(batch, time, …)`, the last states.
    """
    xs = [swapaxes(sequences, 0, 1)]
    if mask is not None:
        mask = cast(mask, "bool")
        xs.append(swapaxes(mask[..., 0] if len(P.shape(mask)) == 3 else mask, 0, 1))

    def body(carry: tuple[Any, Any], items: list[Any]) -> tuple[Any, Any]:
        old, last = carry
        output, new = step(items[0], old)
        new = tree.map_structure(_like, tree.pack_sequence_as(old, tree.flatten(new)), old)
        output = tensor(output) if last is None else _like(output, last)
        if len(items) > 1:
            new = tree.map_structure(lambda a, b: _chosen(items[1], a, b), new, old)
            output = _chosen(items[1], output, 0.0 if zero_masked or last is None else last)
        return (new, output), (output if keep_all else ())

    run = _written_out if unroll and P.shape(xs[0])[0] is not None else P.scan
    first: list[Any] = []
    if before is None:
        index = -1 if backwards else 0
        (states, before), one = body((states, None), [x[index] for x in xs])
        first = [one[None]] if keep_all else []
        xs = [x[:-1] if backwards else x[1:] for x in xs]
    (states, last), outputs = run(body, (states, before), xs, backwards)
    if not keep_all:
        return last, (), states
    outputs = flip(outputs, 0) if backwards else outputs
    return last, swapaxes(P.concatenate([*first, outputs], 0) if first else outputs, 0, 1), states


def _like(new: Tensor, old: Tensor) -> Tensor:
    return cast(new, P.dtype(old))


def _chosen(counts: Tensor, new: Tensor, old: Any) -> Tensor:
    """`new` in the samples `(batch,)` that count, `old` in the others."""
    return where(P.reshape(counts, (*P.shape(counts), *(1 for _ in P.shape(new)[1:]))), new, old)


def _written_out(body: Any, carry: Any, xs: list[Any], backwards: bool) -> tuple[Any, Any]:
    """As the engine's `scan`, but without a loop in the program."""
    times = range(P.shape(xs[0])[0] or 0)
    outputs = {}
    for time in reversed(times) if backwards else times:
        carry, outputs[time] = body(carry, [x[time] for x in xs])
    kept = [outputs[time] for time in times]
    return carry, () if not kept or isinstance(kept[0], tuple) else stack(kept, axis=0)
