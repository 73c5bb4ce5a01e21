"""`fit` as a whole, on every engine."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import callbacks, events, layers, losses, optimizers
from keras_lab.models import Model, Sequential
from keras_lab.training import contents
from tests.training.helpers import IMAGES, LABELS, X, Y, classifier, convolution, line, same_weights


class Count(callbacks.Callback):
    """Counts batches, which makes training go step by step."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        self.batches.append(batch)
        assert set(logs or {}) == {"loss", "accuracy"}


def test_it_learns(engine: str) -> None:
    model = classifier(optimizer=optimizers.Adam(0.01))
    history = model.fit(X, LABELS, epochs=30, batch_size=16, verbose=0)
    assert history.history["loss"][-1] < 0.6 * history.history["loss"][0]
    assert history.status == "done"
    assert history.epoch == list(range(30))


def test_same_seed_same_bits_for_any_chunk(engine: str) -> None:
    models = [classifier(), classifier(), classifier()]
    counter = Count()
    for model, extra in zip(models, ([], [], [counter]), strict=True):
        model.fit(X, LABELS, epochs=2, batch_size=16, verbose=0, validation_split=0.2, callbacks=extra)
    assert same_weights(models[0], models[1])
    assert same_weights(models[0], models[2])
    assert counter.batches == [0, 1, 2, 3, 4] * 2


