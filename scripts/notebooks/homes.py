"""Plugin for pytest: each notebook has a ledger of its own, whatever runs beside it or ran before."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

_HOMES = tempfile.TemporaryDirectory(prefix="keras-lab-notebooks-")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before nbval starts the notebook's kernel, which has the environment of this process."""
    os.environ["KERAS_LAB_HOME"] = str(Path(_HOMES.name) / item.path.stem)
