"""Optimizers: rules that turn gradients into better weights. One file a family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lab import configurable
from keras_lab.configurable import resolve
from keras_lab.optimizers import legacy, schedules
from keras_lab.optimizers.adafactor import Adafactor
from keras_lab.optimizers.adagrad import Adadelta, Adagrad
from keras_lab.optimizers.adam import Adam, Adamax, AdamW, Lamb, Nadam
from keras_lab.optimizers.ftrl import Ftrl
from keras_lab.optimizers.gradients import clip_norm
from keras_lab.optimizers.lion import Lion
from keras_lab.optimizers.loss_scale import LossScaleOptimizer
from keras_lab.optimizers.multi import MultiOptimizer, OptimizerMap
from keras_lab.optimizers.muon import Muon
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.optimizers.rmsprop import RMSprop
from keras_lab.optimizers.schedule_free import ScheduleFreeAdamW
from keras_lab.optimizers.sgd import SGD
from keras_lab.optimizers.tf_optimizer import TFOptimizer
from keras_lab.registry import custom_object_scope

sgd, rmsprop, adagrad, adadelta, adam, adamax, nadam = SGD, RMSprop, Adagrad, Adadelta, Adam, Adamax, Nadam

_CLASSES = (
    *(Optimizer, SGD, RMSprop, Adagrad, Adadelta, Adam, AdamW, Adamax, Nadam, Lamb, Ftrl, Lion, Adafactor),
    *(Muon, ScheduleFreeAdamW, LossScaleOptimizer, MultiOptimizer, OptimizerMap, TFOptimizer),
)
_TABLE = {name: cls for cls in _CLASSES for name in (cls.__name__, cls.__name__.lower())}

__all__ = [
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "LossScaleOptimizer",
    "MultiOptimizer",
    "Muon",
    "Nadam",
    "Optimizer",
    "OptimizerMap",
    "RMSprop",
    "ScheduleFreeAdamW",
    "TFOptimizer",
    "clip_norm",
    "legacy",
    "schedules",
]


def get(identifier: Any) -> Any:
    """An optimizer from its name, a config, a class, an object, or None (which stays None)."""
    return resolve(identifier, _TABLE, "optimizer")


def serialize(optimizer: Any) -> Any:
    """An optimizer as plain data, without its state."""
    return configurable.serialize(optimizer)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """An optimizer from what `serialize` returned."""
    with custom_object_scope(custom_objects or {}):
        return get(config)
