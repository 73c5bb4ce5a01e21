"""A playground learns, is changed by hand, and goes back to any epoch."""

import base64
import json

import numpy as np
import pytest

from keras_lab import layers, models, optimizers
from keras_lab.lab.answers import find
from keras_lab.lab.playground import Playground, datasets
from keras_lab.lab.playground.points import Points
from keras_lab.lab.playground.settings import Settings
from keras_lab.lab.playground.snapshots import Snapshots
from keras_lab.lab.protocol import PLAYGROUND_MIME


def bits(playground):
    return [array.tobytes() for array in playground.model.get_weights()]


def plane(answer):
    return np.frombuffer(base64.b64decode(answer["frame"]["plane"]), np.uint8).reshape(60, 60)


@pytest.mark.parametrize("name", datasets.DATASETS)
def test_data_sets_are_in_view_and_repeatable(name):
    x, y = datasets.make(name, noise=0.2, seed=3)
    again, _ = datasets.make(name, noise=0.2, seed=3)
    assert np.array_equal(x, again)
    assert len(x) == len(y) == (0 if name == "drawn" else datasets.SAMPLES)
    assert np.abs(x).max(initial=0) < 1.7
    assert Points(x, y).classes == {"blobs": 3, "wave": 0}.get(name, 2)


def test_bad_data_sets_and_settings_are_refused():
    with pytest.raises(ValueError, match="spirals"):
        datasets.make("spiral")
    for name, value in (("layers", [9]), ("activation", "reluu"), ("learning_rate", -1), ("depth", 3)):
        with pytest.raises(ValueError, match=name):
            Settings().changed(name, value)
    with pytest.raises(ValueError, match="plane"):
        Points(np.zeros((4, 3)), [0, 1, 0, 1])
    with pytest.raises(ValueError, match="finite"):
        Points(np.full((4, 2), np.nan), [0, 1, 0, 1])


def test_labels_become_numbers_of_classes():
    points = Points(np.zeros((4, 2)), ["cat", "dog", "cat", "ant"])
    assert points.labels == ["ant", "cat", "dog"]
    assert sorted(points.y) == [0, 1, 1, 2]
    assert Points(np.zeros((3, 2)), [0.5, 1.5, 2.0]).task == "number"


def test_it_learns_and_goes_back_to_the_same_bits():
    playground = Playground(data="xor", seed=1, layers=[4], learning_rate=0.05)
    playground.advance(3)
    third = bits(playground)
    playground.prepare()
    assert bits(playground) == third
    playground.advance(12)
    end = bits(playground)
    assert playground.history["loss"][-1] < playground.history["loss"][0]
    playground.seek(3)
    assert (playground.epoch, playground.last) == (3, 15)
    assert bits(playground) == third
    playground.advance(12)
    assert bits(playground) == end
    assert playground.history["epoch"][-1] == 15


def test_an_edited_weight_changes_the_picture_and_the_way_on():
    ask = {"id": Playground(data="circles", layers=[3]).id}
    before = find("playground.advance")(None, {**ask, "epochs": 2})
    after = find("playground.edit")(None, {**ask, "layer": 0, "source": 1, "unit": 2, "value": 5.0})
    assert not np.array_equal(plane(before), plane(after))
    assert after["frame"]["loss"] != before["frame"]["loss"]
    weights = np.frombuffer(base64.b64decode(after["frame"]["weights"]), np.float32)
    assert weights[3 + 2] == 5.0
    bias = find("playground.edit")(None, {**ask, "layer": 1, "source": None, "unit": 0, "value": 9.0})
    assert plane(bias).mean() > plane(after).mean()
    assert bias["frame"]["last"] == before["frame"]["epoch"]
    for wrong, why in (
        ({"layer": 5}, "unit 0 in"),
        ({"unit": 7}, "unit 7"),
        ({"value": float("nan")}, "finite"),
    ):
        with pytest.raises(ValueError, match=why):
            find("playground.edit")(None, {**ask, "layer": 0, "source": 0, "unit": 0, "value": 1.0, **wrong})


