"""What is checked and built before data reach a model, so that what does not fit changes nothing."""

from __future__ import annotations

from typing import Any

from keras_lab import engine
from keras_lab.engine.spec import Spec
from keras_lab.masks import mask_table
from keras_lab.variables import Scope

#: Methods of Keras's models that stand for a part of the step; what overrides them must not be passed over.
OWN_STEPS = ("train_step", "test_step", "predict_step", "compute_metrics")


def refuse_own_steps(cls: type) -> None:
    """Raises NotImplementedError for a class of models with a step of its own."""
    for name in OWN_STEPS:
        if hasattr(cls, name):
            raise NotImplementedError(
                f"{cls.__name__} defines {name}(), which would never be called here. Define "
                "compute_loss(self, x, y, y_pred, sample_weight, training) or metrics of your own instead."
            )


def check_input(model: Any, source: Any) -> tuple[Any, Any]:
    """Runs the model on the shapes of `source`, which builds it if need be; returns the specs of y and y_pred."""
    x, y, _ = source.packing.unpack([Spec((None, *a.shape[1:]), a.dtype.name) for a in source.first()])
    with engine.spec_mode():
        return y, model(x, training=False)


def prepare(model: Any, source: Any) -> None:
    """Builds what can only be built now that the data's shapes are known.

    The whole step is run once on shapes alone, so that what does not fit is found before anything changes.
    """
    y, y_pred = check_input(model, source)
    objective = model._objective
    if objective is None:
        return
    if not objective.built:
        objective.build(y, y_pred, model.output_names)
    if not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    _rehearse(model, source)


def _rehearse(model: Any, source: Any) -> None:
    """Runs loss and metrics on shapes alone. Code of a user's own may only work on real tensors: then the
    same mistakes come out when the program is traced, which also happens before anything is changed."""
    try:
        with engine.spec_mode(), Scope({}), mask_table():
            _step(model, source)
    except ValueError:
        raise
    except Exception:
        return


def _step(model: Any, source: Any) -> None:
    x, y, weight = source.packing.unpack([Spec((None, *a.shape[1:]), a.dtype.name) for a in source.first()])
    y_pred = model(x, training=False)
    model._loss_of(x, y, y_pred, weight, training=False)
    model._objective.update_metrics(y, y_pred, weight)
