"""Steps of a model's own, in the ways of Keras 3's guides, and training loops written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import layers, losses, metrics, ops, optimizers, random
from keras_lab.models import Model, Sequential
from keras_lab.training import value_and_grad
from tests.training.helpers import LABELS, X, Y, line, same_weights


@pytest.fixture
def tensorflow() -> Any:
    """The engine TensorFlow, which is the default one, as people import it."""
    return pytest.importorskip("tensorflow")


def taped(tf: Any) -> type[Model]:
    class Taped(Model):
        def train_step(self, data: Any) -> Any:
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(y=y, y_pred=y_pred)
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply(gradients, self.trainable_variables)
            for metric in self.metrics:
                metric.update_state(*((loss,) if metric.name == "loss" else (y, y_pred)))
            return {metric.name: metric.result() for metric in self.metrics}

    return Taped


def compiled(cls: type[Model], seed: int = 3, **arguments: Any) -> Model:
    source = line(seed)
    inputs = layers.Input((8,))
    model = cls(inputs, layers.Dense(1, weights=source.get_weights())(inputs))
    model.compile("sgd", "mse", metrics=["mae"], **arguments)
    model._run_seed = source._run_seed
    return model


@pytest.mark.parametrize("eagerly", [False, True])
def test_a_step_with_a_tape_does_what_the_built_in_one_does(tensorflow: Any, eagerly: bool) -> None:
    own, ours = compiled(taped(tensorflow), run_eagerly=eagerly), compiled(Model)
    logs = [
        model.fit(X, Y, batch_size=25, epochs=2, verbose=0, validation_data=(X, Y)).history
        for model in (own, ours)
    ]
    np.testing.assert_allclose(own.get_weights()[0], ours.get_weights()[0], rtol=1e-5)
    assert set(logs[0]) == {"loss", "mae", "val_loss", "val_mae"}
    for name, values in logs[1].items():
        np.testing.assert_allclose(logs[0][name], values, rtol=1e-4, err_msg=name)
    assert own.train_on_batch(X, Y, return_dict=True).keys() == {"loss", "mae"}


def test_two_optimizers_a_penalty_on_gradients_and_no_call(tensorflow: Any) -> None:
    tf = tensorflow

    class Adversaries(Model):
        def __init__(self) -> None:
            super().__init__()
            self.judge = Sequential([layers.Dense(8, "relu"), layers.Dropout(0.2), layers.Dense(1)])
            self.forger = Sequential([layers.Dense(8)])
            self.judged = metrics.Mean(name="judged")

        def compile(self, judge_optimizer: Any, forger_optimizer: Any) -> None:
            super().compile()
            self.judge_optimizer, self.forger_optimizer = judge_optimizer, forger_optimizer

        @property
        def metrics(self) -> list[Any]:
            return [self.judged]

        def penalty(self, real: Any, forged: Any) -> Any:
            between = (real + forged) / 2.0
            with tf.GradientTape() as tape:
                tape.watch(between)
                verdict = self.judge(between, training=True)
            return tf.reduce_mean(tf.square(tape.gradient(verdict, between)))

        def train_step(self, real: Any) -> Any:
            noise = tf.random.normal((tf.shape(real)[0], 3))
            with tf.GradientTape(persistent=True) as tape:
                forged = self.forger(noise)
                gap = tf.reduce_mean(self.judge(forged, training=True)) - tf.reduce_mean(self.judge(real))
                loss, other = gap + 10.0 * self.penalty(real, forged), -gap
            for network, optimizer, target in (
                (self.judge, self.judge_optimizer, loss), (self.forger, self.forger_optimizer, other),
            ):  # fmt: skip
                weights = network.trainable_weights
                optimizer.apply_gradients(zip(tape.gradient(target, weights), weights, strict=True))
            self.judged.update_state(gap)
            return {"gap": self.judged.result()}

    model = Adversaries()
    model.compile(optimizers.Adam(1e-2), optimizers.Adam(1e-2))
    history = model.fit(X, batch_size=25, epochs=2, verbose=0).history
    assert list(history) == ["gap"] and np.isfinite(history["gap"]).all()
    assert int(model.judge_optimizer.iterations) == int(model.forger_optimizer.iterations) == 8
    assert model._steps_taken == 8


class Coder(Model):
    """A variational autoencoder whose step runs on every engine."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = layers.Dense(4), layers.Dense(8)
        self.seeds = random.SeedGenerator(7)
        self.total = metrics.Mean(name="total")

    def call(self, x: Any) -> Any:
        mean, spread = ops.split(self.encoder(x), 2, axis=-1)
        return self.decoder(mean + ops.exp(spread / 2) * random.normal(ops.shape(mean), seed=self.seeds))

    def train_step(self, x: Any) -> Any:
        def loss() -> Any:
            return ops.mean(ops.square(self(x, training=True) - x)), None

        (value, _), gradients = value_and_grad(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        self.total.update_state(value)
        return {"total": self.total.result(), "two": [1.0, 2.0]}


def test_a_step_for_every_engine(engine: str) -> None:
    model = Coder()
    model.build((None, 8))
    model.compile(optimizers.Adam(0.05))
    history = model.fit(X, epochs=6, batch_size=25, verbose=0).history
    assert history["total"][-1] < 0.95 * history["total"][0]
    np.testing.assert_array_equal(history["two"][-1], [1.0, 2.0])


def stateful() -> type[Model]:
    jax = pytest.importorskip("jax")

    class Stateful(Model):
        def loss_and_updates(self, trainable: Any, others: Any, x: Any, y: Any) -> Any:
            y_pred, others = self.stateless_call(trainable, others, x, training=True)
            return self.compute_loss(x, y, y_pred), (y_pred, others)

        def train_step(self, state: Any, data: Any) -> Any:
            trainable, others, optimizer, values = state
            x, y = data
            differentiate = jax.value_and_grad(self.loss_and_updates, has_aux=True)
            (loss, (y_pred, others)), gradients = differentiate(trainable, others, x, y)
            trainable, optimizer = self.optimizer.stateless_apply(optimizer, gradients, trainable)
            logs, after = {}, []
            for metric in self.metrics:
                own = values[len(after) : len(after) + len(metric.variables)]
                batch = (loss,) if metric.name == "loss" else (y, y_pred)
                own = metric.stateless_update_state(own, *batch)
                logs[metric.name] = metric.stateless_result(own)
                after += own
            return logs, (trainable, others, optimizer, after)

        def predict_step(self, state: Any, data: Any) -> Any:
            outputs, others = super().predict_step(state, data)
            return outputs + 100.0, others

    return Stateful


@pytest.mark.parametrize("engine", ["jax"], indirect=True)
def test_a_step_that_is_given_the_state(engine: str) -> None:
    own, ours = compiled(stateful()), compiled(Model)
    logs = [model.fit(X, Y, batch_size=25, epochs=2, verbose=0).history for model in (own, ours)]
    np.testing.assert_allclose(own.get_weights()[0], ours.get_weights()[0], rtol=1e-5)
    for name, values in logs[1].items():
        np.testing.assert_allclose(logs[0][name], values, rtol=1e-4, err_msg=name)
    np.testing.assert_allclose(own.predict(X), ours.predict(X) + 100.0, rtol=1e-5)


def test_parts_of_the_step_may_be_overridden(engine: str) -> None:
    class Parts(Model):
        def compute_loss(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None, **more: Any) -> Any:
            self.seen.update_state(ops.mean(y_pred))
            return super().compute_loss(x, y, y_pred, sample_weight)

        def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
            return {**super().compute_metrics(x, y, y_pred, sample_weight), "three": 3.0}

        def train_step(self, *given: Any) -> Any:
            return super().train_step(*given)

        def test_step(self, *given: Any) -> Any:
            result = super().test_step(*given)
            logs, *state = result if len(given) == 2 else (result,)
            logs = {**logs, "tested": 1.0}
            return (logs, *state) if state else logs

    inputs = layers.Input((8,))
    model = Parts(inputs, layers.Dense(1)(inputs))
    model.seen = metrics.Mean(name="seen")
    model.compile("sgd", "mse")
    logs = model.fit(X, Y, batch_size=50, validation_data=(X, Y), verbose=0).history
    assert set(logs) == {"loss", "seen", "three", "val_loss", "val_seen", "val_three", "val_tested"}
    assert logs["three"] == [3.0]


@pytest.mark.parametrize("in_graph", [False, True])
def test_a_loop_by_hand_with_a_tape(tensorflow: Any, in_graph: bool) -> None:
    tf = tensorflow
    model = Sequential(
        [layers.Dense(16, "relu"), layers.Dropout(0.1), layers.BatchNormalization(), layers.Dense(3)]
    )
    optimizer, accuracy = optimizers.Adam(0.02), metrics.SparseCategoricalAccuracy()
    loss_of = losses.SparseCategoricalCrossentropy(from_logits=True)

    def step(x: Any, y: Any) -> Any:
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_of(y, logits) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_weights)
        optimizer.apply(gradients, model.trainable_weights)
        accuracy.update_state(y, logits)
        return loss

    run = tf.function(step) if in_graph else step
    first, *_, last = (float(run(tf.constant(X), tf.constant(LABELS))) for _ in range(30))
    assert last < 0.8 * first and float(accuracy.result()) > 0.5
    assert int(optimizer.iterations) == 30
    before = model.get_weights()
    model.compile(optimizer, loss_of)  # goes on with the same variables
    model.fit(X, LABELS, verbose=0)
    assert not np.array_equal(before[0], model.get_weights()[0])
    np.testing.assert_allclose(
        tf.function(model)(tf.constant(X)), model.predict(X, batch_size=100), atol=1e-5
    )


