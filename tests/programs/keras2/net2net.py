"""Net2Net: a wider and a deeper student begin with the teacher's knowledge, through get_weights and set_weights."""

import numpy as np
from keras.datasets import digits
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from keras.models import Sequential
from keras.optimizers import SGD
from keras.utils import to_categorical

np.random.seed(0)
(x_train, y_train), (x_test, y_test) = digits.load_data()
x_train, x_test = x_train[..., None] / 16.0, x_test[..., None] / 16.0
y_train, y_test = to_categorical(y_train), to_categorical(y_test)


def compiled(model):
    model.compile(loss="categorical_crossentropy", optimizer=SGD(lr=0.05, momentum=0.9), metrics=["accuracy"])
    return model


teacher = Sequential()
teacher.add(Conv2D(8, 3, input_shape=(8, 8, 1), padding="same", name="conv1"))
teacher.add(MaxPooling2D(2, name="pool1"))
teacher.add(Flatten(name="flatten"))
teacher.add(Dense(16, activation="relu", name="fc1"))
teacher.add(Dense(10, activation="softmax", name="fc2"))
compiled(teacher).fit(x_train, y_train, epochs=4, verbose=0)
taught = teacher.evaluate(x_test, y_test, verbose=0)[1]

w1, b1 = teacher.get_layer("fc1").get_weights()
w2, b2 = teacher.get_layer("fc2").get_weights()
copied = np.random.randint(16, size=8)
share = (np.bincount(copied, minlength=16) + 1.0)[:, None]
wide = Sequential()
wide.add(Conv2D(8, 3, input_shape=(8, 8, 1), padding="same", name="conv1"))
wide.add(MaxPooling2D(2, name="pool1"))
wide.add(Flatten(name="flatten"))
wide.add(Dense(24, activation="relu", name="fc1"))
wide.add(Dense(10, activation="softmax", name="fc2"))
wide.get_layer("conv1").set_weights(teacher.get_layer("conv1").get_weights())
wide.get_layer("fc1").set_weights([np.concatenate([w1, w1[:, copied]], 1), np.concatenate([b1, b1[copied]])])
w2 = w2 / share
wide.get_layer("fc2").set_weights([np.concatenate([w2, w2[copied]]), b2])
np.testing.assert_allclose(wide.predict(x_test), teacher.predict(x_test), atol=1e-5)

deep = Sequential(teacher.layers[:-1])
deep.add(Dense(16, activation="relu", kernel_initializer="identity", name="fc1-more"))
deep.add(teacher.layers[-1])
np.testing.assert_allclose(deep.predict(x_test), teacher.predict(x_test), atol=1e-5)
compiled(deep).fit(x_train, y_train, epochs=2, verbose=0)
assert deep.evaluate(x_test, y_test, verbose=0)[1] >= taught - 0.03 > 0.85
