"""What a notebook keeps of a run: rich, static and text, within its budget."""

import json

import numpy as np
import pytest

from keras_lab.events import StepsDone
from keras_lab.lab.protocol import RUN_MIME
from keras_lab.lab.rundata import RunData, replay
from keras_lab.lab.views import bundle
from keras_lab.lab.views.figure import PLOTLY_MIME, Figure
from tests.lab import fake

TEN = ("loss", *(f"metric_{number}" for number in range(9)))


@pytest.fixture(scope="module")
def large():
    """Ten metrics, a million steps, validation."""
    return replay(fake.run_events(epochs=10, steps=100_000, chunk=10_000, metrics=TEN))


def size(data):
    return len(json.dumps(data, allow_nan=False))


def test_a_run_of_a_million_steps_and_ten_metrics_stays_below_sixty_kilobytes(large):
    assert size(bundle.final(large)) <= 60_000


def test_a_live_bundle_stays_below_twenty_kilobytes(large):
    assert size(bundle.live(large)) <= 20_000


def test_it_has_a_static_and_a_text_form():
    data = bundle.final(replay(fake.run_events()))
    assert set(data) == {RUN_MIME, "image/svg+xml", "text/plain"}
    assert data[RUN_MIME]["live"] is False
    assert bundle.live(replay(fake.run_events()))[RUN_MIME]["live"] is True


def test_values_that_are_not_finite_are_null():
    data = RunData(fake.started())
    values = {"loss": np.array([1.0, np.nan, 2.0], np.float32)}
    data.apply(StepsDone(run="r", epoch=0, step=0, count=3, position=3, steps=3, values=values, seconds=1.0))
    (series,) = bundle.final(data)[RUN_MIME]["series"]
    assert series == {"name": "loss", "kind": "step", "x": [1, 2, 3], "y": [1.0, None, 2.0]}


def test_the_text_is_one_short_table():
    text = bundle.final(replay(fake.run_events(epochs=3)))["text/plain"]
    first, head, *rows, best = text.split("\n")
    assert first.startswith("sequential · done · step 300 of 300 · 1.5 s")
    assert head.split() == ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
    assert [row.split()[0] for row in rows] == ["1", "2", "3"]
    assert best.startswith("best val_loss: ")


def test_the_text_of_a_long_run_leaves_out_the_middle():
    text = bundle.final(replay(fake.run_events(epochs=60, steps=10)))["text/plain"]
    assert "…" in text
    assert text.count("\n") < 16
    assert any(line.split()[:1] == ["60"] for line in text.split("\n"))


def test_live_and_replayed_look_the_same():
    """A view cannot tell a run that ended now from one told again in other pieces."""
    live = replay(fake.run_events(epochs=2, steps=100, chunk=50))
    again = replay(fake.run_events(epochs=2, steps=100, chunk=50))
    assert bundle.final(live) == bundle.final(again)


def test_the_figure_to_explore_holds_no_javascript_and_stays_small(large):
    data = Figure(large)._repr_mimebundle_()
    assert size(data) <= 60_000
    assert "<script" not in json.dumps(data)
    figure = data[PLOTLY_MIME]
    assert {trace["xaxis"] for trace in figure["data"]} == {"x", "x2"}
    assert figure["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"


def test_the_figure_is_one_that_plotly_accepts():
    figure = Figure(replay(fake.run_events())).plotly()
    assert {trace.name for trace in figure.data} == {"loss", "val_loss", "accuracy", "val_accuracy"}
