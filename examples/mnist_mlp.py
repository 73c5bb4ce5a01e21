"""A multilayer perceptron reads handwritten digits: the classic program, in the words of Keras 1.

    keras-lab run examples/mnist_mlp.py

About 0.92 to 0.94 of the test digits are read correctly after five epochs.
"""

from keras.datasets import mnist
from keras.layers.core import Activation, Dense
from keras.models import Sequential
from keras.utils import np_utils

batch_size = 32
nb_classes = 10
nb_epoch = 5

(X_train, y_train), (X_test, y_test) = mnist.load_data()
X_train = X_train.reshape(60000, 784).astype("float32") / 255
X_test = X_test.reshape(10000, 784).astype("float32") / 255
Y_train = np_utils.to_categorical(y_train, nb_classes)
Y_test = np_utils.to_categorical(y_test, nb_classes)

model = Sequential()
model.add(Dense(output_dim=64, input_dim=784))
model.add(Activation("relu"))
model.add(Dense(output_dim=nb_classes))
model.add(Activation("softmax"))

model.compile(loss="categorical_crossentropy", optimizer="sgd", metrics=["accuracy"])
model.fit(X_train, Y_train, nb_epoch=nb_epoch, batch_size=batch_size, verbose=2)

score = model.evaluate(X_test, Y_test, verbose=0)
print("Test loss:", score[0])
print("Test accuracy:", score[1])
