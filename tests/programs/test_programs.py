"""Programs in the styles that people wrote for Keras 1, 2 and 3 run unchanged, and learn.

Each file in `keras2` and `keras3` is a program of its own, which ends with its assertions. They are run as
`keras-lab run` would; those in `ALSO_ON_JAX` on JAX as well.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from keras_lab import backend, config
from keras_lab.program import run_program

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
PROGRAMS = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("keras?/*.py"))
ALSO_ON_JAX = ("keras2/mlp.py", "keras2/variational_autoencoder.py", "keras2/filter_visualization.py")
RUNS = [(program, "tensorflow") for program in PROGRAMS] + [(program, "jax") for program in ALSO_ON_JAX]


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:.*`trainable` was changed since")
@pytest.mark.parametrize(("program", "engine"), RUNS, ids=[f"{engine}-{name}" for name, engine in RUNS])
def test_it_runs_and_learns(program, engine, tmp_path, monkeypatch):
    if importlib.util.find_spec(config.REQUIREMENTS[engine][0]) is None:
        pytest.skip(f"{engine} is not installed")
    monkeypatch.setattr(config._settings, "engine", engine)
    monkeypatch.chdir(tmp_path)  # programs save models and logs where they are
    run_program(HERE / program)
    backend.clear_session()
