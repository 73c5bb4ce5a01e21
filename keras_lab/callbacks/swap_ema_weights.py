"""Evaluating a model with the moving average of its weights."""

from __future__ import annotations

from typing import Any

from keras_lab.callbacks.callback import Callback


class SwapEMAWeights(Callback):
    """Puts the moving averages in the place of the weights while a model is evaluated or predicts.

    The optimizer keeps the averages (`use_ema=True`).

    Args:
        swap_on_epoch: whether they are also in place while an epoch ends, so that callbacks that come after, such as
            `ModelCheckpoint`, save them.

    Raises:
        ValueError: (in use) if the optimizer keeps no averages.
    """

    def __init__(self, swap_on_epoch: bool = False) -> None:
        super().__init__()
        self.swap_on_epoch = swap_on_epoch
        self._swapped = False

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if self.swap_on_epoch:
            self._put(averages=False)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if self.swap_on_epoch:
            self._put(averages=True)
            if epoch == self.params["epochs"] - 1:
                self._keep()

    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._put(averages=True)

    def on_test_end(self, logs: dict[str, Any] | None = None) -> None:
        self._put(averages=False)

    def on_predict_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._put(averages=True)

    def on_predict_end(self, logs: dict[str, Any] | None = None) -> None:
        self._put(averages=False)

    def _pairs(self) -> list[tuple[Any, Any]]:
        optimizer = getattr(self.model.optimizer, "inner_optimizer", self.model.optimizer)
        if not getattr(optimizer, "use_ema", False):
            kind = type(optimizer).__name__
            raise ValueError(
                f"SwapEMAWeights must be used when `use_ema=True` is set for the optimizer: {kind}(use_ema=True)."
            )
        optimizer.build(self.model.trainable_variables)
        return [
            (weight, optimizer.slot(optimizer._averages, weight)) for weight in self.model.trainable_variables
        ]

    def _put(self, averages: bool) -> None:
        """Swaps weights and averages, unless what is asked for is in place already."""
        if averages == self._swapped:
            return
        for weight, average in self._pairs():
            value = weight.numpy()
            weight.assign(average.numpy())
            average.assign(value)
        self._swapped = averages

    def _keep(self) -> None:
        """The end of training writes the averages to the weights, so they must be in both places."""
        for weight, average in self._pairs():
            average.assign(weight.numpy())
        self._swapped = False
