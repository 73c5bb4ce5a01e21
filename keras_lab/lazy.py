"""Packages whose public names are loaded when they are first asked for (PEP 562)."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from keras_lab.registry import suggest


def attach(
    package: str, names: Mapping[str, str], submodules: Iterable[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of `package`.

    Arguments:
        package: its `__name__`.
        names: public name → the module that defines it; a leading dot means a module of the package.
        submodules: modules of the package that are public themselves.

    Example:

        __getattr__, __dir__ = attach(__name__, {"to_categorical": ".np_utils"}, ["np_utils"])
    """
    submodules = frozenset(submodules)
    public = sorted(submodules.union(names))

    def load(name: str) -> Any:
        if name in names:
            value = getattr(importlib.import_module(names[name], package), name)
        elif name in submodules:
            value = importlib.import_module(f"{package}.{name}")
        elif name == "__all__":  # `from package import *`: Python asks for it like for any attribute
            return public
        else:
            raise AttributeError(f"{package} has no {name!r}.{suggest(name, public)}", name=name)
        setattr(sys.modules[package], name, value)
        return value

    return load, lambda: public
