"""LSTM and GRU over whole sequences in one kernel of the device's own, where the engine has one (cuDNN)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import activations, ops
from keras_lab.distribution.current import distribution
from keras_lab.engine import P
from keras_lab.layers.recurrent_cells import GRUCell, LSTMCell

#: The gates of our kernels' columns in cuDNN's order.
GATES = {"lstm": (0, 1, 2, 3), "gru": (1, 0, 2)}


def at_once(
    cell: Any, sequences: Any, states: Sequence[Any], backwards: bool, training: bool
) -> tuple[Any, Any, list[Any]] | None:
    """The last output, all outputs and the last states; None where the steps have to be made one by one.

    Args:
        cell: the layer's cell.
        sequences: `(batch, time, features)`.
        states: before the first step.
        backwards: whether the sequences are gone through from the end.
        training: whether dropout, if the cell has it, is in force.
    """
    kind = _kind(cell, training)
    run = P.recurrence(kind, P.dtype(sequences)) if kind else None
    if run is None or any(P.dtype(state) != P.dtype(sequences) for state in states):
        return None
    sequences = ops.flip(sequences, 1) if backwards else sequences
    outputs, after = run(sequences, states, ops.cast(packed(kind, cell), P.dtype(sequences)))
    return outputs[:, -1], outputs, list(after)


def _kind(cell: Any, training: bool) -> str:
    """What the kernel calls it; empty for cells that compute something else."""
    kind = {LSTMCell: "lstm", GRUCell: "gru"}.get(type(cell), "")
    if not kind or (kind == "gru" and not cell.reset_after):
        return ""
    usual = cell.activation is activations.tanh and cell.recurrent_activation is activations.sigmoid
    drops = training and (cell.dropout or cell.recurrent_dropout)
    if not usual or drops or not cell.use_bias or distribution() is not None:
        return ""
    return kind


def packed(kind: str, cell: Any) -> Any:
    """All weights of the cell in one vector (see `engine.contract.recurrence`)."""
    gates = GATES[kind]
    matrices = [
        ops.reshape(ops.transpose(part), (-1,))
        for kernel in (cell.kernel, cell.recurrent_kernel)
        for part in _in_order(ops.split(ops.convert_to_tensor(kernel), len(gates), axis=-1), gates)
    ]
    bias = ops.convert_to_tensor(cell.bias)
    both = ops.unstack(bias, 2) if kind == "gru" else [bias, ops.zeros_like(bias)]
    vectors = [part for each in both for part in _in_order(ops.split(each, len(gates)), gates)]
    return ops.concatenate([*matrices, *vectors])


def _in_order(parts: Sequence[Any], places: Sequence[int]) -> list[Any]:
    return [parts[place] for place in places]
