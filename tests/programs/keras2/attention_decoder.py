"""A decoder on Keras 2.0's `Recurrent`: each step looks at the whole sequence, weighed by its own state."""

import numpy as np
from keras import activations, initializers
from keras import backend as K
from keras.engine import InputSpec
from keras.layers import LSTM
from keras.legacy.layers import Recurrent
from keras.models import Sequential

np.random.seed(2)


class AttentionDecoder(Recurrent):
    def __init__(self, units, output_dim, **kwargs):
        self.units = units
        self.output_dim = output_dim
        self.initializer = initializers.get("glorot_uniform")
        super(AttentionDecoder, self).__init__(**kwargs)
        self.return_sequences = True

    def build(self, input_shape):
        self.batch_size, self.timesteps, self.input_dim = input_shape
        self.states = [None, None]  # output, state

        def weight(name, *shape):
            return self.add_weight(shape=shape, name=name, initializer=self.initializer)

        self.V_a = weight("V_a", self.units)
        self.W_a = weight("W_a", self.units, self.units)
        self.U_a = weight("U_a", self.input_dim, self.units)
        self.C = weight("C", self.input_dim, self.units)
        self.U = weight("U", self.units, self.units)
        self.W = weight("W", self.output_dim, self.units)
        self.C_o = weight("C_o", self.input_dim, self.output_dim)
        self.U_o = weight("U_o", self.units, self.output_dim)
        self.W_s = weight("W_s", self.input_dim, self.units)
        self.input_spec = [InputSpec(shape=(self.batch_size, self.timesteps, self.input_dim))]
        self.built = True

    def call(self, x):
        self.x_seq = x
        self._uxpb = K.dot(x, self.U_a)
        return super(AttentionDecoder, self).call(x)

    def get_initial_state(self, inputs):
        s0 = activations.tanh(K.dot(inputs[:, 0], self.W_s))
        y0 = K.tile(K.expand_dims(K.sum(K.zeros_like(inputs), axis=(1, 2))), [1, self.output_dim])
        return [y0, s0]

    def step(self, x, states):
        ytm, stm = states
        energy = K.tanh(K.dot(K.repeat(stm, self.timesteps), self.W_a) + self._uxpb)
        weights = K.exp(K.dot(energy, K.expand_dims(self.V_a)))
        weights = weights / K.sum(weights, axis=1, keepdims=True)
        context = K.squeeze(K.batch_dot(weights, self.x_seq, axes=1), axis=1)
        st = K.tanh(K.dot(ytm, self.W) + K.dot(stm, self.U) + K.dot(context, self.C))
        yt = activations.softmax(K.dot(st, self.U_o) + K.dot(context, self.C_o))
        return yt, [yt, st]

    def compute_output_shape(self, input_shape):
        return (None, self.timesteps, self.output_dim)

    def get_config(self):
        config = {"units": self.units, "output_dim": self.output_dim}
        base = super(AttentionDecoder, self).get_config()
        return dict(list(base.items()) + list(config.items()))


n_features, n_steps = 6, 4
numbers = np.random.randint(1, n_features, (400, n_steps))
X = np.eye(n_features)[numbers]
shown = numbers.copy()
shown[:, 2:] = 0  # the first two again, then nothing
Y = np.eye(n_features)[shown]
model = Sequential()
model.add(LSTM(24, input_shape=(n_steps, n_features), return_sequences=True))
model.add(AttentionDecoder(24, n_features))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["acc"])
model.optimizer.lr = 0.01
history = model.fit(X, Y, epochs=15, batch_size=40, verbose=0)
assert history.history["acc"][-1] > 0.8, history.history["acc"]
assert model.output_shape == (None, n_steps, n_features)
