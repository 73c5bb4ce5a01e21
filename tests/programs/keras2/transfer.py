"""Transfer learning: features learned on the digits 0 to 4 are frozen, new dense layers learn 5 to 9."""

import datetime

import keras
import numpy as np
from keras import backend as K
from keras.datasets import digits
from keras.layers import Activation, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from keras.models import Sequential

now = datetime.datetime.now
num_classes = 5
(x_train, y_train), (x_test, y_test) = digits.load_data()
x_train_lt5, y_train_lt5 = x_train[y_train < 5], y_train[y_train < 5]
x_test_lt5, y_test_lt5 = x_test[y_test < 5], y_test[y_test < 5]
x_train_gte5, y_train_gte5 = x_train[y_train >= 5], y_train[y_train >= 5] - 5
x_test_gte5, y_test_gte5 = x_test[y_test >= 5], y_test[y_test >= 5] - 5


def train_model(model, train, test, num_classes, epochs):
    x_train = train[0].reshape((train[0].shape[0], 8, 8, 1)).astype("float32") / 16
    x_test = test[0].reshape((test[0].shape[0], 8, 8, 1)).astype("float32") / 16
    y_train = keras.utils.to_categorical(train[1], num_classes)
    y_test = keras.utils.to_categorical(test[1], num_classes)
    model.compile(loss="categorical_crossentropy", optimizer="adadelta", metrics=["accuracy"])
    K.set_value(model.optimizer.lr, 1.0)
    model.fit(x_train, y_train, batch_size=32, epochs=epochs, verbose=0, validation_data=(x_test, y_test))
    return model.evaluate(x_test, y_test, verbose=0)[1]


feature_layers = [
    Conv2D(16, 3, padding="valid", input_shape=(8, 8, 1)),
    Activation("relu"),
    Conv2D(16, 3),
    Activation("relu"),
    MaxPooling2D(pool_size=2),
    Dropout(0.1),
    Flatten(),
]
classification_layers = [
    Dense(64),
    Activation("relu"),
    Dropout(0.2),
    Dense(num_classes),
    Activation("softmax"),
]
model = Sequential(feature_layers + classification_layers)
assert train_model(model, (x_train_lt5, y_train_lt5), (x_test_lt5, y_test_lt5), num_classes, 6) > 0.85

for layer in feature_layers:
    layer.trainable = False
before = feature_layers[0].get_weights()[0]
assert train_model(model, (x_train_gte5, y_train_gte5), (x_test_gte5, y_test_gte5), num_classes, 8) > 0.7
np.testing.assert_array_equal(before, feature_layers[0].get_weights()[0])
assert len(model.trainable_weights) == 4 and len(model.non_trainable_weights) == 4

# The last layers are popped off, the rest gives features to a model of scikit-learn's kind.
model.pop()
model.pop()
assert model.output_shape == (None, 64)
