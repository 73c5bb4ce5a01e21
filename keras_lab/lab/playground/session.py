"""`Playground`: points, a network that learns them, and everything a person may do to either."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

import numpy as np

from keras_lab.lab.playground import datasets, network
from keras_lab.lab.playground.curves import Curves
from keras_lab.lab.playground.datasets import Array
from keras_lab.lab.playground.network import Network
from keras_lab.lab.playground.pictures import Pictures, pictures_of
from keras_lab.lab.playground.points import Points
from keras_lab.lab.playground.settings import Settings, settings_of
from keras_lab.lab.playground.snapshots import Snapshots
from keras_lab.lab.playground.training import ROOM, Training
from keras_lab.lab.protocol import JSON
from keras_lab.lab.shelf import Shelf

PLAYGROUNDS: Shelf[Playground] = Shelf("playground")
NEW_NETWORK = ("layers", "activation")
SAME_WEIGHTS = ("regularization", "regularization_rate")
DRAWN = "drawn"

Method = TypeVar("Method", bound=Callable[..., Any])


def _alone(method: Method) -> Method:
    """One after another: the view and a cell may both want something."""

    @wraps(method)
    def locked(self: Playground, *args: Any, **kwargs: Any) -> Any:
        with self.lock:
            return method(self, *args, **kwargs)

    return cast(Method, locked)


class Playground:
    """A small network that learns points in the plane; shown by a notebook it can be played with.

    Left the plane with what the network makes of it, right the network, whose weights can be changed by hand. Points
    can be drawn, and every epoch can be gone back to. Everything the view does there are methods for.

    Arguments:
        x: points `(count, 2)`; default: those of a data set.
        y: a class (at most six) or a number for each.
        model: a model of `Dense` layers for such points; it is trained itself, from the weights it has. Default: one
            made from `settings`. If it is compiled, its optimizer and loss are used.
        data: which data set: `"circles"`, `"xor"`, `"moons"`, `"spirals"`, `"blobs"`, `"wave"` (numbers), or
            `"drawn"` (no points yet).
        noise: how far its points stray, from 0 to 1.
        seed: for points, first weights and the order of the points.
        **settings: `layers`, `activation`, `optimizer`, `learning_rate`, `regularization`, `regularization_rate`,
            `batch_size`; see `Settings`.

    Attributes:
        model: the network; another model after changes of its form.
        settings: how it is made and trained.
        epoch: how many epochs it has learned.

    Raises:
        ValueError: for points, a model or settings that will not do.
    """

    def __init__(
        self,
        x: Any = None,
        y: Any = None,
        model: Any = None,
        *,
        data: str = "circles",
        noise: float = 0.1,
        seed: int = 0,
        **settings: Any,
    ) -> None:
        if (x is None) != (y is None):
            raise ValueError("x and y belong together: points, and a class or a number for each.")
        self.lock = threading.RLock()
        self.settings = Settings()
        for name, value in settings.items():
            self.settings = self.settings.changed(name, value)
        if model is not None and {*NEW_NETWORK, *SAME_WEIGHTS} & set(settings):
            raise ValueError(
                "The form of a model that is given is its own: leave layers, activation and regularization out."
            )
        self.seed, self.noise = seed, noise
        self.dataset = data if x is None else "yours"
        self._given = (x, y)
        self.points = self._points_of(self.dataset)
        self._own = model
        self._pictures: Pictures | None = None
        self._snapshots = Snapshots()
        self._own_loss = model.loss if model is not None and model.compiled else None
        if self._own_loss is not None:
            self.settings = settings_of(model.optimizer, self.settings)
        self._begin(model if model is not None else network.made(self.settings, self.points, seed))
        self.id = PLAYGROUNDS.put(self)

    # ---- reading --------------------------------------------------------------------------------------

    @property
    def model(self) -> Any:
        """The network as a Keras model."""
        return self.network.model

    @property
    def x(self) -> Array:
        """The points, `(count, 2)`."""
        return self.points.x.copy()

    @property
    def y(self) -> Array:
        """The number of the class of each point (see `labels`), or the number to predict."""
        return self.points.y.astype(np.int64 if self.points.classes else np.float32)

    @property
    def labels(self) -> list[str]:
        """What the classes are called; empty where a number is predicted."""
        return list(self.points.labels) if self.points.classes else []

    @property
    def history(self) -> dict[str, list[Any]]:
        """`epoch`, `loss`, `test_loss`, `accuracy`, `test_accuracy` whenever it was looked at."""
        return self.curves.history()

    @property
    def is_own(self) -> bool:
        """Whether the model was given, and so keeps its form."""
        return self._own is not None

    @property
    def has_own_points(self) -> bool:
        """Whether points were given."""
        return self._given[0] is not None

    @property
    def last(self) -> int:
        """The latest epoch one can go to."""
        return self._snapshots.last

    @_alone
    def pictures(self) -> Pictures:
        """What the network computes now."""
        if self._pictures is None:
            room = -(-max(len(self.points.x), 1) // ROOM) * ROOM
            self._pictures = pictures_of(self.network, self.points, room)
            self._measure(self._pictures.outputs)
        return self._pictures

    # ---- doing ----------------------------------------------------------------------------------------

    @_alone
    def advance(self, epochs: int = 1, seconds: float | None = None) -> None:
        """Trains for so many epochs, but begins none after `seconds`.

        Raises:
            ValueError: if there are no points.
        """
        end = time.monotonic() + (np.inf if seconds is None else seconds)
        self.pictures()
        self.curves.cut(self.epoch)
        for _ in range(epochs):
            self._training.epoch(self.epoch)
            self.epoch += 1
            self._snapshots.put(self.epoch, self._training.state())
            if time.monotonic() >= end:
                break
        self._pictures = None
        self.pictures()

    @_alone
    def prepare(self) -> None:
        """Compiles what training needs, so that the first epoch need not wait for it."""
        self._training.prepare()

    @_alone
    def seek(self, epoch: int) -> None:
        """Goes back (or forth) to an epoch; training goes on from there. Of very many epochs some are not kept: then to
        the one before."""
        self.epoch, state = self._snapshots.at(int(epoch))
        self._training.restore(state)
        self._pictures = None

    @_alone
    def edit(self, layer: int, source: int | None, unit: int, value: float) -> None:
        """Sets a weight: from `source` to `unit` of the dense layer `layer`, all counted from 0; its bias for None.

        Raises:
            ValueError: if there is no such weight, or the value is not finite.
        """
        self.network.edit(layer, source, unit, value)
        self._changed_by_hand()

    @_alone
    def change(self, name: str, value: Any) -> None:
        """Changes a setting. Other `layers` or another `activation` make a new network; all else trains on.

        Raises:
            ValueError: for an unknown name or a value that will not do; nothing is changed then.
        """
        if self.is_own and name in (*NEW_NETWORK, *SAME_WEIGHTS):
            raise ValueError(f"The {name} of {self.model.name!r}, which you gave, is set in your code.")
        self.settings = self.settings.changed(name, value)
        if name in NEW_NETWORK:
            self._begin(network.made(self.settings, self.points, self.seed))
        elif name in SAME_WEIGHTS:
            state = self._training.state()
            self._take(network.made(self.settings, self.points, self.seed))
            self._training.restore(state)
        elif name == "learning_rate":
            self.model.optimizer.learning_rate = self.settings.learning_rate
        elif name == "optimizer":
            network.compile_as_set(self.model, self.settings, self.points, self._own_loss)
            self._renew_training()
        else:
            self._renew_training()

    @_alone
    def choose(self, data: str, noise: float | None = None) -> None:
        """Takes another data set (see `Playground`; `"yours"`: the points that were given) and begins anew.

        Raises:
            ValueError: if there is none of that name, or the given model cannot learn it; nothing is changed then.
        """
        before = self.noise
        self.noise = self.noise if noise is None else noise
        try:
            points = self._points_of(data)
            if self.is_own:
                Network(self.model, points)
        except ValueError:
            self.noise = before
            raise
        self.dataset, self.points = data, points
        self._restart()

    @_alone
    def draw(self, points: Sequence[Sequence[float]]) -> None:
        """Adds points `[x, y, class or number]`; a further class makes a new network.

        Raises:
            ValueError: for points that will not do.
        """
        classes = self.points.classes
        if self.is_own and classes and any(point[2] >= classes for point in points):
            raise ValueError(f"The model {self.model.name!r} is made for {classes} classes.")
        self.points.add(points)
        if self.points.classes != classes:
            self._restart()
        else:
            self._points_changed()

    @_alone
    def erase(self, x: float, y: float, reach: float = 0.04) -> int:
        """Removes the points within `reach` (a share of the plane shown); returns how many."""
        count = self.points.remove_near(x, y, reach)
        if count:
            self._points_changed()
        return count

    @_alone
    def reset(self) -> None:
        """Begins anew, with other first weights (a given model: with those it came with)."""
        if not self.is_own:
            self.seed += 1
        self._restart()

    def picture(self) -> JSON:
        """The MIME bundle that a notebook keeps."""
        from keras_lab.lab.views import playground as views

        with self.lock:
            return views.bundle(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> JSON:
        return self.picture()

    # ---- inside ---------------------------------------------------------------------------------------

    def _points_of(self, data: str) -> Points:
        if data == "yours" and self._given[0] is not None:
            return Points(*self._given, self.seed)
        return Points(*datasets.make(data, self.noise, self.seed), self.seed)

    def _restart(self) -> None:
        if not self.is_own:
            self._begin(network.made(self.settings, self.points, self.seed))
            return
        self.seek(0)
        self._begin(self.model)

    def _begin(self, model: Any) -> None:
        """Epoch 0 of a model."""
        self.epoch = 0
        self._take(model)
        self.curves = Curves()
        self._snapshots = Snapshots()
        self._snapshots.put(0, self._training.state())

    def _take(self, model: Any) -> None:
        self.network = Network(model, self.points)
        if not model.compiled:
            network.compile_as_set(model, self.settings, self.points, self._own_loss)
        model.optimizer.build(model.trainable_variables)
        self._renew_training()

    def _renew_training(self) -> None:
        self._training = Training(self.network, self.points, self.settings.batch_size, self.seed)
        self._pictures = None

    def _points_changed(self) -> None:
        self._renew_training()
        self.curves.cut(self.epoch - 1)
        self._snapshots.put(self.epoch, self._training.state())

    def _changed_by_hand(self) -> None:
        self._pictures = None
        self.curves.cut(self.epoch - 1)
        self._snapshots.put(self.epoch, self._training.state())

    def _measure(self, outputs: Array) -> None:
        """Loss and accuracy at the points, for the curves."""
        tested, y = self.points.testing, self.points.y
        values = [
            measure(y[chosen], outputs[chosen])
            for measure in (self.network.loss, self.network.accuracy)
            for chosen in (~tested, tested)
        ]
        self.curves.put(self.epoch, values)
