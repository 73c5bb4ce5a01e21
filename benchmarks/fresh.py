"""A program in a fresh process, which prints one line of JSON about itself."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MARK = "RESULT "
LONGEST = 900  # seconds a program may take


class FailureError(RuntimeError):
    """A program that gave nothing; the text is the end of what it said."""


def environment(backend: str) -> dict[str, str]:
    """Of a process in which Keras and keras_lab compute with `backend`."""
    return {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(ROOT)}


def run(module: str, arguments: list[str], backend: str, python: str = sys.executable) -> dict[str, Any]:
    """What `python -m module arguments …` reports.

    Raises:
        FailureError: if it reports nothing.
    """
    command = [python, "-m", module, *arguments]
    try:
        done = subprocess.run(
            command,
            env=environment(backend),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FailureError(f"took more than {LONGEST} s") from error
    return reported(done.stdout, done.stderr)


def report(**result: Any) -> None:
    """Prints it for the process that waits for it, with the peak of memory in `megabytes`."""
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(MARK + json.dumps({**result, "megabytes": megabytes}), flush=True)


def reported(said: str, errors: str = "") -> dict[str, Any]:
    """What was reported in the text `said`.

    Raises:
        FailureError: if nothing was.
    """
    for line in said.splitlines():
        if line.startswith(MARK):
            return dict(json.loads(line.removeprefix(MARK)))
    raise FailureError((errors or said).strip()[-600:] or "said nothing")
