"""A playground as data for our front end, as an SVG image and as text."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from keras_lab.lab.playground import datasets, settings
from keras_lab.lab.playground.pictures import encoded, side_of
from keras_lab.lab.playground.points import MOST_CLASSES
from keras_lab.lab.protocol import (
    JSON,
    PLAYGROUND_MIME,
    VERSION,
    PlaygroundChoices,
    PlaygroundFrame,
    PlaygroundSettings,
    PlaygroundState,
)
from keras_lab.lab.views.axis import short
from keras_lab.lab.views.playground_svg import svg

if TYPE_CHECKING:
    from keras_lab.lab.playground.session import Playground


def bundle(playground: Playground) -> JSON:
    """What a notebook keeps of it."""
    shown = {"version": VERSION, "state": state(playground), "frame": frame(playground)}
    return {PLAYGROUND_MIME: shown, "image/svg+xml": svg(playground), "text/plain": text(playground)}


def state(playground: Playground) -> PlaygroundState:
    """What does not change from epoch to epoch."""
    playground.pictures()
    points, network = playground.points, playground.network
    x, y, tested = points.shown()
    own = ["yours"] if playground.has_own_points else []
    return {
        "id": playground.id,
        "task": points.task,
        "labels": points.labels if points.classes else [],
        "span": list(points.span),
        "window": points.window,
        "x": _short(x[:, 0]),
        "y": _short(x[:, 1]),
        "value": _short(y),
        "test": [int(i) for i in tested.nonzero()[0]],
        "dataset": playground.dataset,
        "noise": playground.noise,
        "own": playground.is_own,
        "sizes": network.sizes,
        "shown": network.shown,
        "activations": network.activations,
        "settings": _settings(playground),
        "choices": _choices(own),
        "curves": playground.curves.sent(),
    }


def frame(playground: Playground) -> PlaygroundFrame:
    """The moment."""
    seen = playground.pictures()
    now = playground.curves.at(playground.epoch)
    return {
        "epoch": playground.epoch,
        "last": playground.last,
        "loss": now["loss"],
        "test_loss": now["test_loss"],
        "accuracy": now["accuracy"],
        "test_accuracy": now["test_accuracy"],
        "plane": encoded(seen.plane),
        "units": encoded(seen.units),
        "side": side_of(playground.network),
        "weights": encoded(playground.network.weights()),
    }


def text(playground: Playground) -> str:
    """One line."""
    now = playground.curves.at(playground.epoch)
    sizes = "-".join(map(str, playground.network.sizes))
    facts = [f"{len(playground.points.x)} points ({playground.dataset})", sizes, f"epoch {playground.epoch}"]
    facts += [f"{name.replace('_', ' ')} {short(value)}" for name, value in now.items() if value is not None]
    return f"Playground: {' · '.join(facts)}"


def _settings(playground: Playground) -> PlaygroundSettings:
    chosen = {**asdict(playground.settings), "layers": list(playground.settings.layers)}
    return cast(PlaygroundSettings, chosen)


def _choices(own: list[str]) -> PlaygroundChoices:
    return {
        "datasets": [*own, *datasets.DATASETS],
        "activations": list(settings.ACTIVATIONS),
        "optimizers": list(settings.OPTIMIZERS),
        "regularizations": list(settings.REGULARIZATIONS),
        "layers": settings.MOST_LAYERS,
        "units": settings.MOST_UNITS,
        "classes": MOST_CLASSES,
    }


def _short(values: Any) -> list[float]:
    return [float(f"{value:.4g}") for value in values.tolist()]
