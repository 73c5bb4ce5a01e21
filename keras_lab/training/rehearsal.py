"""What is checked and built before data reach a model, so that what does not fit changes nothing."""

from __future__ import annotations

from typing import Any

from keras_lab import engine
from keras_lab.engine.spec import Spec
from keras_lab.masks import mask_table
from keras_lab.training.step import is_own, overrides
from keras_lab.variables import Scope


def check_input(model: Any, source: Any) -> tuple[Any, Any]:
    """Runs the model on the shapes of `source`, which builds it if need be; returns the specs of y and y_pred."""
    x, y, _ = source.packing.unpack([Spec((None, *a.shape[1:]), a.dtype.name) for a in source.first()])
    with engine.spec_mode():
        return y, model(x, training=False)


def prepare(model: Any, source: Any, kind: str) -> None:
    """Builds what can only be built now that the data's shapes are known.

    The whole step is run once on shapes alone, so that what does not fit is found before anything changes.
    What a step of the model's own does with data is not known: it builds what it needs as it runs, or, where
    it is given the variables as a state, the model is built if the data are for `call`.
    """
    own = is_own(model, kind)
    if own and engine.load().in_place:
        return
    try:
        y, y_pred = check_input(model, source)
        objective = model._objective  # for a `compute_loss` of its own the outputs may be others
        if (
            kind != "predict"
            and objective is not None
            and not objective.built
            and not overrides(model, "compute_loss")
        ):
            objective.build(y, y_pred)
    except Exception:
        if not own:
            raise
    if kind == "predict":
        return
    if model.optimizer is not None and not model.optimizer.built and model.trainable_variables:
        model.optimizer.build(model.trainable_variables)
    if not own:
        _rehearse(model, source)


def _rehearse(model: Any, source: Any) -> None:
    """Runs loss and metrics on shapes alone. Code of a user's own may only work on real tensors: then the
    same mistakes come out when the program is traced, which also happens before anything is changed."""
    try:
        with engine.spec_mode(), Scope({}), mask_table():
            model._test_on(
                source.packing.data([Spec((None, *a.shape[1:]), a.dtype.name) for a in source.first()])
            )
    except ValueError:
        raise
    except Exception:
        return
