"""The static picture of a run: well-formed, bounded, honest about gaps and spikes."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from keras_lab.events import EpochDone, Marked, StepsDone
from keras_lab.lab.rundata import RunData, replay
from keras_lab.lab.views import axis, curves
from tests.lab import fake

SVG = "{http://www.w3.org/2000/svg}"


def picture(data):
    return ET.fromstring(curves.svg(data))


def lines(root):
    return [path for path in root.iter(f"{SVG}path") if path.get("stroke-linejoin") == "round"]


def run_with(values, name="loss"):
    data = RunData(fake.started(steps=len(values), epochs=1))
    y = np.asarray(values, np.float32)
    data.apply(
        StepsDone(
            run="r",
            epoch=0,
            step=0,
            count=len(y),
            position=len(y),
            steps=len(y),
            values={name: y},
            seconds=1.0,
        )
    )
    return data


def test_losses_stand_left_of_all_else():
    data = replay(fake.run_events())
    losses, rest = curves.split(data.curves())
    assert {curve.name for curve in losses} == {"loss", "val_loss"}
    assert {curve.name for curve in rest} == {"accuracy", "val_accuracy"}
    assert float(picture(data).get("width")) > float(picture(run_with([1.0, 2.0])).get("width"))


def test_a_gap_is_left_where_the_values_are_not_finite():
    (line,) = lines(picture(run_with([1.0, 0.9, np.nan, 0.8, 0.7])))
    assert line.get("d").count("M") == 2
    assert "nan" not in line.get("d")


def test_a_spike_is_drawn():
    values = np.full(100_000, 0.5)
    values[54_321] = 9.0
    (line,) = lines(picture(run_with(values)))
    heights = [float(point.split(" ")[1]) for point in line.get("d").replace("M", "L").split("L")[1:]]
    assert len(heights) <= curves.POINTS
    assert min(heights) < 50
    assert np.median(heights) > 190


def test_it_says_in_words_what_it_shows():
    root = picture(replay(fake.run_events()))
    assert "sequential" in root.find(f"{SVG}title").text
    assert "val_loss from" in root.find(f"{SVG}desc").text
    assert root.get("role") == "img"


def test_nothing_has_a_background_and_text_is_mid_grey():
    root = picture(replay(fake.run_events()))
    assert root.get("fill") == curves.GREY
    assert not list(root.iter(f"{SVG}rect"))


def test_names_and_marks_are_escaped():
    data = run_with([1.0, 0.5], name="<b>&")
    data.apply(Marked(run="r", epoch=0, step=1, kind="notice", text='<script>"x"</script>'))
    root = picture(data)
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert '<script>"x"</script>' in titles


def test_marks_and_the_best_epoch_are_drawn():
    data = RunData(fake.started())
    for epoch, value in enumerate((0.5, 0.2, 0.4)):
        logs = {"loss": 0.5, "val_loss": value}
        data.apply(EpochDone(run="r", epoch=epoch, step=(epoch + 1) * 100, logs=logs, seconds=1.0))
    data.apply(Marked(run="r", epoch=1, step=150, kind="learning_rate", text="Learning rate set to 0.1."))
    titles = [title.text for title in picture(data).iter(f"{SVG}title")]
    assert "Learning rate set to 0.1." in titles
    assert "best val_loss: 0.2" in titles


def test_a_run_without_a_step_still_gives_a_picture():
    assert "no step done yet" in curves.svg(RunData(fake.started()))


@pytest.mark.parametrize("value", [0.0, 3.5, -1e-9, np.nan])
def test_constant_and_lost_values_can_be_drawn(value):
    assert picture(run_with([value] * 5)) is not None


def test_ticks_are_round_and_inside():
    assert axis.ticks(0.03, 0.97) == pytest.approx([0.2, 0.4, 0.6, 0.8])
    assert axis.ticks(0, 12_000) == [0, 5000, 10_000]
    assert axis.ticks(2.0, 2.0) == [2.0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.123456, "0.1235"),
        (12345.6, "12,346"),
        (5.6e-7, "5.6e-07"),
        (float("nan"), "nan"),
        (0.5, "0.5"),
        (3, "3"),
    ],
)
def test_numbers_are_short(value, text):
    assert axis.short(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.84, "0.8 s"), (42, "42 s"), (200, "3 min 20 s"), (7500, "2 h 05 min"), (None, "unknown")],
)
def test_durations_are_short(seconds, text):
    assert axis.duration(seconds) == text
