"""Lengths of convolutions, against the layers themselves."""

from __future__ import annotations

import itertools

import pytest

from keras_lab import layers
from keras_lab.utils import conv_utils
from keras_lab.utils.generic_utils import object_list_uid, slice_arrays


@pytest.mark.parametrize("padding", ["valid", "same", "causal"])
def test_conv_output_length(padding):
    for length, size, stride, dilation in itertools.product([5, 12], [1, 2, 3], [1, 2], [1, 3]):
        if (stride > 1 and dilation > 1) or length < (size - 1) * dilation + 1:
            continue
        layer = layers.Conv1D(1, size, strides=stride, dilation_rate=dilation, padding=padding)
        expected = layer.compute_output_shape((None, length, 1))[1]
        assert conv_utils.conv_output_length(length, size, padding, stride, dilation) == expected


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_deconv_length(padding):
    for length, size, stride, more in itertools.product([3, 8], [1, 3, 4], [2, 3], [None, 1]):
        layer = layers.Conv1DTranspose(1, size, strides=stride, padding=padding, output_padding=more)
        expected = layer.compute_output_shape((None, length, 1))[1]
        assert conv_utils.deconv_length(length, stride, size, padding, more) == expected
        assert conv_utils.deconv_output_length(length, size, padding, more, stride) == expected


def test_conv_input_length():
    for padding in ("valid", "same", "full"):
        length = conv_utils.conv_input_length(4, 3, padding, 2)
        assert conv_utils.conv_output_length(length, 3, padding, 2) == 4
    assert conv_utils.conv_input_length(None, 3, "valid", 1) is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: conv_utils.normalize_tuple((1, 2, 3), 2, "strides"), "strides must be an int or 2 ints"),
        (lambda: conv_utils.normalize_tuple(0.5, 2, "strides"), "strides"),
        (lambda: conv_utils.normalize_padding("sane"), "'sane'.*'same'"),
        (lambda: conv_utils.conv_output_length(4, 2, "vaild", 1), "'vaild'.*'valid'"),
        (lambda: conv_utils.deconv_length(4, 2, 2, "causal"), "'causal'"),
    ],
)
def test_bad_arguments(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_slices_and_names_of_lists():
    assert slice_arrays([[1, 2, 3], None], 1, 3) == [[2, 3], None]
    assert object_list_uid([1]) == object_list_uid(1) != object_list_uid(["other"])
