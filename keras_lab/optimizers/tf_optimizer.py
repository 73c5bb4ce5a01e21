"""The name of Keras 2's wrapper of TensorFlow 1's optimizers."""

from __future__ import annotations

from typing import Any

from keras_lab.optimizers.optimizer import Optimizer


class TFOptimizer(Optimizer):
    """TensorFlow 1's optimizers (`tf.train.…`) change variables of its sessions, which there are none of here.

    Args:
        optimizer: one of these.

    Raises:
        NotImplementedError: always; the message says what to use.
    """

    def __init__(self, optimizer: Any) -> None:
        name = type(optimizer).__name__.removesuffix("Optimizer")
        raise NotImplementedError(
            f"TFOptimizer: TensorFlow 1's optimizers work in its sessions only. Received: {optimizer!r}. Use the "
            f"optimizer of keras_lab instead: keras_lab.optimizers.get({name.lower()!r})."
        )
