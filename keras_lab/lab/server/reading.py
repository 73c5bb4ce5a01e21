"""`python -m keras_lab.lab.server.reading contents|numbers FILE`: looks into a model's file and says it in JSON.

The process is made to be thrown away: it gets little memory and time, writes no file, and can load no engine. What it
says is `{"error": sentence or null, "found": …}`.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

MEMORY = 6 << 30  # bytes of address space
CPU_SECONDS = 60
#: Bytes of an array that is looked at, and seconds after which no other one is begun.
LARGEST, LONGEST = 1 << 30, 30.0
ENGINES = ("tensorflow", "jax", "torch", "keras", "tf_keras")


def contents(path: str) -> dict[str, Any]:
    """`protocol.FileContents`."""
    from keras_lab.graph.describe import describe
    from keras_lab.saving.contents import contents as look

    found = look(path)
    model, problem = None, found.problem
    if found.model is not None:
        try:
            model = {**describe(found.model), "key": None}
        except Exception as error:  # a file may describe anything
            problem = f"The model cannot be drawn: {error}"
    return {
        "format": found.format, "size": found.size, "written_by": found.written_by, "date": found.date,
        "model": model, "problem": problem, "left_out": found.left_out,
        "weights": [
            {
                "path": each.path, "name": each.name, "shape": list(each.shape), "dtype": each.dtype,
                "problem": each.problem,
            }
            for each in found.arrays
        ],
    }  # fmt: skip


def numbers(path: str) -> list[dict[str, Any]]:
    """`protocol.StoredNumbers` of each array, as many as can be read in half a minute."""
    from keras_lab.saving.contents import contents as look
    from keras_lab.saving.contents import opened_weights

    arrays, end = look(path).arrays, time.monotonic() + LONGEST
    with opened_weights(path) as file:
        return [_numbers(file, each, end) for each in arrays if each.problem is None]


def _numbers(file: Any, array: Any, end: float) -> dict[str, Any]:
    from keras_lab.lab.views.insights import distribution
    from keras_lab.saving import hdf5

    found, problem = None, None
    try:
        child = hdf5.child(file, array.path)
        if time.monotonic() > end:
            problem = "There was no time left to look at it."
        elif child.nbytes > LARGEST:
            problem = f"It says it has {child.nbytes:,} bytes: too many to be looked at."
        else:
            found = distribution(array.name, hdf5.read_array(file, array.path))
    except (ValueError, KeyError, OSError, TypeError) as error:
        problem = str(error.args[0]) if error.args else type(error).__name__
    return {"path": array.path, "numbers": found, "problem": problem}


QUESTIONS: dict[str, Callable[[str], Any]] = {"contents": contents, "numbers": numbers}


def main(what: str, path: str) -> None:
    """Says what is asked, or why not."""
    _limit()
    warnings.simplefilter("ignore")
    for engine in ENGINES:
        sys.modules[engine] = None  # type: ignore[assignment] # importing it fails
    error, found = None, None
    try:
        found = QUESTIONS[what](path)
        text = json.dumps({"error": None, "found": found}, allow_nan=False)
    except MemoryError:
        error = "It takes too much memory to look into this file."
    except Exception as failure:
        said = failure.args[0] if failure.args and isinstance(failure.args[0], str) else str(failure)
        error = said or f"The file cannot be looked into ({type(failure).__name__})."
    if error is not None:
        text = json.dumps({"error": error.replace(path, os.path.basename(path)), "found": None})
    sys.stdout.write(text)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    for which, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(which)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, most))


if __name__ == "__main__":
    main(*sys.argv[1:3])
