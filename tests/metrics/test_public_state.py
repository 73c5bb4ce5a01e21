"""What programs read off metrics: counts under their names, state kept in lists, values element by element."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from keras_lab import Variable, metrics, ops

rng = np.random.default_rng(0)


def test_counts_have_names():
    precision = metrics.Precision()
    precision.update_state([0, 1, 1], [0.9, 0.8, 0.1])
    assert np.asarray(precision.true_positives).tolist() == [1]
    assert np.asarray(precision.false_positives).tolist() == [1]
    assert np.asarray(metrics.TrueNegatives().accumulator).tolist() == [0]
    assert metrics.AUC(num_thresholds=3).true_positives.shape == (3,)


@pytest.mark.parametrize(
    ("metric", "word"),
    [
        (metrics.SensitivityAtSpecificity(0.4), "specificity"),
        (metrics.SpecificityAtSensitivity(0.4), "sensitivity"),
        (metrics.PrecisionAtRecall(0.4), "recall"),
        (metrics.RecallAtPrecision(0.4), "precision"),
        (metrics.BinaryAccuracy(threshold=0.4), "threshold"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_kept_has_its_name(metric, word):
    assert getattr(metric, word) == 0.4


def test_variables_in_lists_and_dicts_are_state():
    metric = metrics.Mean()
    metric.more = {"a": [Variable(0.0), Variable(1.0)]}
    metric.inner = [metrics.Mean(), metrics.Sum()]
    assert len(metric.variables) == 2 + 2 + 3


def test_state_may_be_given_as_variables():
    mean = metrics.Mean()
    total, count = mean.stateless_update_state(mean.variables, [2.0, 4.0])
    assert (float(total), float(count)) == (6, 2)


@pytest.mark.parametrize("method", ["interpolation", "minoring", "majoring"])
def test_gain_curves_against_keras(method):
    labels, scores = rng.integers(0, 2, 60), rng.uniform(size=60)
    ours, theirs = (
        kind.AUC(num_thresholds=11, curve="PRGAIN", summation_method=method)
        for kind in (metrics, keras.metrics)
    )
    ours.update_state(labels, scores)
    theirs.update_state(labels, scores)
    np.testing.assert_allclose(float(ours.result()), float(theirs.result()), rtol=1e-5)


def test_yes_or_no_is_judged_element_by_element():
    right = metrics.binary_accuracy([[1, 0], [1, 1]], [[0.9, 0.8], [0.7, 0.1]])
    assert ops.convert_to_numpy(right).tolist() == [[1, 0], [1, 0]]
    metric = metrics.BinaryAccuracy()
    metric.update_state([[1, 0], [1, 1]], [[0.9, 0.8], [0.7, 0.1]], sample_weight=[[0.5, 0.2], [0.3, 0.1]])
    assert float(metric.result()) == pytest.approx(0.8 / 1.1)


def test_the_first_of_equal_scores_are_the_top():
    precision = metrics.Precision(top_k=3)
    precision.update_state([[0, 1, 1, 0, 1]], [[0.2, 0.1, 0.4, 0, 0.2]], sample_weight=[[1, 4, 2, 3, 5]])
    precision.update_state([1, 0, 1, 1, 1], [0.2, 0.6, 0.4, 0.2, 0.2], sample_weight=3)
    assert float(precision.result()) == pytest.approx(13 / 17)


def test_a_class_needs_an_axis_of_classes():
    with pytest.raises(ValueError, match=r"recall: class_id needs .* shape \(3,\)"):
        metrics.Recall(class_id=1, name="recall").update_state([0, 1, 1], [0.1, 0.2, 0.3])
