"""Random tensors under Keras's names: `keras_lab.random.normal(shape, seed=…)`."""

from __future__ import annotations

from keras_lab.ops.random import SeedGenerator as SeedGenerator
from keras_lab.ops.random import beta as beta
from keras_lab.ops.random import binomial as binomial
from keras_lab.ops.random import categorical as categorical
from keras_lab.ops.random import dropout as dropout
from keras_lab.ops.random import gamma as gamma
from keras_lab.ops.random import normal as normal
from keras_lab.ops.random import randint as randint
from keras_lab.ops.random import shuffle as shuffle
from keras_lab.ops.random import truncated_normal as truncated_normal
from keras_lab.ops.random import uniform as uniform
