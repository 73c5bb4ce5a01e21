"""The layer protocol: building, weights, freezing, penalties, layers of one's own."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers, ops
from keras_lab.layers.input_spec import InputSpec
from keras_lab.variables import Scope


class Scale(layers.Layer):
    """Multiplies with a weight."""

    def __init__(self, start=2.0, **kwargs):
        super().__init__(**kwargs)
        self.start = start

    def build(self, input_shape):
        self.factor = self.add_weight(
            (input_shape[-1],), lambda shape, dtype: np.full(shape, self.start, dtype), name="factor"
        )

    def call(self, inputs):
        return inputs * self.factor


class Block(layers.Layer):
    """Layers in attributes, in a list and in a dict."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.first = layers.Dense(3)
        self.rest = [layers.Dense(3), layers.Dropout(0.5)]
        self.more = {"last": Scale()}

    def call(self, inputs, training=False):
        x = self.first(inputs)
        for layer in self.rest:
            x = layer(x)
        return self.more["last"](x)


def ones(*shape):
    return np.ones(shape, "float32")


# ---- building ---------------------------------------------------------------------------------------


def test_weights_are_made_once(engine):
    layer = Scale()
    assert not layer.built
    np.testing.assert_array_equal(layer(ones(2, 3)), 2 * ones(2, 3))
    layer(ones(2, 3))
    assert [weight.path for weight in layer.weights] == [f"{layer.name}/factor"]


def test_build_by_hand():
    layer = layers.Dense(3)
    layer.build((None, 4))
    assert layer.built
    assert [weight.shape for weight in layer.weights] == [(4, 3), (3,)]
    assert layer.count_params() == 15
    assert layer.get_build_config() == {"input_shape": (None, 4)}
    layer(layers.Input((4,)))
    assert len(layer.weights) == 2


def test_build_of_a_base_class_counts_as_part():
    class Twice(layers.Dense):
        def build(self, input_shape):
            super().build(input_shape)
            assert not self.built
            self.extra = self.add_weight((), "zeros", name="extra")

    layer = Twice(3)
    layer(layers.Input((4,)))
    assert [weight.name for weight in layer.weights] == ["kernel", "bias", "extra"]


def test_build_with_the_shapes_of_several_arguments():
    class Pair(layers.Layer):
        def build(self, query_shape, value_shape):
            self.shapes = (query_shape, value_shape)

        def call(self, query, value=None):
            return ops.add(query, value)

    layer = Pair()
    assert layer(layers.Input((4,)), value=layers.Input((1,))).shape == (None, 4)
    assert layer.shapes == ((None, 4), (None, 1))


def test_weights_of_an_unbuilt_layer_cannot_be_counted():
    with pytest.raises(ValueError, match="'d' is not built"):
        layers.Dense(3, name="d").count_params()


def test_initial_weights():
    layer = layers.Dense(1, weights=[ones(2, 1), ones(1)])
    layer.build((None, 2))
    layer(layers.Input((2,)))
    np.testing.assert_array_equal(layer.get_weights()[0], ones(2, 1))


# ---- finding and setting weights --------------------------------------------------------------------


def test_layers_in_attributes_lists_and_dicts(engine):
    block = Block()
    block(ones(2, 4))
    assert [weight.name for weight in block.weights] == ["kernel", "bias", "kernel", "bias", "factor"]
    assert [type(layer).__name__ for layer in block.flatten_layers()] == [
        "Block",
        "Dense",
        "Dense",
        "Dropout",
        "Scale",
    ]


def test_freezing():
    block = Block()
    block(layers.Input((4,)))
    assert len(block.trainable_variables) == 5
    block.first.trainable = False
    assert len(block.trainable_variables) == 3
    assert len(block.non_trainable_weights) == 2
    assert len(block.non_trainable_variables) == 3  # dropout's seed
    block.trainable = False
    assert block.trainable_variables == []
    assert not block.more["last"].trainable
    block.trainable = True
    assert len(block.trainable_weights) == 5


def test_a_layer_that_holds_its_parent_is_walked_once():
    outer, inner = Block(), Scale()
    inner.parent = outer
    outer.inner = inner
    assert len(list(outer.flatten_layers())) == 6


def test_set_weights_changes_all_or_nothing(engine):
    layer = layers.Dense(2)
    layer.build((None, 3))
    before = layer.get_weights()
    with pytest.raises(ValueError, match=r"has 2 weights, but 1"):
        layer.set_weights(before[:1])
    with pytest.raises(ValueError, match=r"bias.*has the shape \(2,\).*\(5,\)"):
        layer.set_weights([before[0] + 1, ones(5)])
    for a, b in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_shared_layers_are_counted_once():
    shared = layers.Dense(3)
    block = Block()
    block.a, block.b = shared, [shared]
    shared.build((None, 2))
    assert block.weights == shared.variables


def test_forgetting_super_init():
    class Forgetful(layers.Layer):
        def __init__(self):
            self.kernel = 3

        def call(self, inputs):
            return inputs

    with pytest.raises(RuntimeError, match=r"Forgetful.__init__ must call super\(\).__init__\(\)"):
        Forgetful()(layers.Input((2,)))


def test_add_weight_as_in_keras_2(engine):
    class Old(layers.Layer):
        def build(self, input_shape):
            self.kernel = self.add_weight("w", shape=(input_shape[-1], 2), initializer="ones")

        def call(self, inputs):
            return ops.matmul(inputs, self.kernel)

    layer = Old()
    np.testing.assert_array_equal(layer(ones(1, 3)), [[3, 3]])
    assert layer.kernel.name == "w"


