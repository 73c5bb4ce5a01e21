"""The layer protocol beyond building and calling: specs, scopes, paths, seeds, adaptation, rematerialization."""

from __future__ import annotations

import numpy as np
import pytest

import keras_lab
from keras_lab import layers, ops
from keras_lab.naming import name_scope

X = np.linspace(-1, 1, 12, dtype="float32").reshape(3, 4)


class Outer(layers.Layer):
    """A layer in a layer, whose weights are made in the call."""

    def __init__(self):
        super().__init__(name="outer")
        self.inner = layers.Dense(2, name="inner")

    def call(self, x, mode=None):
        return self.inner(x) * (2 if mode else 1)


def test_paths_tell_the_layers_around():
    layer = Outer()
    layer(keras_lab.KerasTensor((None, 4)))
    assert [v.path for v in layer.variables] == ["outer/inner/kernel", "outer/inner/bias"]
    assert layer.inner.path == "outer/inner"
    with name_scope("far"):
        assert keras_lab.Variable(0.0, name="v").path == "far/v"


def test_a_stated_shape_counts():
    class Stated(layers.Layer):
        def call(self, x):
            raise RuntimeError("not on shapes")

        def compute_output_shape(self, input_shape):
            return {"a": input_shape, "b": (input_shape[0], 7)}

    outputs = Stated().compute_output_spec(keras_lab.KerasTensor((2, 3)))
    assert {name: out.shape for name, out in outputs.items()} == {"a": (2, 3), "b": (2, 7)}


def test_no_weights_after_building():
    class Late(layers.Layer):
        def call(self, x):
            self.w = self.add_weight(())
            return x

    with pytest.raises(ValueError, match="cannot add new elements of state"):
        Late()(X)


def test_seeds_have_a_state(engine):
    layer = layers.Dropout(0.5, seed=3)
    first, second = (np.asarray(layer(X, training=True)) for _ in range(2))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(layer.variables[0].numpy(), [3, 2])
    assert layer.weights == []
    layer.variables[0].assign([3, 0])
    np.testing.assert_array_equal(np.asarray(layer(X, training=True)), first)


def test_registered_arguments_are_inherited(engine):
    class Inner(layers.Layer):
        def __init__(self):
            super().__init__()
            self._register_call_context_args("mode")

        def call(self, x, mode=None):
            return x + 1 if mode else x

    class Around(layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = Inner()
            self._register_call_context_args("mode")

        def call(self, x):
            return self.inner(x)

    assert float(Around()(np.float32(0), mode=True)) == 1
    assert float(Around()(np.float32(0))) == 0


@pytest.mark.parametrize("make", [lambda: layers.Dense(3), lambda: layers.EinsumDense("ab,bc->ac", (3,))])
def test_adaptation(engine, make):
    layer = make()
    before = np.asarray(layer(X))
    layer.enable_lora(2, lora_alpha=4)
    np.testing.assert_allclose(np.asarray(layer(X)), before, rtol=1e-5)
    layer.lora_kernel_b.assign(np.ones(layer.lora_kernel_b.shape, "float32"))
    adapted, store = np.asarray(layer(X)), {}
    assert not np.allclose(adapted, before)
    layer.save_own_variables(store)
    plain = make()
    plain.build((None, 4))
    plain.load_own_variables(store)
    np.testing.assert_allclose(np.asarray(plain(X)), adapted, rtol=1e-5)
    with pytest.raises(ValueError, match="already enabled"):
        layer.enable_lora(1)


@pytest.mark.parametrize("mode", ["full", "activations"])
def test_rematerialization_changes_no_numbers(engine, mode):
    def trained(asked):
        keras_lab.utils.set_random_seed(1)
        with keras_lab.RematScope(asked):
            hidden = layers.Dense(5, activation="tanh")
        model = keras_lab.Sequential([layers.Input((4,)), hidden, layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(X, np.ones((3, 1), "float32"), verbose=0)
        return model.get_weights()

    for a, b in zip(trained(mode), trained(None), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_operations_of_ones_own(engine):
    class Affine(keras_lab.Operation):
        def __init__(self, alpha, *, beta=1.0, name=None):
            super().__init__(name=name)
            self.alpha, self.beta = alpha, beta

        def call(self, x):
            return self.alpha * x + self.beta

    operation = Affine(2.0, name="it")
    assert operation.get_config() == {"alpha": 2.0, "beta": 1.0, "name": "it"}
    assert operation(keras_lab.KerasTensor((None, 3))).shape == (None, 3)
    np.testing.assert_allclose(np.asarray(operation(X)), 2 * X + 1)


def test_stateless_scope(engine):
    variable = keras_lab.Variable(np.zeros(2, "float32"))
    with keras_lab.StatelessScope([(variable, ops.ones(2))]) as scope:
        variable.assign(variable + 1)
    np.testing.assert_array_equal(np.asarray(scope.get_current_value(variable)), [2, 2])
    np.testing.assert_array_equal(variable.numpy(), [0, 0])
