"""The network of a playground: made from settings, or taken from a model of the user's."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import initializers, layers, losses, optimizers, regularizers
from keras_lab.engine import P
from keras_lab.lab.playground.datasets import Array
from keras_lab.lab.playground.points import Points
from keras_lab.lab.playground.settings import Settings
from keras_lab.models import Model, Sequential

MOST_COLUMNS = 6  # layers with weights
MOST_SHOWN = 8  # units of a layer


class Network:
    """A model whose layers with weights are `Dense`, one after another.

    Arguments:
        model: built for points in the plane.
        points: what it is to predict.

    Attributes:
        dense: the layers with weights; `sizes`: how many units there are, the two inputs first;
        `shown`: how many of them a view shows.

    Raises:
        ValueError: for other models, with what is wrong.
    """

    def __init__(self, model: Any, points: Points) -> None:
        self.model = model
        self.dense, ends = _columns(model)
        self.sizes = [2, *(int(layer.units) for layer in self.dense)]
        self.shown = [min(size, MOST_SHOWN) for size in self.sizes]
        _check_outputs(self.sizes[-1], points)
        self._classes = points.classes
        self._probe = Model(model.inputs, ends)

    @property
    def activations(self) -> list[str]:
        """The names of the activations of `dense`."""
        return [getattr(layer.activation, "__name__", "?") for layer in self.dense]

    def outputs(self, x: Array) -> list[Array]:
        """What the units of each layer compute at these places; of the last one: probabilities, or numbers."""
        found = self._probe.predict_on_batch(np.asarray(x, np.float32))
        found = [np.asarray(each) for each in (found if isinstance(found, list) else [found])]
        return [*found[:-1], found[-1]]

    def probabilities(self, raw: Array) -> Array:
        """`(count, classes)` from what the last layer gives, also where that gives logits."""
        raw = raw.astype(np.float64)
        if raw.shape[1] == 1:
            p = raw if self.activations[-1] == "sigmoid" or _within_unit(raw) else 1 / (1 + np.exp(-raw))
            return np.concatenate([1 - p, p], 1)
        if _within_unit(raw) and np.allclose(raw.sum(1), 1, atol=1e-3):
            return raw
        powers = np.exp(raw - raw.max(1, keepdims=True))
        return np.asarray(powers / powers.sum(1, keepdims=True))

    def loss(self, y: Array, raw: Array) -> float | None:
        """The mean loss of raw outputs, without penalties; None without points."""
        if not len(y):
            return None
        value = P.to_numpy(losses.get(self.model.loss)(self.targets(y), P.convert(raw)))
        return float(np.mean(value))

    def accuracy(self, y: Array, raw: Array) -> float | None:
        """The share of points whose class is found; None for numbers and without points."""
        if not self._classes or not len(y):
            return None
        return float((self.probabilities(raw).argmax(1) == y).mean())

    def targets(self, y: Array) -> Array:
        """What is to be predicted in the form that the loss wants."""
        if not self._classes or self.sizes[-1] == 1:
            return y.astype(np.float32)[:, None]
        if "sparse" in str(getattr(self.model.loss, "name", self.model.loss)).lower():
            return y.astype(np.int32)
        return np.eye(self.sizes[-1], dtype=np.float32)[y.astype(int)]

    def weights(self) -> Array:
        """Of each layer in a row: the kernel (row by row) and the biases, of the units that are shown."""
        parts = []
        for layer, above, size in zip(self.dense, self.shown, self.shown[1:], strict=False):
            bias = layer.bias.numpy()[:size] if layer.use_bias else np.zeros(size)
            parts += [layer.kernel.numpy()[:above, :size].ravel(), bias]
        return np.concatenate(parts).astype(np.float32)

    def edit(self, layer: int, source: int | None, unit: int, value: float) -> None:
        """Gives the weight from `source` (None: the bias) to `unit` another value.

        Raises:
            ValueError: if there is no such weight, or the value is not finite.
        """
        if not np.isfinite(value):
            raise ValueError(f"A weight must be a finite number. Received: {value}")
        if not (0 <= layer < len(self.dense) and 0 <= unit < self.sizes[layer + 1]):
            raise ValueError(f"There is no unit {unit} in layer {layer}.")
        if source is not None and not 0 <= source < self.sizes[layer]:
            raise ValueError(f"There is no unit {source} before layer {layer}.")
        if source is None and not self.dense[layer].use_bias:
            raise ValueError(f"The layer {self.dense[layer].name!r} has no biases.")
        variable = self.dense[layer].bias if source is None else self.dense[layer].kernel
        values = variable.numpy()
        values[unit if source is None else (source, unit)] = value
        variable.assign(values)


def made(settings: Settings, points: Points, seed: int) -> Any:
    """A compiled model; equal seeds give equal weights."""
    sizes = [*settings.layers, max(points.classes, 1) if points.classes != 2 else 1]
    last = {0: "linear", 2: "sigmoid"}.get(points.classes, "softmax")
    model = Sequential([layers.Input((2,))], name="playground")
    for number, units in enumerate(sizes):
        model.add(
            layers.Dense(
                units,
                last if number == len(sizes) - 1 else settings.activation,
                kernel_initializer=initializers.GlorotUniform(seed=1000 * seed + number),
                kernel_regularizer=_regularizer(settings),
            )
        )
    compile_as_set(model, settings, points)
    return model


def compile_as_set(model: Any, settings: Settings, points: Points, loss: Any = None) -> None:
    """Compiles with the optimizer of the settings, and `loss` or the one that fits the points."""
    units = int(model.outputs[0].shape[-1])
    fitting = {0: "mse", 2: "binary_crossentropy" if units == 1 else "sparse_categorical_crossentropy"}
    optimizer = _optimizer(settings)
    fitting_loss = fitting.get(points.classes, "sparse_categorical_crossentropy")
    model.compile(optimizer, loss or fitting_loss, jit_compile=False)  # ready sooner after each change
    optimizer.build(model.trainable_variables)


def _optimizer(settings: Settings) -> Any:
    if settings.optimizer == "momentum":
        return optimizers.SGD(settings.learning_rate, momentum=0.9)
    kind = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop", "adagrad": "Adagrad"}[settings.optimizer]
    return getattr(optimizers, kind)(settings.learning_rate)


def _regularizer(settings: Settings) -> Any:
    if settings.regularization == "none":
        return None
    return getattr(regularizers, settings.regularization.upper())(settings.regularization_rate)


def _columns(model: Any) -> tuple[list[Any], list[Any]]:
    """The dense layers, and the symbolic output after each: that of the activations and such behind it."""
    if not model.built:
        model.build((None, 2))
    if not model.inputs or len(model.inputs) != 1 or tuple(model.inputs[0].shape[1:]) != (2,):
        raise ValueError(f"The model {model.name!r} must take points in the plane: one input of shape (2,).")
    dense: list[Any] = []
    ends: list[Any] = []
    for layer in model.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        if isinstance(layer, layers.Dense):
            dense.append(layer)
            ends.append(layer.output)
        elif dense and not isinstance(layer.output, list) and layer.output.shape == ends[-1].shape:
            ends[-1] = layer.output
        else:
            raise ValueError(
                f"A playground shows Dense layers in a row. The layer {layer.name!r} of {model.name!r} "
                f"({type(layer).__name__}) is something else."
            )
    if not 1 <= len(dense) <= MOST_COLUMNS:
        raise ValueError(
            f"A playground shows 1 to {MOST_COLUMNS} Dense layers. The model {model.name!r} has {len(dense)}."
        )
    return dense, ends


def _check_outputs(units: int, points: Points) -> None:
    fitting = {0: (1,), 2: (1, 2)}.get(points.classes, (points.classes,))
    if units not in fitting:
        what = f"{points.classes} classes" if points.classes else "a number"
        wanted = " or ".join(map(str, fitting))
        raise ValueError(f"To predict {what} the last layer needs {wanted} units. It has {units}.")


def _within_unit(values: Array) -> bool:
    return bool(values.size and values.min() >= 0 and values.max() <= 1)
