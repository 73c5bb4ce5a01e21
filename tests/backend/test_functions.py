"""`K.function` and `K.gradients` over symbolic graphs, as filter visualisation and its like use them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import Input, Model, Sequential, layers
from keras_lab import backend as K

rng = np.random.default_rng(0)


def floats(*shape: int) -> np.ndarray:
    return rng.normal(size=shape).astype("float32")


@pytest.fixture(autouse=True)
def _free_phase():
    yield
    K.clear_session()


def test_placeholders(engine: str) -> None:
    x, y = K.placeholder((None, 3)), K.placeholder(ndim=2, name="given")
    f = K.function([x, y], [K.sum(x * y, axis=-1), x - 1])
    a, b = floats(2, 3), floats(2, 3)
    total, less = f([a, b])
    np.testing.assert_allclose(total, (a * b).sum(-1), 1e-5)
    np.testing.assert_allclose(less, a - 1, 1e-6)
    assert isinstance(total, np.ndarray)
    assert K.is_placeholder(x)
    assert not K.is_placeholder(x + 1)
    assert K.int_shape(y) == (None, None)


def test_variables_are_read_at_each_call(engine: str) -> None:
    x, scale, hidden = K.placeholder((2,)), K.variable(2.0), K.variable(1.0)
    layer = layers.Lambda(lambda t: t + hidden)  # a variable that only the closure knows
    f = K.function([x], [layer(x) * scale])
    np.testing.assert_allclose(f([[1, 2]])[0], [4, 6])
    K.set_value(scale, 3.0)
    K.set_value(hidden, 0.0)
    np.testing.assert_allclose(f([[1, 2]])[0], [3, 6])


def test_updates(engine: str) -> None:
    x, total = K.placeholder((3,)), K.variable(np.zeros(3))
    f = K.function(
        [x], [x * 2], updates=[K.update_add(total, x), (total_square := K.variable(np.zeros(3)), x * x)]
    )
    f([[1, 2, 3]])
    f([[1, 1, 1]])
    np.testing.assert_allclose(K.get_value(total), [2, 3, 4])
    np.testing.assert_allclose(K.get_value(total_square), [1, 1, 1])


def test_the_learning_phase_is_an_input(engine: str) -> None:
    model = Sequential([Input((50,)), layers.Dropout(0.5)])
    f = K.function([model.input, K.learning_phase()], [model.output])
    ones = np.ones((4, 50), "float32")
    assert (f([ones, 0])[0] == 1).all()
    first, second = f([ones, 1])[0], f([ones, 1])[0]
    assert set(np.unique(first)) == {0, 2}
    assert (first != second).any()
    g = K.function([model.input], [K.in_train_phase(model.input * 2, model.input)])
    assert (g([ones])[0] == 1).all()
    K.set_learning_phase(1)
    assert K.learning_phase() == 1
    assert (g([ones])[0] == 2).all()


def test_gradients(engine: str) -> None:
    x = K.placeholder((None, 3))
    hidden = K.square(x)
    weight = K.variable([1.0, 2.0, 3.0])
    apart = K.placeholder((2,))
    loss = K.sum(hidden * weight)
    of_x, of_hidden, of_weight, of_apart = K.gradients(loss, [x, hidden, weight, apart])
    assert of_apart is None
    assert K.int_shape(of_x) == (None, 3)
    value = floats(2, 3)
    dx, dh, dw, sum_of_all = K.function([x], [of_x, of_hidden, of_weight, K.sum(of_x)])([value])
    np.testing.assert_allclose(dx, 2 * value * [1, 2, 3], 1e-5)
    np.testing.assert_allclose(dh, np.broadcast_to([1, 2, 3], (2, 3)))
    np.testing.assert_allclose(dw, (value**2).sum(0), 1e-5)
    np.testing.assert_allclose(sum_of_all, dx.sum(), 1e-4)


def test_gradients_of_gradients(engine: str) -> None:
    x = K.placeholder((3,))
    first = K.gradients(K.sum(x**3), x)[0]
    second = K.gradients(K.sum(first), x)[0]
    value = floats(3)
    np.testing.assert_allclose(K.function([x], [second])([value])[0], 6 * value, 1e-4)


def test_ascent_on_a_filter(engine: str) -> None:
    image = Input((12, 12, 3))
    features = layers.Conv2D(4, 3, activation="relu", name="conv")(image)
    model = Model(image, layers.Dense(2)(layers.Flatten()(layers.MaxPooling2D()(features))))
    loss = K.mean(model.get_layer("conv").output[:, :, :, 1])
    grads = K.gradients(loss, model.input)[0]
    grads /= K.sqrt(K.mean(K.square(grads))) + K.epsilon()
    iterate = K.function([model.input], [loss, grads])
    x = rng.uniform(0, 1, (1, 12, 12, 3)).astype("float32")
    before = iterate([x])[0]
    for _ in range(5):
        value, slope = iterate([x])
        x += slope * 0.1
    assert value > before


def test_style_of_an_image(engine: str) -> None:
    content, result = K.variable(floats(1, 6, 6, 2)), K.placeholder((1, 6, 6, 2))
    both = K.concatenate([content, result], axis=0)
    features = layers.Conv2D(3, 3)(both)

    def gram(x):
        rows = K.batch_flatten(K.permute_dimensions(x, (2, 0, 1)))
        return K.dot(rows, K.transpose(rows))

    loss = K.sum(K.square(gram(features[0]) - gram(features[1]))) / 100.0
    f = K.function([result], [loss, *K.gradients(loss, result)])
    same, slope = f([K.get_value(content)])
    assert same == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(slope, 0, atol=1e-5)
    x = floats(1, 6, 6, 2)
    value, slope = f([x])
    assert f([x - 0.01 * slope])[0] < value


def test_layers_in_the_middle(engine: str) -> None:
    model = Sequential([Input((4,)), layers.Dense(3), layers.BatchNormalization(), layers.Dense(2)])
    f = K.function([model.layers[1].output], [model.output])
    value = floats(5, 3)
    wanted = model.layers[-1](value)
    np.testing.assert_allclose(f([value])[0], K.eval(model.layers[-1](value)), 1e-5)
    assert K.function([model.input], model.output)([floats(5, 4)]).shape == wanted.shape


def test_mistakes() -> None:
    x, y = K.placeholder((None, 3), name="first"), K.placeholder((None, 3), name="second")
    f = K.function([x], [x + 1])
    for call, words in (
        (lambda: K.function([x], [x + y]), "second, not among"),
        (lambda: K.function([K.variable(1.0)], [x]), "inputs are placeholders"),
        (lambda: K.function([x], [None]), "output 0 is None"),
        (lambda: K.function([x], [x], updates=[1]), r"pairs \(variable"),
        (lambda: K.function([x], [x], options=1), "sessions only"),
        (lambda: f([1, 2]), "takes 1 values. Received: 2"),
        (lambda: f([[1.0]]), r"'first' has the shape \(None, 3\)"),
        (lambda: K.placeholder(), "shape or ndim"),
        (lambda: K.set_learning_phase(2), "0 .test. or 1"),
    ):
        with pytest.raises(ValueError, match=words):
            call()
    with pytest.raises(TypeError, match="computed from placeholders"):
        K.gradients(K.variable(1.0), x)
    with pytest.raises(TypeError, match="has no value yet"):
        K.eval(x)
    with pytest.raises(NotImplementedError, match="no sessions"):
        K.get_session()
    with pytest.warns(UserWarning, match="no effect"):
        K.set_session(None)


@pytest.mark.parametrize(
    ("name", "make", "shape"),
    [
        ("the shape as numbers", lambda x: K.cast(K.shape(x), "float32"), (2,)),
        ("random as many", lambda x: K.random_normal((K.shape(x)[0], 5)), (3, 5)),
        ("random alike", lambda x: K.random_uniform(K.shape(x)), (3, 4)),
        ("zeros", lambda x: K.zeros((K.shape(x)[0], 2)), (3, 2)),
        ("tiled", lambda x: K.tile(K.constant([[1.0, 2.0]]), (K.shape(x)[0], 1)), (3, 2)),
        ("reshaped", lambda x: K.reshape(x, (K.shape(x)[0], -1, 2)), (3, 2, 2)),
        ("a range", lambda x: K.arange(K.shape(x)[0]), (3,)),
        ("joined", lambda x: K.concatenate([K.shape(x)[:1], [7]], axis=0), (2,)),
    ],
)
def test_sizes_that_are_not_known_yet(engine, name, make, shape):
    x = K.placeholder((None, 4))
    assert K.shape(K.placeholder((2, 4))) == (2, 4)
    assert K.function([x], [make(x)])([np.ones((3, 4))])[0].shape == shape


def test_gradients_inside_a_layer() -> None:
    """TensorFlow's graphs know what a tensor was computed from."""

    def where(tensors: list[Any]) -> Any:
        before, after = tensors
        return K.gradients(K.sum(after), before)

    x = Input((4, 4, 1))
    pooled = layers.MaxPooling2D(2)(x)
    mask = layers.Lambda(where, output_shape=lambda shapes: shapes[0])([x, pooled])
    found = Model(x, mask).predict(np.arange(16, dtype="float32").reshape(1, 4, 4, 1), verbose=0)
    assert found[0, :, :, 0].tolist() == [[0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0], [0, 1, 0, 1]]
