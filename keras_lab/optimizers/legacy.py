"""The names of `keras.optimizers.legacy`: the same optimizers; `lr` and `decay` are understood by all."""

from __future__ import annotations

from keras_lab.optimizers.adagrad import Adadelta, Adagrad
from keras_lab.optimizers.adam import Adam, Adamax, Nadam
from keras_lab.optimizers.ftrl import Ftrl
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.optimizers.rmsprop import RMSprop
from keras_lab.optimizers.sgd import SGD

__all__ = ["SGD", "Adadelta", "Adagrad", "Adam", "Adamax", "Ftrl", "Nadam", "Optimizer", "RMSprop"]
