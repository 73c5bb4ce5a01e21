"""What must hold for every layer of the table."""

from __future__ import annotations

import json

import numpy as np
import pytest

from keras_lab import engine as engines
from keras_lab import layers, ops, tree
from keras_lab.engine import P
from keras_lab.graph.symbolic import SymbolicTensor
from keras_lab.ops.random import key_source
from keras_lab.variables import Scope

from .table import CASES, CONVOLUTION, CONVOLUTIONAL_RECURRENT, POOLING, RECURRENT, Case

every_layer = pytest.mark.parametrize("case", CASES, ids=str)
like_keras = pytest.mark.parametrize("case", [c for c in CASES if not c.ours], ids=str)
with_mask = pytest.mark.parametrize("case", [c for c in CASES if c.mask], ids=str)
without_draws = pytest.mark.parametrize("case", [c for c in CASES if not c.random], ids=str)


def given(case: Case, inputs):
    """What the layer is called with: one tensor or a list."""
    return inputs[0] if len(inputs) == 1 else list(inputs)


def symbolic(case: Case):
    dtype = "int32" if case.words else "float32"
    return given(case, [layers.Input(shape[1:], dtype=dtype) for shape in case.shapes])


def arrays(outputs):
    return [np.asarray(P.to_numpy(leaf)) for leaf in tree.flatten(outputs)]


def randomize(layer, seed=3):
    """Weights that are not the ones a layer starts with; variances stay positive."""
    rng = np.random.default_rng(seed)
    weights = [rng.uniform(0.1, 1, w.shape) * (1 if "var" in w.name else rng.choice([-1, 1], w.shape))
               for w in layer.weights]  # fmt: skip
    layer.set_weights([w.astype("float32") for w in weights])


# ---- on shapes alone --------------------------------------------------------------------------------


@every_layer
def test_symbolic_call_computes_nothing(case, monkeypatch):
    def refuse(name=None):
        raise AssertionError("An engine was asked for while a graph was being built.")

    monkeypatch.setattr(engines, "load", refuse)
    layer = case.make(layers)
    outputs = tree.flatten(layer(symbolic(case)))
    assert all(isinstance(tensor, SymbolicTensor) for tensor in outputs)
    assert all(tensor.shape[0] is None for tensor in outputs)
    assert layer.built


@every_layer
def test_configuration_makes_the_same_layer(case):
    layer = case.make(layers)
    config = layers.serialize(layer)
    again = layers.deserialize(config)
    assert type(again) is type(layer)
    assert layers.serialize(again) == config


@pytest.mark.parametrize(
    "case",
    [
        c
        for c in (*CONVOLUTION, *POOLING, *RECURRENT, *CONVOLUTIONAL_RECURRENT)
        if not {"first", "keep", "unrolled"} & set(c.id.split("-"))
    ],
    ids=str,
)
def test_inputs_of_unknown_sizes(case):
    """Time and space may be unknown: no weight's shape depends on them."""
    known = tree.flatten(case.make(layers)(symbolic(case)))
    (shape,) = case.shapes
    outputs = tree.flatten(case.make(layers)(layers.Input((*(None for _ in shape[1:-1]), shape[-1]))))
    assert [(t.ndim, t.shape[-1]) for t in outputs] == [(t.ndim, t.shape[-1]) for t in known]


# ---- on engines -------------------------------------------------------------------------------------


@every_layer
def test_shapes_and_dtypes_are_as_foretold(case, engine):
    layer = case.make(layers)
    foretold = tree.flatten(layer(symbolic(case)))
    for training in (False, True):
        outputs = tree.flatten(layer(given(case, case.inputs()), **_training(layer, training)))
        assert len(outputs) == len(foretold)
        for output, tensor in zip(outputs, foretold, strict=True):
            assert (case.shapes[0][0], *tensor.shape[1:]) == tuple(output.shape)
            assert P.dtype(output) == tensor.dtype


