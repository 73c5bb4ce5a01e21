"""Curves in a bounded number of points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keras_lab.events import StepsDone
from keras_lab.runs.series import Series, step_numbers

VALUES = st.lists(st.floats(width=32, allow_nan=True, allow_infinity=True), min_size=1, max_size=400)


def filled(values, capacity=20, cuts=()):
    series = Series("loss", capacity)
    x = np.arange(1, len(values) + 1)
    for part in np.split(np.arange(len(values)), sorted(cuts)):
        series.extend(x[part], np.asarray(values, np.float32)[part])
    return series


def test_few_samples_are_all_kept():
    x, y = filled([3.0, 1.0, 2.0]).points()
    assert x.tolist() == [1, 2, 3]
    assert y.tolist() == [3, 1, 2]
    assert x.dtype == y.dtype == np.float32


def test_exactly_as_many_as_fit_are_all_kept():
    assert len(filled(np.arange(20.0), capacity=20).points()[0]) == 20


@settings(max_examples=200, deadline=None)
@given(VALUES, st.integers(8, 40))
def test_bounded_with_spikes_first_and_latest_sample(values, capacity):
    x, y = filled(values, capacity).points()
    values = np.asarray(values, np.float32)
    finite = values[np.isfinite(values)]
    assert len(x) <= capacity
    assert (np.diff(x) > 0).all()
    assert x[0] == 1
    assert x[-1] == len(values)
    assert np.isnan(y).any() == (finite.size < values.size)
    assert not np.isinf(y).any()
    if finite.size:
        assert np.nanmin(y) == finite.min()
        assert np.nanmax(y) == finite.max()


@settings(max_examples=100, deadline=None)
@given(VALUES, st.integers(8, 40))
def test_every_point_is_a_sample_and_every_bin_keeps_its_extremes(values, capacity):
    series = filled(values, capacity)
    x, y = series.points()
    values = np.asarray(values, np.float32)
    values[~np.isfinite(values)] = np.nan
    np.testing.assert_array_equal(values[x.astype(int) - 1], y)
    for start in range(0, len(values), series.width):
        whole = values[start : start + series.width]
        kept = y[(x > start) & (x <= start + series.width)]
        assert np.isnan(kept).any() == np.isnan(whole).any()
        if not np.isnan(whole).all():
            assert np.nanmin(kept) == np.nanmin(whole)
            assert np.nanmax(kept) == np.nanmax(whole)


@settings(max_examples=100, deadline=None)
@given(VALUES, st.lists(st.integers(0, 400), max_size=8))
def test_the_outcome_does_not_depend_on_the_pieces(values, cuts):
    whole, pieces = filled(values), filled(values, cuts=[c for c in cuts if c <= len(values)])
    for a, b in zip(whole.points(), pieces.points(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_reading_in_between_changes_nothing():
    values = np.sin(np.arange(5000) ** 1.3)
    read = Series("loss")
    for i, value in enumerate(values):
        read.extend(i, value)
        if i % 37 == 0:
            read.points()
    unread = Series("loss")
    unread.extend(np.arange(5000), values)
    np.testing.assert_array_equal(read.points(), unread.points())


def test_points_stay_where_they_are_while_the_width_stays():
    series = filled(np.random.default_rng(0).normal(size=1500), capacity=1000)
    x, y = series.points()
    full = np.count_nonzero(x <= 1490 // series.width * series.width)
    series.extend([1501.0], [50.0])
    later_x, later_y = series.points()
    np.testing.assert_array_equal(later_x[:full], x[:full])
    np.testing.assert_array_equal(later_y[:full], y[:full])


def test_a_million_steps_take_no_more_room_than_a_thousand():
    series = Series("loss")
    for start in range(0, 1_000_000, 50_000):
        series.extend(np.arange(start, start + 50_000), np.full(50_000, 0.5, np.float32))
    assert len(series) == 1_000_000
    assert len(series.points()[0]) <= 1000
    assert sum(part.nbytes for part in (series._index, series._x, series._y)) <= 1000 * 16


def test_callers_cannot_reach_the_points_inside():
    given_x, given_y = np.array([1.0, 2.0]), np.array([5.0, np.inf])
    series = Series("loss")
    series.extend(given_x, given_y)
    series.points()[1][:] = 7
    series.points()[0][:] = 7
    assert given_y[1] == np.inf
    assert series.points()[1][0] == 5


def test_bad_input_is_named_and_changes_nothing():
    series = Series("accuracy")
    with pytest.raises(ValueError, match=r"'accuracy'.*\(2,\) and \(3,\)"):
        series.extend([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match=r"at least 8.*3"):
        Series("loss", 3)
    assert len(series) == 0
    assert series.points()[0].size == 0


def test_step_numbers_count_the_steps_done():
    event = StepsDone(run="r", epoch=0, step=10, count=3, position=13, steps=20, values={}, seconds=0.1)
    assert step_numbers(event).tolist() == [11, 12, 13]