def test_a_program_for_each_step_gives_the_same_bits_for_any_chunk(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looped, called, one_by_one = (convolution() for _ in range(3))
    looped.fit(IMAGES, LABELS, epochs=2, batch_size=16, verbose=0)
    monkeypatch.setattr(contents, "LONG", 1)
    called.fit(IMAGES, LABELS, epochs=2, batch_size=16, verbose=0)
    one_by_one.fit(IMAGES, LABELS, epochs=2, batch_size=16, verbose=0, callbacks=[Count()])
    assert same_weights(called, one_by_one)
    for one, other in zip(called.get_weights(), looped.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-5)


def test_other_seed_other_weights(engine: str) -> None:
    one, other = classifier(1), classifier(2)
    assert not same_weights(one, other)


def test_streamed_data_train_to_the_same_bits(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resident, streamed = classifier(), classifier()
    resident.fit(X, LABELS, epochs=2, batch_size=16, verbose=0)
    monkeypatch.setenv("KERAS_LAB_DEVICE_DATA_MB", "0.0001")
    streamed.fit(X, LABELS, epochs=2, batch_size=16, verbose=0)
    assert same_weights(resident, streamed)


def test_a_generator_goes_on_where_the_epoch_ended(engine: str) -> None:
    seen: list[int] = []

    def batches():
        for i in range(100):
            seen.append(i)
            yield X[i : i + 4], Y[i : i + 4]

    line().fit(batches(), steps_per_epoch=3, epochs=4, verbose=0)
    assert seen[:12] == list(range(12))


def test_an_exhausted_generator_is_told(engine: str) -> None:
    batches = ((X[:4], Y[:4]) for _ in range(3))
    with pytest.raises(ValueError, match="no batches left"):
        line().fit(batches, steps_per_epoch=3, epochs=2, verbose=0)


def test_a_sequence_is_walked_anew_each_epoch(engine: str) -> None:
    class Batches:
        ends = 0

        def __len__(self) -> int:
            return 5

        def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
            return X[i * 20 : (i + 1) * 20], Y[i * 20 : (i + 1) * 20]

        def on_epoch_end(self) -> None:
            self.ends += 1

    data = Batches()
    history = line().fit(data, epochs=3, verbose=0, validation_data=data)
    assert data.ends >= 3
    assert set(history.history) == {"loss", "val_loss"}


def test_arrays_and_batches_agree(engine: str) -> None:
    by_array, by_batch = line(), line()
    by_array.fit(X, Y, batch_size=10, shuffle=False, verbose=0)
    by_batch.fit(((X[i : i + 10], Y[i : i + 10]) for i in range(0, 100, 10)), verbose=0)
    assert same_weights(by_array, by_batch)


def test_train_on_batch_is_a_step_of_fit(engine: str) -> None:
    by_fit, by_batch = line(), line()
    history = by_fit.fit(X[:32], Y[:32], batch_size=32, verbose=0)
    loss = by_batch.train_on_batch(X[:32], Y[:32])
    assert loss == pytest.approx(history.history["loss"][0], rel=1e-5)
    for a, b in zip(by_fit.get_weights(), by_batch.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5)


def test_one_step_of_sgd_by_hand(engine: str) -> None:
    model = line()
    kernel, bias = model.get_weights()
    model.fit(X, Y, batch_size=100, verbose=0)
    error = X @ kernel + bias - Y
    np.testing.assert_allclose(
        model.get_weights()[0], kernel - 0.01 * 2 * X.T @ error / 100, rtol=1e-4, atol=1e-6
    )
    np.testing.assert_allclose(model.get_weights()[1], bias - 0.01 * 2 * error.mean(0), rtol=1e-4, atol=1e-6)


def test_sample_weights_and_class_weights(engine: str) -> None:
    weighted, by_class = classifier(), classifier()
    table = {0: 2.0, 1: 0.5, 2: 1.0}
    weighted.fit(X, LABELS, sample_weight=np.array([table[c] for c in LABELS]), verbose=0)
    by_class.fit(X, LABELS, class_weight=table, verbose=0)
    assert same_weights(weighted, by_class)


def test_zero_weights_leave_the_weights_alone(engine: str) -> None:
    model = line()
    before = model.get_weights()
    model.fit(X, Y, sample_weight=np.zeros(100), verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_the_ragged_last_batch_counts_by_its_size(engine: str) -> None:
    model = line()
    model.optimizer.learning_rate = 0.0
    loss = model.fit(X, Y, batch_size=64, verbose=0).history["loss"][0]
    kernel, bias = model.get_weights()
    assert loss == pytest.approx(float(np.mean((X @ kernel + bias - Y) ** 2)), rel=1e-5)


def test_validation_split_takes_the_last_samples(engine: str) -> None:
    model = line()
    model.optimizer.learning_rate = 0.0
    history = model.fit(X, Y, validation_split=0.25, verbose=0)
    assert history.history["val_loss"][0] == pytest.approx(
        model.evaluate(X[75:], Y[75:], verbose=0), rel=1e-5
    )


def test_validation_frequency(engine: str) -> None:
    history = line().fit(X, Y, epochs=4, validation_data=(X, Y), validation_freq=2, verbose=0)
    assert len(history.history["val_loss"]) == 2


def test_initial_epoch(engine: str) -> None:
    assert line().fit(X, Y, epochs=5, initial_epoch=3, verbose=0).epoch == [3, 4]


def test_several_inputs_and_outputs(engine: str) -> None:
    a, b = layers.Input((8,), name="a"), layers.Input((4,), name="b")
    shared = layers.Dense(6)
    joined = layers.Concatenate()([shared(layers.Dense(4)(a)), shared(b)])
    model = Model([a, b], [layers.Dense(3, name="kind")(joined), layers.Dense(1, name="size")(joined)])
    model.compile(
        "adam",
        {"kind": losses.SparseCategoricalCrossentropy(from_logits=True), "size": "mse"},
        loss_weights={"kind": 1.0, "size": 0.5},
        metrics={"kind": ["accuracy"], "size": ["mae"]},
    )
    history = model.fit({"a": X, "b": X[:, :4]}, {"kind": LABELS, "size": Y}, epochs=2, verbose=0)
    logs = {name: values[-1] for name, values in history.history.items()}
    assert set(logs) == {"loss", "kind_loss", "size_loss", "kind_accuracy", "size_mae"}
    assert logs["loss"] == pytest.approx(logs["kind_loss"] + 0.5 * logs["size_loss"], rel=1e-4)
    kind, size = model.predict([X, X[:, :4]])
    assert kind.shape == (100, 3) and size.shape == (100, 1)


def test_a_frozen_layer_stays(engine: str) -> None:
    model = Sequential([layers.Input((8,)), layers.Dense(4, name="frozen"), layers.Dense(1)])
    model.layers[0].trainable = False
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.fit(X, Y, verbose=0)
    after = model.get_weights()
    assert np.array_equal(before[0], after[0]) and not np.array_equal(before[2], after[2])


def test_penalties_are_part_of_the_loss(engine: str) -> None:
    model = Sequential(
        [layers.Input((8,)), layers.Dense(1, kernel_regularizer="l2", activity_regularizer="l1")]
    )
    model.compile("sgd", "mse")
    model.optimizer.learning_rate = 0.0
    kernel, bias = model.get_weights()
    outputs = X @ kernel + bias
    expected = np.mean((outputs - Y) ** 2) + 0.01 * np.sum(kernel**2) + 0.01 * np.sum(np.abs(outputs)) / 100
    assert model.evaluate(X, Y, batch_size=100, verbose=0) == pytest.approx(float(expected), rel=1e-5)


def test_a_subclassed_model(engine: str) -> None:
    class Two(Model):
        def __init__(self) -> None:
            super().__init__()
            self.first = layers.Dense(4, activation="relu")
            self.second = layers.Dense(1)

        def call(self, inputs, training=None):
            return self.second(self.first(inputs))

    model = Two()
    model.compile("adam", "mse")
    model.fit(X, Y, epochs=2, verbose=0)
    assert len(model.weights) == 4
    assert model.predict(X).shape == (100, 1)


def test_run_eagerly_gives_the_same_numbers(engine: str) -> None:
    compiled, eager = line(), line(run_eagerly=True)
    compiled.fit(X, Y, epochs=2, verbose=0)
    eager.fit(X, Y, epochs=2, verbose=0)
    for a, b in zip(compiled.get_weights(), eager.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5)


def test_going_on_needs_no_second_compilation(engine: str) -> None:
    model = line()
    model.fit(X, Y, verbose=0)
    programs = dict(model._programs._made)
    model.fit(X, Y, verbose=0)
    assert model._programs._made == programs


def test_the_events_of_a_run(engine: str) -> None:
    heard: list[events.Event] = []
    unsubscribe = events.subscribe(heard.append)
    try:
        history = line().fit(X, Y, batch_size=20, epochs=2, verbose=0)
    finally:
        unsubscribe()
    assert isinstance(heard[0], events.RunStarted) and isinstance(heard[-1], events.RunEnded)
    assert {event.run for event in heard} == {history.run}
    steps = [event for event in heard if isinstance(event, events.StepsDone)]
    assert sum(event.count for event in steps) == 10
    assert [event.step for event in steps] == list(np.cumsum([0] + [event.count for event in steps])[:-1])
    assert heard[-1].status == "done" and heard[-1].step == 10


def test_a_nan_loss_is_noticed_once(engine: str) -> None:
    heard: list[events.Event] = []
    unsubscribe = events.subscribe(heard.append)
    model = line()
    try:
        with pytest.warns(RuntimeWarning, match="The loss is (nan|inf) since step"):
            model.optimizer.learning_rate = 1e30
            model.fit(X, Y, epochs=3, verbose=0)
    finally:
        unsubscribe()
    assert [e.kind for e in heard if isinstance(e, events.Marked)] == ["nan"]


def test_a_penalty_on_activations_is_loss_enough(engine: str) -> None:
    x = layers.Input((3,))
    model = Model(x, Model(x, layers.Dense(2, activity_regularizer="l2")(x))(x))
    model.compile("sgd")
    losses = model.fit(np.ones((8, 3)), epochs=3, verbose=0).history["loss"]
    assert 0 < losses[-1] < losses[0]


def test_a_shared_layer_whose_outputs_are_added(engine):
    """TensorFlow's rewriting of sums must not lose the logs of the steps."""
    inputs = layers.Input((3,))
    shared = layers.Dense(2)
    model = Model(inputs, shared(layers.Dropout(0.1)(inputs)) + shared(inputs))
    model.compile("sgd", "mse")
    assert np.isfinite(model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0).history["loss"]).all()


def test_many_batches_are_predicted_as_each_by_itself(engine: str) -> None:
    model, x = classifier(), np.random.default_rng(0).normal(size=(1030, 8)).astype("float32")
    model.fit(X, LABELS, verbose=0)
    each = [model.predict_on_batch(x[start : start + 16]) for start in range(0, len(x), 16)]
    np.testing.assert_allclose(
        model.predict(x, batch_size=16, verbose=0), np.concatenate(each), rtol=1e-5, atol=1e-6
    )


def test_a_model_that_remembers_predicts_batch_by_batch(engine: str) -> None:
    x = np.random.default_rng(0).normal(size=(400, 3, 2)).astype("float32")
    model = Sequential([layers.Input(batch_shape=(4, 3, 2)), layers.LSTM(3, stateful=True)])
    each = [model.predict_on_batch(x[start : start + 4]) for start in range(0, len(x), 4)]
    model.reset_states()
    np.testing.assert_allclose(
        model.predict(x, batch_size=4, verbose=0), np.concatenate(each), rtol=1e-5, atol=1e-6
    )
