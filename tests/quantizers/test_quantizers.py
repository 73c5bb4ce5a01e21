"""Numbers of few bits, with Keras as oracle."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from keras_lab import ops, quantizers

X = np.linspace(-3, 5, 24, dtype="float32").reshape(6, 4)


def numpy(nest):
    return [np.asarray(ops.convert_to_numpy(x)) for x in nest]


@pytest.mark.parametrize("axis", [0, -1, (0, 1)])
def test_abs_max(engine, axis):
    ours = numpy(quantizers.abs_max_quantize(X, axis))
    theirs = [np.asarray(x) for x in keras.quantizers.abs_max_quantize(X, axis)]
    assert ours[0].dtype == np.int8
    np.testing.assert_array_equal(ours[0], theirs[0])
    np.testing.assert_allclose(ours[1], theirs[1], rtol=1e-6)


def test_blocks(engine):
    ours = numpy(quantizers.abs_max_quantize_grouped_with_zero_point(X, 4))
    theirs = keras.quantizers.abs_max_quantize_grouped_with_zero_point(X, 4)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, np.asarray(b), rtol=1e-6)


@pytest.mark.parametrize(("low", "high", "axis"), [(-2.0, 3.0, None), ([-1.0] * 4, [1.0, 2.0, 3.0, 4.0], 1)])
def test_fake_quantization(engine, low, high, axis):
    ours = quantizers.fake_quant_with_min_max_vars(X, low, high, axis=axis)
    theirs = keras.quantizers.fake_quant_with_min_max_vars(X, low, high, axis=axis)
    np.testing.assert_allclose(numpy([ours])[0], np.asarray(theirs), atol=1e-5)


@pytest.mark.parametrize("dtype", ["int8", "uint8"])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_two_in_a_byte(engine, dtype, axis):
    numbers = (np.arange(15).reshape(5, 3) % 8 - (4 if dtype == "int8" else 0)).astype(dtype)
    packed, shape, length = quantizers.pack_int4(numbers, axis, dtype)
    assert shape == tuple(packed.shape)
    np.testing.assert_array_equal(numpy([quantizers.unpack_int4(packed, length, axis, dtype)])[0], numbers)
    theirs, _, _ = keras.quantizers.pack_int4(numbers, axis, dtype)
    np.testing.assert_array_equal(numpy([packed])[0], np.asarray(theirs))


def test_float8(engine):
    ours = quantizers.quantize_and_dequantize(X, 0.5, "float8_e4m3fn", "float32")
    import ml_dtypes

    np.testing.assert_array_equal(
        numpy([ours])[0], (X / 0.5).astype(ml_dtypes.float8_e4m3fn).astype("float32") * 0.5
    )
    history = quantizers.compute_float8_amax_history(X, np.array([1.0, 2.0, 3.0], "float32"))
    np.testing.assert_array_equal(numpy([history])[0], [5.0, 3.0, 1.0])
    np.testing.assert_allclose(
        numpy([quantizers.compute_float8_scale(np.float32(5), np.float32(1), 448.0)])[0], 5 / 448
    )


def test_objects():
    quantizer = quantizers.get("abs_max_quantizer", axis=0)
    again = quantizers.deserialize(quantizers.serialize(quantizer))
    assert again.get_config() == quantizer.get_config()
    config = quantizers.deserialize(quantizers.serialize(quantizers.Int8QuantizationConfig()))
    assert config.mode == "int8"
    assert isinstance(config.activation_quantizer, quantizers.AbsMaxQuantizer)
    with pytest.raises(ValueError, match="output_dtype='int8'"):
        quantizers.Int8QuantizationConfig(quantizers.AbsMaxQuantizer(value_range=(0, 7), output_dtype="int4"))
    with pytest.raises(ValueError, match="weight_bits"):
        quantizers.GPTQConfig(None, None, weight_bits=5)
