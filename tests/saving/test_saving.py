"""Models and weights to files and back."""

from __future__ import annotations

import os
from pathlib import Path

import h5py
import numpy as np
import pytest

from keras_lab import layers, losses, optimizers, registry
from keras_lab.models import Model, Sequential, load_model, model_from_json
from keras_lab.saving import load_weights, save_weights
from tests.training.helpers import LABELS, X, Y, classifier, line, same_weights


def two_outputs() -> Model:
    a, b = layers.Input((8,), name="a"), layers.Input((8,), name="b")
    shared = layers.Dense(4, activation="relu", name="shared")
    joined = layers.Concatenate(name="join")([shared(a), shared(b)]) * 2.0
    return Model([a, b], {"kind": layers.Dense(3)(joined), "size": layers.Dense(1)(joined)}, name="two")


@pytest.mark.parametrize("name", ["model.h5", "model.hdf5"])
def test_a_model_comes_back(engine: str, tmp_path: Path, name: str) -> None:
    model = classifier()
    model.fit(X, LABELS, epochs=2, verbose=0)
    model.save(tmp_path / name)
    again = load_model(tmp_path / name)
    np.testing.assert_array_equal(model.predict(X), again.predict(X))
    assert again.get_config() == model.get_config()


def test_training_goes_on_with_the_same_bits(engine: str, tmp_path: Path) -> None:
    model = classifier()
    model.fit(X, LABELS, epochs=2, verbose=0)
    model.save(tmp_path / "model.h5")
    again = load_model(tmp_path / "model.h5")
    model.fit(X, LABELS, epochs=2, verbose=0)
    again.fit(X, LABELS, epochs=2, verbose=0)
    assert same_weights(model, again)


def test_a_graph_with_shared_layers_and_ops(engine: str, tmp_path: Path) -> None:
    model = two_outputs()
    model.save(tmp_path / "model.h5")
    again = load_model(tmp_path / "model.h5")
    inputs = {"a": X, "b": X[::-1].copy()}
    for name, value in model.predict(inputs).items():
        np.testing.assert_array_equal(value, again.predict(inputs)[name])
    assert len(again.get_layer("shared")._nodes) == 2


def test_an_uncompiled_model(tmp_path: Path) -> None:
    model = Sequential([layers.Input((8,)), layers.Dense(1)])
    model.save(tmp_path / "model.h5")
    assert not load_model(tmp_path / "model.h5").compiled


def test_without_compiling(tmp_path: Path) -> None:
    model = line()
    model.save(tmp_path / "model.h5")
    assert not load_model(tmp_path / "model.h5", compile=False).compiled


def test_objects_given_to_compile_come_back(tmp_path: Path) -> None:
    model = line(optimizer=optimizers.Adam(0.123, beta_1=0.8), metrics=["mae"])
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "model.h5")
    again = load_model(tmp_path / "model.h5")
    assert again.optimizer.beta_1 == 0.8
    assert float(again.optimizer.learning_rate) == pytest.approx(0.123)
    assert again._steps_taken == model._steps_taken
    again.evaluate(X, Y, verbose=0)
    assert again.metrics_names == ["loss", "mae"]


def test_custom_objects(tmp_path: Path) -> None:
    class Twice(layers.Layer):
        def call(self, inputs):
            return inputs * 2.0

    model = Sequential([layers.Input((8,)), Twice(), layers.Dense(1)])
    model.save(tmp_path / "model.h5")
    with pytest.raises(ValueError, match="Twice"):
        load_model(tmp_path / "model.h5")
    again = load_model(tmp_path / "model.h5", custom_objects={"Twice": Twice})
    np.testing.assert_array_equal(model.predict(X), again.predict(X))
    with registry.custom_object_scope({"Twice": Twice}):
        assert type(load_model(tmp_path / "model.h5").layers[0]) is Twice


class Scaled:
    """A loss of one's own that is no `Loss`."""

    def __init__(self, factor: float = 1.0) -> None:
        self.factor = factor

    def __call__(self, y_true, y_pred):
        return self.factor * losses.mean_squared_error(y_true, y_pred)

    def get_config(self) -> dict:
        return {"factor": self.factor}


@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_losses_that_are_no_loss(tmp_path: Path, suffix: str) -> None:
    model = line()
    model.compile("sgd", Scaled(3.0))
    model.save(tmp_path / f"model.{suffix}")
    again = load_model(tmp_path / f"model.{suffix}", custom_objects={"Scaled": Scaled})
    assert again._compile_arguments["loss"].factor == 3.0


def test_a_constructor_that_takes_anything(tmp_path: Path) -> None:
    class Open(Model):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.dense = layers.Dense(2)

        def call(self, inputs):
            return self.dense(inputs)

    model = Open(name="open")
    model(X)
    model.save(tmp_path / "model.keras")
    again = load_model(tmp_path / "model.keras", custom_objects={"Open": Open})
    np.testing.assert_array_equal(again.dense.get_weights()[0], model.dense.get_weights()[0])


@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_models_inside_wrappers(tmp_path: Path, suffix: str) -> None:
    inner = Sequential([layers.Input((3,)), layers.Dense(2)])
    Sequential([layers.Input((4, 3)), layers.TimeDistributed(inner)]).save(tmp_path / f"model.{suffix}")
    again = load_model(tmp_path / f"model.{suffix}").layers[0].layer
    np.testing.assert_array_equal(again.get_weights()[0], inner.get_weights()[0])


