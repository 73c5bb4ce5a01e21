"""Answers of a playground; `id` says of which one. All answer with `protocol.PlaygroundAnswer`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab.lab.playground.session import PLAYGROUNDS, Playground
from keras_lab.lab.protocol import JSON
from keras_lab.lab.views import playground as views

SECONDS = 0.08  # of training for one picture
MOST_EPOCHS = 1000


def _answer(do: Callable[[Playground, JSON], Any], with_state: bool) -> Callable[[Any, JSON], JSON]:
    """Does it, and shows what has become of it."""

    def answer(lab: Any, params: JSON) -> JSON:
        playground = PLAYGROUNDS.get(params.get("id"))
        with playground.lock:
            do(playground, params)
            frame = views.frame(playground)
            return {"state": views.state(playground) if with_state else None, "frame": frame}

    return answer


def _advance(playground: Playground, params: JSON) -> None:
    playground.advance(min(max(int(params.get("epochs", 1)), 1), MOST_EPOCHS), SECONDS)


def _edit(playground: Playground, params: JSON) -> None:
    source = params.get("source")
    where = int(params["layer"]), None if source is None else int(source), int(params["unit"])
    playground.edit(*where, float(params["value"]))


def _choose(playground: Playground, params: JSON) -> None:
    noise = params.get("noise")
    playground.choose(str(params.get("data")), None if noise is None else float(noise))


def _save(lab: Any, params: JSON) -> JSON:
    """The MIME bundle, for the notebook to keep."""
    return PLAYGROUNDS.get(params.get("id")).picture()


ANSWERS = {
    "open": _answer(lambda playground, params: None, True),
    "prepare": _answer(lambda playground, params: playground.prepare(), False),
    "advance": _answer(_advance, False),
    "seek": _answer(lambda playground, params: playground.seek(int(params["epoch"])), False),
    "edit": _answer(_edit, False),
    "change": _answer(
        lambda playground, params: playground.change(str(params.get("name")), params.get("value")), True
    ),
    "choose": _answer(_choose, True),
    "draw": _answer(lambda playground, params: playground.draw(params["points"]), True),
    "erase": _answer(
        lambda playground, params: playground.erase(float(params["x"]), float(params["y"])), True
    ),
    "reset": _answer(lambda playground, params: playground.reset(), True),
    "save": _save,
}
