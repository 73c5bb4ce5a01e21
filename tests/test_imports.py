"""Imports are light: no engine, no Jupyter before they are needed; any module can be imported first."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys

import pytest

from .sources import ROOT, sources

HEAVY = {
    "tensorflow",
    "jax",
    "keras",
    "IPython",
    "ipykernel",
    "plotly",
    "h5py",
    "comm",
    "matplotlib",
    "pandas",
}

BUILD_AND_SHOW = """
import keras_lab as keras
from keras_lab import layers
start = keras.Input((8, 8, 1))
x = layers.Conv2D(4, 3, padding="same", activation="relu")(start)
x = layers.Add()([x, layers.BatchNormalization()(x)]) * 2.0
x = layers.Flatten()(layers.MaxPooling2D()(x))
model = keras.Model(start, layers.Dense(3, activation="softmax")(x))
model.summary(print_fn=str)
stack = keras.Sequential([layers.Dense(4, input_shape=(3,)), layers.Dropout(0.5), layers.Dense(1)])
stack.summary(print_fn=str)
from keras_lab.graph.describe import describe
from keras_lab.graph.drawing import graph_svg
graph_svg(describe(model)) and graph_svg(describe(stack))
"""

RESOLVE_ALL = """
import importlib, sys
for package in {packages}:
    module = importlib.import_module(package)
    for name in dir(module):
        getattr(module, name)
"""

#: Each module is imported in a process of its own, forked before anything of the package was imported.
ONE_BY_ONE = """
import os, sys, traceback, warnings
import numpy
warnings.simplefilter("error")
for name in {modules}:
    if os.fork() == 0:
        try:
            __import__(name)
        except BaseException:
            traceback.print_exc()
            print("FAILED", name, flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Nobody's settings, and byte code kept, so that modules are compiled once."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("KERAS_") and k != "PYTHONDONTWRITEBYTECODE"
    }
    return {**kept, "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("byte_code"))}


def run(program: str, environment: dict[str, str]) -> str:
    """What a fresh Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def heavy_after(program: str, environment: dict[str, str]) -> set[str]:
    """Which heavy libraries `program` brings along."""
    return set(
        run(f"{program}\nimport sys\nprint(*{HEAVY!r}.intersection(sys.modules))", environment).split()
    )


def test_importing_the_package_brings_nothing_heavy(environment):
    assert heavy_after("import keras_lab", environment) == set()


def test_building_and_showing_models_brings_nothing_heavy(environment):
    assert heavy_after(BUILD_AND_SHOW, environment) == set()


def lazy_packages() -> list[str]:
    text = {source.name: source.path.read_text(encoding="utf-8") for source in sources()}
    return [name for name, code in text.items() if "= attach(" in code]


@pytest.mark.slow
def test_every_public_name_can_be_had_without_an_engine(environment):
    assert "keras_lab" in lazy_packages()
    found = heavy_after(RESOLVE_ALL.format(packages=lazy_packages()), environment)
    assert found <= {
        "h5py",
        "pandas",
    }  # scikit-learn, of which the wrappers are made, imports pandas if it is there


def test_unknown_names_are_refused_with_a_suggestion():
    import keras_lab

    with pytest.raises(AttributeError, match="Sequential"):
        _ = keras_lab.Sequentail
    with pytest.raises(AttributeError, match="Dense"):
        _ = keras_lab.layers.Dens


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_every_module_can_be_the_first_one_imported(environment):
    aside = ("keras_lab.engine.tensorflow", "keras_lab.engine.jax", "keras_lab.__main__")
    modules = [source.name for source in sources() if not source.name.startswith(aside)]
    assert "FAILED" not in (printed := run(ONE_BY_ONE.format(modules=modules), environment)), printed


@pytest.mark.parametrize(("package", "name"), [("layers", "Dense"), ("callbacks", "EarlyStopping")])
def test_a_star_imports_all_public_names(package, name):
    """As programs written for Keras do: `from keras.layers import *`."""
    found = {}
    exec(f"from keras_lab.{package} import *", found)
    assert name in found
    assert set(importlib.import_module(f"keras_lab.{package}").__dir__()) <= set(found)
