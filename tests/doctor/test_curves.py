"""What the events of a run show, and what they do not."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab.doctor.curves import DROPOUT, DataBound, NotFinite, Overfitting, Plateau
from keras_lab.events import EpochDone, StepsDone


def epochs(**curves: list[float]) -> list[EpochDone]:
    """The ends of epochs of 10 steps."""
    rows = zip(*curves.values(), strict=True)
    return [
        EpochDone(run="r", epoch=i, step=10 * i + 10, logs=dict(zip(curves, row, strict=True)), seconds=1.0)
        for i, row in enumerate(rows)
    ]


def chunks(count: int, losses=(0.5, 0.4), seconds: float = 0.1, waited: float = 0.0) -> list[StepsDone]:
    """Engine calls of two steps each."""
    values = {"loss": np.array(losses, np.float32)}
    return [
        StepsDone(
            run="r",
            epoch=0,
            step=2 * i,
            count=2,
            position=2 * i + 2,
            steps=2 * count,
            values=values,
            seconds=seconds,
            waited=waited,
        )
        for i in range(count)
    ]


def findings(detector, happened) -> list:
    return [found for event in happened if (found := detector.hear(event)) is not None]


def falling(count: int, to: float = 0.1) -> list[float]:
    return list(to + np.exp(-np.arange(count) / 3))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_loss_that_is_not_finite_is_told_with_its_step(bad: float) -> None:
    (found,) = findings(NotFinite(), [*chunks(1), chunks(2, (0.3, bad))[1]])
    assert (found.kind, found.step, found.action) == ("nan", 4, {"kind": "learning_rate", "factor": 0.1})
    assert "step 4" in found.text


def test_a_finite_loss_is_not() -> None:
    assert findings(NotFinite(), [*chunks(3), *epochs(loss=[1.0])]) == []


def test_a_loss_that_stays_is_a_plateau() -> None:
    found = findings(Plateau(), epochs(loss=[*falling(12), *[0.119 + 0.001 * (i % 2) for i in range(14)]]))
    assert found[0].kind == "plateau" and found[0].action == {"kind": "learning_rate", "factor": 0.1}


def test_a_loss_that_never_moved_wants_a_larger_learning_rate() -> None:
    found = findings(Plateau(), epochs(loss=[2.3026 - 1e-5 * i for i in range(12)]))
    assert found[0].action == {"kind": "learning_rate", "factor": 10.0}


@pytest.mark.parametrize(
    "loss",
    [
        falling(9),
        list(2 * 0.995 ** np.arange(60)),
        [*falling(30, to=0.0), *[1e-3] * 30],
        list(1 / np.sqrt(np.arange(1, 60)) + 0.002 * np.sin(np.arange(59))),
    ],
    ids=["short", "slow", "low", "noisy"],
)
def test_a_loss_that_falls_is_no_plateau(loss: list[float]) -> None:
    assert findings(Plateau(), epochs(loss=loss)) == []


def test_overfitting_is_told_with_the_best_epoch() -> None:
    held_out = [1.0, 0.7, 0.5, 0.45, 0.47, 0.5, 0.54, 0.6]
    (found, *_) = findings(Overfitting(), epochs(loss=[0.9 * 0.7**i for i in range(8)], val_loss=held_out))
    assert (found.kind, found.epoch, found.step) == ("overfitting", 3, 40)
    assert found.action == {"kind": "restore_best", "epoch": 3, "text": DROPOUT}
    assert "epoch 4" in found.text and "0.45" in found.text


@pytest.mark.parametrize(
    ("loss", "held_out"),
    [
        (falling(20), falling(20, to=0.2)),
        (falling(20), [v + 0.03 * (-1) ** i for i, v in enumerate(falling(20, to=0.2))]),
        ([0.5, 0.4, 0.5, 0.6, 0.7, 0.8], [0.6, 0.5, 0.6, 0.7, 0.8, 0.9]),
        ([0.5, 0.4, 0.3, 0.25, 0.2, 0.15], [0.5, 0.4, 0.403, 0.404, 0.405, 0.406]),
    ],
    ids=["falling", "noisy", "both rise", "hardly rises"],
)
def test_other_validation_losses_are_no_overfitting(loss: list[float], held_out: list[float]) -> None:
    assert findings(Overfitting(), epochs(loss=loss, val_loss=held_out)) == []


def test_an_engine_that_waits_is_data_bound() -> None:
    found = findings(DataBound(), chunks(20, seconds=0.1, waited=0.3))
    assert found[0].kind == "data_bound" and found[0].value == pytest.approx(0.75)
    assert "75 %" in found[0].text


@pytest.mark.parametrize(
    "happened",
    [
        chunks(100, seconds=0.1, waited=0.02),
        [*chunks(2, waited=60.0), *chunks(50)],
        chunks(50, seconds=1e-3, waited=3e-3),
    ],
    ids=["busy", "slow start", "a moment"],
)
def test_an_engine_that_computes_is_not(happened: list[StepsDone]) -> None:
    assert findings(DataBound(), happened) == []