# ---- training, penalties ----------------------------------------------------------------------------


def test_training_reaches_the_layers_inside(engine):
    block = Block()
    outputs = [np.asarray(block(ones(4, 4), training=training)) for training in (True, False)]
    assert not np.array_equal(*outputs)
    np.testing.assert_array_equal(outputs[1], block(ones(4, 4)))


def test_penalties(engine):
    layer = layers.Dense(1, kernel_initializer="ones", kernel_regularizer="l2", activity_regularizer="l1")
    layer(ones(5, 3))
    layer(ones(5, 3))
    activity, weights = (float(loss) for loss in layer.losses)
    assert activity == pytest.approx(0.01 * 3)
    assert weights == pytest.approx(0.01 * 3)


def test_add_loss_is_collected_by_a_scope(engine):
    class Sparse(layers.Layer):
        def call(self, inputs):
            self.add_loss(ops.sum(inputs))
            return inputs

    block = Block()
    block.first = Sparse()
    with Scope({}) as scope:
        block(ones(2, 3))
    assert [float(loss) for loss in scope.losses] == [6.0]


# ---- arguments of calls -----------------------------------------------------------------------------


def test_arrays_of_strings_are_refused(engine):
    with pytest.raises(ValueError, match="'d' cannot compute with an array of dtype"):
        layers.Dense(2, name="d")(np.array([["a", "b"]]))


def test_float_inputs_are_cast_ints_are_not(engine):
    seen = []

    class Look(layers.Layer):
        def call(self, inputs):
            seen.append([ops.dtype(x) for x in inputs])
            return inputs[0]

    Look()([np.ones((2, 2)), np.ones((2, 2), "int32")])
    Look(autocast=False)([np.ones((2, 2), "float16"), np.ones((2, 2), bool)])
    assert seen == [["float32", "int32"], ["float16", "bool"]]


def test_call_not_defined():
    class Empty(layers.Layer):
        pass

    with pytest.raises(NotImplementedError, match="Empty does not have a `call` method"):
        Empty()(layers.Input((2,)))


def test_input_spec_says_what_does_not_fit():
    spec = InputSpec(min_ndim=2, max_ndim=3, axes={-1: 4})
    assert spec.problem((None, 4)) is None
    assert "at least 2" in spec.problem((4,))
    assert "at most 3" in spec.problem((1, 2, 3, 4))
    assert "axis -1 to have size 4" in spec.problem((None, 5))
    assert "3 axes" in InputSpec(shape=(None, 2, 3)).problem((None, 2))


# ---- layers with code that runs on engine tensors only ----------------------------------------------


def test_raw_tensorflow_is_traced_for_its_shape():
    tf = pytest.importorskip("tensorflow")

    class Raw(layers.Layer):
        def call(self, inputs):
            return tf.concat([inputs, tf.zeros_like(inputs)], axis=-1)

    assert Raw()(layers.Input((4,))).shape == (None, 8)


def test_its_own_compute_output_shape_comes_first():
    class Raw(layers.Layer):
        def call(self, inputs):
            return inputs.numpy()

        def compute_output_shape(self, input_shape):
            return (*input_shape[:-1], 7)

    assert Raw()(layers.Input((4,))).shape == (None, 7)


def test_compute_output_shape():
    assert layers.Dense(3).compute_output_shape((None, 5, 4)) == (None, 5, 3)
    assert layers.Concatenate().compute_output_shape([(None, 2), (None, 3)]) == (None, 5)


def test_errors_in_code_of_ones_own_keep_their_kind():
    class Broken(layers.Layer):
        def call(self, inputs):
            return {}["missing"]

    with pytest.raises(KeyError, match="missing"):
        Broken()(layers.Input((4,)))


# ---- configuration ----------------------------------------------------------------------------------


def test_configuration_of_a_layer_of_ones_own():
    layer = Scale(3.0, name="s", dtype="float16", trainable=False)
    config = layer.get_config()
    policy = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float16"}}
    policy["registered_name"] = None
    assert config == {"start": 3.0, "trainable": False, "dtype": policy, "name": "s"}
    assert Scale.from_config(config).get_config() == config


def test_unknown_arguments_get_a_suggestion():
    with pytest.raises(TypeError, match=r"Dense takes no argument 'activaton'.*'activation'"):
        layers.Dense(3, activaton="relu")


def test_symbolic_input_and_output():
    layer, x = layers.Dense(3), layers.Input((4,))
    y = layer(x)
    assert layer.input is x
    assert layer.output is y
    again = layer(x)
    assert layer.output is y  # of the first call
    assert layer.get_output_at(1) is again
    assert layer.get_input_shape_at(1) == (None, 4)
    with pytest.raises(ValueError, match="called 2 times"):
        layer.get_output_at(2)
    with pytest.raises(AttributeError, match="never been called"):
        layers.Dense(3).output  # noqa: B018


def test_default_names_are_those_of_the_class():
    from keras_lab.naming import reset_names

    reset_names()
    x = layers.Input((8, 8, 1))
    layers.Conv2D(2, 3)(x)
    assert layers.Conv2D(2, 3).name == "conv2d_1"
    assert layers.MaxPooling2D().name == "max_pooling2d"
    assert layers.Input((3,)).name == "input_layer_1"
