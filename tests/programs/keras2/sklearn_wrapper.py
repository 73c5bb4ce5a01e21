"""Hyperparameters are searched with scikit-learn's GridSearchCV around a network."""

import numpy as np
from keras import backend as K
from keras.datasets import digits
from keras.layers import Activation, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from keras.models import Sequential
from keras.utils import to_categorical
from keras.wrappers.scikit_learn import KerasClassifier, KerasRegressor
from sklearn.model_selection import GridSearchCV, cross_val_score

num_classes = 10
(x_train, y_train), (x_test, y_test) = digits.load_data()
x_train, y_train = x_train[:400, ..., None] / 16.0, y_train[:400]
x_test = x_test[..., None] / 16.0
assert K.image_data_format() == "channels_last"


def make_model(dense_layer_sizes, filters, kernel_size, pool_size):
    model = Sequential()
    model.add(Conv2D(filters, kernel_size, padding="valid", input_shape=(8, 8, 1)))
    model.add(Activation("relu"))
    model.add(MaxPooling2D(pool_size=pool_size))
    model.add(Dropout(0.1))
    model.add(Flatten())
    for layer_size in dense_layer_sizes:
        model.add(Dense(layer_size))
        model.add(Activation("relu"))
    model.add(Dense(num_classes))
    model.add(Activation("softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


my_classifier = KerasClassifier(make_model, batch_size=32)
validator = GridSearchCV(
    my_classifier,
    param_grid={
        "dense_layer_sizes": [[32], []],
        "epochs": [8],
        "filters": [8],
        "kernel_size": [3],
        "pool_size": [2],
        "verbose": [0],
    },
    scoring="neg_log_loss",
    cv=2,
    n_jobs=1,
)
validator.fit(x_train, y_train)
best_model = validator.best_estimator_.model
metric_names = best_model.metrics_names
metric_values = best_model.evaluate(x_test, to_categorical(y_test), verbose=0)
assert metric_names[0] == "loss" and metric_values[1] > 0.4, metric_values


def regression():
    model = Sequential([Dense(16, activation="relu", input_dim=2), Dense(1)])
    model.compile("adam", "mse")
    model.optimizer.lr = 0.02
    return model


x = np.random.RandomState(0).normal(size=(200, 2))
scores = cross_val_score(KerasRegressor(regression, epochs=5, verbose=0), x, x[:, 0] - 2 * x[:, 1], cv=2)
assert scores.shape == (2,) and scores.max() < 0  # minus the mean squared error, as Keras 2 scored