def _training(layer, training):
    from keras_lab.layers.call import signature_of

    return {"training": training} if signature_of(type(layer).call).takes("training") else {}


@every_layer
def test_same_weights_same_outputs(case, engine):
    layer = case.make(layers)
    inputs = given(case, case.inputs())
    layer(inputs)
    randomize(layer)
    again = layers.deserialize(layers.serialize(layer))
    again(inputs)
    again.set_weights(layer.get_weights())
    for a, b in zip(arrays(layer(inputs)), arrays(again(inputs)), strict=True):
        np.testing.assert_array_equal(a, b)


@every_layer
def test_mixed_precision(case, engine):
    from keras_lab import dtype_policies

    layer = case.make(layers)
    layer = layers.deserialize(_with_dtype(layers.serialize(layer), "mixed_bfloat16"))
    outputs = tree.flatten(layer(given(case, case.inputs())))
    assert {P.dtype(output) for output in outputs} == {"bfloat16"}
    assert {weight.dtype for weight in layer.weights} <= {"float32"}
    assert dtype_policies.dtype_policy().name == "float32"


def _with_dtype(config, name):
    """The configuration with the dtype policy changed, in the layers inside too."""
    if isinstance(config, dict):
        changed = {key: _with_dtype(value, name) for key, value in config.items()}
        return {**changed, "dtype": name} if "dtype" in config and "value" not in config else changed
    return [_with_dtype(item, name) for item in config] if isinstance(config, list) else config


@pytest.mark.parametrize("case", [c for c in CASES if c.random], ids=str)
def test_draws_follow_the_key(case, engine):
    layer = case.make(layers)
    inputs = given(case, case.inputs())
    layer(inputs)

    def draw(seed):
        with key_source(P.key(seed)):
            return arrays(layer(inputs, training=True))

    for a, b, c in zip(draw(1), draw(1), draw(2), strict=True):
        np.testing.assert_array_equal(a, b)
        assert not np.array_equal(a, c)


