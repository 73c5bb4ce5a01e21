"""Blocks cut out and put in at places that are known only when the program runs, and their shapes before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import KerasTensor, ops
from keras_lab.engine import P

X = np.arange(20, dtype="float32").reshape(4, 5)


def same(made: Any, wanted: Any) -> None:
    np.testing.assert_array_equal(ops.convert_to_numpy(made), wanted)


@pytest.mark.parametrize("shape", [(2, 3), (-1, 2), (-1, -1)])
def test_known_starts(shape: tuple[int, int], engine: str) -> None:
    rows, columns = (None if n == -1 else 1 + n for n in shape)
    for starts in ((1, 1), np.array([1, 1])):
        same(ops.slice(X, starts, shape), X[1:rows, 1:columns])


def test_starts_that_are_computed(engine: str) -> None:
    cut = P.compile(lambda start: ops.slice(X, start, (2, 3)))
    put = P.compile(lambda start: ops.slice_update(X, [start[0], 1], np.zeros((2, 2), "float32")))
    start = ops.convert_to_tensor([1, 2])
    same(cut(start), X[1:3, 2:5])
    wanted = X.copy()
    wanted[1:3, 1:3] = 0
    same(put(start), wanted)
    same(ops.slice(X, ops.convert_to_tensor([3, 3]), (2, 3)), X[2:, 2:])  # moved to lie inside


def test_shapes() -> None:
    x, start = KerasTensor((None, 5)), KerasTensor((2,), "int32")
    assert ops.slice(x, start, (2, 3)).shape == ops.slice(x, (1, 1), (2, 3)).shape == (2, 3)
    assert ops.slice(x, (1, 1), (-1, -1)).shape == (None, 4)
    assert ops.slice(KerasTensor((4, 5)), start, (-1, 2)).shape == (None, 2)
    assert ops.slice_update(x, start, KerasTensor((2, 2))).shape == (None, 5)
    with pytest.raises(ValueError, match="2 axes need as many starts"):
        ops.slice(x, (1,), (2, 3))


@pytest.mark.parametrize(
    ("how", "wanted"), [("max", [5, 2, 1, 1]), ("min", [0, 1, 1, 1]), ("mul", [0, 2, 1, 1])]
)
def test_combined_where_there_is_something(how: str, wanted: list[int], engine: str) -> None:
    made = ops.scatter_update(np.ones(4, "float32"), [[0], [0], [1]], [0.0, 5.0, 2.0], reduction=how)
    same(made, wanted)
