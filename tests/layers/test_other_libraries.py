"""Layers around functions of JAX, programs of TensorFlow, modules of other libraries."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers, models, optimizers, utils

jax = pytest.importorskip("jax")
X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")


@utils.register_keras_serializable("tests")
def affine(params, inputs):
    return inputs @ params["kernel"] + params["bias"]


@utils.register_keras_serializable("tests")
def draw_affine(rng, inputs):
    return {"kernel": jax.random.normal(rng, (inputs.shape[-1], 2)), "bias": jax.numpy.zeros(2)}


def test_a_function_of_jax_is_trained(engine):
    layer = layers.JaxLayer(affine, draw_affine)
    model = models.Sequential([layers.Input((3,)), layer])
    assert model.output_shape == (None, 2)
    assert [weight.shape for weight in layer.trainable_weights] == [(2,), (3, 2)]
    bias, kernel = layer.get_weights()
    np.testing.assert_allclose(model.predict(X), X @ kernel + bias, rtol=1e-5, atol=1e-6)
    model.compile(optimizers.SGD(0.1), "mse")
    history = model.fit(X, X[:, :2], epochs=20, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0] / 2
    again = layers.deserialize(layers.serialize(layer))
    again(X)
    again.set_weights(layer.get_weights())
    np.testing.assert_allclose(np.asarray(again(X)), np.asarray(layer(X)), rtol=1e-6)


def test_state_and_keys(engine):
    def noisy(params, state, rng, inputs, training):
        noise = jax.random.normal(rng, inputs.shape) if training else 0.0
        return inputs * params + noise, state + (1 if training else 0)

    layer = layers.JaxLayer(noisy, params=np.float32(2), state=np.int32(0), seed=3)
    np.testing.assert_allclose(np.asarray(layer(X)), 2 * X, rtol=1e-6)
    first, second = (np.asarray(layer(X, training=True)) for _ in range(2))
    assert not np.allclose(first, second)
    assert [int(weight) for weight in layer.non_trainable_weights] == [2]


def test_a_saved_model(engine, tmp_path):
    tf = pytest.importorskip("tensorflow")
    module = tf.Module()
    module.scale = tf.Variable(3.0)
    module.serve = tf.function(
        lambda x: x * module.scale, input_signature=[tf.TensorSpec((None, 3), tf.float32)], autograph=False
    )
    tf.saved_model.save(module, str(tmp_path / "saved"))
    if engine != "tensorflow":
        with pytest.raises(ValueError, match="only supported with the TensorFlow engine"):
            layers.TFSMLayer(str(tmp_path / "saved"))
        return
    layer = layers.TFSMLayer(str(tmp_path / "saved"))
    model = models.Sequential([layers.Input((3,)), layer])
    np.testing.assert_allclose(model.predict(X), 3 * X, rtol=1e-6)
    with pytest.raises(ValueError, match="could do anything"):
        layers.TFSMLayer.from_config(layer.get_config())
    with pytest.raises(ValueError, match="endpoint 'call' is neither"):
        layers.TFSMLayer(str(tmp_path / "saved"), call_endpoint="call")


@pytest.mark.parametrize(("make", "name"), [(layers.FlaxLayer, "flax"), (layers.TorchModuleWrapper, "torch")])
def test_what_is_not_installed_is_said(make, name, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "flax.linen", None)
    with pytest.raises(ImportError, match=rf"needs {name}.*pip install {name}"):
        make(object())


def test_bad_functions():
    with pytest.raises(ValueError, match="Missing required argument in `call_fn`: `inputs`"):
        layers.JaxLayer(lambda params: params)
    with pytest.raises(ValueError, match="Unsupported argument in `call_fn`: `weights`"):
        layers.JaxLayer(lambda weights, inputs: inputs)
    with pytest.raises(ValueError, match="cannot all be `None`"):
        layers.JaxLayer(affine)
    with pytest.raises(ValueError, match="No function is registered under 'unknown'"):
        layers.JaxLayer.from_config({"call_fn": "unknown"})
