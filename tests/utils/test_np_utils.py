"""One-hot labels and normalisation."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import ops, utils
from keras_lab.utils import normalize, np_utils, to_categorical


def test_class_numbers_become_rows():
    one_hot = to_categorical([0, 2, 1])
    assert one_hot.dtype == np.float32
    assert one_hot.tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]


@pytest.mark.parametrize(
    ("shape", "result"),
    [
        ((), (4,)),
        ((1,), (1, 4)),
        ((5,), (5, 4)),
        ((5, 1), (5, 4)),
        ((2, 3, 1), (2, 3, 4)),
        ((2, 3), (2, 3, 4)),
    ],
)
def test_shapes_are_those_of_keras(shape, result):  # as keras.utils.to_categorical of 3.15 gives them
    numbers = np.random.default_rng(0).integers(0, 4, shape)
    one_hot = to_categorical(numbers, 4)
    assert one_hot.shape == result
    np.testing.assert_array_equal(one_hot.argmax(-1).ravel(), numbers.ravel())
    np.testing.assert_array_equal(one_hot.sum(-1), 1)


def test_words_of_keras_1_and_2():
    with pytest.warns(DeprecationWarning, match="'nb_classes' is now called 'num_classes'"):
        assert np_utils.to_categorical([1], nb_classes=3).shape == (1, 3)
    with pytest.warns(DeprecationWarning, match="'y' is now called 'x'"):
        assert utils.to_categorical(y=[1], num_classes=3).shape == (1, 3)


@pytest.mark.parametrize(
    ("x", "num_classes", "message"),
    [
        ([0, 3], 3, "from 0 to 3"),
        ([-1, 2], None, "from -1 to 2"),
        ([], None, "needs num_classes"),
        ([0.5], 3, r"whole numbers.*0\.5"),
        ([np.nan], 3, r"whole numbers.*nan"),
        ([np.inf], 3, r"whole numbers.*inf"),
        (["cat"], 3, "dtype <U3"),
    ],
)
def test_what_is_no_class_number_is_refused(x, num_classes, message):
    with pytest.raises(ValueError, match=message):
        to_categorical(x, num_classes)


def test_no_numbers_but_a_number_of_classes():
    assert to_categorical([], 3).shape == (0, 3)


@pytest.mark.parametrize("order", [1, 2, 3, np.inf])
@pytest.mark.parametrize("axis", [-1, 0, 1])
def test_norms_are_one(axis, order):
    x = np.random.default_rng(0).normal(size=(3, 4, 5))
    norms = np.linalg.norm(normalize(x, axis, order), order, axis)
    np.testing.assert_allclose(norms, 1.0)


def test_zeros_stay_zeros():
    assert normalize(np.zeros((2, 3))).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(AttributeError, match="Did you mean 'to_categorical'"):
        utils.to_categorial  # noqa: B018
    assert {"normalize", "np_utils", "to_categorical"} <= set(dir(utils))


def test_tensors_stay_tensors(engine):
    numbers = ops.convert_to_tensor([[3.0, 4.0]])
    assert ops.is_tensor(normalize(numbers))
    np.testing.assert_allclose(normalize(numbers), [[0.6, 0.8]], rtol=1e-6)
    assert ops.is_tensor(to_categorical(ops.convert_to_tensor([0, 1])))
