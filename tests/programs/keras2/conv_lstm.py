"""The next frame of a film of moving squares."""

import numpy as np
from keras.layers.convolutional import Conv3D
from keras.layers.convolutional_recurrent import ConvLSTM2D
from keras.layers.normalization import BatchNormalization
from keras.models import Sequential

np.random.seed(3)


def generate_movies(n_samples, n_frames=4, size=8):
    movies = np.zeros((n_samples, n_frames + 1, size, size, 1), dtype="float32")
    for i in range(n_samples):
        row, column = np.random.randint(0, size, 2)
        down, right = np.random.randint(-1, 2, 2)
        for t in range(n_frames + 1):
            rows, columns = (row + t * down + np.arange(2)) % size, (column + t * right + np.arange(2)) % size
            movies[i, t, rows[:, None], columns[None], 0] = 1
    return movies[:, :-1], movies[:, 1:]


seq = Sequential()
seq.add(
    ConvLSTM2D(
        filters=8, kernel_size=(3, 3), input_shape=(None, 8, 8, 1), padding="same", return_sequences=True
    )
)
seq.add(BatchNormalization())
seq.add(ConvLSTM2D(filters=4, kernel_size=(3, 3), padding="same", return_sequences=True))
seq.add(
    Conv3D(
        filters=1,
        kernel_size=(3, 3, 3),
        activation="sigmoid",
        padding="same",
        data_format="channels_last",
    )
)
seq.compile(loss="binary_crossentropy", optimizer="adadelta")
seq.optimizer.lr = 1.0
noisy, shifted = generate_movies(60)
history = seq.fit(noisy, shifted, batch_size=10, epochs=6, validation_split=0.05, verbose=0)
assert history.history["loss"][-1] < 0.5 * history.history["loss"][0], history.history
track = noisy[:1]
longer = np.concatenate((track, seq.predict(track)[:, -1:]), axis=1)
assert seq.predict(longer).shape == (1, 5, 8, 8, 1)
