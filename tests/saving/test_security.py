"""Published attacks on model files, each with a file made for it: all are refused, and nothing happens.

What concerns HDF5 alone is in `test_hostile_files`, what concerns archives alone in `test_hostile_archives`.
"""

from __future__ import annotations

import base64
import io
import json
import marshal
import os
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import keras_lab as keras
from keras_lab import layers, python_code, saving
from keras_lab.models import Sequential, load_model, model_from_json
from keras_lab.saving.hdf5 import UnsafeFileError

TOUCHED: list[str] = []


def evil(x: Any) -> Any:
    """What an attacker's code would do."""
    __import__("tests.saving.test_security", fromlist=["TOUCHED"]).TOUCHED.append("run")
    return x


CODE = base64.encodebytes(marshal.dumps(evil.__code__)).decode()
LAMBDA_3 = {"class_name": "__lambda__", "config": {"code": CODE, "defaults": None, "closure": None}}
LAMBDA_2 = [CODE, None, None]


@pytest.fixture(autouse=True)
def nothing_was_run() -> Any:
    TOUCHED.clear()
    yield
    assert TOUCHED == []


def config_with(layer: dict[str, Any]) -> dict[str, Any]:
    head = {
        "module": "keras.layers",
        "class_name": "InputLayer",
        "config": {"batch_shape": [None, 3], "name": "in"},
    }
    return {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": [head, layer]}}


def written(path: Path, config: Any, metadata: Any = None) -> Path:
    """A file with that configuration and no weights, in the format of its name."""
    if path.suffix == ".keras":
        held = io.BytesIO()
        h5py.File(held, "w").close()
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("config.json", config if isinstance(config, str) else json.dumps(config))
            archive.writestr("metadata.json", json.dumps(metadata or {"keras_version": "3.0.0"}))
            archive.writestr("model.weights.h5", held.getvalue())
    else:
        with h5py.File(path, "w") as file:
            file.attrs["model_config"] = json.dumps(config)
            file.create_group("model_weights").attrs["layer_names"] = []
    return path


def layer(
    name: str, config: dict[str, Any], module: str | None = "keras.layers", **more: Any
) -> dict[str, Any]:
    return {
        "module": module,
        "class_name": name,
        "config": {"name": "x", **config},
        "registered_name": None,
        **more,
    }


CARRIERS = {
    "lambda": layer("Lambda", {"function": LAMBDA_3}),
    "lambda of Keras 2": layer("Lambda", {"function": LAMBDA_2, "function_type": "lambda"}),
    "output shape": layer("Lambda", {"function": "relu", "output_shape": LAMBDA_3}),
    "mask": layer("Lambda", {"function": "relu", "mask": LAMBDA_3}),
    "activation": layer("Dense", {"units": 2, "activation": LAMBDA_3}),
    "initializer": layer("Dense", {"units": 2, "kernel_initializer": LAMBDA_3}),
    "wrapped": layer("TimeDistributed", {"layer": layer("Lambda", {"function": LAMBDA_3})}),
    "nested": config_with(layer("Lambda", {"function": LAMBDA_3})) | {"name": "inner"},
    "cell": layer("RNN", {"cell": layer("SimpleRNNCell", {"units": 2, "activation": LAMBDA_3})}),
    "backward": layer(
        "Bidirectional", {"layer": layer("LSTM", {"units": 2, "recurrent_activation": LAMBDA_3})}
    ),
    "pipeline": layer(
        "Pipeline", {"layers": [layer("Lambda", {"function": LAMBDA_2, "function_type": "lambda"})]}
    ),
    "regularizer": layer("Dense", {"units": 2, "activity_regularizer": LAMBDA_3}),
    "standardize": layer("TextVectorization", {"standardize": LAMBDA_3, "vocabulary": ["a"]}),
    "distiller": {
        "class_name": "Distiller",
        "config": {
            "teacher": config_with(layer("Lambda", {"function": LAMBDA_3})),
            "student": config_with(layer("Dense", {"units": 1})),
            "distillation_losses": [],
        },
    },
}


@pytest.mark.parametrize("suffix", ["keras", "h5"])
@pytest.mark.parametrize("carrier", CARRIERS)
def test_code_is_not_run(tmp_path: Path, carrier: str, suffix: str) -> None:
    """CVE-2024-3660, CVE-2025-9905: in each place, in each format."""
    path = written(tmp_path / f"model.{suffix}", config_with(CARRIERS[carrier]))
    with pytest.raises(ValueError, match="arbitrary code|Lambda|config|registered"):
        load_model(path)
    with pytest.raises(ValueError, match="arbitrary code|Lambda|config|registered"):
        model_from_json(json.dumps(config_with(CARRIERS[carrier])))


def test_a_lambda_of_this_process_is_refused_as_well(tmp_path: Path) -> None:
    model = Sequential([layers.Input((3,)), layers.Lambda(lambda x: x + 1.0)])
    for name in ("model.keras", "model.h5"):
        model.save(tmp_path / name)
        with pytest.raises(ValueError, match="arbitrary code execution"):
            load_model(tmp_path / name)
        again = load_model(tmp_path / name, safe_mode=False)
        np.testing.assert_array_equal(again.predict(np.ones((2, 3)), verbose=0), 2.0 * np.ones((2, 3)))


def test_from_config_fails_closed() -> None:
    """keras PR 23048: no mode said is the safe one. A lambda that is alive is given back itself."""
    config = layers.Lambda(lambda x: x * 3).get_config()
    with pytest.raises(ValueError, match="Lambda"):
        layers.Lambda.from_config(config)
    alive = layers.Lambda(lambda x: x * 4)
    assert layers.Lambda.from_config(alive.get_config()).function is alive.function
    with pytest.raises(ValueError, match="arbitrary code execution"):
        saving.deserialize_keras_object(saving.serialize_keras_object(alive))


def test_code_is_run_where_it_is_asked_for() -> None:
    config = layers.Lambda(lambda x: x * 5).get_config()
    assert layers.Lambda.from_config(config, safe_mode=False).function(2) == 10
    with python_code.safe_mode_scope(False):
        assert layers.Lambda.from_config(config).function(2) == 10


NAMES = [
    ("os", "system"),
    ("builtins", "eval"),
    ("subprocess", "Popen"),
    ("keras.utils", "get_file"),
    ("keras.models", "load_model"),
    ("keras.saving", "load_model"),
    ("keras.config", "enable_unsafe_deserialization"),
    ("keras.src.utils.file_utils", "get_file"),
    ("keras_lab.utils", "get_file"),
    ("keras.layers", "TFSMLayer"),
    ("keras.layers", "TorchModuleWrapper"),
    ("keras.layers", "__init__"),
    ("keras.layers.core", "os"),
    (None, "exec"),
]


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_names_lead_to_parts_of_models_only(tmp_path: Path, module: str | None, name: str) -> None:
    """CVE-2025-1550, CVE-2025-8747, CVE-2025-9906, CVE-2025-49655, CVE-2026-1462."""
    target = tmp_path / "target"
    arguments = {"filepath": str(target), "fname": str(target), "module": "os", "command": f"touch {target}"}
    as_layer = layer(name, arguments, module)
    as_function = {"module": module, "class_name": "function", "config": name, "registered_name": name}
    for carrier in (as_layer, layer("Dense", {"units": 1, "activation": as_function}),
                    layer("Lambda", {"function": as_function, "arguments": arguments}),
                    layer("Dense", {"units": 1, "kernel_regularizer": as_layer})):  # fmt: skip
        path = written(tmp_path / "model.keras", config_with(carrier))
        with pytest.raises((ValueError, TypeError)):
            load_model(path)
    for config in (as_layer, as_function):
        with pytest.raises((ValueError, TypeError)):
            saving.deserialize_keras_object(config)
    assert not target.exists()
    assert python_code.in_safe_mode() is None


@pytest.mark.parametrize("part", ["loss", "metrics", "optimizer"])
@pytest.mark.parametrize("value", [
    LAMBDA_3,
    {"module": "os", "class_name": "system", "config": {"command": "true"}},
    {"module": "keras.metrics", "class_name": "MeanMetricWrapper", "config": {"fn": LAMBDA_3}},
    {"module": "keras.optimizers", "class_name": "SGD", "config": {"learning_rate": LAMBDA_3}},
    {"module": "keras.losses", "class_name": "LossFunctionWrapper", "config": {"fn": LAMBDA_3}},
], ids=["code", "module", "metric", "rate", "function"])  # fmt: skip
def test_what_compile_is_told(tmp_path: Path, part: str, value: Any) -> None:
    config = config_with(layer("Dense", {"units": 1}))
    told = {"optimizer": "sgd", "loss": "mse", part: [value] if part == "metrics" else value}
    path = tmp_path / "model.keras"
    model = Sequential([layers.Input((3,)), layers.Dense(1)])
    model.save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["config.json"] = json.dumps(
        {**json.loads(members["config.json"]), "compile_config": told}
    ).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.warns(UserWarning, match="not compiled"):
        assert not load_model(path).compiled
    assert config["class_name"] == "Sequential"


@pytest.mark.parametrize("name", ["StringLookup", "IntegerLookup", "TextVectorization"])
def test_vocabularies_are_not_read_from_any_path(tmp_path: Path, name: str) -> None:
    """CVE-2025-12058."""
    secret = tmp_path / "secret.txt"
    secret.write_text("1\n2\n")
    path = written(tmp_path / "model.keras", config_with(layer(name, {"vocabulary": str(secret)})))
    with pytest.raises((ValueError, TypeError)):
        load_model(path)


def test_weights_of_tokens_are_not_read_from_any_path(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("1\n2\n")
    found = layer("StringLookup", {
        "vocabulary": ["a"], "idf_weights": str(tmp_path / "secret.txt"), "output_mode": "tf_idf",
    })  # fmt: skip
    with pytest.raises((ValueError, TypeError)):
        load_model(written(tmp_path / "model.keras", config_with(found)))


def test_registered_names_that_nobody_registered() -> None:
    """keras PR 22729."""
    config = layer("Dense", {"units": 1}) | {"registered_name": "subprocess>Popen"}
    with pytest.raises(ValueError, match="nobody registered"):
        saving.deserialize_keras_object(config)


@pytest.mark.parametrize("config", [
    {"class_name": "Dense", "config": [1, 2]},
    {"class_name": "Dense", "config": "units"},
    {"class_name": "function", "config": ["relu"]},
    {"class_name": "__slice__", "config": 3},
    {"class_name": "Sequential", "config": {"name": "s", "layers": 3}},
    {"class_name": "Functional", "config": {"name": "f", "layers": {}, "input_layers": [], "output_layers": []}},
    {"class_name": "Functional", "config": {"layers": [[]], "input_layers": [["a", 0, 0]], "output_layers": []}},
])  # fmt: skip
def test_wrong_types(config: dict[str, Any]) -> None:
    """keras PR 22974."""
    with pytest.raises((ValueError, TypeError, AttributeError, KeyError)):
        saving.deserialize_keras_object(config)
    with pytest.raises(TypeError, match="custom_objects is a dict"):
        load_model("model.keras", custom_objects=["Dense"])  # type: ignore[arg-type]


def test_depth(tmp_path: Path) -> None:
    deep = '{"class_name": "Sequential", "config": ' * 5000 + "{}" + "}" * 5000
    path = written(tmp_path / "model.keras", deep)
    with pytest.raises(ValueError, match="damaged|deeply"):
        load_model(path)
    nest: dict[str, Any] = {}
    for _ in range(600):
        nest = {"class_name": "TimeDistributed", "config": {"layer": nest}}
    with pytest.raises((ValueError, TypeError)):
        saving.deserialize_keras_object(nest)


def test_ops_in_graphs_do_not_compute(tmp_path: Path) -> None:
    zeros = {"module": "keras.src.ops.numpy", "class_name": "Zeros", "config": {"name": "z", "shape": [1 << 40]},
             "name": "z", "inbound_nodes": [{"args": [], "kwargs": {}}]}  # fmt: skip
    config = {"name": "f", "layers": [zeros], "input_layers": [["z", 0, 0]], "output_layers": [["z", 0, 0]]}
    with pytest.raises(ValueError, match="no tensor of the graph"):
        model_from_json(json.dumps({"class_name": "Functional", "config": config}))


# ---- files beside the file ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../evil.weights.h5", "/etc/evil.h5", "a\\b.h5", "folder/x.h5", "config"])
def test_lists_of_shards_stay_in_their_folder(tmp_path: Path, name: str) -> None:
    path = tmp_path / "model.weights.json"
    path.write_text(json.dumps({"weight_map": {"/vars": name}}))
    model = Sequential([layers.Input((3,)), layers.Dense(1)])
    with pytest.raises(UnsafeFileError, match="no file beside it"):
        model.load_weights(path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"weight_map": 3}', '{"weight_map": {"/vars": 3}}'])
def test_lists_of_shards_that_are_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "model.weights.json"
    path.write_text(content)
    with pytest.raises(ValueError, match="no list of shards"):
        Sequential([layers.Input((3,)), layers.Dense(1)]).load_weights(path)


class Reader(layers.Layer):
    """A layer with a file of its own."""

    def save_assets(self, folder: str) -> None:
        Path(folder, "words.txt").write_text("a b")

    def load_assets(self, folder: str) -> None:
        self.files = sorted(os.listdir(folder))
        self.words = Path(folder, "words.txt").read_text()

    def call(self, inputs: Any) -> Any:
        return inputs


def test_assets(tmp_path: Path) -> None:
    model = Sequential([layers.Input((3,)), Reader(), layers.Dense(1)])
    path = tmp_path / "model.keras"
    model.save(path)
    assert load_model(path, {"Reader": Reader}).layers[0].words == "a b"
    with zipfile.ZipFile(path, "a", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("assets/layers/reader/bomb.bin", bytes(1 << 26))
    with pytest.raises(UnsafeFileError, match="decompression bomb"):
        load_model(path, {"Reader": Reader})


def test_folders(tmp_path: Path) -> None:
    model = Sequential([layers.Input((3,)), layers.Dense(1)])
    saving.save_model(model, tmp_path / "model", zipped=False)
    again = load_model(tmp_path / "model")
    np.testing.assert_array_equal(again.layers[0].get_weights()[0], model.layers[0].get_weights()[0])
    (tmp_path / "model" / "metadata.json").unlink()
    (tmp_path / "model" / "metadata.json").symlink_to(__file__)
    with pytest.raises(UnsafeFileError, match="link out of the folder"):
        load_model(tmp_path / "model")


def test_files_are_edited_without_leaving_them(tmp_path: Path) -> None:
    model = Sequential([layers.Input((3,)), layers.Dense(1)])
    path = tmp_path / "model.weights.h5"
    model.save_weights(path)
    with h5py.File(path, "a") as file:
        file["layers/dense/vars/2"] = h5py.ExternalLink("/etc/passwd", "/x")
    with pytest.raises(UnsafeFileError, match="links are not followed"):
        saving.KerasFileEditor(path)
    assert keras.saving.KerasFileEditor is saving.KerasFileEditor
