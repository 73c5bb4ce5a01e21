"""Early steps run in a program that is there at once, later ones in one that was compiled meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lab import callbacks
from keras_lab.asked import Asked, Resumption, asking_here
from keras_lab.training import warm_up
from keras_lab.training.warm_up import WarmUp
from tests.training.helpers import LABELS, X, classifier, same_weights
from tests.training.test_checkpoints import Dies, KilledError

HOW: dict[str, Any] = {"epochs": 4, "batch_size": 17, "verbose": 0}


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The change comes in the middle of the third epoch."""
    monkeypatch.setattr(warm_up, "COMPILES_FROM", 3)
    monkeypatch.setattr(warm_up, "CHANGES_AT", 14)


class Counting:
    """A program that adds up the batches it is given, and says which steps it made."""

    def __init__(self, fails: bool = False) -> None:
        self.made: list[list[int]] = []
        self.fails = fails

    def __call__(self, state: Any, key: Any, arrays: Any, order: Any, count: Any, done: Any) -> Any:
        if self.fails:
            raise ValueError("not for this compiler")
        self.made.append([int(done) + i for i in range(count)])
        rows = np.zeros((len(order), 1), "float32")
        rows[:count] = arrays[0][order[:count]].sum(-1, keepdims=True)
        return state + float(rows.sum()), rows


@pytest.mark.parametrize("lengths", [[20], [1] * 20, [7, 7, 6], [14, 6]], ids=str)
def test_the_programs_take_over_at_a_fixed_step(lengths: list[int], soon: None) -> None:
    early, later = Counting(), Counting()
    run, order, done, state, rows = WarmUp(early, later), np.arange(60).reshape(20, 3), 0, 0.0, []
    for count in lengths:
        padded = np.zeros_like(order)
        padded[:count] = order[done : done + count]
        state, found = run(state, None, [np.arange(60.0)], padded, np.int32(count), np.int32(done))
        rows.extend(found[:count, 0])
        done += count
    assert [step for steps in early.made for step in steps] == list(range(14))
    assert [step for steps in later.made for step in steps] == list(range(14, 20))
    assert rows == list(np.arange(60.0).reshape(20, 3).sum(1))
    assert state == np.arange(60).sum()


def test_what_fails_meanwhile_is_raised_when_its_turn_comes(soon: None) -> None:
    run, order = WarmUp(Counting(), Counting(fails=True)), np.zeros((9, 1), "int32")
    for done in (0, 4):
        run(0.0, None, [np.zeros(1)], order, np.int32(4), np.int32(done))
    with pytest.raises(ValueError, match="not for this compiler"):
        run(0.0, None, [np.zeros(1)], order, np.int32(9), np.int32(8))


class InSteps(callbacks.Callback):
    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Being there makes every chunk one step long."""


@pytest.mark.slow
def test_same_seed_same_bits_for_any_chunk(engine: str, soon: None) -> None:
    models = [classifier(), classifier(steps_per_execution=4), classifier()]
    losses = [
        model.fit(X, LABELS, callbacks=how, **HOW).history["loss"]
        for model, how in zip(models, ([], [], [InSteps()]), strict=True)
    ]
    assert same_weights(models[0], models[1]) and same_weights(models[0], models[2])
    assert losses[0] == losses[1] == losses[2]


@pytest.mark.slow
def test_streamed_data_train_to_the_same_bits(soon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    resident, streamed = classifier(), classifier()
    resident.fit(X, LABELS, **HOW)
    monkeypatch.setenv("KERAS_LAB_DEVICE_DATA_MB", "0.0001")
    streamed.fit(X, LABELS, **HOW)
    assert same_weights(resident, streamed)


@pytest.mark.slow
def test_it_trains_as_the_early_program_alone_would(soon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    changing, alone = classifier(dropout=0), classifier(dropout=0)  # XLA draws other numbers
    history = changing.fit(X, LABELS, **HOW).history
    monkeypatch.setattr(warm_up, "CHANGES_AT", 10_000)
    for name, values in alone.fit(X, LABELS, **HOW).history.items():
        np.testing.assert_allclose(history[name], values, rtol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("kept", [12, 19], ids=["before", "after"])
def test_a_run_goes_on_with_the_same_bits(kept: int, soon: None, tmp_path: Path) -> None:
    whole, again = classifier(), classifier(seed=8)
    whole.fit(X, LABELS, **HOW)
    with asking_here(Asked(states=tmp_path)), pytest.raises(KilledError):
        classifier().fit(X, LABELS, callbacks=[Dies(kept, kept + 1)], **HOW)
    (state,) = tmp_path.glob("*/last.npz")
    with asking_here(Asked(resumption=Resumption("r", state))):
        again.fit(X, LABELS, **HOW)
    assert same_weights(again, whole)
