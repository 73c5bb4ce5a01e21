"""What a person may wish of a run under way (see `control`), and how the training loop does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from keras_lab.control import Wish
from keras_lab.engine import P
from keras_lab.sentences import say
from keras_lab.training.evaluation import NoBatchesError


def hyperparameters(optimizer: Any) -> dict[str, float]:
    """The numbers of the optimizer's configuration that may be changed while it works."""
    try:
        config = optimizer.get_config() if optimizer is not None else {}
    except Exception:  # an optimizer of a user's own need not have one
        return {}
    found = {name: value for name, value in config.items() if isinstance(value, float)}
    if not config.get("use_ema"):
        found.pop("ema_momentum", None)
    return found


class Steering:
    """Does for a loop what was asked of its control.

    Args:
        loop: the training loop.
        how: kind of a wish → what does it, for the loop.
    """

    def __init__(self, loop: Any, how: Mapping[str, Callable[[Any, Wish], None]] | None = None) -> None:
        self._loop = loop
        self._how = HOW if how is None else how
        self._paused = False  # as the marks tell; single steps do not change it

    def obey(self) -> None:
        """Does what was asked for while the last steps ran, and waits while the run is paused."""
        control = self._loop.control
        self._fulfil()
        if control.paused and not self._paused:
            self._paused = True
            self._loop.mark("paused", say("paused"))
        while control.wait_while_paused():
            self._fulfil()
        if self._paused and control.stride is None:
            self._paused = False
            self._loop.mark("resumed", say("resumed" if control.stop_reason is None else "stopped"))
        self._fulfil()

    def _fulfil(self) -> None:
        for wish in self._loop.control.take_wishes():
            self._how[wish.kind](self._loop, wish)


def set_hyperparameter(run: Any, optimizer: Any, wish: Wish, compile_again: Callable[[], None]) -> None:
    """Changes a number of the optimizer, if the optimizer takes it, and marks that in the run.

    Args:
        run: what trains: it has `control` and `mark`.
        optimizer: its model's.
        wish: name and value.
        compile_again: called after a change of anything but the learning rate: that is a constant of the
            compiled steps.
    """
    try:
        type(optimizer).from_config({**optimizer.get_config(), wish.name: wish.value})
        setattr(optimizer, wish.name, wish.value)
    except (TypeError, ValueError) as error:
        run.mark("notice", say("unchanged", name=wish.name, reason=error))
        return
    before = run.control.hyperparameters[wish.name]
    run.control.hyperparameters[wish.name] = wish.value
    if wish.name != "learning_rate":
        compile_again()
    said = say(
        "hyperparameter", name=wish.name.replace("_", " "), before=f"{before:g}", after=f"{wish.value:g}"
    )
    run.mark(wish.name, said, wish.value)


def mark_restored(run: Any, epoch: int | None) -> None:
    """Marks in the run that the weights of a best epoch (from 0) were restored; None: that there are none yet."""
    if epoch is None:
        run.mark("notice", say("no_best"))
    else:
        run.mark("restored", say("restored", epoch=epoch + 1), epoch)


def _set(loop: Any, wish: Wish) -> None:
    set_hyperparameter(loop, loop.model.optimizer, wish, loop.compile_again)


def _extend(loop: Any, wish: Wish) -> None:
    loop.epochs = max(loop.epochs + int(wish.value), loop.epoch + 1)
    loop.mark("extended", say("extended", epochs=loop.epochs), loop.epochs)


def _evaluate(loop: Any, wish: Wish) -> None:
    if loop.plan.validation is None:
        loop.mark("notice", say("no_validation"))
        return
    metrics = loop.model.metrics_variables
    kept = [P.to_numpy(variable.materialize()) for variable in metrics]  # the epoch's means go on afterwards
    try:
        found = loop.evaluate()
    except NoBatchesError as error:
        loop.mark("notice", str(error))
        return
    finally:
        for variable, value in zip(metrics, kept, strict=True):
            variable.assign(value)
    if found:
        text = ", ".join(f"val_{name} {value:.4g}" for name, value in found.items() if np.ndim(value) == 0)
        loop.mark("evaluated", say("evaluated", values=text), found.get("loss"))


def _checkpoint(loop: Any, wish: Wish) -> None:
    if loop.keeper is None:
        loop.mark("notice", say("not_kept"))
    elif loop.keeper.save(loop.place):
        loop.mark("checkpoint", say("checkpoint"))


def _restore_best(loop: Any, wish: Wish) -> None:
    mark_restored(loop, loop.keeper.restore_best() if loop.keeper is not None else None)


def _answer(loop: Any, wish: Wish) -> None:
    answer, question = wish.answer, wish.question
    if answer is None or question is None or not answer.set_running_or_notify_cancel():
        return
    try:
        answer.set_result(question(loop))
    except Exception as error:  # the asker's, not the training's
        answer.set_exception(error)


HOW: Mapping[str, Callable[[Any, Wish], None]] = {
    "hyperparameter": _set,
    "extend": _extend,
    "evaluate": _evaluate,
    "checkpoint": _checkpoint,
    "restore_best": _restore_best,
    "question": _answer,
}
