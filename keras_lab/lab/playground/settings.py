"""How the network of a playground is made and trained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from keras_lab.registry import suggest

MOST_LAYERS, MOST_UNITS = 5, 8
ACTIVATIONS = ("tanh", "relu", "sigmoid", "elu", "swish", "linear")
OPTIMIZERS = ("adam", "sgd", "momentum", "rmsprop", "adagrad")
REGULARIZATIONS = ("none", "l1", "l2")


@dataclass(frozen=True)
class Settings:
    """What a person can choose.

    Attributes:
        layers: units of the hidden layers.
        activation: of the hidden layers.
        optimizer: `"momentum"` is SGD with 0.9.
        regularization: what keeps the weights small, `regularization_rate` how much.
        batch_size: samples in a step.
    """

    layers: tuple[int, ...] = (6, 4)
    activation: str = "tanh"
    optimizer: str = "adam"
    learning_rate: float = 0.01
    regularization: str = "none"
    regularization_rate: float = 0.001
    batch_size: int = 16

    def changed(self, name: str, value: Any) -> Settings:
        """The same but for `name`.

        Raises:
            ValueError: for an unknown name or a value that will not do.
        """
        if name not in _CHECKS:
            raise ValueError(f"A playground has no setting {name!r}.{suggest(name, _CHECKS)}")
        return replace(self, **{name: _CHECKS[name](value)})


def settings_of(optimizer: Any, settings: Settings) -> Settings:
    """The settings with the optimizer of a compiled model, as far as they can say it."""
    kind = type(optimizer).__name__.lower()
    rate = getattr(optimizer, "learning_rate", None)
    if kind in OPTIMIZERS:
        settings = settings.changed("optimizer", kind)
    return settings if rate is None else replace(settings, learning_rate=float(f"{float(rate):.6g}"))


def _layers(value: Any) -> tuple[int, ...]:
    units = tuple(value) if isinstance(value, (list, tuple)) else None
    if units is None or len(units) > MOST_LAYERS or not all(_is_count(each, MOST_UNITS) for each in units):
        raise ValueError(
            f"layers must be at most {MOST_LAYERS} numbers of units, each from 1 to {MOST_UNITS}. Received: {value!r}"
        )
    return units


def _is_count(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _one_of(name: str, known: tuple[str, ...]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in known:
            raise ValueError(f"{name} must be one of {', '.join(known)}. Received: {value!r}")
        return str(value)

    return check


def _number(name: str, low: float, high: float) -> Callable[[Any], float]:
    def check(value: Any) -> float:
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"{name} must be a number from {low:g} to {high:g}. Received: {value!r}")
        return float(value)

    return check


def _batch_size(value: Any) -> int:
    if not _is_count(value, 1024):
        raise ValueError(f"batch_size must be a whole number from 1 to 1024. Received: {value!r}")
    return int(value)


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "layers": _layers,
    "activation": _one_of("activation", ACTIVATIONS),
    "optimizer": _one_of("optimizer", OPTIMIZERS),
    "learning_rate": _number("learning_rate", 0, 10),
    "regularization": _one_of("regularization", REGULARIZATIONS),
    "regularization_rate": _number("regularization_rate", 0, 10),
    "batch_size": _batch_size,
}