def test_points_are_drawn_and_erased():
    playground = Playground(data="drawn")
    with pytest.raises(ValueError, match="no points"):
        playground.advance()
    playground.draw([[x, 0.5 * x, float(x > 0)] for x in np.linspace(-1, 1, 40)])
    playground.advance(2)
    assert playground.model.output_shape == (None, 1)
    playground.draw([[0.0, 0.9, 2]])
    assert playground.model.output_shape == (None, 3)
    assert playground.labels == ["0", "1", "2"]
    assert playground.erase(0.0, 0.9) == 1
    assert len(playground.x) == len(playground.y) == 40


def test_settings_keep_the_weights_where_they_can():
    playground = Playground(data="moons", layers=[5])
    playground.advance(2)
    kept = bits(playground)
    for name, value in (
        ("learning_rate", 0.1), ("optimizer", "momentum"), ("batch_size", 30), ("regularization", "l2"),
    ):  # fmt: skip
        playground.change(name, value)
        assert bits(playground) == kept, name
    assert float(playground.model.optimizer.learning_rate) == pytest.approx(0.1)
    playground.advance(1)
    playground.seek(1)  # a state with another optimizer
    playground.change("layers", [3, 2])
    assert playground.epoch == 0
    assert playground.network.sizes == [2, 3, 2, 1]


def test_a_model_of_the_user_is_trained_itself():
    model = models.Sequential(
        [layers.Input((2,)), layers.Dense(12, "relu"), layers.Dropout(0.1), layers.Dense(3)]
    )
    x, y = datasets.make("blobs")
    playground = Playground(x, y, model)
    first = bits(playground)
    playground.advance(3)
    assert playground.model is model
    assert bits(playground) != first
    assert playground.network.shown == [2, 8, 3]
    with pytest.raises(ValueError, match="your code"):
        playground.change("layers", [2])
    playground.reset()
    assert bits(playground) == first
    with pytest.raises(ValueError, match="3 units|has 3"):
        playground.choose("xor")
    assert playground.dataset == "yours"
    with pytest.raises(ValueError, match="Dense layers in a row"):
        Playground(x, y, models.Sequential([layers.Input((2,)), layers.Reshape((2, 1)), layers.Flatten()]))


def test_a_training_gone_astray_is_shown():
    for data in ("circles", "blobs", "wave"):
        playground = Playground(data=data)
        weights = playground.model.get_weights()
        playground.model.set_weights([np.full_like(each, np.inf) for each in weights])
        playground.advance()
        answer = find("playground.seek")(None, {"id": playground.id, "epoch": 1})
        assert answer["frame"]["loss"] is None
        json.dumps(playground.picture(), allow_nan=False)


def test_the_optimizer_of_a_model_is_told():
    model = models.Sequential([layers.Input((2,)), layers.Dense(1, "sigmoid")])
    model.compile(optimizers.RMSprop(0.03), "binary_crossentropy")
    playground = Playground(model=model)
    assert (playground.settings.optimizer, playground.settings.learning_rate) == ("rmsprop", 0.03)


@pytest.mark.parametrize(("data", "hidden"), [("blobs", [8] * 5), ("wave", []), ("circles", [6, 4])])
def test_messages_are_small(data, hidden):
    playground = Playground(data=data, layers=hidden)
    answer = find("playground.advance")(None, {"id": playground.id})
    assert len(json.dumps(answer, separators=(",", ":"), allow_nan=False)) <= 16_000
    bundle = playground.picture()
    assert len(json.dumps(bundle, allow_nan=False)) <= 60_000
    assert bundle[PLAYGROUND_MIME]["frame"]["epoch"] == 1
    assert bundle["image/svg+xml"].count("<image") == 1 + sum(playground.network.shown[1:])


def test_a_playground_that_is_gone_says_so():
    with pytest.raises(LookupError, match="run its cell again"):
        find("playground.open")(None, {"id": "x"})


def test_of_many_epochs_some_are_kept():
    snapshots = Snapshots(most=5000)
    for epoch in range(100):
        snapshots.put(epoch, [np.full(50, epoch, np.float32)])
    assert snapshots.last == 99
    epoch, (state,) = snapshots.at(60)
    assert 40 <= epoch <= 60
    assert state[0] == epoch
    assert snapshots.at(0)[0] == 0
    snapshots.put(40, [np.zeros(50)])
    assert snapshots.last == 40
