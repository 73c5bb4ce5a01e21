"""A layer that keeps its states sees further back than its input is long."""

import numpy as np
from keras.layers import LSTM, Dense
from keras.models import Sequential

np.random.seed(11)
tsteps, batch_size, lahead = 1, 10, 3  # one step at a time, but the target is the sum of three
series = np.random.uniform(-0.5, 0.5, (batch_size, 40))
target = sum(np.roll(series, k, axis=1) for k in range(lahead))
target[:, : lahead - 1] = np.cumsum(series[:, : lahead - 1], axis=1)


def make(stateful):
    model = Sequential()
    model.add(LSTM(16, batch_input_shape=(batch_size, tsteps, 1), return_sequences=False, stateful=stateful))
    model.add(Dense(1))
    model.compile(loss="mse", optimizer="adam")
    model.optimizer.lr = 0.01
    return model


def in_batches(values):  # batch k holds step k of every series
    return values.T.reshape(-1, 1)


x, y = in_batches(series)[:, :, None], in_batches(target)
losses = {}
for stateful in (False, True):
    model = make(stateful)
    for epoch in range(25):
        model.fit(x, y, batch_size=batch_size, epochs=1, verbose=0, shuffle=False)
        model.reset_states()
    losses[stateful] = model.evaluate(x, y, batch_size=batch_size, verbose=0)
    model.reset_states()
assert losses[True] < 0.5 * losses[False], losses

first = model.predict(x, batch_size=batch_size)
again = model.predict(x, batch_size=batch_size)
assert not np.allclose(first, again)  # the second pass began where the first one ended
model.layers[0].reset_states()
assert np.allclose(first, model.predict(x, batch_size=batch_size), atol=1e-5)