def test_a_loss_of_ones_own_that_is_not_known_leaves_the_model_uncompiled(tmp_path: Path) -> None:
    def mine(y_true, y_pred):
        return losses.mean_squared_error(y_true, y_pred)

    model = line()
    model.compile("sgd", mine)
    model.save(tmp_path / "model.h5")
    with pytest.warns(UserWarning, match="not compiled: .*'mine'"):
        assert not load_model(tmp_path / "model.h5").compiled
    assert load_model(tmp_path / "model.h5", custom_objects={"mine": mine}).compiled


def test_json_makes_the_same_architecture(engine: str) -> None:
    model = two_outputs()
    again = model_from_json(model.to_json())
    assert again.to_json() == model.to_json()
    again.set_weights(model.get_weights())
    inputs = [X, X]
    np.testing.assert_array_equal(model.predict(inputs)["kind"], again.predict(inputs)["kind"])


def test_nested_models(tmp_path: Path) -> None:
    inner = Sequential([layers.Input((8,)), layers.Dense(4, name="inside")], name="inner")
    outer = Sequential([layers.Input((8,)), inner, layers.Dense(1)])
    outer.save(tmp_path / "model.h5")
    again = load_model(tmp_path / "model.h5")
    assert same_weights(outer, again)
    assert again.layers[0].layers[0].name == "inside"


# ---- weights ------------------------------------------------------------------------------------------


def test_weights_alone(tmp_path: Path) -> None:
    one, other = line(1), line(2)
    one.save_weights(tmp_path / "w.weights.h5")
    other.load_weights(tmp_path / "w.weights.h5")
    assert same_weights(one, other)


def test_weights_out_of_a_model_file(tmp_path: Path) -> None:
    one, other = line(1), line(2)
    one.save(tmp_path / "model.h5")
    other.load_weights(tmp_path / "model.h5")
    assert same_weights(one, other)


def test_weights_that_do_not_fit_change_nothing(tmp_path: Path) -> None:
    stored = Sequential([layers.Input((8,)), layers.Dense(4), layers.Dense(2)])
    save_weights(stored, tmp_path / "w.h5")
    model = Sequential([layers.Input((8,)), layers.Dense(4), layers.Dense(3)])
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"has shape \(4, 3\), but the saved weight has the shape \(4, 2\)"):
        load_weights(model, tmp_path / "w.h5")
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    with pytest.warns(UserWarning, match="Skipping loading .* due to mismatch"):
        load_weights(model, tmp_path / "w.h5", skip_mismatch=True)
    assert np.array_equal(model.get_weights()[0], stored.get_weights()[0])
    assert np.array_equal(model.get_weights()[2], before[2])


def test_other_numbers_of_layers(tmp_path: Path) -> None:
    line().save_weights(tmp_path / "w.h5")
    model = Sequential([layers.Input((8,)), layers.Dense(4), layers.Dense(3)])
    with pytest.raises(ValueError, match="has 1 layers with weights, the model .* has 2"):
        model.load_weights(tmp_path / "w.h5")


# ---- files --------------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.h5"
    line(1).save(path)
    before = path.read_bytes()

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(h5py.Group, "create_dataset", fail)
    with pytest.raises(OSError, match="disk full"):
        line(2).save(path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["model.h5"]


def test_an_existing_file_is_kept_on_request(tmp_path: Path) -> None:
    path = tmp_path / "model.h5"
    line().save(path)
    with pytest.raises(FileExistsError, match="overwrite=True"):
        line().save(path, overwrite=False)


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("model.txt", ValueError, "must end with .keras, .h5"),
        ("missing/model.keras", FileNotFoundError, "The folder .*missing' does not exist"),
    ],
)
def test_bad_places(tmp_path: Path, name: str, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        line().save(tmp_path / name)


@pytest.mark.parametrize("name", ["model.h5", "model.keras"])
def test_an_unbuilt_model(tmp_path: Path, name: str) -> None:
    """It has no weights to save, and comes back as unbuilt as it was."""
    model = Sequential([layers.Dense(1)])
    model.save(tmp_path / "new" / name if name.endswith("h5") else tmp_path / name)
    again = load_model(tmp_path / "new" / name if name.endswith("h5") else tmp_path / name)
    assert not again.built
    assert again.predict(np.ones((2, 3)), verbose=0).shape == (2, 1)
    with pytest.raises(ValueError, match="not yet been built"):
        model.save_weights(tmp_path / "w.h5")


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "text.h5").write_text("hello")
    with pytest.raises(ValueError, match="no HDF5 file, or a damaged one"):
        load_model(tmp_path / "text.h5")
    with pytest.raises(FileNotFoundError, match="There is no file"):
        load_model(tmp_path / "none.h5")
    line().save_weights(tmp_path / "w.h5")
    with pytest.raises(ValueError, match=r"no model in it.*load_weights"):
        load_model(tmp_path / "w.h5")


def test_a_model_saved_before_its_first_step(tmp_path: Path) -> None:
    model = Sequential([layers.Input((4,)), layers.Dense(2)])
    model.compile(optimizers.Adam(0.25), "mse")
    model.save(tmp_path / "model.keras")
    assert float(load_model(tmp_path / "model.keras").optimizer.learning_rate) == 0.25
