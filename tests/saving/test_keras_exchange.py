"""Files go both ways between keras_lab and Keras itself: the same predictions, the same optimizer state."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from keras_lab import layers, losses, metrics, models, optimizers

IMAGES = np.random.default_rng(0).random((4, 6, 6, 2)).astype("float32")
WORDS = np.arange(20).reshape(4, 5) % 10
TARGETS = [np.ones((4, 2), "float32"), np.ones((4, 3), "float32")]
SUFFIXES = [".keras", ".h5"]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What Keras and its libraries warn of is not our business."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="keras")
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        yield


def two_inputs(k: Any) -> Any:
    """Shared layers, nested models, several inputs and outputs, in keras_lab or in Keras."""
    L = k.layers
    a, b = k.Input((6, 6, 2), name="a"), k.Input((5,), dtype="int32", name="b")
    x = L.Flatten()(L.MaxPooling2D()(L.BatchNormalization()(L.Conv2D(3, 3, activation="relu")(a))))
    y = L.LSTM(3)(L.GRU(4, return_sequences=True)(L.Embedding(10, 4)(b)))
    shared = L.Dense(4, name="shared")
    inner = k.Sequential([k.Input((4,)), L.BatchNormalization(), L.Dropout(0.5), L.Dense(4)], name="inner")
    u = shared(L.Dense(4)(L.Concatenate()([x, y])))
    joined = shared(L.Add()([u, inner(u)]))
    return k.Model([a, b], [L.Dense(2, name="first")(joined), L.Dense(3, name="second")(inner(joined))])


def same(ours: Any, theirs: Any, inputs: Any = None) -> None:
    inputs = [IMAGES, WORDS] if inputs is None else inputs
    wanted = theirs.predict_on_batch(inputs)
    found = ours.predict_on_batch(inputs)
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def same_state(one: Any, other: Any) -> None:
    pairs = zip(one.optimizer.variables, other.optimizer.variables, strict=True)
    for ours, theirs in pairs:
        np.testing.assert_allclose(np.asarray(ours.numpy()), np.asarray(theirs.numpy()), rtol=1e-4, atol=1e-6)


@pytest.fixture(scope="module")
def ours() -> Any:
    """A model of ours that has been trained."""
    import keras_lab

    model = two_inputs(keras_lab)
    kinds = [["mae"], [metrics.MeanSquaredError()]]
    # Keras 3.15 does not read losses given by a name from its own .h5 files
    both = [losses.MeanAbsoluteError(), losses.MeanSquaredError()]
    model.compile(optimizers.Adam(0.01), both, metrics=kinds)
    model.fit([IMAGES, WORDS], TARGETS, batch_size=4, epochs=2, verbose=0)
    return model


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_model_of_ours_in_keras_and_back(ours: Any, tmp_path: Path, suffix: str) -> None:
    ours.save(tmp_path / f"ours{suffix}")
    theirs = keras.models.load_model(tmp_path / f"ours{suffix}")
    same(ours, theirs)
    with_state = suffix == ".keras"  # Keras 3.15 restores no optimizer's state from its own .h5 files
    if with_state:
        same_state(ours, theirs)
    for variable in theirs.weights:
        variable.assign(variable + 0.01)
    theirs.save(tmp_path / f"theirs{suffix}")
    again = models.load_model(tmp_path / f"theirs{suffix}", compile=with_state)
    same(again, theirs)
    if with_state:
        same_state(again, theirs)


@pytest.mark.parametrize("name", ["w.weights.h5", "model.keras", "model.h5"])
def test_weights_of_keras(ours: Any, tmp_path: Path, name: str) -> None:
    theirs = two_inputs(keras)
    for variable in theirs.weights:
        variable.assign(np.random.default_rng(1).random(variable.shape).astype("float32"))
    (theirs.save_weights if "weights" in name else theirs.save)(tmp_path / name)
    mine = models.clone_model(ours)
    mine.load_weights(tmp_path / name)
    same(mine, theirs)


def test_weights_for_keras(ours: Any, tmp_path: Path) -> None:
    theirs = two_inputs(keras)
    ours.save_weights(tmp_path / "w.weights.h5")
    theirs.load_weights(tmp_path / "w.weights.h5")
    same(ours, theirs)
    ours.save_weights(tmp_path / "w.h5")
    other = two_inputs(keras)
    other.load_weights(tmp_path / "w.h5")
    same(ours, other)


def with_ops(k: Any) -> Any:
    """Operators and functions between the layers."""
    a = k.Input((4, 8), name="a")
    x = k.ops.sum(a, axis=1) + k.ops.mean(a, axis=[1], keepdims=False)
    x = 1 - k.ops.relu(x) / 2.0
    x = k.ops.reshape(k.ops.concatenate([x, -x], axis=-1), (-1, 4, 4))[:, 0]
    x = k.ops.transpose(k.ops.expand_dims(x, 1), (0, 2, 1))
    return k.Model(a, [k.ops.squeeze(x, -1) ** 2, k.ops.cast(x > 0, "float32")])


def test_ops_in_the_graph(tmp_path: Path) -> None:
    import keras_lab

    data = np.random.default_rng(2).random((3, 4, 8)).astype("float32")
    theirs, ours = with_ops(keras), with_ops(keras_lab)
    theirs.save(tmp_path / "theirs.keras")
    same(models.load_model(tmp_path / "theirs.keras"), theirs, data)
    ours.save(tmp_path / "ours.keras")
    same(ours, keras.models.load_model(tmp_path / "ours.keras"), data)
    ours.save(tmp_path / "ours.h5")
    same(models.load_model(tmp_path / "ours.h5"), theirs, data)


def test_json(ours: Any) -> None:
    theirs = keras.models.model_from_json(ours.to_json())
    theirs.set_weights(ours.get_weights())
    same(ours, theirs)
    again = models.model_from_json(two_inputs(keras).to_json())
    again.set_weights(ours.get_weights())
    same(again, theirs)


# ---- weights by name ----------------------------------------------------------------------------------


def small(*units: tuple[str, int]) -> Any:
    return models.Sequential([layers.Input((3,)), *(layers.Dense(n, name=name) for name, n in units)])


def test_by_name(tmp_path: Path) -> None:
    stored, model = small(("one", 2), ("two", 4)), small(("zero", 3), ("two", 4), ("one", 2))
    stored.save_weights(tmp_path / "w.h5")
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"has shape \(3, 4\)"):
        model.load_weights(tmp_path / "w.h5", by_name=True)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    model = small(("zero", 3), ("one", 2), ("other", 4))
    model.load_weights(tmp_path / "w.h5", by_name=True)
    np.testing.assert_array_equal(model.get_weights()[2], stored.get_weights()[0])
    stored.save_weights(tmp_path / "w.weights.h5")
    with pytest.raises(ValueError, match="layout of Keras 2"):
        model.load_weights(tmp_path / "w.weights.h5", by_name=True)


def test_skipping_what_does_not_fit(tmp_path: Path) -> None:
    stored, model = small(("one", 2), ("two", 4)), small(("one", 2), ("two", 5))
    for name in ("w.weights.h5", "w.h5"):
        stored.save_weights(tmp_path / name)
        with pytest.raises(ValueError, match=r"\(2, 5\)"):
            model.load_weights(tmp_path / name)
        with pytest.warns(UserWarning, match="Skipping loading"):
            model.load_weights(tmp_path / name, skip_mismatch=True)
        np.testing.assert_array_equal(model.get_weights()[0], stored.get_weights()[0])
