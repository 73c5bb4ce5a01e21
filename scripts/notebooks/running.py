"""Runs a notebook from top to bottom in a fresh kernel, without a front end."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from scripts.notebooks import files
from scripts.notebooks.short import shortened

CELL_SECONDS = 1200  # after which a cell counts as hanging


@dataclass(frozen=True)
class Result:
    """How it went: `error` is None if every cell ran, else the last line of what went wrong."""

    notebook: files.Notebook
    seconds: float
    error: str | None


def run(path: Path, short: bool = False) -> Result:
    """Runs it (or its short copy); its file stays as it is. Its runs are recorded in a ledger of its own."""
    notebook = files.read(path)
    executed = nbformat.reads(json.dumps(shortened(notebook) if short else notebook), as_version=4)
    with tempfile.TemporaryDirectory() as folder, _home(folder):
        client = NotebookClient(
            executed,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(path.parent)}},
        )
        begun, error = time.monotonic(), None
        try:
            client.execute()
        except CellExecutionError as failure:
            error = f"failed: {failure.ename}: {failure.evalue}"
        except (CellTimeoutError, DeadKernelError) as failure:
            error = f"failed: {type(failure).__name__}"
    return Result(json.loads(nbformat.writes(executed)), time.monotonic() - begun, error)


@contextmanager
def _home(folder: str) -> Iterator[None]:
    """`folder` is where keras_lab keeps its runs; this checkout's keras_lab is the one that is run."""
    own = {"KERAS_LAB_HOME": folder, "PYTHONPATH": str(files.ROOT)}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
