"""TensorFlow: variables of its own, for the tapes and programs that other people's code makes."""

from __future__ import annotations

from typing import Any

import tensorflow as tf
from tensorflow.python import pywrap_tfe

from keras_lab.engine.tensorflow.keys import key

Tensor = Any

in_place = True


def watched() -> bool:
    return not tf.executing_eagerly() or not pywrap_tfe.TFE_Py_TapeSetIsEmpty()


def cell(x: Tensor, trainable: bool) -> Any:
    with tf.init_scope():
        return tf.Variable(x, trainable=trainable)


def read(cell: Any) -> Tensor:
    return cell.value()


def write(cell: Any, x: Tensor) -> None:
    cell.assign(x)


def fresh_key(seed: int) -> Tensor:
    if tf.executing_eagerly():
        return key(seed)
    # not stateless: a program that is run again draws again
    return tf.random.uniform((2,), tf.int32.min, tf.int32.max, tf.int32, seed=seed & 0x7FFFFFFF)
