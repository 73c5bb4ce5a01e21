"""How what a person wishes of a run (see `keras_lab.control`) is done where Keras itself trains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from keras_lab.control import Wish
from keras_lab.lab.real.package import synced
from keras_lab.runs import store
from keras_lab.sentences import say
from keras_lab.training.steering import mark_restored, set_hyperparameter

FILE = "model.keras"  # the name of a state's file, in a folder of the run's own


def _set(run: Any, wish: Wish) -> None:
    model = synced(run.model)
    set_hyperparameter(run, model.optimizer, wish, lambda: model.make_train_function(force=True))


def _extend(run: Any, wish: Wish) -> None:
    if not run.plan.extendable:
        run.mark(
            "notice",
            "This run cannot be extended: its model has a fit of its own, or a limit of epochs is set.",
        )
        return
    run.epochs = max(run.epochs + int(wish.value), run.epoch + 1)
    run.mark("extended", say("extended", epochs=run.epochs), run.epochs)


def _evaluate(run: Any, wish: Wish) -> None:
    model = run.model
    if run.plan.validation is None:
        run.mark("notice", "There is no validation data to evaluate on: give fit validation_data.")
        return
    if run.validating:
        run.mark("notice", "It is being evaluated.")
        return
    metrics = synced(model).metrics_variables
    kept = [variable.numpy() for variable in metrics]  # the epoch's means go on afterwards
    found = model.evaluate(**run.plan.validation, verbose=0, return_dict=True)
    for variable, value in zip(metrics, kept, strict=True):
        variable.assign(value)
    text = ", ".join(f"val_{name} {value:.4g}" for name, value in found.items())
    run.mark("evaluated", say("evaluated", values=text), found.get("loss"))


def _checkpoint(run: Any, wish: Wish) -> None:
    file = store.states_folder() / run.control.run / FILE
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        synced(run.model).save(file)
    except Exception as error:  # the get_config of a person's own layer may do anything
        run.mark("notice", f"The model cannot be saved: {error}")
        return
    run.mark("checkpoint", f"Model written to {file}.")


def _restore_best(run: Any, wish: Wish) -> None:
    mark_restored(run, run.restore_best())


HOW: Mapping[str, Callable[[Any, Wish], None]] = {
    "hyperparameter": _set,
    "extend": _extend,
    "evaluate": _evaluate,
    "checkpoint": _checkpoint,
    "restore_best": _restore_best,
}
