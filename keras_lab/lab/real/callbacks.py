"""The two callbacks by which Keras tells a `KerasRun` of its training: one before a person's own, one after.

Their classes are made when first needed, of Keras's: there is none of them before.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from keras_lab.lab.real import package
from keras_lab.lab.real.run import KerasRun


def around(run: KerasRun, callbacks: list[Any], verbose: Any) -> list[Any]:
    """A person's callbacks between our two.

    The last one is Keras's own progress bar as well, silent where the run is shown live; if the person gave a
    bar of their own, that stays as it is.
    """
    first, last = _classes()
    bar = package.package().callbacks.ProgbarLogger
    silent = verbose == 0 or any(isinstance(each, bar) for each in callbacks)
    return [first(run), *callbacks, last(run, silent)]


@cache
def _classes() -> tuple[Any, Any]:
    callbacks = package.package().callbacks
    return _first(callbacks.Callback), _last(callbacks.ProgbarLogger)


def _first(base: Any) -> Any:
    class Begin(base):
        """Opens the run, and looks after what other callbacks shall not see."""

        def __init__(self, run: KerasRun) -> None:
            super().__init__()
            self._run = run

        def set_params(self, params: Any) -> None:
            """All callbacks share `params`: they see how many epochs a person planned."""
            if self._run.plan.extendable:
                params["epochs"] = self._run.plan.epochs
            super().set_params(params)

        def on_train_begin(self, logs: Any = None) -> None:
            self._run.begins(self.params.get("steps"))

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self._run.epoch_begins(epoch)

        def on_test_begin(self, logs: Any = None) -> None:
            self._run.tell()
            self._run.validating = True

        def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
            self._run.obey()

        def on_test_end(self, logs: Any = None) -> None:
            self._run.validating = False

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if self._run.stopping:  # the validation was cut short: its means are those of a few batches
                for name in [name for name in logs or () if name.startswith("val_")]:
                    del logs[name]

    return Begin


def _last(base: Any) -> Any:
    class End(base):
        """Tells of steps and epochs, and steers, when all others had their turn."""

        def __init__(self, run: KerasRun, silent: bool) -> None:
            super().__init__()
            self._run = run
            self._silent = silent

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self._silent = self._silent or self._run.control.shown
            if not self._silent:
                super().on_epoch_begin(epoch, logs)

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if not self._silent:
                super().on_train_batch_end(batch, logs)
            self._run.steps_done(batch + 1, logs or {})

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if not self._silent:
                super().on_epoch_end(epoch, logs)
            self._run.epoch_ends(logs or {})

    return End
