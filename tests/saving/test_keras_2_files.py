"""Files of Keras 1 and 2 load, and their models predict the same. `files/make.py` tells how they were made."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from keras_lab import layers, models
from keras_lab.models import Sequential, load_model, model_from_json
from keras_lab.saving import preprocess_weights_for_loading

FILES = Path(__file__).parent / "files"
HELD = dict(np.load(FILES / "outputs.npz"))
NAMES = [
    "cells.h5",
    "convolutions.h5",
    "graph.h5",
    "normalizations.keras",
    "recurrent.h5",
    "trained_archive.keras",
]


def arrays(name: str, letter: str) -> list[np.ndarray]:
    return [HELD[key] for key in sorted(HELD) if key.startswith(f"{name}/{letter}")]


@pytest.mark.parametrize("file", NAMES)
def test_predictions(engine: str, file: str) -> None:
    model = load_model(FILES / file)
    name = file.partition(".")[0]
    outputs = model.predict(arrays(name, "x"), verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    for output, wanted in zip(outputs, arrays(name, "y"), strict=True):
        np.testing.assert_allclose(output, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("file", ["trained.h5", "trained_archive.keras", "legacy_optimizer.h5"])
def test_training_goes_on(engine: str, file: str) -> None:
    """The optimizer's state is understood: one more step leads to where it led in Keras 2."""
    model = load_model(FILES / file)
    after = HELD["legacy_optimizer/after" if "legacy" in file else "trained/after"]
    assert model._steps_taken == 3
    x = HELD[f"{file.partition('.')[0]}/x0"]
    model.train_on_batch(x, HELD["trained/target"])
    np.testing.assert_allclose(model.predict(x, verbose=0), after, rtol=1e-4, atol=1e-6)


def test_compiled_as_it_was() -> None:
    model = load_model(FILES / "trained.h5")
    model.evaluate(HELD["trained/x0"], HELD["trained/target"], verbose=0)
    assert model.metrics_names == ["loss", "mae", "mean_squared_error"]
    assert float(model.optimizer.learning_rate) == pytest.approx(0.01)


def test_weights_by_name() -> None:
    model = Sequential([layers.Input((3,)), layers.Dense(4, name="dense"), layers.Dense(5, name="other")])
    other = model.layers[1].get_weights()
    model.load_weights(FILES / "trained.h5", by_name=True)
    source = load_model(FILES / "trained.h5")
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], source.layers[0].get_weights()[0])
    np.testing.assert_array_equal(model.layers[1].get_weights()[0], other[0])


def test_json_of_keras_2() -> None:
    """`reset_after` was not known yet, and `hard_sigmoid` was another function."""
    gru = {"name": "gru_1", "units": 2, "recurrent_activation": "hard_sigmoid", "implementation": 1}
    config = {
        "class_name": "Model",
        "keras_version": "2.0.8",
        "backend": "tensorflow",
        "config": {
            "name": "model_1",
            "layers": [
                {
                    "class_name": "InputLayer",
                    "config": {
                        "batch_input_shape": [None, 4, 3],
                        "dtype": "float32",
                        "sparse": False,
                        "name": "in",
                    },
                    "inbound_nodes": [],
                },
                {"class_name": "GRU", "config": gru, "inbound_nodes": [[["in", 0, 0, {}]]]},
            ],
            "input_layers": [["in", 0, 0]],
            "output_layers": [["gru_1", 0, 0]],
        },
    }
    layer = model_from_json(json.dumps(config)).get_layer("gru_1")
    assert not layer.reset_after
    assert float(layer.recurrent_activation(np.float32(1.0))) == pytest.approx(0.7)


def test_json_of_keras_1() -> None:
    dense = {
        "name": "dense_1", "output_dim": 3, "init": "glorot_uniform", "activation": "relu", "bias": True,
        "W_regularizer": {"name": "WeightRegularizer", "l1": 0.0, "l2": 0.25}, "b_regularizer": None,
        "activity_regularizer": None, "W_constraint": {"name": "MaxNorm", "m": 2, "axis": 0},
        "input_dim": 4, "batch_input_shape": [None, 4], "input_dtype": "float32",
    }  # fmt: skip
    rows = [
        {"class_name": "Dense", "config": dense},
        {"class_name": "Dropout", "config": {"p": 0.5, "name": "d"}},
    ]
    text = json.dumps({"class_name": "Sequential", "keras_version": "1.2.2", "config": rows})
    model = model_from_json(text)
    assert model.output_shape == (None, 3)
    assert model.layers[0].kernel_regularizer.l2 == 0.25
    assert model.layers[0].kernel_constraint.max_value == 2
    assert model.layers[1].rate == 0.5


