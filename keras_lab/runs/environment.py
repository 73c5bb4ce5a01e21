"""What a run ran on, as far as it helps to understand or repeat it later."""

from __future__ import annotations

import platform
import sys
from typing import Any

from keras_lab.runs import process


def environment(engine: str | None = None) -> dict[str, Any]:
    """Python, system, engine, versions and process of this run, as plain JSON.

    Arguments:
        engine: the name of the engine in use; its version is read only if it is loaded.
    """
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "keras_lab": _version("keras_lab"),
        "numpy": _version("numpy"),
        "engine": engine,
        "engine_version": _version(engine) if engine else None,
        "program": sys.argv[0] if sys.argv else None,
        "process": process.identity(),
    }


def _version(module: str) -> str | None:
    return getattr(sys.modules.get(module), "__version__", None)
