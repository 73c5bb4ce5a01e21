"""Names of the package itself: devices, scopes of names, functions of graphs, the version."""

from __future__ import annotations

import numpy as np
import pytest

import keras_lab


def test_function(engine: str) -> None:
    x = keras_lab.Input((3,))
    function = keras_lab.Function([x], [x * 2, x + 1], name="both")
    twice, more = function([np.ones((2, 3), "float32")])
    assert np.asarray(twice).tolist() == [[2] * 3] * 2
    assert np.asarray(more).tolist() == [[2] * 3] * 2
    assert function.name == "both"
    assert function(keras_lab.Input((3,)))[0].shape == (None, 3)
    with pytest.raises(ValueError, match="invalid input structure.*2 against 1"):
        function([1, 2])


def test_device_and_scopes(engine: str) -> None:
    with keras_lab.device("cpu:0"):
        assert keras_lab.ops.convert_to_numpy(keras_lab.ops.ones((2,))).tolist() == [1, 1]
    with keras_lab.name_scope("outer"), keras_lab.name_scope("inner"):
        assert keras_lab.Variable(1.0, name="v").path == "outer/inner/v"
    assert keras_lab.Variable(1.0, name="v").path == "v"


def test_version() -> None:
    assert keras_lab.version() == keras_lab.__version__
