"""`%load_ext keras_lab` and `%unload_ext keras_lab`."""

from __future__ import annotations

from typing import Any

from keras_lab import engine
from keras_lab.lab.magics import register, unregister
from keras_lab.lab.session import Lab

_labs: dict[int, Lab] = {}


def load(shell: Any) -> None:
    """Sets the lab up in `shell` and begins to load the engine in the background."""
    if id(shell) in _labs:
        return
    lab = _labs[id(shell)] = Lab(shell)
    register(shell, lab)
    lab.load()
    lab.preloading = engine.preload()


def unload(shell: Any) -> None:
    """Takes the lab down in `shell`."""
    lab = _labs.pop(id(shell), None)
    if lab is not None:
        unregister(shell)
        lab.unload()
