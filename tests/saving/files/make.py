"""Makes the files beside it with tf-keras 2.21 (Keras 2 for TensorFlow): `python make.py FOLDER`.

Needs tf-keras, which is no dependency of keras_lab; so it was run once, in an environment of its own. For each
model there is a file of the model and, in `outputs.npz`, inputs (`name/x0`, …) with what tf-keras predicts for
them (`name/y0`, …). `trained.h5` has been trained for some steps: `trained/after` has the predictions after one
more `train_on_batch(x0, target)`.
"""

import os
import sys

import numpy as np
import tf_keras as keras

layers = keras.layers
held = {}
folder = sys.argv[1]


def keep(name, model, *inputs, suffix="h5"):
    """Saves the model with what it predicts."""
    rng = np.random.default_rng(0)
    for variable in model.weights:  # nothing that is all zeros or ones
        low = 0.5 if "variance" in variable.name else -0.5
        variable.assign(rng.uniform(low, 1.0, variable.shape))
    save(name, model, *inputs, suffix=suffix)


def save(name, model, *inputs, suffix="h5"):
    """Writes the model's file and keeps inputs and outputs."""
    outputs = model.predict(list(inputs) if len(inputs) > 1 else inputs[0], verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    for letter, arrays in (("x", inputs), ("y", outputs)):
        for index, array in enumerate(arrays):
            held[f"{name}/{letter}{index}"] = array
    model.save(os.path.join(folder, f"{name}.{suffix}"))


def data(*shape):
    """Random numbers."""
    return np.random.default_rng(1).normal(size=shape).astype("float32")


def convolutions():
    """A row of layers with images."""
    model = keras.Sequential([
        layers.Conv2D(4, 3, padding="same", activation="relu", input_shape=(8, 8, 3)),
        layers.BatchNormalization(), layers.MaxPooling2D(), layers.DepthwiseConv2D(3), layers.LeakyReLU(),
        layers.SeparableConv2D(3, 2), layers.Conv2DTranspose(2, 3), layers.Flatten(), layers.Dropout(0.5),
        layers.Dense(3, activation="softmax", kernel_regularizer="l2"),
    ])  # fmt: skip
    keep("convolutions", model, data(2, 8, 8, 3))


def graph():
    """A shared layer, a nested row, merges, two inputs and outputs, a name of one's own, an operator."""
    left, right = keras.Input((5,), name="left"), keras.Input((5,), name="right")
    shared = layers.Dense(4, activation="tanh", name="my_shared")
    nested = keras.Sequential([layers.Dense(4, activation="relu"), layers.Dense(4)], name="nested")
    a, b = shared(left), shared(right)
    joined = layers.concatenate([nested(a), layers.add([a, b]), layers.Dot(1)([a, b])])
    first = layers.Dense(2, name="first")(joined)
    second = layers.Dense(1, activation="sigmoid", name="second")(first * 2.0 + 1.0)
    keep("graph", keras.Model([left, right], [first, second]), data(3, 5), data(3, 5))


def recurrent():
    """Recurrent layers, forth and back, over words."""
    model = keras.Sequential([
        layers.Embedding(7, 3, mask_zero=True, input_length=5),
        layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
        layers.TimeDistributed(layers.Dense(3)), layers.Bidirectional(layers.GRU(2), merge_mode="sum"),
    ])  # fmt: skip
    keep("recurrent", model, np.array([[1, 2, 3, 0, 0], [6, 5, 4, 3, 2]], "int32"))


def cells():
    """Other recurrent layers, and stacked cells."""
    inputs = keras.Input((4, 2))
    x = layers.SimpleRNN(3, return_sequences=True)(inputs)
    x = layers.GRU(2, reset_after=False, return_sequences=True, recurrent_activation="hard_sigmoid")(x)
    x, *states = layers.RNN([layers.LSTMCell(2), layers.GRUCell(2)], return_state=True)(x)
    x, h, c = layers.LSTM(2, return_state=True, go_backwards=True)(inputs, initial_state=[x, states[1]])
    keep("cells", keras.Model(inputs, [x, layers.subtract([h, c])]), data(2, 4, 2))


def normalizations():
    """Layers with weights in an order of their own."""
    inputs = keras.Input((4, 6))
    x = layers.LayerNormalization()(inputs)
    x = layers.MultiHeadAttention(2, 3)(x, x)
    x = layers.GroupNormalization(2)(x)
    x = layers.PReLU(shared_axes=[1])(x)
    x = layers.Conv1D(3, 2, padding="causal")(x)
    x = layers.EinsumDense("abc,cd->abd", output_shape=(None, 2), bias_axes="d")(x)
    x = layers.GlobalAveragePooling1D()(x)
    model = keras.Model(inputs, x)
    keep("normalizations", model, data(2, 4, 6), suffix="keras")
    model.save(os.path.join(folder, "normalizations.h5"))


def trained():
    """A model that has been trained, with its optimizer's state."""
    model = keras.Sequential(
        [layers.Dense(4, activation="relu", input_shape=(3,)), layers.Dropout(0.0), layers.Dense(2)]
    )
    model.compile(keras.optimizers.Adam(0.01), loss="mse", metrics=["mae", keras.metrics.MeanSquaredError()])
    target = data(4, 2)
    for _ in range(3):
        model.train_on_batch(data(4, 3), target)
    for name, suffix in (("trained", "h5"), ("trained_archive", "keras")):
        save(name, model, data(4, 3), suffix=suffix)
    model.save_weights(os.path.join(folder, "trained.weights.h5"), save_format="h5")
    model.train_on_batch(data(4, 3), target)
    held["trained/target"], held["trained/after"] = target, model.predict(data(4, 3), verbose=0)


def legacy_optimizer():
    """The optimizer of TensorFlow 2.0 to 2.10, with `decay`."""
    model = keras.Sequential([layers.Dense(2, input_shape=(3,))])
    model.compile(keras.optimizers.legacy.SGD(learning_rate=0.1, momentum=0.9, decay=0.01), loss="mse")
    for _ in range(3):
        model.train_on_batch(data(4, 3), data(4, 2))
    save("legacy_optimizer", model, data(4, 3))
    model.train_on_batch(data(4, 3), data(4, 2))
    held["legacy_optimizer/after"] = model.predict(data(4, 3), verbose=0)


for make in (convolutions, graph, recurrent, cells, normalizations, trained, legacy_optimizer):
    keras.backend.clear_session()
    make()
np.savez_compressed(os.path.join(folder, "outputs.npz"), **held)
