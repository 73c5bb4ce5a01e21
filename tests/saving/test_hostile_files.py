"""Files made to do harm: each is refused, and nothing in it is run, followed or believed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from keras_lab.models import load_model, model_from_json
from tests.training.helpers import line

KERNEL = "model_weights/dense/dense/kernel"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A good model file, to be spoilt."""
    model = line()
    model.layers[0].name = "dense"
    for variable in model.weights:
        variable.path = f"dense/{variable.name}"
    model.save(tmp_path / "model.h5")
    load_model(tmp_path / "model.h5")
    return tmp_path / "model.h5"


def edit_config(path: Path, change: Any) -> None:
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        change(config)
        file.attrs["model_config"] = json.dumps(config)


def test_external_storage(path: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.bin"
    secret.write_bytes(np.ones((8, 1), "float32").tobytes())
    with h5py.File(path, "r+") as file:
        del file[KERNEL]
        file.create_dataset(KERNEL, (8, 1), "float32", external=[(str(secret), 0, 32)])
    with pytest.raises(ValueError, match="outside the file"):
        load_model(path)


def test_external_link(path: Path, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["stolen"] = np.ones((8, 1), "float32")
    with h5py.File(path, "r+") as file:
        del file[KERNEL]
        file[KERNEL] = h5py.ExternalLink("other.h5", "stolen")
    with pytest.raises(ValueError, match="ExternalLink; links are not followed"):
        load_model(path)


def test_soft_link(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file["elsewhere"] = np.ones((8, 1), "float32")
        del file[KERNEL]
        file[KERNEL] = h5py.SoftLink("/elsewhere")
    with pytest.raises(ValueError, match="SoftLink"):
        load_model(path)


def test_linked_group(path: Path, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other.create_group("g")
    with h5py.File(path, "r+") as file:
        del file["model_weights"]
        file["model_weights"] = h5py.ExternalLink("other.h5", "g")
    with pytest.raises(ValueError, match="ExternalLink"):
        load_model(path)


def test_virtual_data_set(path: Path, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["stolen"] = np.ones((8, 1), "float32")
    layout = h5py.VirtualLayout((8, 1), "float32")
    layout[:] = h5py.VirtualSource("other.h5", "stolen", (8, 1))
    with h5py.File(path, "r+") as file:
        del file[KERNEL]
        file.create_virtual_dataset(KERNEL, layout)
    with pytest.raises(ValueError, match="outside the file"):
        load_model(path)


def test_shape_bomb(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file[KERNEL]
        file.create_dataset(KERNEL, (1 << 20, 1 << 20), "float32", chunks=(1024, 1024))
    with pytest.raises(ValueError, match="has the shape"):
        load_model(path)


def test_a_bomb_in_config_and_weights(path: Path) -> None:
    def enlarge(config: dict) -> None:
        config["config"]["layers"][0]["config"]["batch_shape"] = [None, 1 << 34]

    edit_config(path, enlarge)
    with h5py.File(path, "r+") as file:
        del file[KERNEL]
        file.create_dataset(KERNEL, (1 << 34, 1), "float32", chunks=(1 << 20, 1))
    with pytest.raises(ValueError, match="far more than the file holds"):
        load_model(path)


def test_pickled_objects(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file[KERNEL]
        file.create_dataset(KERNEL, data=np.ones((8, 1), "float32").view("V4"))
    with pytest.raises(ValueError, match="not numbers"):
        load_model(path)


@pytest.mark.parametrize(
    "name", ["../../dense/kernel", "/model_weights/dense/dense/kernel", "dense/./kernel"]
)
def test_names_that_climb(path: Path, name: str) -> None:
    with h5py.File(path, "r+") as file:
        file["model_weights/dense"].attrs["weight_names"] = [name, "dense/bias"]
    with pytest.raises(ValueError, match="not a plain path"):
        load_model(path)


@pytest.mark.parametrize(
    "change",
    [
        {"module": "os", "class_name": "system", "config": {"command": "touch pwned"}},
        {"module": "keras_lab.saving", "class_name": "load_model", "config": {"filepath": "x"}},
        {"module": "keras.utils", "class_name": "get_file", "config": {"origin": "http://localhost"}},
        {"module": "builtins", "class_name": "function", "config": "exec"},
        {"class_name": "function", "config": "load_model"},
        {"class_name": "Layer", "config": "not a dict"},
        {"class_name": ["Dense"], "config": {}},
        {"class_name": "Operation", "config": {"name": "x", "function": "__class__"}},
    ],
)
def test_configs_name_only_layers(path: Path, change: dict) -> None:
    edit_config(path, lambda config: config["config"]["layers"].insert(1, change))
    with pytest.raises((ValueError, TypeError)):
        load_model(path)


def test_code_in_a_lambda_is_not_run(path: Path, tmp_path: Path) -> None:
    code = {
        "class_name": "Lambda",
        "config": {
            "name": "evil",
            "function": {
                "class_name": "__lambda__",
                "config": {"code": "4wEAAAA=", "defaults": None, "closure": None},
            },
        },
    }
    edit_config(path, lambda config: config["config"]["layers"].append(code))
    with pytest.raises(ValueError, match="[Ll]ambda"):
        load_model(path)


def test_code_in_an_old_lambda_is_not_run(path: Path) -> None:
    code = {
        "class_name": "Lambda",
        "config": {"name": "evil", "function": ["4wEAAAA=", None, None], "function_type": "lambda"},
    }
    edit_config(path, lambda config: config["config"]["layers"].append(code))
    with pytest.raises((ValueError, TypeError)):
        load_model(path)


def test_a_lambda_may_not_name_any_function() -> None:
    config = {
        "class_name": "Sequential",
        "config": {
            "layers": [
                {"class_name": "InputLayer", "config": {"batch_shape": [None, 1]}},
                {"class_name": "Lambda", "config": {"name": "evil", "function": "os.system"}},
            ]
        },
    }
    with pytest.raises(ValueError, match="os.system"):
        model_from_json(json.dumps(config))


@pytest.mark.parametrize("text", ["", "[]", "3", "{}", '{"class_name": "Sequential"}', "not json"])
def test_json_that_is_no_model(text: str) -> None:
    with pytest.raises(ValueError, match=r"JSON|configuration|config"):
        model_from_json(text)


def test_a_circle_in_the_graph() -> None:
    def call(source: str) -> dict:
        tensor = {"class_name": "__keras_tensor__", "config": {"keras_history": [source, 0, 0]}}
        return {"args": [tensor], "kwargs": {}}

    def dense(name: str, source: str) -> dict:
        return {
            "class_name": "Dense",
            "name": name,
            "config": {"units": 1, "name": name},
            "inbound_nodes": [call(source)],
        }

    config = {
        "layers": [
            {"class_name": "InputLayer", "name": "in", "config": {"batch_shape": [None, 1], "name": "in"}},
            dense("a", "b"),
            dense("b", "a"),
        ],
        "input_layers": [["in", 0, 0]],
        "output_layers": [["b", 0, 0]],
    }
    with pytest.raises(ValueError, match="circle.*a, b"):
        model_from_json(json.dumps({"class_name": "Functional", "config": config}))


def test_damaged_attributes(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file.attrs["model_config"] = "{"
    with pytest.raises(ValueError, match="'model_config' in the file is damaged"):
        load_model(path)


@pytest.mark.parametrize("names", [5, np.zeros(3), ["nowhere"], np.array([b"\xff"])])
def test_lists_of_names_that_are_none(path: Path, names: Any) -> None:
    with h5py.File(path, "r+") as file:
        file["model_weights"].attrs["layer_names"] = names
    with pytest.raises(ValueError, match="damaged|has no 'nowhere'|codec"):
        load_model(path)


def test_arrays_without_a_shape(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file[KERNEL]
        file.create_dataset(KERNEL, data=h5py.Empty("f4"))
    with pytest.raises(ValueError, match="no array"):
        load_model(path)


@pytest.mark.parametrize("inner", [{"cells": 3}, {"cells": {"class_name": "x"}}])
def test_configurations_that_are_damaged(inner: dict) -> None:
    config = {"class_name": "Sequential", "config": {"name": "s", "layers": [
        {"class_name": "RNN", "config": {"cell": {"class_name": "StackedRNNCells", "config": inner}}},
    ]}}  # fmt: skip
    with pytest.raises((ValueError, TypeError)):
        model_from_json(json.dumps(config))


def test_optimizer_state_of_the_wrong_shape(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        group = file["optimizer_weights"]
        name = group.attrs["weight_names"][0]
        del group[name]
        group[name] = np.ones(5, "float32")
    with pytest.warns(UserWarning, match="state is left out"):
        load_model(path)