@pytest.mark.parametrize("engine", ["jax"], indirect=True)
def test_a_loop_by_hand_of_pure_functions(engine: str) -> None:
    jax = pytest.importorskip("jax")
    model, optimizer = line(), optimizers.SGD(0.05)
    optimizer.build(model.trainable_variables)
    squares = losses.MeanSquaredError()

    def loss_of(trainable: Any, others: Any, x: Any, y: Any) -> Any:
        y_pred, others, penalties = model.stateless_call(trainable, others, x, return_losses=True)
        return squares(y, y_pred) + sum(penalties), others

    @jax.jit
    def step(state: Any, x: Any, y: Any) -> Any:
        trainable, others, held = state
        (loss, others), gradients = jax.value_and_grad(loss_of, has_aux=True)(trainable, others, x, y)
        trainable, held = optimizer.stateless_apply(held, gradients, trainable)
        return loss, (trainable, others, held)

    groups = (model.trainable_variables, model.non_trainable_variables, optimizer.variables)
    state = tuple([variable.value for variable in group] for group in groups)
    for _ in range(20):
        loss, state = step(state, X, Y)
    untouched = line()
    assert float(loss) < 0.5 and same_weights(model, untouched)
    for variable, value in zip(model.trainable_variables, state[0], strict=True):
        variable.assign(value)
    assert model.evaluate(X, Y, verbose=0) <= float(loss)
    with pytest.raises(ValueError, match="trainable_variables must have 2 values"):
        model.stateless_call([], [], X)


