"""Cells by subclassing, alone, stacked with others and both ways; dropout over time in one's own cell."""

import keras
import numpy as np
from keras import layers, ops


@keras.saving.register_keras_serializable("programs")
class MinimalCell(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform")
        self.recurrent_kernel = self.add_weight(shape=(self.units, self.units), initializer="orthogonal")

    def call(self, inputs, states):
        output = ops.tanh(ops.matmul(inputs, self.kernel) + ops.matmul(states[0], self.recurrent_kernel))
        return output, [output]

    def get_config(self):
        return {**super().get_config(), "units": self.units}


keras.utils.set_random_seed(1)
rng = np.random.default_rng(0)
x = rng.choice([-1.0, 1.0], (300, 6, 1)).astype("float32")
y = (x[:, 0, 0] > 0).astype("float32")  # the first of six

inputs = keras.Input((None, 1))
z = layers.RNN([MinimalCell(8), layers.GRUCell(6)], return_sequences=True)(inputs)
z = layers.Bidirectional(layers.RNN(MinimalCell(6)))(z)
model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(z))
model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=8, batch_size=30, verbose=0)
assert history.history["accuracy"][-1] > 0.95, history.history["accuracy"]

model.save("cells.keras")
again = keras.models.load_model("cells.keras")
np.testing.assert_allclose(again.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-5)

cell = MinimalCell(3)
state = ops.zeros((2, 3))
for t in range(4):  # a cell by hand
    output, (state,) = cell(x[:2, t], [state])
layer = layers.RNN(cell, return_state=True)
whole, last = layer(x[:2, :4])
np.testing.assert_allclose(ops.convert_to_numpy(output), ops.convert_to_numpy(whole), atol=1e-6)
np.testing.assert_allclose(ops.convert_to_numpy(whole), ops.convert_to_numpy(last), atol=1e-6)
