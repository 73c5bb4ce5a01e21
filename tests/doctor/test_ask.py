"""Looking at the model of a run under way, from another thread."""

from __future__ import annotations

from concurrent.futures import CancelledError

import pytest

from keras_lab.control import Control, register, unregister
from keras_lab.doctor import ask, statistics
from keras_lab.layers import Dense
from tests.doctor.nets import stack
from tests.training.test_steering import during


def test_a_run_answers_also_in_a_pause_and_after_a_bad_question(engine: str) -> None:
    answers: list = []

    def act(steering: Control) -> None:
        steering.pause()
        answers.append(ask(steering, lambda model, x, y, weight: 1 / 0))
        answers.append(ask(steering, statistics))
        answers[-1].exception(60)
        answers.append(ask(steering, lambda model, x, y, weight: (x.shape, y.shape, weight)))
        answers[-1].exception(60)
        steering.stop()
        answers.append(steering)

    model = stack(*(Dense(4) for _ in range(2)), Dense(1))
    model.compile("sgd", "mse")
    history, _ = during(model, act)
    bad, layers, shapes, steering = answers
    assert history.status == "stopped" and isinstance(bad.exception(), ZeroDivisionError)
    assert [layer.kind for layer in layers.result()] == ["Dense"] * 3
    assert all(layer.gradients for layer in layers.result())
    assert shapes.result() == ((100, 8), (100, 1), None)
    with pytest.raises(CancelledError):  # the run is over
        ask(steering, statistics).result()


def test_the_end_of_a_run_cancels_what_was_not_answered() -> None:
    steering = Control("r")
    steering.subject = object()
    register(steering)
    answer = steering.ask(id)
    assert not answer.cancelled()
    unregister(steering)
    assert answer.cancelled()
