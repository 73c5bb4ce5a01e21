"""Input, Dense, Embedding, Lambda: what the table does not cover."""

from __future__ import annotations

import json

import numpy as np
import pytest

from keras_lab import layers, ops
from keras_lab.registry import custom_object_scope, register_keras_serializable

# ---- Input ------------------------------------------------------------------------------------------


def test_input_makes_a_symbolic_tensor():
    x = layers.Input((28, 28, 1), batch_size=32, dtype="uint8", name="image")
    assert (x.shape, x.dtype, x.name) == ((32, 28, 28, 1), "uint8", "image")
    assert isinstance(x.node.operation, layers.InputLayer)
    assert x.node.operation.output is x


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ({"shape": 784}, (None, 784)),
        ({"shape": ()}, (None,)),
        ({"shape": [None, 3]}, (None, None, 3)),
        ({"batch_shape": (4, 3)}, (4, 3)),
    ],
)
def test_shapes_of_inputs(arguments, shape):
    assert layers.Input(**arguments).shape == shape


def test_input_layers_configuration_is_that_of_keras():
    keras = pytest.importorskip("keras")
    arguments = {"shape": (3,), "batch_size": 2, "dtype": "int32", "name": "it"}
    ours, theirs = layers.InputLayer(**arguments), keras.layers.InputLayer(**arguments)
    config = theirs.get_config()
    for name in ("batch_shape", "dtype", "name"):
        assert json.loads(json.dumps(ours.get_config()[name])) == json.loads(json.dumps(config[name]))
    assert layers.InputLayer.from_config(config).batch_shape == (2, 3)


def test_input_from_the_words_of_keras_2():
    layer = layers.InputLayer(input_shape=(3,), batch_size=2, input_dtype="int32")
    assert (layer.batch_shape, layer.dtype) == ((2, 3), "int32")


# ---- Dense, Embedding -------------------------------------------------------------------------------


def test_dense_by_hand(engine):
    layer = layers.Dense(2, activation="relu")
    layer.build((None, 3))
    kernel = np.array([[1, -1], [2, -2], [3, -3]], "float32")
    layer.set_weights([kernel, np.array([1, 1], "float32")])
    np.testing.assert_array_equal(layer(np.array([[1, 1, 1]], "float32")), [[7, 0]])


def test_embedding_of_float_word_numbers_in_half_precision(engine):
    layer = layers.Embedding(2000, 1, dtype="mixed_bfloat16")
    layer.build((None, 1))
    layer.set_weights([np.arange(2000, dtype="float32")[:, None] % 128])
    np.testing.assert_array_equal(np.asarray(layer(np.array([[1999.0]])), "float32"), [[[1999 % 128]]])


def test_initializers_follow_the_seed():
    from keras_lab.seeds import set_seed

    draws = []
    for _ in range(2):
        set_seed(3)
        layer = layers.Dense(4)
        layer.build((None, 4))
        draws.append(layer.get_weights()[0])
    np.testing.assert_array_equal(*draws)


# ---- Lambda -----------------------------------------------------------------------------------------


def double(x):
    return x * 2


def test_lambda(engine):
    layer = layers.Lambda(lambda x, k: x**k, arguments={"k": 3})
    np.testing.assert_allclose(layer(np.array([[2.0]])), [[8.0]])
    assert layer(layers.Input((4,))).shape == (None, 4)


def test_lambda_with_training_and_mask(engine):
    layer = layers.Lambda(lambda x, training, mask=None: x + 1 if training else x)
    assert float(layer(np.zeros(()), training=True)) == 1
    assert float(layer(np.zeros(()))) == 0


def test_lambda_says_its_shape_where_it_cannot_run_on_shapes():
    def by_hand(x):
        return x.numpy()

    assert layers.Lambda(by_hand, output_shape=(7,))(layers.Input((4,))).shape == (None, 7)
    assert layers.Lambda(by_hand, output_shape=lambda shape: (shape[0], 5))(layers.Input((4,))).shape == (
        None,
        5,
    )


@pytest.mark.parametrize("function", [ops.square, ops.relu])
def test_ops_are_found_by_name(engine, function):
    config = json.loads(json.dumps(layers.serialize(layers.Lambda(function))))
    assert layers.deserialize(config).function is function


def test_custom_functions_are_found_where_they_are_known(engine):
    config = layers.serialize(layers.Lambda(double))
    assert layers.deserialize(config).function is double  # it is alive
    unknown = json.loads(json.dumps(config).replace("double", "nowhere_defined"))
    with pytest.raises(ValueError, match="function of the Lambda layer.*'nowhere_defined'.*never run"):
        layers.deserialize(unknown)
    assert layers.deserialize(config, custom_objects={"double": double}).function is double
    with custom_object_scope({"double": double}):
        assert layers.deserialize(config).function is double


def test_registered_functions_are_found():
    @register_keras_serializable("tests")
    def triple(x):
        return x * 3

    assert layers.deserialize(layers.serialize(layers.Lambda(triple))).function is triple


@pytest.mark.parametrize(
    "function",
    [
        "<lambda>",
        "os.system",
        "eval",
        "__import__",
        ["4wEAAAAAAAAAAAAAAAEAAAACAAAAQwAAAHMIAAAAfABkARsAUwA=", None, None],
        {"class_name": "__lambda__", "config": {"code": "4wEAAAAA", "defaults": None, "closure": None}},
        {"class_name": "function", "config": "system", "module": "os", "registered_name": "function"},
        None,
    ],
)
def test_code_in_a_file_is_never_run(function):
    config = {"function": function, "function_type": "lambda", "name": "it"}
    refusal = "function of the Lambda layer 'it' cannot be loaded|arbitrary code execution. It is refused"
    with pytest.raises(ValueError, match=refusal):
        layers.Lambda.from_config(config)


def test_names_of_modules_are_no_functions():
    with pytest.raises(ValueError, match="cannot be loaded"):
        layers.Lambda.from_config({"function": "dispatch"})


def test_an_activation_is_taken_off():
    layer = layers.Dense(2, activation="relu", kernel_initializer="ones")
    assert ops.convert_to_numpy(layer(-np.ones((1, 3), "float32"))).tolist() == [[0, 0]]
    layer.activation = None
    assert ops.convert_to_numpy(layer(-np.ones((1, 3), "float32"))).tolist() == [[-3, -3]]
    assert layer.get_config()["activation"] == "linear"
