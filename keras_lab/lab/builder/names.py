"""What a dotted name in a program means: which class of ours, whichever package it was imported from."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass
from typing import Any

from keras_lab.registry import suggest

#: Packages that are Keras.
KERAS = ("keras", "keras_lab", "tensorflow.keras", "tf_keras", "keras.api", "tensorflow.python.keras")
#: Modules with things that may stand among a layer's arguments.
ROOMS = ("layers", "initializers", "regularizers", "constraints")
#: Classes that the rooms have, and that are no use to a builder.
_NOT_LAYERS = frozenset({"InputSpec", "Layer", "Wrapper"})


@dataclass(frozen=True)
class Path:
    """A dotted name, imported or built in; `"keras.layers.Dense"`."""

    dotted: str

    def __truediv__(self, name: str) -> Path:
        return path_of(f"{self.dotted}.{name}")

    @property
    def place(self) -> tuple[str, str]:
        """Module of Keras and name in it: `("layers", "Dense")`; `("", "Model")` for Keras itself, `("?", …)`
        for something that is not Keras's."""
        parts = self.dotted.split(".")
        if parts[0] != "keras":
            return "?", parts[-1]
        parts = [part for part in parts[1:] if part not in ("core", "experimental", "preprocessing")]
        return ".".join(parts[:-1]), parts[-1] if parts else ""


def path_of(dotted: str) -> Path:
    """The path with the name of Keras's package in front that everybody knows."""
    for package in sorted(KERAS, key=len, reverse=True):
        if dotted == package or dotted.startswith(f"{package}."):
            return Path(f"keras{dotted[len(package) :]}")
    return Path(dotted)


def find_class(room: str, name: str) -> type:
    """The class `name` of the module `room`, one of `ROOMS`.

    Raises:
        LookupError: if there is none; the nearest is suggested.
    """
    if room not in ROOMS:
        raise LookupError(f"There is nothing called {name!r}.")
    module = importlib.import_module(f"keras_lab.{room}")
    found = getattr(module, name, None) if not name.startswith("_") else None
    if inspect.isclass(found) and name not in _NOT_LAYERS and found.__module__.startswith("keras_lab."):
        return found
    known = [each for each in dir(module) if inspect.isclass(getattr(module, each))]
    kind = {"layers": "layer"}.get(room, room[:-1])
    raise LookupError(f"There is no {kind} {name!r}.{suggest(name, known)}")


def layer_class(name: str) -> Any:
    """The class of a layer; raises LookupError."""
    return find_class("layers", name)
