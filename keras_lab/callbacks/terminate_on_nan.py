"""Ending training when the loss is no number any more."""

from __future__ import annotations

import math
from typing import Any

from keras_lab.callbacks.callback import Callback


class TerminateOnNaN(Callback):
    """Stops training when the loss is NaN or infinite.

    Steps that run in the same engine call are still done (about a tenth of a second's worth).

    Args:
        raise_error: whether to raise an error rather than to end quietly.

    Raises:
        RuntimeError: (in training) with `raise_error`.
    """

    async_safe = True

    def __init__(self, raise_error: bool = False) -> None:
        super().__init__()
        self.raise_error = raise_error

    def on_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss) or self.model.stop_training:
            return
        text = f"Batch {batch}: the loss is {float(loss)}; training ends."
        if self.raise_error:
            raise RuntimeError(text)
        print(text)
        self.model.stop_training = True