@without_draws
def test_compiled_equals_eager(case, engine):
    layer = case.make(layers)
    inputs = case.inputs()
    eager = arrays(layer(given(case, inputs)))
    variables = layer.variables

    def run(values, tensors):
        with Scope(dict(zip(variables, values, strict=True))):
            return tree.flatten(layer(given(case, tensors)))

    compiled = engines.load().compile(run)([v.value for v in variables], inputs)
    for a, b in zip(eager, arrays(compiled), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("case", [c for c in CASES if not c.random and not c.words], ids=str)
def test_gradients(case, engine, x64):
    """Against finite differences, in float64, of the inputs and of the weights."""
    if case.single and engine == "tensorflow":
        pytest.skip("TensorFlow has no float64 kernel")
    layer = layers.deserialize(_with_dtype(layers.serialize(case.make(layers)), "float64"))
    inputs = [x.astype("float64") for x in case.inputs(seed=5)]
    layer(given(case, inputs))
    rng = np.random.default_rng(1)
    variables = layer.trainable_variables
    others = layer.non_trainable_variables
    values = [*inputs, *(rng.uniform(0.2, 1, v.shape) for v in variables)]
    fixed = [v.value for v in others]
    probes = [rng.normal(size=np.shape(out)) for out in arrays(layer(given(case, inputs)))]

    def loss(tensors):
        weights = dict(zip(variables, tensors[len(inputs) :], strict=True))
        with Scope({**weights, **dict(zip(others, fixed, strict=True))}):
            outputs = tree.flatten(layer(given(case, tensors[: len(inputs)])))
        terms = [ops.sum(ops.multiply(out, probe)) for out, probe in zip(outputs, probes, strict=True)]
        return sum(terms[1:], terms[0]), ()

    program = engines.load().compile(engines.load().value_and_grad(loss))
    _, gradients = program(values)
    directions = [rng.normal(size=value.shape) for value in values]
    wanted = sum(np.sum(P.to_numpy(g) * d) for g, d in zip(gradients, directions, strict=True))
    step = 1e-6
    ends = [
        program([v + sign * step * d for v, d in zip(values, directions, strict=True)])[0][0]
        for sign in (1, -1)
    ]
    slope = (float(P.to_numpy(ends[0])) - float(P.to_numpy(ends[1]))) / (2 * step)
    np.testing.assert_allclose(slope, wanted, rtol=1e-4, atol=1e-5)


@pytest.fixture
def x64(engine):
    if engine != "jax":
        yield
        return
    import jax

    with jax.enable_x64(True):
        yield


# ---- against Keras ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keras():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras")


def theirs(keras, case, layer):
    """The oracle's layer, built, with the weights of ours."""
    oracle = case.make(keras.layers)
    oracle(given(case, case.inputs()))
    assert [tuple(w.shape) for w in oracle.weights] == [w.shape for w in layer.weights]
    assert [w.name for w in oracle.weights] == [w.name for w in layer.weights]
    oracle.set_weights(layer.get_weights())
    return oracle


def keras_arrays(keras, outputs):
    return [np.asarray(leaf) for leaf in keras.tree.flatten(outputs)]


def same(ours, oracle):
    assert len(ours) == len(oracle)
    for a, b in zip(ours, oracle, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


@like_keras
def test_outputs_are_those_of_keras(case, engine, keras):
    layer = case.make(layers)
    inputs = given(case, case.inputs())
    layer(inputs)
    randomize(layer)
    oracle = theirs(keras, case, layer)
    same(arrays(layer(inputs)), keras_arrays(keras, oracle(inputs)))
    if not case.random and _training(layer, True):
        same(arrays(layer(inputs, training=True)), keras_arrays(keras, oracle(inputs, training=True)))
        same(layer.get_weights(), oracle.get_weights())


@with_mask
def test_masked_outputs_are_those_of_keras(case, engine, keras):
    layer = case.make(layers)
    inputs, mask = case.inputs()[0], case.time_mask()
    layer(inputs)
    randomize(layer)
    oracle = theirs(keras, case, layer)
    for how in ({}, *([{"training": True}] if _training(layer, True) else [])):
        if _takes_mask(layer):
            same(
                arrays(layer(inputs, mask=mask, **how)), keras_arrays(keras, oracle(inputs, mask=mask, **how))
            )
    same(layer.get_weights(), oracle.get_weights())


def _takes_mask(layer):
    from keras_lab.layers.call import signature_of

    return signature_of(type(layer).call).takes("mask")


@like_keras
def test_names_and_defaults_are_those_of_keras(case, keras):
    """What Keras's own configuration says, ours says too, save for what it does not have."""
    ours, oracle = case.make(layers).get_config(), case.make(keras.layers).get_config()
    assert ours.keys() >= oracle.keys() - ONLY_KERAS
    for key in ours.keys() & oracle.keys() - {"name", "dtype", "seed", "bias_initializer", *INSIDE}:
        assert _plain(ours[key]) == _plain(oracle[key]), key


#: Where layers stand inside layers, whose configurations are compared by themselves.
INSIDE = {"cell", "layer", "backward_layer"}
#: What Keras says and we do not: options we do not have, and `activity_regularizer` where there is none.
ONLY_KERAS = {
    "activity_regularizer",
    "quantization_config",
    "renorm",
    "renorm_clipping",
    "renorm_momentum",
    "synchronized",
    "rms_scaling",
}


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key not in ("input_axes", "output_axes")}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


@like_keras
def test_configurations_of_keras_are_read(case, keras):
    config = keras.layers.serialize(case.make(keras.layers))
    layer = layers.deserialize(config)
    assert type(layer).__name__ == config["class_name"]


@like_keras
def test_keras_reads_our_configurations(case, keras):
    config = json.loads(json.dumps(layers.serialize(case.make(layers))))
    read, meant = keras.layers.deserialize(config).get_config(), case.make(keras.layers).get_config()
    for key in meant.keys() - {"name", *INSIDE}:
        assert _plain(read[key]) == _plain(meant[key]), key
