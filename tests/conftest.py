"""Fixtures for the whole suite."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from keras_lab import config
from keras_lab.seeds import set_random_seed

os.environ["KERAS_LAB_HOME"] = tempfile.mkdtemp(prefix="keras-lab-tests-")  # not into a person's ledger
# JAX compiles equal programs once, not once for every test; each worker has a folder of its own.
_PROGRAMS = (
    Path(__file__).parents[1] / ".pytest_cache" / f"jax-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
)
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(_PROGRAMS))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0.2")

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


_FRESH = np.random.default_rng(0).bit_generator.state


@cache
def _generators() -> list[np.random.Generator]:
    """The generators of numbers in the test modules, which are all imported before the first test runs.

    Each module gets one of its own, where another has it from there.
    """
    found = []
    for module in [module for name, module in sys.modules.items() if name.startswith("tests.")]:
        for name, value in list(vars(module).items()):
            if isinstance(value, np.random.Generator):
                found.append(np.random.default_rng(0))
                setattr(module, name, found[-1])
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """JAX compiles what TensorFlow has at once: the quick suite leaves out the doubles that are built on primitives.

    The primitives themselves (tests/engine) it runs on both engines.
    """
    for item in items:
        params = getattr(getattr(item, "callspec", None), "params", {})
        if params.get("engine") == "jax" and item.path.parent.name != "engine":
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _seeded() -> None:
    """Each test draws the same numbers, whatever ran before it in its process."""
    set_random_seed(0)
    for generator in _generators():
        generator.bit_generator.state = _FRESH


@pytest.fixture(params=["tensorflow", "jax"])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Runs the test on each engine that is installed; the settings are put back afterwards."""
    name: str = request.param
    module, _ = config.REQUIREMENTS[name]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    before = config.engine_name()
    config.set_engine(name)
    yield name
    config._settings.engine = before  # not set_engine: what was chosen need not be installed
