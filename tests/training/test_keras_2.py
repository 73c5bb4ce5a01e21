"""Methods and words of Keras 1 and 2 of models, and what goes on from epoch to epoch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from keras_lab import callbacks, config, layers
from keras_lab.models import Model, Sequential
from keras_lab.training.data import ArraySource, IterableSource
from tests.training.helpers import LABELS, X, Y, classifier, line, same_weights


def endless(size: int = 20) -> Iterator[Any]:
    while True:
        for start in range(0, 100, size):
            yield X[start : start + size], Y[start : start + size]


def test_generators() -> None:
    one, other = line(), line()
    one.fit_generator(endless(), steps_per_epoch=5, epochs=2, verbose=0, workers=4, validation_data=(X, Y))
    other.fit(endless(), steps_per_epoch=5, epochs=2, verbose=0)
    assert same_weights(one, other)
    assert one.evaluate_generator(endless(), steps=5) == pytest.approx(other.evaluate(X, Y, verbose=0), 1e-5)
    np.testing.assert_allclose(one.predict_generator(endless(), 5), other.predict(X), rtol=1e-5)


def test_the_words_of_keras_1() -> None:
    model = line()
    with pytest.warns(DeprecationWarning, match="argument") as warned:
        history = model.fit_generator(
            endless(), samples_per_epoch=100, nb_epoch=2, verbose=0, nb_worker=2, max_q_size=3,
            pickle_safe=True, validation_data=endless(50), nb_val_samples=100,
        )  # fmt: skip
    assert model._steps_taken == 10 and len(history.history["val_loss"]) == 2
    assert {"nb_epoch", "nb_worker", "max_q_size", "pickle_safe"} == {
        str(each.message).split("'")[1] for each in warned
    }


def test_metrics_may_come_before_the_weights_of_losses() -> None:
    model = line()
    model.compile("sgd", "mse", ["mae"], [2.0])
    assert model.evaluate(X, Y, verbose=0)[0] == pytest.approx(2 * np.mean((model.predict(X) - Y) ** 2), 1e-4)
    assert model.metrics_names == ["loss", "mae"]


def test_classes() -> None:
    model = classifier()
    model.fit(X, LABELS, verbose=0)
    np.testing.assert_array_equal(model.predict_classes(X), model.predict_proba(X).argmax(-1))
    assert set(np.unique(line().predict_classes(X))) == {0, 1}


def test_a_model_is_given_masks() -> None:
    inputs = layers.Input((3, 2))
    model = Model(inputs, layers.GlobalAveragePooling1D()(inputs))
    x, mask = np.arange(6.0, dtype="float32").reshape(1, 3, 2), np.array([[True, False, True]])
    np.testing.assert_allclose(model(x, mask=mask), [[2.0, 3.0]])
    np.testing.assert_allclose(model(x), [[2.0, 3.0]])
    np.testing.assert_allclose(model(x, mask=np.array([[True, True, False]])), [[1.0, 2.0]])
    outputs, masks, shapes = model.run_internal_graph(x)
    assert shapes == [(1, 2)] and masks == [None] and len(outputs) == 1


def batches_of(source: Any, most: int, epochs: int) -> list[list[int]]:
    order = None if source.places is None else np.arange(source.places)
    return [
        [
            int(np.asarray(chunk.arrays[0])[row[0], 0])
            for chunk in source.chunks(order, lambda: 2, most)
            for row in chunk.order[: chunk.count]
        ]
        for _ in range(epochs)
    ]


def test_epochs_of_fewer_steps_go_on_through_the_data() -> None:
    numbers = np.arange(10, dtype="float32")[:, None]
    sources = [
        ArraySource(numbers, None, None, 2),
        IterableSource(_Sequence(numbers.reshape(5, 2, 1)), 3),
        IterableSource(_Reusable(numbers.reshape(5, 2, 1)), 3),
    ]
    for source in sources:
        assert batches_of(source, 3, 3) == [[0, 2, 4], [6, 8, 0], [2, 4, 6]]
    assert batches_of(ArraySource(numbers, None, None, 4), 5, 1) == [[0, 4, 8, 0, 4]]


class _Reusable:
    def __init__(self, batches: Any) -> None:
        self.batches = batches

    def __iter__(self) -> Iterator[Any]:
        return iter(self.batches)


class _Sequence(_Reusable):
    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, i: int) -> Any:
        return self.batches[i]


def test_settings_limit_epochs_and_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config._settings, "max_epochs", 2)
    monkeypatch.setattr(config._settings, "max_steps_per_epoch", 3)
    model = line()
    with pytest.warns(UserWarning, match="limit epochs to 2"):
        history = model.fit(X, Y, epochs=5, batch_size=10, verbose=0)
    assert len(history.history["loss"]) == 2 and model._steps_taken == 6
    assert model.predict(X, batch_size=10).shape == (30, 1)


def test_a_run_can_be_paused_and_stopped_while_it_validates() -> None:
    from keras_lab import control

    class Asks(callbacks.Callback):
        def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
            self.seen = batch
            if batch == 1:
                next(iter(control.running().values())).stop()

    asks = Asks()
    model = line()
    model.fit(X, Y, epochs=3, verbose=0, validation_data=(X, Y), validation_batch_size=10, callbacks=[asks])
    assert asks.seen == 1 and model._steps_taken == 4


def test_batches_in_lists_and_ragged_tensors() -> None:
    model = line()
    model.fit([list(pair) for pair in [(X, Y)] * 2].__iter__(), verbose=0)
    assert model._steps_taken == 2
    tf = pytest.importorskip("tensorflow")
    with pytest.raises(ValueError, match="x is a RaggedTensor"):
        model.fit(tf.ragged.constant([[1.0], [1.0, 2.0]]), Y[:2])


def test_batches_of_any_structure_for_a_step_of_ones_own() -> None:
    class Four(Sequential):
        def train_step(self, data: Any) -> Any:
            a, b, c, d = data
            return {"sum": a[0, 0] + b[0, 0] + c[0, 0] + d["e"][0, 0]}

    model = Four([layers.Dense(1)])
    model.compile("sgd", run_eagerly=True)
    batch = (*(np.full((3, 1), n, "float32") for n in (1, 2, 3)), {"e": np.full((3, 1), 4, "float32")})
    assert model.fit(iter([batch]), verbose=0).history["sum"] == [10.0]
