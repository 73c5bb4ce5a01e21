"""Variables as values: comparisons, keys of dicts."""

from __future__ import annotations

import numpy as np

from keras_lab import Variable, ops


def test_comparisons(engine: str) -> None:
    count, vector = Variable(3, dtype="int32"), Variable([1.0, 2.0])
    assert count == 3 and count != 4
    np.testing.assert_array_equal(ops.convert_to_numpy(vector == np.array([1.0, 3.0])), [True, False])
    np.testing.assert_array_equal(ops.convert_to_numpy(ops.ones(2) * 2 != vector), [True, False])
    assert count == count and count != vector and count != None and count != "3"  # noqa: E711


def test_keys(engine: str) -> None:
    same, other = Variable([1.0]), Variable([1.0])
    assert {same: "a", other: "b"}[same] == "a" and same in [other, same] and other not in [same]
