"""The same architecture from Keras and from keras_lab, side by side."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np

from keras_lab import applications
from keras_lab.naming import counted_apart

#: A small member of each family, with the arguments that make it smaller still.
SMALL: dict[str, dict[str, Any]] = {
    "VGG16": {},
    "ResNet50": {},
    "ResNet50V2": {},
    "InceptionV3": {},
    "InceptionResNetV2": {},
    "Xception": {},
    "MobileNet": {"alpha": 0.25},
    "MobileNetV2": {"alpha": 0.35},
    "MobileNetV3Small": {},
    "DenseNet121": {},
    "NASNetMobile": {},
    "EfficientNetB0": {},
    "EfficientNetV2B0": {},
    "ConvNeXtTiny": {},
}
LARGE = sorted(set(dir(applications)) - set(SMALL) - {name for name in dir(applications) if name.islower()})


@contextmanager
def quiet() -> Iterator[None]:
    """What Keras and its libraries warn of is not our business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def outline(name: str, **kwargs: Any) -> Any:
    """The architecture as Keras builds it, without values for its weights."""
    keras.backend.clear_session()
    with quiet(), keras.StatelessScope(initialize_variables=False):
        return getattr(keras.applications, name)(weights=None, **kwargs)


def of_keras(name: str, **kwargs: Any) -> Any:
    """The architecture from Keras."""
    with quiet():
        keras.backend.clear_session()
        return getattr(keras.applications, name)(weights=None, **kwargs)


def of_ours(name: str, **kwargs: Any) -> Any:
    """The architecture from keras_lab."""
    with counted_apart():
        return getattr(applications, name)(weights=None, **kwargs)


def rows(model: Any) -> list[tuple[Any, ...]]:
    """Of each layer: class, name, shape of what comes out, shapes of the weights."""
    return [
        (type(layer).__name__, layer.name, tuple(layer.output.shape), [tuple(w.shape) for w in layer.weights])
        for layer in model.layers
    ]


#: Attributes of layers that say how they compute.
SETTINGS = (
    "cropping", "depth_multiplier", "epsilon", "groups", "keepdims", "kernel_size", "max_value", "momentum",
    "noise_shape", "padding", "pool_size", "rate", "scale", "strides", "use_bias",
)  # fmt: skip


def settings(layer: Any) -> dict[str, Any]:
    """How the layer computes."""
    plain = {name: listed(getattr(layer, name, None)) for name in SETTINGS}
    start = getattr(layer, "depthwise_initializer", None) or getattr(layer, "kernel_initializer", None)
    return {**plain, "start": described(start), "activation": described(getattr(layer, "activation", None))}


def listed(value: Any) -> Any:
    """Tuples as lists."""
    return [listed(item) for item in value] if isinstance(value, (list, tuple)) else value


def described(thing: Any) -> Any:
    """A function by its name, an initializer by its class and arguments."""
    if not hasattr(thing, "get_config"):
        return getattr(thing, "__name__", thing)
    config = thing.get_config()
    return type(thing).__name__, {name: config[name] for name in config if name != "seed"}


def fill(theirs: Any, ours: Any) -> None:
    """Gives both the same weights, such that the numbers stay of the same size from layer to layer."""
    random = np.random.default_rng(0)
    for one, other in zip(theirs.weights, ours.weights, strict=True):
        value = drawn(random, one.name, tuple(one.shape))
        one.assign(value)
        other.assign(value)


def drawn(random: np.random.Generator, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Values for a weight of that name."""
    if name == "count":
        return np.zeros(shape)
    if "kernel" in name:
        inputs = np.prod(shape[:2]) if "depthwise" in name else np.prod(shape[:-1])
        return random.standard_normal(shape) * np.sqrt(2 / max(inputs, 1))
    if "variance" in name or "gamma" in name or len(shape) == 0:
        return random.uniform(0.5, 1.5, shape)
    return random.standard_normal(shape) / 10
