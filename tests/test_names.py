"""Every public name of Keras 3 is there, in every module. (Signatures are measured, not tested: see the census.)"""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any

import pytest

keras = pytest.importorskip("keras")

pytestmark = pytest.mark.slow  # importing the oracle takes longer than all the rest

#: Its sources, the same under TensorFlow's name, and what only reads files of its own first versions.
NOT_PUBLIC = {"src", "_tf_keras", "legacy"}


def public_modules() -> list[str]:
    """Keras's public modules, `ops`, `ops.nn`, …, found by their folders."""
    root = Path(keras.__path__[0])
    folders = (file.parent.relative_to(root).parts for file in root.rglob("__init__.py"))
    return sorted(".".join(parts) for parts in folders if parts and parts[0] not in NOT_PUBLIC)


def names(module: Any) -> set[str]:
    """Functions and classes of a module."""
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and not inspect.ismodule(value) and callable(value)
    }


def test_every_name_of_keras_is_there() -> None:
    modules = public_modules()
    assert len(modules) > 40
    missing = {}
    for name in modules:
        ours = importlib.import_module(f"keras_lab.{name}")
        missing[name] = {
            each for each in names(importlib.import_module(f"keras.{name}")) if not hasattr(ours, each)
        }
    assert {name: lacks for name, lacks in missing.items() if lacks} == {}
