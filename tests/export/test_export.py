"""Programs written for TensorFlow run without keras_lab."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from keras_lab import config, layers
from keras_lab.export import ExportArchive
from keras_lab.models import Model, Sequential

RUN = """
import sys, numpy as np, tensorflow as tf
loaded = tf.saved_model.load(sys.argv[1])
print(np.asarray(loaded.serve(np.load(sys.argv[2]))).tolist())
assert "keras_lab" not in sys.modules
"""


@pytest.fixture
def on_tensorflow() -> None:
    config.set_engine("tensorflow")


@pytest.mark.slow
def test_another_process_runs_it(on_tensorflow: None, tmp_path: Path) -> None:
    inputs = layers.Input((6, 3))
    x = layers.Conv1D(4, 3, activation="relu")(inputs)
    x = layers.Dropout(0.5)(layers.BatchNormalization()(layers.GRU(4)(x)))
    model = Model(inputs, layers.Dense(2)(x))
    model.export(tmp_path / "program")
    data = np.random.default_rng(0).normal(size=(5, 6, 3)).astype("float32")
    np.save(tmp_path / "x.npy", data)
    arguments = [sys.executable, "-c", RUN, str(tmp_path / "program"), str(tmp_path / "x.npy")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    np.testing.assert_allclose(eval(done.stdout.splitlines()[-1]), model.predict(data, verbose=0), rtol=1e-4)


def test_what_is_refused(on_tensorflow: None, tmp_path: Path) -> None:
    model = Sequential([layers.Input((3,)), layers.Dense(2)])
    archive = ExportArchive()
    archive.track(model)
    assert len(archive.variables) == 2
    with pytest.raises(ValueError, match="Invalid resource type"):
        archive.track("model")
    with pytest.raises(ValueError, match="No endpoints"):
        archive.write_out(tmp_path / "program")
    with pytest.raises(ValueError, match="input_signature"):
        archive.add_endpoint("serve", model)
    with pytest.raises(TypeError, match="Unsupported"):
        archive.add_endpoint("serve", model, [123])
    with pytest.raises(ValueError, match="must be built"):
        Sequential([layers.Dense(2)]).export(tmp_path / "program")
    with pytest.raises(ValueError, match="format must be"):
        model.export(tmp_path / "program", format="onnx")


def test_other_engines_say_so(tmp_path: Path) -> None:
    before = config.engine_name()
    config.set_engine("jax")
    try:
        with pytest.raises(NotImplementedError, match="TensorFlow engine"):
            Sequential([layers.Input((3,)), layers.Dense(2)]).export(tmp_path / "program")
    finally:
        config.set_engine(before)
