"""A cell of one's own that looks at constants: in every step it attends to a memory given beside the sequence."""

import numpy as np
from keras import backend as K
from keras import layers
from keras.models import Model
from keras.utils import CustomObjectScope

np.random.seed(5)


class AttentionCell(layers.Layer):
    def __init__(self, units, **kwargs):
        self.units = units
        self.state_size = units
        super(AttentionCell, self).__init__(**kwargs)

    def build(self, input_shape):
        step_shape, memory_shape = input_shape
        depth = memory_shape[-1]
        self.query = self.add_weight(name="query", shape=(step_shape[-1], depth), initializer="uniform")
        self.kernel = self.add_weight(name="kernel", shape=(depth, self.units), initializer="glorot_uniform")
        self.recurrent = self.add_weight(
            name="recurrent", shape=(self.units, self.units), initializer="orthogonal"
        )
        self.built = True

    def call(self, inputs, states, constants):
        (memory,) = constants
        scores = K.batch_dot(memory, K.dot(inputs, self.query), axes=[2, 1])
        read = K.batch_dot(K.softmax(scores), memory, axes=[1, 1])
        output = K.tanh(K.dot(read, self.kernel) + K.dot(states[0], self.recurrent))
        return output, [output]

    def get_config(self):
        config = {"units": self.units}
        return dict(list(super(AttentionCell, self).get_config().items()) + list(config.items()))


slots, steps, depth = 4, 3, 5
keys = np.eye(slots)
values = np.random.choice([-1.0, 1.0], (256, slots, 1))
memory = np.concatenate([np.broadcast_to(keys, (256, slots, slots)), values], axis=-1)
asked = np.random.randint(0, slots, (256, steps))
questions, answers = keys[asked], np.take_along_axis(values[:, :, 0], asked, axis=1)[:, -1:] > 0

x, m = layers.Input((None, slots)), layers.Input((slots, depth))
rnn = layers.RNN(AttentionCell(16))
y = layers.Dense(1, activation="sigmoid")(rnn(x, constants=m))
model = Model([x, m], y)
model.compile("rmsprop", "binary_crossentropy", metrics=["acc"])
model.optimizer.lr = 0.02
history = model.fit([questions, memory], answers, epochs=40, batch_size=32, verbose=0)
assert history.history["acc"][-1] > 0.9, history.history["acc"]

expected = model.predict([questions, memory])
with CustomObjectScope({"AttentionCell": AttentionCell}):
    clone = Model.from_config(model.get_config())
    both = layers.Bidirectional(layers.RNN(AttentionCell(3), return_sequences=True))
clone.set_weights(model.get_weights())
np.testing.assert_allclose(clone.predict([questions, memory]), expected, atol=1e-5)
assert K.int_shape(both(x, constants=m)) == (None, None, 6)
