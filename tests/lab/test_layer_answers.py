"""What the kernel tells a front end about a layer."""

from __future__ import annotations

import gc
import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from keras_lab import layers
from keras_lab.control import Control
from keras_lab.lab import shown
from keras_lab.lab.answers import find
from keras_lab.lab.samples import TrainingSamples, sample, sources
from keras_lab.lab.views import insights, tiles
from keras_lab.models import Sequential
from tests.doctor.nets import stack
from tests.training.test_steering import during

X = np.random.default_rng(0).random((5, 8, 8, 3)).astype("float32")


@pytest.fixture
def lab() -> Any:
    """A namespace with a model and data, and nothing of Jupyter."""
    model = Sequential(
        [
            layers.Input((8, 8, 3)),
            layers.Conv2D(70, 3, name="conv"),
            layers.Flatten(name="flat"),
            layers.Dense(3, activation="softmax", name="out"),
        ]
    )
    namespace = {"model": model, "x": X, "labels": np.zeros(5), "other": np.zeros((5, 9, 9, 3)), "_x": X}
    return SimpleNamespace(shell=SimpleNamespace(user_ns=namespace), samples=TrainingSamples())


def asked(lab: Any, word: str, **params: Any) -> Any:
    answer = find(f"layer.{word}")(lab, {"variable": "model", "layer": "conv", **params})
    json.dumps(answer, allow_nan=False)
    return answer


def test_a_look_tells_what_else_can_be_asked(lab: Any) -> None:
    look = asked(lab, "look")
    assert (look["filters"], look["channels"], look["attends"]) == (70, 3, False)
    assert [weight["name"] for weight in look["weights"]] == ["kernel", "bias"]
    assert sum(look["weights"][0]["histogram"]) == look["weights"][0]["count"] == 3 * 3 * 3 * 70
    assert look["samples"] == [{"name": "x", "count": 5}]
    assert asked(lab, "look", layer="flat")["weights"] == []


def test_weights_that_are_not_finite_are_counted(lab: Any) -> None:
    bias = lab.shell.user_ns["model"].layers[0].bias
    bias.assign(np.r_[np.nan, np.inf, np.ones(68)])
    found = asked(lab, "look")["weights"][1]
    assert (found["bad"], found["mean"]) == (2, 1.0)
    bias.assign(np.full(70, np.nan))
    assert asked(lab, "look")["weights"][1]["histogram"] == []


def test_filters_come_in_colours_or_channel_by_channel(lab: Any) -> None:
    found = asked(lab, "filters")
    assert (found["colours"], found["of"], len(found["titles"])) == (True, 70, 64)
    grey = asked(lab, "filters", channel=1)
    kernel = lab.shell.user_ns["model"].layers[0].kernel.numpy()[:, :, 1, 5]
    wanted = np.rint((kernel - kernel.min()) / np.ptp(kernel) * 255)
    assert np.abs(tiles.unpacked(grey)[5, ..., 0] - wanted).max() <= 1
    with pytest.raises(ValueError, match="channels 0 to 2"):
        asked(lab, "filters", channel=3)


def test_a_sample_goes_through_the_layer(lab: Any) -> None:
    model = lab.shell.user_ns["model"]
    bars = asked(lab, "activations", layer="out", data="x", index=3)["picture"]["bars"]
    np.testing.assert_allclose(bars, model.predict(X[3:4], verbose=0)[0], rtol=1e-3)
    assert asked(lab, "activations", data="x", index=0)["picture"]["tiles"]["of"] == 70
    found = asked(lab, "saliency", data="x", index=3)
    assert found["winner"] == np.argmax(bars) and found["sample"]["tiles"]["colours"]
    with pytest.raises(LookupError, match="samples 0 to 4; there is no 9"):
        asked(lab, "activations", data="x", index=9)
    with pytest.raises(LookupError, match="no variable 'X'"):
        asked(lab, "saliency", data="X")
    with pytest.raises(LookupError, match="not trained yet"):
        asked(lab, "saliency", data="")


def test_a_layer_of_another_name_is_suggested(lab: Any) -> None:
    with pytest.raises(LookupError, match="no layer 'con'. Did you mean 'conv'"):
        asked(lab, "look", layer="con")


def test_a_model_under_training_is_looked_at_by_its_training() -> None:
    model = stack(layers.Dense(4, name="first"), layers.Dense(1))
    model.compile("sgd", "mse")
    lab = SimpleNamespace(shell=SimpleNamespace(user_ns={"model": model}), samples=TrainingSamples())
    found: list[Any] = []

    def act(steering: Control) -> None:
        steering.pause()
        answer = find("layer.look")(lab, {"variable": "model", "layer": "first"})
        found.append(answer.result(60))  # type: ignore[union-attr]
        steering.stop()

    during(model, act)
    assert [weight["shape"] for weight in found[0]["weights"]] == [[8, 4], [4]]


def test_a_few_samples_of_a_training_are_kept(lab: Any) -> None:
    from keras_lab import events

    model = lab.shell.user_ns["model"]
    model.compile("sgd", "sparse_categorical_crossentropy")
    forget = events.subscribe(lab.samples.listen)
    try:
        model.fit(np.tile(X, (20, 1, 1, 1)), np.zeros(100), epochs=1, verbose=0)
    finally:
        forget()
    assert asked(lab, "look")["samples"][0] == {"name": "", "count": 64}
    kept = lab.samples.of(model)
    np.testing.assert_array_equal(sample({}, kept, "", 7), X[2:3])
    assert kept.base is None  # the whole data are not kept alive
    assert sources({}, model, None) == []


def test_a_shown_model_is_found_by_its_key_and_not_kept_alive() -> None:
    model = stack(layers.Dense(2))
    key = shown.key_of(model)
    assert shown.key_of(model) == key and shown.model_of(key) is model
    del model
    gc.collect()
    with pytest.raises(LookupError, match="no longer in memory: nothing refers to it"):
        shown.model_of(key)
    with pytest.raises(LookupError, match="shown by an earlier kernel"):
        shown.model_of("0-1")


def test_large_images_are_shrunk_and_what_is_not_finite_is_told() -> None:
    images = np.ones((64, 224, 224, 1))
    images[:, :112] = 0
    images[0, 0, 0] = np.nan
    found = tiles.tiles(images, [""] * 64)
    assert found["width"] * found["height"] * 64 <= tiles.PIXELS and found["bad"] == 1
    assert set(np.unique(tiles.unpacked(found)[5])) == {0, 255}


def test_static_images_are_small_and_hold_no_markup_of_others() -> None:
    drawn = tiles.svg(insights.filters(np.random.default_rng(0).normal(size=(32, 3, 3, 1))), "<b>")
    assert len(drawn) < 20_000 and "<b>" not in drawn
    photo = tiles.picture(np.random.default_rng(0).random((224, 224, 3)), "", "grey", pixels=tiles.small(2))
    assert len(insights.picture_svg(photo, "photo")) < 40_000
