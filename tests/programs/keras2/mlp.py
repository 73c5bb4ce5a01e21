"""A multilayer perceptron with dropout, in the words of Keras 2; its model goes through JSON and HDF5."""

from __future__ import print_function

import keras
from keras.datasets import digits
from keras.layers import Dense, Dropout
from keras.models import Sequential, model_from_json
from keras.optimizers import RMSprop

num_classes = 10

(x_train, y_train), (x_test, y_test) = digits.load_data()
x_train = x_train.reshape(len(x_train), 64).astype("float32")
x_test = x_test.reshape(len(x_test), 64).astype("float32")
x_train /= 16
x_test /= 16
print(x_train.shape[0], "train samples")
y_train = keras.utils.to_categorical(y_train, num_classes)
y_test = keras.utils.to_categorical(y_test, num_classes)

model = Sequential()
model.add(Dense(64, activation="relu", input_shape=(64,)))
model.add(Dropout(0.2))
model.add(Dense(64, activation="relu"))
model.add(Dropout(0.2))
model.add(Dense(num_classes, activation="softmax"))
model.summary()
model.compile(loss="categorical_crossentropy", optimizer=RMSprop(lr=0.003, decay=1e-5), metrics=["accuracy"])

history = model.fit(
    x_train, y_train, batch_size=32, epochs=8, verbose=0, validation_data=(x_test, y_test), shuffle=True
)
score = model.evaluate(x_test, y_test, verbose=0)
print("Test loss:", score[0])
print("Test accuracy:", score[1])
assert score[1] > 0.93
accuracies = history.history.get("val_acc") or history.history["val_accuracy"]
assert len(accuracies) == len(history.epoch) == 8

with open("model.json", "w") as file:
    file.write(model.to_json())
model.save_weights("weights.h5")
with open("model.json") as file:
    again = model_from_json(file.read())
again.load_weights("weights.h5")
assert abs(again.predict(x_test) - model.predict(x_test)).max() < 1e-6
