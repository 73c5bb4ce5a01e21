"""A hierarchy of recurrent layers reads pictures: rows first (TimeDistributed), then columns of rows.

With IRNN (a plain recurrent layer that begins as the identity) beside it.
"""

import keras
from keras import initializers
from keras.datasets import digits
from keras.layers import LSTM, Activation, Dense, Input, SimpleRNN, TimeDistributed
from keras.models import Model, Sequential
from keras.optimizers import RMSprop

num_classes, row_hidden, col_hidden = 10, 24, 24
(x_train, y_train), (x_test, y_test) = digits.load_data()
x_train = x_train.reshape(x_train.shape[0], 8, 8, 1).astype("float32") / 16
x_test = x_test.reshape(x_test.shape[0], 8, 8, 1).astype("float32") / 16
y_train = keras.utils.to_categorical(y_train, num_classes)
y_test = keras.utils.to_categorical(y_test, num_classes)
row, col, pixel = x_train.shape[1:]

x = Input(shape=(row, col, pixel))
encoded_rows = TimeDistributed(LSTM(row_hidden))(x)
encoded_columns = LSTM(col_hidden)(encoded_rows)
prediction = Dense(num_classes, activation="softmax")(encoded_columns)
model = Model(x, prediction)
model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
model.optimizer.lr = 0.01
model.fit(x_train, y_train, batch_size=32, epochs=5, verbose=0, validation_data=(x_test, y_test))
scores = model.evaluate(x_test, y_test, verbose=0)
assert scores[1] > 0.8, scores

irnn = Sequential()
irnn.add(
    SimpleRNN(
        32,
        kernel_initializer=initializers.RandomNormal(stddev=0.05),
        recurrent_initializer=initializers.Identity(gain=1.0),
        activation="relu",
        input_shape=(8, 8),
    )
)
irnn.add(Dense(num_classes))
irnn.add(Activation("softmax"))
irnn.compile(loss="categorical_crossentropy", optimizer=RMSprop(lr=3e-3), metrics=["accuracy"])
irnn.fit(x_train[..., 0], y_train, batch_size=32, epochs=8, verbose=0)
assert irnn.evaluate(x_test[..., 0], y_test, verbose=0)[1] > 0.5
