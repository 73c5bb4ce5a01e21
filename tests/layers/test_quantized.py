"""Layers with weights of few bits, with Keras as oracle: variables, outputs, files, training, adaptation."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import keras_lab
from keras_lab import layers, ops, quantizers
from keras_lab.engine import P
from keras_lab.layers.quantized.few_bits import arranged

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # of Keras
    pytest.mark.filterwarnings("ignore:Layer .* does not have a `quantize`:UserWarning"),  # of Keras
]
rng = np.random.default_rng(0)
CASES = {
    "dense": ("Dense", {"units": 5, "activation": "tanh"}, (2, 3, 8)),
    "attention": ("EinsumDense", {"equation": "abc,cde->abde", "output_shape": (4, 3, 5), "bias_axes": "e"}, (2, 4, 6)),
    "from heads": ("EinsumDense", {"equation": "abde,dec->abc", "output_shape": (4, 7)}, (2, 4, 3, 5)),
    "turned": ("EinsumDense", {"equation": "abcde,afce->acdbf", "output_shape": (4, 5, 3, 7)}, (2, 3, 4, 5, 6)),
    "words": ("Embedding", {"input_dim": 9, "output_dim": 5}, (3, 4)),
    "tied": ("ReversibleEmbedding", {"input_dim": 9, "output_dim": 5}, (3, 4)),
    "not tied": ("ReversibleEmbedding", {"input_dim": 9, "output_dim": 5, "tie_weights": False}, (3, 4)),
}  # fmt: skip
MODES = {"int8": "int8", "int4": "int4", "int4 in blocks of 2": 2, "int4 in one block": -1}


def numpy(x):
    return np.asarray(ops.convert_to_numpy(x))


def both(case, mode):
    """A layer of Keras and one of ours, quantized, with the same weights; and inputs."""
    name, arguments, shape = CASES[case]
    x = rng.integers(0, 9, shape) if "Embedding" in name else rng.normal(size=shape).astype("float32")
    made, weights = [], None
    for module in (keras, keras_lab):
        layer = getattr(module.layers, name)(**arguments)
        layer.build(shape)
        weights = weights or [rng.normal(size=v.shape).astype("float32") for v in layer.weights]
        layer.set_weights(weights)
        config = None if isinstance(mode, str) else module.quantizers.Int4QuantizationConfig(block_size=mode)
        layer.quantize(None if config else mode, config=config)
        made.append(layer)
    return *made, x


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
@pytest.mark.parametrize("case", CASES)
def test_whole_numbers(engine, case, mode):
    theirs, ours, x = both(case, mode)
    assert ours.dtype_policy.name == theirs.dtype_policy.name
    assert [(v.name, v.shape) for v in ours.weights] == [(v.name, tuple(v.shape)) for v in theirs.weights]
    np.testing.assert_allclose(numpy(ours(x)), np.asarray(theirs(x)), atol=1e-5)
    if "Reversible" in type(ours).__name__:
        h = rng.normal(size=(3, 4, 5)).astype("float32")
        expected = np.asarray(theirs(h, reverse=True))
        np.testing.assert_allclose(numpy(ours(h, reverse=True)), expected, atol=1e-5)
    again, store = type(ours).from_config(ours.get_config()), {}
    again.build(x.shape)
    theirs.save_own_variables(store)
    again.load_own_variables({key: np.asarray(value) for key, value in store.items()})
    np.testing.assert_allclose(numpy(again(x)), numpy(ours(x)), atol=1e-5)


def test_float8(engine):
    theirs, ours, x = both("dense", "float8")
    assert [v.name for v in ours.weights] == [v.name for v in theirs.weights]
    for layer in (theirs, ours):
        layer.bias.assign(np.zeros(5))  # Keras rounds it to bfloat16
    np.testing.assert_allclose(numpy(ours(x)), np.asarray(theirs(x)), atol=1e-5)


def model_of(module):
    return module.Sequential(
        [
            module.Input((4,), dtype="int32"),
            module.layers.Embedding(11, 6),
            module.layers.EinsumDense("abc,cd->abd", (4, 5)),
            module.layers.Flatten(),
            module.layers.Dense(3),
        ]
    )


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["int8", "int4"])
def test_files_of_keras_and_for_keras(engine, mode, tmp_path):
    x, theirs, ours = rng.integers(0, 11, (8, 4)), model_of(keras), model_of(keras_lab)
    ours.set_weights(theirs.get_weights())
    theirs.quantize(mode)
    ours.quantize(mode)
    expected = np.asarray(theirs(x))
    theirs.save(tmp_path / "theirs.keras")
    ours.save(tmp_path / "ours.keras")
    read = keras_lab.models.load_model(tmp_path / "theirs.keras")
    assert [layer.dtype_policy.name for layer in read.layers] == [x.dtype_policy.name for x in theirs.layers]
    np.testing.assert_allclose(numpy(read(x)), expected, atol=1e-5)
    np.testing.assert_allclose(
        np.asarray(keras.models.load_model(tmp_path / "ours.keras")(x)), expected, atol=1e-5
    )
    theirs.save_weights(tmp_path / "theirs.weights.h5")
    read.layers[-1].kernel_scale.assign(np.ones(read.layers[-1].kernel_scale.shape))
    read.load_weights(tmp_path / "theirs.weights.h5")
    np.testing.assert_allclose(read.predict(x, verbose=0), expected, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["int8", "float8"])
def test_training_around_and_with_them(engine, mode):
    x, y = rng.normal(size=(16, 6)).astype("float32"), rng.normal(size=(16, 2)).astype("float32")
    losses, models, weights = [], [], None
    for module in (keras, keras_lab):
        model = module.Sequential([module.Input((6,)), *(module.layers.Dense(n) for n in (5, 4, 2))])
        weights = weights or model.get_weights()
        model.set_weights(weights)
        for layer in model.layers[mode == "int8" :]:  # gradients have to pass through the others
            layer.quantize(mode)
        model.compile("sgd", "mse")
        losses.append(model.fit(x, y, 8, 2, verbose=0, shuffle=False).history["loss"])
        models.append(model)
    np.testing.assert_allclose(losses[1], losses[0], rtol=1e-3)
    for theirs, ours in zip(*(model.weights for model in models), strict=True):
        np.testing.assert_allclose(ours.numpy(), np.asarray(theirs), rtol=1e-2, atol=1e-3)
    if mode == "float8":
        assert models[1].layers[0].inputs_scale.numpy() < 0.1


@pytest.mark.parametrize("mode", ["int8", "int4"])
@pytest.mark.parametrize("case", ["dense", "from heads", "words"])
def test_adaptation(engine, case, mode):
    name, arguments, shape = CASES[case]
    layer = getattr(layers, name)(**arguments)
    layer.build(shape)
    layer.quantize(mode)
    x = rng.integers(0, 9, shape) if name == "Embedding" else rng.normal(size=shape).astype("float32")
    before = numpy(layer(x))
    layer.enable_lora(2, 3.0)
    np.testing.assert_allclose(numpy(layer(x)), before, atol=1e-6)
    thin = layer.adapters()[1]
    thin.assign(0.1 * np.ones(thin.shape))
    adapted, store = numpy(layer(x)), {}
    assert np.abs(adapted - before).max() > 0.05
    layer.save_own_variables(store)
    layer.load_own_variables({key: np.asarray(value) for key, value in store.items()})
    assert not thin.numpy().any()
    np.testing.assert_allclose(numpy(layer(x)), adapted, atol=0.6 if mode == "int4" else 0.1)


def test_by_dtype(engine):
    for dtype, names in {
        "int8_from_mixed_bfloat16": ["bias", "kernel", "kernel_scale"],
        "int4/2_from_float32": ["bias", "kernel", "kernel_scale", "kernel_zero", "g_idx"],
        "int4_from_float32": ["bias", "kernel", "kernel_scale"],
    }.items():
        layer = layers.Dense(3, dtype=dtype)
        outputs = layer(np.ones((2, 4), "float32"))
        assert [v.name for v in layer.weights] == names
        assert P.dtype(outputs) == layer.compute_dtype
    layer = layers.Dense(3)
    layer.build((None, 4))
    layer.dtype_policy = "int8_from_float32"
    assert layer.kernel.dtype == "int8"


def test_filters_and_own_quantizers():
    model = model_of(keras_lab)
    config = quantizers.Int8QuantizationConfig(quantizers.AbsMaxQuantizer(0, (-7, 7)), None)
    model.quantize(config=config, filters=["^dense"])
    assert [layer.quantization_mode for layer in model.layers] == [None, None, None, "int8"]
    assert np.abs(model.layers[-1].kernel.numpy()).max() == 7
    assert model.layers[-1].inputs_quantizer is None


def test_refusals():
    class Mine(layers.Dense):
        pass

    layer = layers.Dense(2)
    with pytest.raises(ValueError, match="isn't yet built"):
        layer.quantize("int8")
    layer.build((None, 4))
    for mode, error in {"int7": ValueError, "gptq": ValueError, None: ValueError}.items():
        with pytest.raises(error, match="Invalid quantization mode|GPTQConfig|either `mode` or `config`"):
            layer.quantize(mode)
    with pytest.raises(NotImplementedError, match="gptq"):
        layer.quantize(config=quantizers.GPTQConfig(None, None))
    assert layer.dtype_policy.name == "float32"
    layer.quantize("int8")
    with pytest.raises(ValueError, match="already quantized"):
        layer.quantize("int4")
    mine = Mine(2)
    mine.build((None, 4))
    with pytest.raises(NotImplementedError, match="type_check"):
        mine.quantize("int8")
    mine.quantize("int8", type_check=False)
    with pytest.raises(NotImplementedError, match="float8"):
        embedding = layers.Embedding(3, 2)
        embedding.build(None)
        embedding.quantize("float8")
    with pytest.raises(NotImplementedError, match="looks at data"):
        model_of(keras_lab).quantize(config=quantizers.AWQConfig(None, None))


def test_arranging_axes():
    x = np.arange(6.0).reshape(2, 1, 3)
    np.testing.assert_array_equal(numpy(arranged(x, "abc", "cda")), x[:, 0].T[:, None])