@pytest.mark.parametrize("mode", ["sum", "mul", "concat", "ave", "max", "dot"])
def test_merge_of_keras_1(mode: str) -> None:
    def entry(name: str, kind: str, config: dict, calls: list) -> dict:
        return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": calls}

    shape = {"batch_input_shape": [None, 4], "input_dtype": "float32"}
    merge = {"mode": mode, "concat_axis": -1, "dot_axes": -1, "mode_type": "raw", "arguments": {}}
    config = {
        "name": "model_1",
        "layers": [
            entry("a", "InputLayer", shape, []),
            entry("b", "InputLayer", shape, []),
            entry("merge", "Merge", merge, [[["a", 0, 0], ["b", 0, 0]]]),
        ],
        "input_layers": [["a", 0, 0], ["b", 0, 0]],
        "output_layers": [["merge", 0, 0]],
    }
    model = models.model_from_config({"class_name": "Model", "config": config})
    assert model.output_shape[-1] == {"concat": 8, "dot": 1}.get(mode, 4)


def test_yaml_of_keras_2() -> None:
    model = Sequential([layers.Input((3,)), layers.Dense(2, name="d")])
    again = models.model_from_yaml(model.to_yaml())
    assert again.get_config() == model.get_config()
    tuples = "class_name: Sequential\nconfig:\n- class_name: Dense\n  config:\n    units: 2\n"
    tuples += "    batch_input_shape: !!python/tuple [null, 3]\n"
    assert models.model_from_yaml(tuples).output_shape == (None, 2)


def test_hostile_yaml() -> None:
    for text in ("!!python/object/apply:os.system ['true']", "!!python/name:os.system", "a: ["):
        with pytest.raises(ValueError, match="not the YAML of a model"):
            models.model_from_yaml(text)
    laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True):
        laughs += f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    with pytest.raises(ValueError, match="far too many"):
        models.model_from_yaml(laughs)


def test_weights_of_keras_1(tmp_path: Path) -> None:
    """An LSTM had twelve arrays, three for each gate in another order; there was no version in the file."""
    model = Sequential([layers.Input((4, 3)), layers.LSTM(2, name="lstm_1")])
    kernel, recurrent, bias = model.get_weights()
    gates = [np.split(array, 4, axis=-1) for array in (kernel, recurrent, bias)]
    parts = [part for gate in (0, 2, 1, 3) for part in (g[gate] for g in gates)]
    with h5py.File(tmp_path / "old.h5", "w") as file:
        file.attrs["layer_names"] = [b"lstm_1"]
        group = file.create_group("lstm_1")
        group.attrs["weight_names"] = [f"w{number}".encode() for number in range(12)]
        for number, part in enumerate(parts):
            group[f"w{number}"] = part + 1.0
    model.load_weights(tmp_path / "old.h5")
    for array, before in zip(model.get_weights(), (kernel, recurrent, bias), strict=True):
        np.testing.assert_allclose(array, before + 1.0, rtol=1e-6)


def test_kernels_of_theano() -> None:
    layer = layers.Conv2D(2, 3)
    layer.build((None, 8, 8, 1))
    kernel = np.arange(18.0).reshape(3, 3, 1, 2)
    turned, _ = preprocess_weights_for_loading(layer, [kernel, np.zeros(2)], "2.2.4", "theano")
    np.testing.assert_array_equal(turned, kernel[::-1, ::-1])


def test_gates_that_compute_something_else() -> None:
    layer = layers.GRU(2, reset_after=False)
    layer.build((None, 4, 3))
    arrays = [np.zeros((3, 6)), np.zeros((2, 6)), np.zeros(12)]
    with pytest.raises(ValueError, match="CuDNNGRU is not compatible with GRU"):
        preprocess_weights_for_loading(layer, arrays)
    with pytest.raises(ValueError, match="Invalid bias shape"):
        preprocess_weights_for_loading(layer, [*arrays[:2], np.zeros(5)])
