"""`watch(model)`: the `fit` of models of Keras itself, attended."""

from __future__ import annotations

import functools
import inspect
import math
import threading
import types
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from keras_lab import tree
from keras_lab.asked import asked
from keras_lab.lab.real import package
from keras_lab.lab.real.callbacks import around
from keras_lab.lab.real.run import KerasRun, Plan
from keras_lab.runs import start_recording
from keras_lab.training.interrupts import first_one_stops

_FOR_EVER = 1_000_000_000  # epochs: a run that may be extended is ended by us


class _Here(threading.local):
    def __init__(self) -> None:
        self.models: set[int] = set()  # those whose fit is attended already


_here = _Here()


def watch(model: Any) -> Any:
    """Lets each `fit` of a model of Keras itself be a run of the lab: drawn live, steered, kept in the ledger.

    Models of keras_lab are attended anyway. More calls change nothing; `unwatch` takes it back.

    Arguments:
        model: a `keras.Model` of Keras 3.

    Returns:
        The model.

    Raises:
        TypeError: if it is no such model.
    """
    if package.is_model(model):
        if "fit" not in vars(model):
            plain = type(model).fit

            @functools.wraps(plain)
            def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
                return attended(plain, self, args, kwargs, shown=True)

            object.__setattr__(model, "fit", types.MethodType(fit, model))  # past Keras's tracking
    elif not callable(getattr(model, "_run_config", None)):  # which models of keras_lab have
        raise TypeError(f"watch takes a model: a keras.Model of Keras 3. Received: {type(model).__name__}")
    return model


def unwatch(model: Any) -> Any:
    """Takes `watch` back; returns the model."""
    if package.is_model(model) and "fit" in vars(model):
        object.__delattr__(model, "fit")
    return model


def attended(
    fit: Callable[..., Any], model: Any, args: tuple[Any, ...], kwargs: dict[str, Any], shown: bool = False
) -> Any:
    """Calls `fit` and lets a `KerasRun` hear of it."""
    call = _Call(args, kwargs)
    callbacks = call.get("callbacks")
    if id(model) in _here.models or not model.compiled or hasattr(callbacks, "callbacks"):
        return fit(model, *args, **kwargs)  # within another one; a refusal; or a CallbackList, ready made
    run = KerasRun(model, _plan(fit, model, call, shown))
    call.set(
        "callbacks", around(run, tree.flatten(callbacks) if callbacks else [], call.get("verbose", "auto"))
    )
    call.set("epochs", _FOR_EVER if run.plan.extendable else run.plan.epochs)
    start_recording()
    _here.models.add(id(model))
    try:
        with first_one_stops(run.control):
            history = fit(model, *call.args, **call.kwargs)
    except BaseException as error:
        if run.started:
            interrupted = isinstance(error, KeyboardInterrupt)
            message = None if interrupted else f"{type(error).__name__}: {error}"
            run.ends("interrupted" if interrupted else "failed", message)
        raise
    finally:
        _here.models.discard(id(model))
    if run.started:
        status = run.ends()
        if history is not None:
            history.run, history.status = run.control.run, status
    return history


class _Call:
    """The arguments of a call of `fit`, by Keras's names for them."""

    _ORDER = (
        "x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data", "shuffle",
        "class_weight", "sample_weight", "initial_epoch", "steps_per_epoch", "validation_steps",
        "validation_batch_size", "validation_freq",
    )  # fmt: skip

    def __init__(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        self.args, self.kwargs = list(args), dict(kwargs)

    def get(self, name: str, default: Any = None) -> Any:
        place = self._ORDER.index(name)
        return self.args[place] if place < len(self.args) else self.kwargs.get(name, default)

    def set(self, name: str, value: Any) -> None:
        place = self._ORDER.index(name)
        if place < len(self.args):
            self.args[place] = value
        else:
            self.kwargs[name] = value


def _plan(fit: Any, model: Any, call: _Call, shown: bool) -> Plan:
    epochs = int(asked().epochs or call.get("epochs", 1))
    initial = int(call.get("initial_epoch", 0) or 0)
    samples = _samples(call.get("x"))
    limit = getattr(package.package().config, "max_epochs", lambda: None)()
    own = not (inspect.unwrap(fit).__module__ or "").startswith("keras.src.")
    validation = _validation(call)
    return Plan(
        name=asked().name or model.name,
        epochs=epochs,
        initial_epoch=initial,
        extendable=not own and limit is None and epochs > initial,
        validation=validation,
        params={
            "batch_size": call.get("batch_size") or (32 if samples is not None else None),
            "samples": samples,
            "validation": validation is not None,
            "verbose": 0 if call.get("verbose", "auto") == 0 else 1,
            "shown": shown,
        },
    )


def _samples(x: Any) -> int | None:
    """How many samples there are, if `x` are arrays."""
    leaves = [leaf for leaf in tree.flatten(x) if leaf is not None]
    shaped = leaves and all(getattr(leaf, "shape", ()) for leaf in leaves)
    return int(leaves[0].shape[0]) if shaped else None


def _validation(call: _Call) -> dict[str, Any] | None:
    """What `evaluate` is to be called with."""
    data, split = call.get("validation_data"), call.get("validation_split", 0.0)
    sizes = {
        "batch_size": call.get("validation_batch_size") or call.get("batch_size"),
        "steps": call.get("validation_steps"),
    }
    if isinstance(data, (tuple, list)) and 1 <= len(data) <= 3:
        return {**dict(zip(("x", "y", "sample_weight"), data, strict=False)), **sizes}
    if data is not None:
        return {"x": data, "steps": sizes["steps"]}
    samples = _samples(call.get("x"))
    if not split or samples is None:
        return None
    begin = math.floor(samples * (1 - split))
    held_out = {name: _from(begin, call.get(name)) for name in ("x", "y", "sample_weight")}
    return {**held_out, **sizes}


def _from(begin: int, nest: Any) -> Any:
    return tree.map_structure(lambda leaf: None if leaf is None else np.asarray(leaf)[begin:], nest)
