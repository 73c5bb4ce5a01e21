"""Sequential, functional and subclassed models, without training them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import layers, ops
from keras_lab.models import Model, Sequential

X = np.random.default_rng(0).normal(size=(5, 8)).astype("float32")


# ---- Sequential -----------------------------------------------------------------------------------------


def test_shapes_are_known_at_once_with_an_input() -> None:
    model = Sequential([layers.Input((8,)), layers.Dense(4), layers.Dense(2)])
    assert model.built and model.input_shape == (None, 8) and model.output_shape == (None, 2)
    assert [layer.name for layer in model.layers] == [layer.name for layer in model._stack]
    assert model.count_params() == 8 * 4 + 4 + 4 * 2 + 2


@pytest.mark.parametrize("first", [{"input_dim": 8}, {"input_shape": (8,)}, {"batch_input_shape": (None, 8)}])
def test_the_first_layer_may_say_the_shape(first: dict) -> None:
    model = Sequential()
    model.add(layers.Dense(4, **first))
    assert model.input_shape == (None, 8)


def test_a_deferred_model_takes_its_shape_from_data(engine: str) -> None:
    model = Sequential([layers.Dense(4), layers.Dense(2)])
    assert not model.built and model.weights == []
    with pytest.raises(AttributeError, match="no output yet"):
        _ = model.output_shape
    assert model(X).shape == (5, 2)
    assert model.input_shape == (None, 8)


def test_build_gives_a_deferred_model_its_shape() -> None:
    model = Sequential([layers.Dense(4)])
    model.build((None, 8))
    assert model.output_shape == (None, 4)


def test_add_and_pop() -> None:
    model = Sequential([layers.Input((8,)), layers.Dense(4)])
    model.add(layers.Dense(2, name="last"))
    assert model.output_shape == (None, 2)
    assert model.pop().name == "last"
    assert model.output_shape == (None, 4) and len(model.layers) == 1
    model.pop()
    with pytest.raises(ValueError, match="no layer to take away"):
        model.pop()


def test_models_as_layers(engine: str) -> None:
    inner = Sequential([layers.Input((8,)), layers.Dense(4)])
    outer = Sequential([inner, layers.Dense(2)])
    assert outer.input_shape == (None, 8)
    assert len(outer.weights) == 4
    assert outer(X).shape == (5, 2)


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: Sequential([layers.Dense]), TypeError, r"write Dense\(\.\.\.\), not Dense"),
        (lambda: Sequential([3]), TypeError, "takes layers only. Received: 3"),
        (lambda: Sequential([{}]), ValueError, "takes layers only"),  # Keras 3's kind
        (
            lambda: layers.MultiHeadAttention(1, 2, name="it")(layers.Input((4, 3))),
            TypeError,
            "'it'.*missing its argument 'value'",
        ),
        (
            lambda: Sequential([layers.Dense(1, name="d"), layers.Dense(1, name="d")]),
            ValueError,
            "already has a layer 'd'",
        ),
        (lambda: Sequential([layers.Dense(1), layers.Input((3,))]), ValueError, "an Input comes first"),
        (lambda: Sequential([layers.Input((8,)), layers.Conv2D(2, 3)]), ValueError, "'conv2d.*4 axes"),
        (
            lambda: Sequential([layers.Input((8, 8)), layers.LSTM(2, return_state=True)]),
            ValueError,
            "3 outputs",
        ),
        (lambda: Sequential([])(X), ValueError, "has no layers: add some"),
    ],
)
def test_sequential_refuses(make, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        make()


def test_other_sizes_than_those_of_the_input() -> None:
    model = Sequential([layers.Input((4, 3)), layers.Dense(2)])
    assert model(np.ones((2, 7, 3), "float32")).shape == (2, 7, 2)
    with pytest.raises(ValueError, match="'dense.*size 3"):
        model(np.ones((2, 7, 5), "float32"))


def test_paths_of_variables_begin_with_the_row() -> None:
    inner = Sequential([layers.Input((3,)), layers.Dense(2, name="b")], name="inner")
    model = Sequential([layers.Input((3,)), layers.Dense(3, name="a"), inner], name="outer")
    assert [w.path for w in model.weights] == [
        "outer/a/kernel", "outer/a/bias", "inner/b/kernel", "inner/b/bias",
    ]  # fmt: skip


class OfTensors(Model):
    """Made as `Model` is, with a step of its own."""

    def __init__(self, *args: Any, factor: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.factor = factor

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "factor": self.factor}


def test_a_class_of_ones_own_with_a_graph_is_made_again() -> None:
    inputs = layers.Input((3,))
    model = OfTensors(inputs, (inputs * 2, layers.Dense(1)(inputs)), factor=3)
    again = OfTensors.from_config(model.get_config())
    assert (type(again), again.factor, again.count_params()) == (OfTensors, 3, 4)
    assert isinstance(again(np.ones((2, 3), "float32")), tuple)


def test_nodes_know_their_tensors() -> None:
    inputs = layers.Input((3,))
    layer = layers.Dense(2)
    output = layer(inputs)
    node = layer._inbound_nodes[0]
    assert node.input_tensors == [inputs] and node.output_tensors == [output]


def test_a_refused_layer_leaves_the_model_as_it_was() -> None:
    model = Sequential([layers.Input((8,)), layers.Dense(4)])
    with pytest.raises(ValueError, match="axes"):
        model.add(layers.Conv2D(2, 3))
    assert len(model.layers) == 1 and model.output_shape == (None, 4)


# ---- functional -----------------------------------------------------------------------------------------


def test_the_order_of_layers_and_weights_is_keras() -> None:
    a, b = layers.Input((8,), name="a"), layers.Input((8,), name="b")
    shared = layers.Dense(3, name="shared")
    left = layers.Dense(4, name="left")(a)
    joined = layers.Concatenate(name="join")([shared(layers.Dense(8, name="deep")(left)), shared(b)])
    model = Model([a, b], layers.Dense(1, name="out")(joined))
    assert [layer.name for layer in model.layers] == ["a", "left", "b", "deep", "shared", "join", "out"] or [
        layer.name for layer in model.layers
    ] == ["a", "left", "deep", "b", "shared", "join", "out"]


def test_inputs_as_list_or_dict(engine: str) -> None:
    a, b = layers.Input((8,), name="a"), layers.Input((8,), name="b")
    model = Model([a, b], a - b)
    expected = np.zeros((5, 8), "float32")
    np.testing.assert_array_equal(model.predict([X, X]), expected)
    np.testing.assert_array_equal(model.predict({"b": X, "a": X}), expected)


def test_dict_inputs_and_outputs(engine: str) -> None:
    a, b = layers.Input((8,), name="a"), layers.Input((8,), name="b")
    model = Model({"first": a, "second": b}, {"sum": a + b, "difference": a - b})
    out = model.predict({"first": X, "second": 2 * X})
    np.testing.assert_allclose(out["difference"], -X)
    np.testing.assert_allclose(out["sum"], 3 * X)


def test_a_shared_layer_has_one_set_of_weights(engine: str) -> None:
    a = layers.Input((8,))
    shared = layers.Dense(8)
    model = Model(a, shared(shared(a)))
    assert len(model.weights) == 2
    kernel, bias = model.get_weights()
    np.testing.assert_allclose(model.predict(X), (X @ kernel + bias) @ kernel + bias, rtol=1e-5, atol=1e-5)


def test_a_model_out_of_the_middle_of_another(engine: str) -> None:
    a = layers.Input((8,))
    hidden = layers.Dense(4, name="hidden")(a)
    whole = Model(a, layers.Dense(2, name="top")(hidden))
    head, tail = Model(a, whole.get_layer("hidden").output), Model(hidden, whole.output)
    np.testing.assert_allclose(tail.predict(head.predict(X)), whole.predict(X), rtol=1e-6)
    assert [layer.name for layer in tail.layers][1:] == ["top"]


def test_a_model_called_on_symbolic_tensors_is_a_layer(engine: str) -> None:
    inner = Sequential([layers.Input((8,)), layers.Dense(3)], name="inner")
    a = layers.Input((8,))
    outer = Model(a, inner(a) + 1.0)
    np.testing.assert_allclose(outer.predict(X), inner.predict(X) + 1, rtol=1e-6)
    assert outer.get_layer("inner") is inner


def test_numbers_of_data_are_cast_to_the_input(engine: str) -> None:
    a = layers.Input((8,))
    model = Model(a, a * 2.0)
    assert model.predict(np.ones((2, 8), "int64")).dtype == np.float32


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda a, b: Model(a, layers.Dense(1)(b)), "disconnected: the outputs need 'b'"),
        (lambda a, b: Model([a, a], layers.Dense(1)(a)), "'a' is given twice"),
        (lambda a, b: Model(X, layers.Dense(1)(a)), "must be symbolic tensors"),
        (lambda a, b: Model(a, 3.0), "must be symbolic tensors"),
        (lambda a, b: Model(a, []), "needs outputs"),
        (lambda a, b: layers.Dense(1)([a, b]), "takes one tensor, but was called with a list of 2"),
        (lambda a, b: layers.Concatenate()([a, layers.Input((8, 2))]), "concatenate"),
        (lambda a, b: Model(a, a * 1.0)(X[:, :3]), r"expects the shape \(None, 8\).*\(5, 3\)"),
        (lambda a, b: Model([a, b], a + b)([X]), r"has 2 input\(s\) \(a, b\).*called with 1"),
        (lambda a, b: Model([a, b], a + b)({"a": X, "c": X}), "needs an input 'b'"),
    ],
)
def test_functional_refuses(make, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make(layers.Input((8,), name="a"), layers.Input((8,), name="b"))


def test_symbolic_tensors_have_no_values() -> None:
    a = layers.Input((8,))
    with pytest.raises(ValueError, match="no value yet"):
        np.asarray(a)
    with pytest.raises(TypeError, match="no value yet"):
        bool(a > 0)


def test_get_layer() -> None:
    model = Sequential([layers.Input((8,)), layers.Dense(4, name="first"), layers.Dense(2, name="second")])
    assert model.get_layer("first") is model.get_layer(index=0)
    with pytest.raises(ValueError, match="no layer 'fist'. Did you mean 'first'"):
        model.get_layer("fist")
    with pytest.raises(ValueError, match="there is none at 7"):
        model.get_layer(index=7)


# ---- subclasses -------------------------------------------------------------------------------------------


class Tower(Model):
    """Layers in a list and in a dict."""

    def __init__(self, width: int = 4) -> None:
        super().__init__()
        self.width = width
        self.blocks = [layers.Dense(width, activation="relu") for _ in range(2)]
        self.heads = {"mean": layers.Dense(1), "spread": layers.Dense(1)}

    def call(self, inputs, training=None):
        for block in self.blocks:
            inputs = block(inputs)
        return {name: head(inputs) for name, head in self.heads.items()}


def test_layers_in_lists_and_dicts_are_found(engine: str) -> None:
    model = Tower()
    model.build((None, 8))
    assert len(model.layers) == 4 and len(model.weights) == 8
    assert {name: array.shape for name, array in model.predict(X).items()} == {
        "mean": (5, 1),
        "spread": (5, 1),
    }


def test_a_subclass_has_its_arguments_as_configuration() -> None:
    again = Tower.from_config(Tower(7).get_config())
    assert again.width == 7


def test_forgotten_super_init() -> None:
    class Forgot(Model):
        def __init__(self) -> None:
            self.d = layers.Dense(1)

    with pytest.raises(RuntimeError, match=r"Forgot.__init__ must call super\(\).__init__\(\)"):
        Forgot()(X)


def test_a_subclass_without_call() -> None:
    class Empty(Model):
        pass

    with pytest.raises(NotImplementedError, match=r"no method call\(self, inputs\)"):
        Empty()(X)


def test_a_layer_of_raw_engine_code(engine: str) -> None:
    class Raw(layers.Layer):
        def call(self, inputs):
            if engine == "tensorflow":
                import tensorflow as tf

                return tf.reduce_sum(inputs, axis=-1, keepdims=True)
            import jax.numpy as jnp

            return jnp.sum(inputs, axis=-1, keepdims=True)

    model = Sequential([layers.Input((8,)), Raw(), layers.Dense(2)])
    assert model.layers[0].output.shape == (None, 1)
    model.compile("sgd", "mse")
    model.fit(X, np.zeros((5, 2)), verbose=0)
    assert model.predict(X).shape == (5, 2)


def test_ops_in_a_functional_model(engine: str) -> None:
    a = layers.Input((8,))
    model = Model(a, ops.mean(ops.relu(a[:, :4]) ** 2, axis=1))
    np.testing.assert_allclose(model.predict(X), np.mean(np.maximum(X[:, :4], 0) ** 2, axis=1), rtol=1e-5)


def test_a_subclass_may_use_any_name_that_is_not_of_keras() -> None:
    class Mine(Model):
        def __init__(self) -> None:
            super().__init__()
            self.seed, self.kind, self.nodes, self.objective = 1, "a", 2, "b"
            self.programs, self.steps_taken, self.outline = 3, 4, 5
            self.dense = layers.Dense(2)

        def call(self, inputs):
            return self.dense(inputs)

    model = Mine()
    model.compile("sgd", "mse")
    model.build((None, 8))
    inputs = layers.Input((8,))
    assert Model(inputs, model(inputs)).output_shape == (None, 2)


def test_two_layers_of_one_name_are_refused() -> None:
    inputs = layers.Input((8,))
    twice = layers.Dense(2, name="x")(layers.Dense(2, name="x")(inputs))
    with pytest.raises(ValueError, match="model 'm' has 2 layers named 'x'"):
        Model(inputs, twice, name="m")


def test_a_first_layer_that_is_refused_leaves_no_input_behind() -> None:
    model = Sequential()
    with pytest.raises(ValueError, match="expected 4 axes"):
        model.add(layers.Conv2D(3, 3, input_shape=(5,)))
    model.add(layers.Dense(3, input_shape=(7,)))
    assert model.input_shape == (None, 7)


def test_dict_inputs_go_by_their_names() -> None:
    inputs = {name: layers.Input((3,), name=name) for name in ("a", "b")}
    model = Model(inputs, layers.Concatenate()([inputs["a"], 2.0 * inputs["b"]]))
    ones = np.ones((1, 3), "float32")
    outputs = np.asarray(model({"b": ones, "unused": X, "a": ones}))
    np.testing.assert_array_equal(outputs, [[1, 1, 1, 2, 2, 2]])
    with pytest.raises(ValueError, match="needs an input 'a'. Received inputs named: u, v"):
        model({"u": ones, "v": ones})


def test_a_build_that_failed_leaves_no_weights_behind() -> None:
    class Fragile(layers.Layer):
        ready = False

        def build(self, input_shape):
            self.kernel = self.add_weight(shape=(8, 2), name="kernel")
            if not self.ready:
                raise ValueError("not yet")

        def call(self, inputs):
            return inputs @ self.kernel

    layer = Fragile()
    with pytest.raises(ValueError, match="not yet"):
        layer(layers.Input((8,)))
    layer.ready = True
    layer(layers.Input((8,)))
    assert len(layer._variables) == len(layer.weights) == 1


def test_layers_may_know_one_another_in_a_circle() -> None:
    class Child(layers.Layer):
        def __init__(self, parent):
            super().__init__()
            self.parent = parent

        def call(self, inputs):
            return inputs

    class Parent(layers.Layer):
        def __init__(self):
            super().__init__()
            self.child = Child(self)
            self.dense = layers.Dense(2)

        def call(self, inputs):
            return self.dense(self.child(inputs))

    layer = Parent()
    layer(layers.Input((8,)))
    assert len(layer.trainable_weights) == 2
    layer.trainable = False
    assert layer.trainable_weights == [] and not layer.child.trainable


def test_a_model_cannot_be_added_to_itself() -> None:
    model = Sequential(name="m")
    with pytest.raises(ValueError, match="model 'm' cannot be added to itself"):
        model.add(model)
    with pytest.raises(ValueError, match="cannot be added to itself"):
        model.add(Sequential([model]))


def test_inputs_that_lead_nowhere_are_taken_and_saved():
    a, b = layers.Input((2,), name="a"), layers.Input((3,), name="b")
    model = Model([a, b], layers.Dense(1)(a))
    assert sorted(layer.name for layer in model.layers)[:2] == ["a", "b"]
    x = [np.ones((4, 2), "float32"), np.ones((4, 3), "float32")]
    again = Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    np.testing.assert_allclose(again.predict(x, verbose=0), model.predict(x, verbose=0))


def test_a_row_of_layers_between_which_nests_are_passed_on() -> None:
    class Both(layers.Layer):
        def call(self, inputs):
            return {name: value + 1.0 for name, value in inputs.items()}

    model = Sequential([Both(), Both()])
    found = model({"a": np.zeros((3, 2)), "b": np.ones((3, 2))})
    assert float(found["a"][0, 0]) == 2.0 and float(found["b"][0, 0]) == 3.0
    with pytest.raises(AttributeError, match=r"Use `add\(\)`"):
        model.layers = []


def test_an_input_is_configured_once() -> None:
    model = Sequential([layers.Input((2,)), layers.Dense(1)])
    with pytest.raises(ValueError, match="already been configured"):
        model.build((3, 4))
    model.build((3, 2))


def test_the_number_of_samples_is_free() -> None:
    x = layers.Input(batch_shape=(5, 8))
    assert Model(x, layers.Dense(2)(x)).predict(np.ones((7, 8)), verbose=0).shape == (7, 2)


def test_sizes_taken_from_the_first_batch_are_free() -> None:
    model = Sequential([layers.Conv2D(2, 3), layers.MaxPooling2D()])
    model(np.ones((2, 8, 8, 3), "float32"))
    assert model(np.ones((1, 12, 12, 3), "float32")).shape == (1, 5, 5, 2)
    with pytest.raises(ValueError, match=r"'conv2d.*axis -1 to have size 3.*\(2, 8, 8, 4\)"):
        model(np.ones((2, 8, 8, 4), "float32"))


def test_the_list_that_was_called_with_may_grow():
    start = x = layers.Input((2,))
    seen = [x]
    for _ in range(2):
        x = layers.concatenate(seen)
        seen.append(x)
    assert Model(start, x).output_shape == (None, 4)
