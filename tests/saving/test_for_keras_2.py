"""`.h5` files are written in the words of Keras 2.

That it reads them was tried by hand with tf-keras 2.19: nearly all layers of the table in `tests/layers`, thirteen
kinds of graphs, eleven optimizers with one more step.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from keras_lab import Input, Model, Sequential, layers, losses, models, ops, optimizers
from keras_lab.saving import register_keras_serializable


def attribute(path: Path, name: str) -> Any:
    with h5py.File(path) as file:
        return json.loads(file.attrs[name])


def named(config: dict[str, Any], name: str) -> dict[str, Any]:
    return next(layer for layer in config["config"]["layers"] if layer["name"] == name)


def inner_model() -> Any:
    i = Input((4,), name="i")
    return Model(i, layers.Dense(4, name="d")(i), name="inner")


def graphs() -> dict[str, Any]:
    a, steps, state = Input((4,), name="a"), Input((3, 4), name="steps"), Input((2,), name="state")
    inner, row = inner_model(), Sequential([Input((4,)), layers.Dense(4)], name="row")
    query = layers.MultiHeadAttention(2, 3, name="attention")(steps, steps, use_causal_mask=True)
    gru = layers.GRU(2, name="gru")
    return {
        "nested": Model(a, layers.Dense(2, name="end")(inner(row(inner(a))))),
        "attention": Model(steps, query),
        "states": Model([steps, state], gru(steps, initial_state=state)),
        "wrapped": Model(steps, layers.TimeDistributed(inner_model(), name="each")(steps)),
        "dicts": Model({"a": a}, {"b": layers.Add(name="b")([a, a])}),
    }


@pytest.mark.parametrize("name", list(graphs()))
def test_graphs_come_back(tmp_path: Path, name: str) -> None:
    model = graphs()[name]
    model.save(tmp_path / "model.h5")
    again = models.load_model(tmp_path / "model.h5")
    rng = np.random.default_rng(0)
    shapes = [(2, *tensor.shape[1:]) for tensor in model.inputs]
    x = [rng.normal(size=shape).astype("float32") for shape in shapes]
    given: Any = {"a": x[0]} if name == "dicts" else x if len(x) > 1 else x[0]
    for one, other in zip(np.atleast_1d(model(given)), np.atleast_1d(again(given)), strict=True):
        if name == "dicts":
            one, other = one["b"], other["b"]
        np.testing.assert_allclose(one, other, rtol=1e-5)


def test_calls(tmp_path: Path) -> None:
    made = graphs()
    for name, model in made.items():
        model.save(tmp_path / f"{name}.h5")
    nested = attribute(tmp_path / "nested.h5", "model_config")
    assert nested["class_name"] == "Model"
    assert named(nested, "end")["inbound_nodes"] == [[["inner", 2, 0, {}]]]  # its making was call 0
    assert named(nested, "row")["inbound_nodes"] == [[["inner", 1, 0, {}]]]
    assert [layer["class_name"] for layer in named(nested, "row")["config"]["layers"]] == ["Dense"]
    attention = named(attribute(tmp_path / "attention.h5", "model_config"), "attention")
    arguments = {"value": ["steps", 0, 0], "use_causal_mask": True}
    assert attention["inbound_nodes"] == [[["steps", 0, 0, arguments]]]
    gru = named(attribute(tmp_path / "states.h5", "model_config"), "gru")
    assert gru["inbound_nodes"] == [[["steps", 0, 0, {}], ["state", 0, 0, {}]]]
    each = named(attribute(tmp_path / "wrapped.h5", "model_config"), "each")
    assert each["config"]["layer"]["module"] == "keras"  # Keras 3 asks for it here


def test_words(tmp_path: Path) -> None:
    rows = [Input((4, 2), name="in"), layers.Conv1D(3, 2, name="c"), layers.LeakyReLU(0.2, name="l")]
    Sequential(rows).save(tmp_path / "model.h5")
    first, conv, leaky = (
        layer["config"] for layer in attribute(tmp_path / "model.h5", "model_config")["config"]["layers"]
    )
    assert first == {"batch_input_shape": [None, 4, 2], "dtype": "float32", "sparse": False, "name": "in"}
    assert conv["dtype"] == "float32"
    assert not {"groups", "lora_rank", "quantization_config", "activity_regularizer"} & set(conv)
    assert conv["kernel_initializer"]["config"] == {}
    assert leaky["alpha"] == pytest.approx(0.2)
    with h5py.File(tmp_path / "model.h5") as file:
        assert file["model_weights"].attrs["keras_version"] == "2.2.4"


def test_what_keras_2_has_no_words_for(tmp_path: Path) -> None:
    a = Input((4,), name="a")
    Model(a, ops.sin(a)).save(tmp_path / "model.h5")
    assert "batch_shape" in named(attribute(tmp_path / "model.h5", "model_config"), "a")["config"]
    assert models.load_model(tmp_path / "model.h5").output_shape == (None, 4)


@register_keras_serializable("tests_of_files")
class Doubling(layers.Layer):
    """A layer of one's own."""

    def call(self, inputs: Any) -> Any:
        return inputs * 2


def trained(optimizer: Any) -> Any:
    model = Sequential([Input((2,)), layers.Dense(2, name="d"), Doubling(), layers.Dense(1, name="e")])
    model.compile(optimizer, losses.Huber(), metrics=["mae"])
    model.train_on_batch(np.ones((2, 2)), np.zeros((2, 1)))
    return model


def test_training(tmp_path: Path) -> None:
    model = trained(optimizers.Adam(0.5))
    model.save(tmp_path / "model.h5")
    config = attribute(tmp_path / "model.h5", "model_config")
    assert config["config"]["layers"][2]["class_name"] == "tests_of_files>Doubling"
    told = attribute(tmp_path / "model.h5", "training_config")
    assert set(told["optimizer_config"]["config"]) == {
        "learning_rate", "beta_1", "beta_2", "epsilon", "amsgrad", "name",
    }  # fmt: skip
    assert "dtype" not in told["loss"]["config"]
    with h5py.File(tmp_path / "model.h5") as file:
        names = list(file["optimizer_weights"].attrs["weight_names"])
    kinds = [name.rpartition("/")[2] for name in names]
    assert kinds == ["iteration:0", *["momentum:0"] * 4, *["velocity:0"] * 4]
    again = models.load_model(tmp_path / "model.h5")
    for one, other in zip(model.optimizer.variables, again.optimizer.variables, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())


def test_optimizers_that_came_late(tmp_path: Path) -> None:
    trained(optimizers.AdamW(0.5)).save(tmp_path / "model.h5")
    told = attribute(tmp_path / "model.h5", "training_config")["optimizer_config"]["config"]
    assert told["is_legacy_optimizer"] is False
    assert told["weight_decay"] == 0.004
    assert models.load_model(tmp_path / "model.h5")._steps_taken == 1


@pytest.mark.parametrize("suffix", [".h5", ".keras"])
@pytest.mark.parametrize("make", [
    lambda: optimizers.Adam(0.25),
    lambda: optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 5, 0.9)),
    lambda: optimizers.LossScaleOptimizer(optimizers.Adam(0.25)),
], ids=["adam", "schedule", "scaled"])  # fmt: skip
def test_before_the_first_step(tmp_path: Path, make: Any, suffix: str) -> None:
    """Warnings are errors here."""
    model = Sequential([Input((2,)), layers.Dense(1)])
    model.compile(make(), "mse")
    model.save(tmp_path / f"model{suffix}")
    again = models.load_model(tmp_path / f"model{suffix}")
    assert float(again.optimizer.learning_rate) == float(model.optimizer.learning_rate)
