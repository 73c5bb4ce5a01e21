"""PyTorch for the benchmark, in an environment of its own: keras_lab does not need it, and it is large."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".venv" / "benchmark-torch"
PACKAGES = ("torch==2.13.0", "keras>=3.15,<4", "numpy")


def python() -> dict[str, str]:
    """`{"torch": interpreter}`; empty where this one has PyTorch. Installs it the first time (minutes).

    Raises:
        subprocess.CalledProcessError: if it cannot be installed.
    """
    if importlib.util.find_spec("torch") is not None:
        return {}
    interpreter = FOLDER / "bin" / "python"
    if not (FOLDER / "complete").exists():
        print("PyTorch goes into an environment of its own, once …", file=sys.stderr, flush=True)
        venv.create(FOLDER, with_pip=True, clear=True)
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        (FOLDER / "complete").touch()
    return {"torch": str(interpreter)}
