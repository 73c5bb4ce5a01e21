"""LSTM and GRU by a device's kernel for whole sequences: what they give it, and when.

There is no GPU here. In the place of the kernels stand their definitions: JAX's own reference, and for TensorFlow the
formulas in NVIDIA's documentation (cudnnRNNMode_t).
"""

from __future__ import annotations

from collections import namedtuple
from types import SimpleNamespace

import numpy as np
import pytest

import keras_lab as keras
from keras_lab import engine, layers
from keras_lab.layers import recurrent_at_once

CALLS: list[str] = []
Done = namedtuple("Done", "output output_h output_c")


@pytest.fixture
def on_a_gpu(engine, monkeypatch):
    """Each engine in turn, which believes to be on a GPU."""
    CALLS.clear()
    {"jax": _pretend_jax, "tensorflow": _pretend_tensorflow}[engine](monkeypatch)
    return engine


def _pretend_jax(monkeypatch):
    from jax.experimental import rnn

    from keras_lab.engine.jax import recurrent

    def kernel(x, h, c, weights, lengths, inputs, units, **how):
        CALLS.append("lstm")
        parts = rnn.unpack_lstm_weights(weights, inputs, units, 1, False)
        return rnn.lstm_ref(x, h, c, *parts, lengths, inputs, units, 1, 0.0, False)

    monkeypatch.setattr(recurrent, "_on_gpu", lambda: True)
    monkeypatch.setattr(rnn, "lstm", kernel)


def _pretend_tensorflow(monkeypatch):
    import tensorflow as tf

    from keras_lab.engine.tensorflow import recurrent

    def kernel(input, input_h, input_c, params, rnn_mode):
        CALLS.append(rnn_mode)
        h, c = input_h[0], input_c[0] if rnn_mode == "lstm" else None
        weights = _unpacked(params, 4 if rnn_mode == "lstm" else 3, input.shape[-1], h.shape[-1])
        outputs = []
        for x in tf.unstack(input):
            h, c = _step(tf, rnn_mode, weights, x, h, c)
            outputs.append(h)
        return Done(tf.stack(outputs), h[None], None if c is None else c[None])

    monkeypatch.setattr(recurrent, "on_gpu", lambda: True)
    monkeypatch.setattr(recurrent.tf, "raw_ops", SimpleNamespace(CudnnRNNV2=kernel))


def _unpacked(params, gates, features, units):
    """For each gate W, R and the sums' two biases."""
    shapes = [(units, features)] * gates + [(units, units)] * gates + [(units,)] * gates * 2
    sizes = [int(np.prod(shape)) for shape in shapes]
    assert params.shape == (sum(sizes),)
    starts = np.cumsum([0, *sizes])
    parts = [params[a : a + n] for a, n in zip(starts, sizes, strict=False)]
    parts = [keras.ops.reshape(part, shape) for part, shape in zip(parts, shapes, strict=True)]
    return [parts[i::gates] for i in range(gates)]


def _step(tf, mode, weights, x, h, c):
    of_x = [tf.matmul(x, W, transpose_b=True) + b for W, _, b, _ in weights]
    of_h = [tf.matmul(h, R, transpose_b=True) + b for _, R, _, b in weights]
    if mode == "lstm":
        i, f, g, o = (a + b for a, b in zip(of_x, of_h, strict=True))
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        return tf.sigmoid(o) * tf.tanh(c), c
    r, z = (tf.sigmoid(a + b) for a, b in zip(of_x[:2], of_h[:2], strict=True))
    return (1 - z) * tf.tanh(of_x[2] + r * of_h[2]) + z * h, None


def trained(kind, use_cudnn, **options):
    """The losses of a few steps of training, and what the network says then."""
    keras.utils.set_random_seed(3)
    options |= {"return_sequences": True, "bias_initializer": "random_normal"}
    options |= {"unit_forget_bias": False} if kind == "LSTM" else {}
    model = keras.Sequential(
        [keras.Input((5, 3)), getattr(layers, kind)(4, use_cudnn=use_cudnn, **options), layers.Dense(2)]
    )
    x, y = np.random.default_rng(0).normal(size=(2, 8, 5, 3)).astype("float32")
    model.compile(keras.optimizers.SGD(0.1), "mse")
    losses = model.fit(x, y[..., :2], batch_size=4, epochs=2, verbose=0).history["loss"]
    return losses, model.predict(x, verbose=0)


KINDS = ["LSTM", "GRU"]


def called(engine_name, kind):
    """Whether the kernel is there and ran. JAX has none for GRUs."""
    return not CALLS if (engine_name, kind) == ("jax", "GRU") else kind.lower() in CALLS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("backwards", [False, True])
def test_the_kernel_and_the_loop_train_alike(on_a_gpu, kind, backwards):
    losses, outputs = trained(kind, "auto", go_backwards=backwards)
    assert called(on_a_gpu, kind)
    CALLS.clear()
    expected, others = trained(kind, False, go_backwards=backwards)
    assert not CALLS
    np.testing.assert_allclose(losses, expected, rtol=1e-5)
    np.testing.assert_allclose(outputs, others, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_states_go_in_and_come_out(on_a_gpu, kind):
    layer = getattr(layers, kind)(4, return_state=True)
    x = np.random.default_rng(0).normal(size=(2, 5, 3)).astype("float32")
    first = layer(x[:, :2])
    whole = layer(x)
    rest = layer(x[:, 2:], initial_state=list(first[1:]))
    assert called(on_a_gpu, kind)
    for found, expected in zip(rest, whole, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("layer", "how"),
    [
        (lambda: layers.LSTM(4), {"mask": np.ones((2, 5), bool)}),
        (lambda: layers.LSTM(4, dropout=0.5), {"training": True}),
        (lambda: layers.LSTM(4, activation="relu"), {}),
        (lambda: layers.LSTM(4, recurrent_activation="hard_sigmoid"), {}),
        (lambda: layers.LSTM(4, use_bias=False), {}),
        (lambda: layers.LSTM(4, unroll=True), {}),
        (lambda: layers.LSTM(4, dtype="float64"), {}),
        (lambda: layers.GRU(4, reset_after=False), {}),
        (lambda: layers.CuDNNLSTM(4), {}),
        (lambda: layers.SimpleRNN(4), {}),
    ],
)
def test_what_the_kernel_cannot_do_is_done_step_by_step(on_a_gpu, layer, how):
    if on_a_gpu == "jax" and layer().dtype_policy.name == "float64":
        pytest.skip("JAX has no float64 by default")
    layer()(np.ones((2, 5, 3), "float32"), **how)
    assert not CALLS


def test_dropout_that_is_not_in_force_is_no_reason(on_a_gpu):
    layers.LSTM(4, dropout=0.5)(np.ones((2, 5, 3), "float32"), training=False)
    assert CALLS == ["lstm"]


def test_without_a_gpu_there_is_no_kernel():
    assert engine.load().recurrence("lstm", "float32") is None
    cell = layers.LSTMCell(4)
    cell.build((2, 3))
    x = keras.ops.ones((2, 5, 3))
    assert recurrent_at_once.at_once(cell, x, [keras.ops.ones((2, 4))] * 2, False, False) is None
