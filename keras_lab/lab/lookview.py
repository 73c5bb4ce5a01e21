"""A look at the model of a run, as a value that a notebook shows."""

from __future__ import annotations

from concurrent.futures import CancelledError
from typing import Any

from keras_lab.lab.looks.watcher import Watcher, kind_named
from keras_lab.lab.protocol import JSON
from keras_lab.lab.protocol.looks import Look
from keras_lab.registry import suggest

#: Seconds that a training may take to answer.
PATIENCE = 60.0


class LookView:
    """What a model made of some samples, or its layers in numbers.

    Attributes:
        data: the look, plain JSON (see `keras_lab.lab.protocol.looks`).
    """

    def __init__(self, data: Look) -> None:
        self.data = data

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> JSON:
        from keras_lab.lab.views import looks

        return looks.bundle(self.data)

    def __repr__(self) -> str:
        from keras_lab.lab.views.looks_text import heading

        return f"<LookView: {heading(self.data)}>"


def look_at(watcher: Watcher, run: str, what: str = "") -> LookView:
    """A look at the model of a run of this kernel, under way or over.

    Arguments:
        watcher: the lab's.
        run: the id.
        what: "confusion", "residuals", "samples" or "layers"; "": the first of these that makes sense.

    Raises:
        LookupError: if the model is gone, or the run ended meanwhile.
        ValueError: if there is no such look at this model.
        TimeoutError: if its training does not answer for a minute.
    """
    kind = kind_named(what) if what else watcher.offered(run)[0]
    try:
        return LookView(watcher.ask(run, kind).result(PATIENCE))
    except CancelledError as error:
        raise LookupError("The run ended before it could answer; ask again.") from error


def run_named(watcher: Watcher, name: str | None) -> str:
    """The id of the run of this kernel with this id, beginning of an id, or name; None: of the latest one.

    Raises:
        LookupError: if there is none that can be looked at.
    """
    known = watcher.runs
    found = [id for id, called in known.items() if name is None or id.startswith(name) or called == name]
    if not found and not known:
        raise LookupError("No run of this session can be looked at: the kernel has none of their models.")
    if not found:
        raise LookupError(
            f"No run of this session is called {name!r}.{suggest(str(name), list(known.values()))}"
        )
    return found[-1]
