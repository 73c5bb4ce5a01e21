"""States of a run: kept while it goes on, gone on from, the best one restored."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from keras_lab import callbacks, control, events
from keras_lab.asked import Asked, Resumption, asking_here
from keras_lab.callbacks import training_state
from keras_lab.training import checkpoints
from tests.training.helpers import LABELS, X, Y, classifier, line, same_weights


class KilledError(BaseException):
    """Stands for the end of the kernel."""


class Dies(callbacks.Callback):
    """Asks for a state after a certain step, and dies some steps later."""

    def __init__(self, kept: int, last: int) -> None:
        super().__init__()
        self.kept, self.last, self.steps = kept, last, 0

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        self.steps += 1
        if self.steps == self.kept:
            control.latest().checkpoint()
        if self.steps == self.last:
            raise KilledError


class DiesLater(callbacks.Callback):
    """Asks for a state at the end of an epoch, and dies in the next one."""

    asked = False

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        control.latest().checkpoint()
        self.asked = True

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        if self.asked and batch == 2:
            raise KilledError


def marks(heard: list[events.Event]) -> list[str]:
    return [event.kind for event in heard if isinstance(event, events.Marked)]


def test_an_epoch_that_was_over_is_not_ended_again(engine: str, tmp_path: Path) -> None:
    how = {"epochs": 3, "batch_size": 17, "verbose": 0}
    with asking_here(Asked(states=tmp_path)), pytest.raises(KilledError):
        classifier().fit(X, LABELS, callbacks=[DiesLater()], **how)
    (state,) = tmp_path.glob("*/last.npz")
    again, whole = classifier(seed=8), classifier()
    with asking_here(Asked(resumption=Resumption("r", state))):
        assert again.fit(X, LABELS, **how).epoch == [1, 2]
    whole.fit(X, LABELS, **how)
    assert same_weights(again, whole)


@pytest.mark.slow
@pytest.mark.parametrize(
    "kept", [4, 6, 9], ids=["within an epoch", "at an epoch's end", "in the second epoch"]
)
def test_a_run_goes_on_with_the_same_bits(engine: str, kept: int, tmp_path: Path) -> None:
    how = {"epochs": 3, "batch_size": 17, "verbose": 0, "validation_data": (X, LABELS)}
    whole = classifier()
    history = whole.fit(X, LABELS, **how).history
    with asking_here(Asked(states=tmp_path)), pytest.raises(KilledError):
        classifier().fit(X, LABELS, callbacks=[Dies(kept, kept + 1)], **how)
    (state,) = tmp_path.glob("*/last.npz")
    again = classifier(seed=8)  # other weights, another seed: all comes from the file
    resumption = Resumption("r", state)
    with asking_here(Asked(states=tmp_path, resumption=resumption)):
        rest = again.fit(X, LABELS, **how).history
    assert resumption.taken and same_weights(again, whole)
    assert rest == {name: values[-len(rest["loss"]) :] for name, values in history.items()}
    with asking_here(Asked(resumption=resumption)):  # only the first run of the cell goes on from there
        assert len(again.fit(X, LABELS, epochs=1, verbose=0).epoch) == 1


def test_states_are_written_in_good_time_and_go_when_the_run_is_done(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(checkpoints, "INTERVAL", 0.0)
    monkeypatch.setattr(checkpoints, "RARITY", 0)
    seen: list[int] = []

    class Looks(callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            for thread in threading.enumerate():
                if thread.name == "keras_lab-state":
                    thread.join()
            seen.append(len(list(tmp_path.glob("*/last.npz"))))

    with asking_here(Asked(states=tmp_path)):
        line().fit(X, Y, epochs=3, verbose=0, callbacks=[Looks()])
    assert seen == [0, 1, 1]
    assert list(tmp_path.iterdir()) == []


def test_training_goes_on_while_a_state_is_written(engine: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(checkpoints, "INTERVAL", 0.0)
    on, waited, write = threading.Event(), [], training_state.write
    whole, model, again = classifier(), classifier(), classifier(seed=8)

    def slow(state: training_state.State, path: Path) -> None:
        waited.append(on.wait(20))  # the disk takes until the second epoch has begun
        write(state, path)

    class GoesOn(callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            if epoch == 1:
                on.set()
                raise KilledError

    monkeypatch.setattr(training_state, "write", slow)
    how = {"epochs": 2, "batch_size": 17, "verbose": 0}
    with asking_here(Asked(states=tmp_path)), pytest.raises(KilledError):
        model.fit(X, LABELS, callbacks=[GoesOn()], **how)
    assert waited == [True]
    (state,) = tmp_path.glob("*/last.npz")  # of the moment when it was taken, and there when fit ends
    with asking_here(Asked(resumption=Resumption("r", state))):
        again.fit(X, LABELS, **how)
    whole.fit(X, LABELS, **how)
    assert same_weights(again, whole)


def test_a_state_that_could_not_be_written_meanwhile_is_told_of(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(checkpoints, "INTERVAL", 0.0)
    (tmp_path / "file").write_text("in the way")
    with (
        asking_here(Asked(states=tmp_path / "file")),
        pytest.warns(RuntimeWarning, match="cannot be kept") as told,
    ):
        assert line().fit(X, Y, epochs=3, verbose=0).status == "done"
    assert len(told) == 1


def test_a_state_of_another_model_is_refused(tmp_path: Path) -> None:
    with asking_here(Asked(states=tmp_path)), pytest.raises(KilledError):
        line().fit(X, Y, verbose=0, callbacks=[Dies(1, 2)])
    (state,) = tmp_path.glob("*/last.npz")
    with (
        asking_here(Asked(resumption=Resumption("r", state))),
        pytest.raises(ValueError, match="Training cannot go on from"),
    ):
        classifier().fit(X, LABELS, verbose=0)


def test_a_disk_that_is_full_stops_nothing(tmp_path: Path) -> None:
    class Wishes(callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            control.latest().checkpoint()

    (tmp_path / "file").write_text("in the way")
    with (
        asking_here(Asked(states=tmp_path / "file")),
        pytest.warns(RuntimeWarning, match="cannot be kept in"),
    ):
        assert line().fit(X, Y, verbose=0, callbacks=[Wishes()]).status == "done"


def test_the_best_weights_are_restored(engine: str, heard: list[events.Event], tmp_path: Path) -> None:
    best: list[np.ndarray] = []

    class Spoils(callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            if epoch == 1:
                best.extend(self.model.get_weights())
                self.model.optimizer.learning_rate = 5.0
            if epoch == 2:
                control.latest().restore_best()
                control.latest().stop()

    model = line()
    with asking_here(Asked(states=tmp_path)):
        model.fit(X, Y, epochs=9, verbose=0, callbacks=[Spoils()])
    assert marks(heard) == ["restored"]
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), best, strict=True))


def test_wishes_that_cannot_be_granted_are_answered(heard: list[events.Event]) -> None:
    class Wishes(callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            control.latest().checkpoint()
            control.latest().restore_best()

    line().fit(X, Y, verbose=0, callbacks=[Wishes()])
    assert marks(heard) == ["notice", "notice"]
