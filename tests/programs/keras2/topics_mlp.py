"""Newswires by topic: a Tokenizer's matrix of words into a multilayer perceptron; relu against selu."""

import keras
import numpy as np
from keras.layers import Activation, AlphaDropout, Dense, Dropout
from keras.models import Sequential
from keras.preprocessing.text import Tokenizer

rng = np.random.RandomState(3)
topics = ["grain wheat corn harvest tonnes", "bank rate money loan credit", "ship port cargo crew sea"]
common = "the of and a in said on for".split()
texts, y = [], []
for i in range(300):
    topic = i % 3
    words = rng.choice(common + topics[topic].split(), size=9)
    texts.append(" ".join(words).capitalize() + ".")
    y.append(topic)
y = np.array(y)

tokenizer = Tokenizer(num_words=30)
tokenizer.fit_on_texts(texts)
x = tokenizer.texts_to_matrix(texts, mode="binary")
assert x.shape == (300, 30) and "wheat" in tokenizer.word_index
x_train, x_test = x[:240], x[240:]
y_train = keras.utils.to_categorical(y[:240], 3)
y_test = keras.utils.to_categorical(y[240:], 3)


def create_network(
    n_dense=2,
    dense_units=16,
    activation="selu",
    dropout=AlphaDropout,
    dropout_rate=0.1,
    kernel_initializer="lecun_normal",
    optimizer="adam",
):
    model = Sequential()
    model.add(Dense(dense_units, input_shape=(30,), kernel_initializer=kernel_initializer))
    model.add(Activation(activation))
    model.add(dropout(dropout_rate))
    for _ in range(n_dense - 1):
        model.add(Dense(dense_units, kernel_initializer=kernel_initializer))
        model.add(Activation(activation))
        model.add(dropout(dropout_rate))
    model.add(Dense(3))
    model.add(Activation("softmax"))
    model.compile(loss="categorical_crossentropy", optimizer=optimizer, metrics=["accuracy"])
    return model


network1 = {
    "dropout": Dropout,
    "activation": "relu",
    "kernel_initializer": "glorot_uniform",
    "optimizer": "sgd",
}
network2 = {"dropout": AlphaDropout, "kernel_initializer": keras.initializers.lecun_normal(seed=1)}
for network in (network1, network2):
    network = dict(network, optimizer=keras.optimizers.SGD(lr=0.1, momentum=0.9, nesterov=True))
    model = create_network(**network)
    history = model.fit(x_train, y_train, batch_size=16, epochs=15, verbose=0, validation_split=0.1)
    score = model.evaluate(x_test, y_test, batch_size=16, verbose=0)
    assert score[1] > 0.95, score