def test_a_step_must_return_a_dict() -> None:
    class Wrong(Model):
        def train_step(self, data: Any) -> Any:
            return 1.0

    model = Wrong()
    model.compile("sgd")
    with pytest.raises(ValueError, match=r"train_step\(\) must return a dict"):
        model.fit(X, Y, verbose=0)


def test_the_built_in_step_from_ones_own_builds_the_model(engine: str) -> None:
    class Counts(Model):
        def __init__(self) -> None:
            super().__init__()
            self.dense = layers.Dense(1)

        def call(self, inputs: Any) -> Any:
            return self.dense(inputs)

        def train_step(self, *given: Any) -> Any:
            result = super().train_step(*given)
            logs, *state = result if len(given) == 2 else (result,)
            logs = {**logs, "more": 10.0}
            return (logs, *state) if state else logs

    model = Counts()
    model.compile("sgd", "mse", metrics=["mae"])
    history = model.fit(X, Y, epochs=3, verbose=0).history
    assert history["loss"][-1] < history["loss"][0] and history["more"] == [10.0] * 3
    logs = [model.train_on_batch(X, Y) for _ in range(2)]
    assert logs[1][0] < logs[0][0] and len(logs[0]) == 3  # each of its batch alone
    assert model.compiled_metrics is model.metrics[1]


def test_the_old_name_of_the_loss_counts_for_the_logs(tensorflow: Any) -> None:
    tf = tensorflow

    class Old(Model):
        def train_step(self, data: Any) -> Any:
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compiled_loss(y, y_pred, regularization_losses=self.losses)
            weights = self.trainable_variables
            self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
            self.compiled_metrics.update_state(y, y_pred)
            return {metric.name: metric.result() for metric in self.metrics}

    own, ours = compiled(Old), compiled(Model)
    expected = ours.fit(X, Y, epochs=2, verbose=0, shuffle=False).history
    found = own.fit(X, Y, epochs=2, verbose=0, shuffle=False).history
    assert found.keys() == expected.keys()
    for name, values in found.items():
        np.testing.assert_allclose(values, expected[name], rtol=1e-5)


def test_targets_of_outputs_without_a_loss_may_be_left_out() -> None:
    inputs = layers.Input((8,))
    x = layers.Dense(1)(inputs)
    part, whole = Model(inputs, [x, x, x]), Model(inputs, [x, x, x])
    part.compile("sgd", ["mse", None, None])
    whole.compile("sgd", ["mse"] * 3)
    logs = part.evaluate(X, Y, return_dict=True, verbose=0)
    assert 3 * logs["loss"] == pytest.approx(whole.evaluate(X, [Y] * 3, verbose=0)[0], 1e-5)


def test_a_function_for_training_of_ones_own(engine: str) -> None:
    class Makes(Model):
        def make_train_function(self, force: bool = False) -> Any:
            self.train_function = lambda iterator: {**self.train_step(next(iterator)), "made": 1.0}
            return self.train_function

    own, ours = compiled(Makes), compiled(Model)
    logs = [model.fit(X, Y, batch_size=25, verbose=0).history for model in (own, ours)]
    np.testing.assert_allclose(own.get_weights()[0], ours.get_weights()[0], rtol=1e-5)
    assert logs[0].pop("made") == [1.0] and logs[0].keys() == logs[1].keys()
    assert "loss" in ours.make_test_function()(iter([(X, Y)]))
