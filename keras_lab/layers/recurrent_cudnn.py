"""CuDNNLSTM and CuDNNGRU of Keras 2: LSTM and GRU with weights as NVIDIA's library lays them out.

They compute the same on every device, and so that files written by Keras 2 on a GPU can be read.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import ops
from keras_lab.layers.recurrent_cells import GRUCell, LSTMCell, open_forget_gate
from keras_lab.layers.recurrent_units import UnitsRNN
from keras_lab.variables import Variable


class CuDNNLSTMCell(LSTMCell):
    """A step of `CuDNNLSTM`; see there."""

    def add_bias(self, shape: tuple[int, ...], initializer: Any = None) -> Any:
        forgetting = open_forget_gate(self, gates_before=5) if self.unit_forget_bias else None
        return super(LSTMCell, self).add_bias((2 * shape[0],), forgetting or initializer)

    def project(self, x: Any, h: Any) -> Any:
        of_input = ops.matmul(x, as_columns(self.kernel, self.gates))
        of_state = ops.matmul(h, as_columns(self.recurrent_kernel, self.gates))
        return ops.add(ops.add(of_input, of_state), ops.add(*ops.split(ops.convert_to_tensor(self.bias), 2)))


class CuDNNGRUCell(GRUCell):
    """A step of `CuDNNGRU`; see there."""

    def add_bias(self, shape: tuple[int, ...], initializer: Any = None) -> Any:
        return super(GRUCell, self).add_bias((2 * shape[0],), initializer)

    def _projections(self, x: Any, h: Any) -> tuple[Any, Any]:
        for_input, for_state = ops.split(ops.convert_to_tensor(self.bias), 2)
        of_input = ops.matmul(x, as_columns(self.kernel, self.gates))
        of_state = ops.matmul(h, as_columns(self.recurrent_kernel, self.gates))
        return ops.add(of_input, for_input), ops.add(of_state, for_state)


def as_columns(kernel: Variable, gates: int) -> Any:
    """A kernel `(features, gates · units)` as LSTM and GRU have it.

    The numbers of each gate are stored by rows of the transposed matrix, though declared as the matrix.
    """
    features, columns = kernel.shape
    units = columns // gates
    each = ops.transpose(ops.reshape(kernel, (features, gates, units)), (1, 0, 2))
    turned = ops.transpose(ops.reshape(each, (gates, units, features)), (2, 0, 1))
    return ops.reshape(turned, (features, columns))


class CuDNNLSTM(UnitsRNN):
    """An LSTM whose weights are those of NVIDIA's library.

    Args:
        units: how many outputs.
        unit_forget_bias: see `LSTMCell`.
        **kwargs: see `UnitsRNN` (weights; there is no dropout) and `RNN` (sequences, states).

    Shapes:
        As `LSTM`. Weights: kernel `(features, 4 · units)`, recurrent_kernel `(units, 4 · units)`, each gate's
        columns being the transposed matrix's numbers, and bias `(8 · units,)`: the input's, then the state's.
    """

    cell_class = CuDNNLSTMCell

    def __init__(self, units: int, *, unit_forget_bias: bool = True, **kwargs: Any) -> None:
        super().__init__({"units": units, "unit_forget_bias": unit_forget_bias}, **kwargs)


class CuDNNGRU(UnitsRNN):
    """A GRU whose weights are those of NVIDIA's library.

    Args:
        units: how many outputs.
        **kwargs: see `UnitsRNN` (weights; there is no dropout) and `RNN` (sequences, states).

    Shapes:
        As `GRU` with `reset_after`. Weights: kernel `(features, 3 · units)`, recurrent_kernel
        `(units, 3 · units)`, each gate's columns being the transposed matrix's numbers, and bias
        `(6 · units,)`: the input's, then the state's.
    """

    cell_class = CuDNNGRUCell

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__({"units": units}, **kwargs)


def converted(layer: UnitsRNN, weights: list[np.ndarray]) -> list[np.ndarray] | None:
    """Kernel, recurrent kernel and bias of the other kind of layer as `layer` has them; None for other shapes.

    LSTM and CuDNNLSTM, GRU (with `reset_after`) and CuDNNGRU have the same numbers in another order.
    """
    kernel, recurrent, bias = weights
    cell: Any = layer.cell
    gates, units = cell.gates, recurrent.shape[0]
    both = bias.shape == (2 * gates * units,)
    if both == isinstance(layer, (CuDNNLSTM, CuDNNGRU)):
        return None
    order: Any = "F" if both else "C"

    def turned(matrix: np.ndarray) -> np.ndarray:
        return np.hstack([part.T.reshape(part.shape, order=order) for part in np.hsplit(matrix, gates)])

    if gates == 3:
        bias = bias.reshape((2, -1) if both else -1)
    else:
        bias = bias.reshape(2, -1).sum(axis=0) if both else np.tile(bias / 2, 2)
    return [turned(kernel), turned(recurrent), bias]
