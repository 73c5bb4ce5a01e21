"""TensorFlow: programs of somebody else's in which the size of the batch is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from keras_lab import config, layers, ops, random
from keras_lab.models import Model

MODELS: dict[str, tuple[tuple[int, ...], Callable[[Any], Any]]] = {
    "dense": ((2, 3), lambda x: layers.Dense(2)(layers.Reshape((6,))(x))),
    "image": ((6, 6, 3), lambda x: layers.Flatten()(layers.UpSampling2D()(layers.Conv2DTranspose(2, 3)(x)))),
    "recurrent": ((4, 3), lambda x: layers.Bidirectional(layers.LSTM(2))(layers.Masking()(x))),
    "attention": ((4, 3), lambda x: layers.MultiHeadAttention(2, 2)(x, x)),
    "each_step": ((4, 3), lambda x: layers.TimeDistributed(layers.Dense(2))(x)),
}


@pytest.fixture(autouse=True)
def tensorflow(engine: str) -> Any:
    """TensorFlow; other engines' programs know all sizes."""
    if config.engine_name() != "tensorflow":
        pytest.skip("sizes are known")
    return pytest.importorskip("tensorflow")


@pytest.mark.parametrize("kind", MODELS)
def test_a_model_in_a_function(kind: str, tensorflow: Any) -> None:
    shape, make = MODELS[kind]
    inputs = layers.Input(shape)
    model = Model(inputs, make(inputs))
    program = tensorflow.function(model, input_signature=[tensorflow.TensorSpec((None, *shape))])
    for count in (1, 3):
        x = np.random.default_rng(0).normal(size=(count, *shape)).astype("float32")
        np.testing.assert_allclose(program(x), model(x), rtol=1e-5, atol=1e-6)


def test_layers_in_a_data_set(tensorflow: Any) -> None:
    data = tensorflow.data.Dataset.from_tensor_slices(np.ones((5, 4, 4, 3), "float32")).batch(2)
    noise = layers.GaussianNoise(1.0)
    found = list(data.map(lambda x: noise(layers.Rescaling(2.0)(x), training=True)))
    assert [x.shape[0] for x in found] == [2, 2, 1]
    assert float(np.std(found[0])) > 0.1


def test_sizes_can_be_computed_with(tensorflow: Any) -> None:
    @tensorflow.function(input_signature=[tensorflow.TensorSpec((None, 3))])
    def program(x: Any) -> Any:
        batch, width = ops.shape(x)
        drawn = random.normal((batch, 2 * width), seed=1)
        return drawn, ops.reshape(x, (batch * 3,)), ops.sum(x) / ops.cast(batch, "float32"), -1 + batch // 2

    drawn, flat, mean, number = program(np.ones((5, 3), "float32"))
    assert (drawn.shape, flat.shape, float(mean)) == ((5, 6), (15,), 3.0)
    assert int(tensorflow.convert_to_tensor(number)) == 1
