"""Every metric against Keras over several batches, with and without weights, also as pure functions."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import engine as engines
from keras_lab import masks, metrics
from keras_lab.metrics import confusion

rng = np.random.default_rng(2)
UNEQUAL, EQUAL = (5, 3), (4, 4)  # each new size is compiled anew


def _one_hot(n, classes):
    return np.eye(classes, dtype="float32")[rng.integers(0, classes, n)]


def _probabilities(n, classes):
    x = rng.uniform(0.05, 1.0, (n, classes)).astype("float32")
    return x / x.sum(-1, keepdims=True)


MAKE = {
    "real": lambda n: (rng.normal(size=(n, 3)).astype("float32"), rng.normal(size=(n, 3)).astype("float32")),
    "positive": lambda n: (
        rng.uniform(0.5, 3, (n, 3)).astype("float32"),
        rng.uniform(0.1, 3, (n, 3)).astype("float32"),
    ),
    "equal": lambda n: (rng.integers(0, 3, (n, 2)), rng.integers(0, 3, (n, 2))),
    "binary": lambda n: (rng.integers(0, 2, (n, 1)), rng.uniform(0, 1, (n, 1)).astype("float32")),
    "binary labels": lambda n: (rng.integers(0, 2, (n, 4)), rng.uniform(0, 1, (n, 4)).astype("float32")),
    "flat": lambda n: (rng.integers(0, 2, (n,)), rng.uniform(0, 1, (n, 1)).astype("float32")),
    "signs": lambda n: (rng.choice([-1, 1], (n, 1)), rng.normal(size=(n, 1)).astype("float32")),
    "one-hot": lambda n: (_one_hot(n, 7), _probabilities(n, 7)),
    "sparse": lambda n: (rng.integers(0, 7, (n,)), _probabilities(n, 7)),
    "column": lambda n: (rng.integers(0, 7, (n, 1)), _probabilities(n, 7)),
    "ids": lambda n: (rng.integers(0, 7, (n,)), np.stack([rng.permutation(7) for _ in range(n)])),
    "two classes": lambda n: (rng.integers(0, 2, (n, 3)), rng.uniform(0, 1, (n, 3)).astype("float32")),
    "maps": lambda n: (rng.integers(-1, 4, (n, 6)), rng.integers(0, 4, (n, 6))),
    "map scores": lambda n: (rng.integers(0, 4, (n, 6)), rng.uniform(size=(n, 6, 4))),
    "one-hot maps": lambda n: (_one_hot((n, 6), 4), rng.uniform(size=(n, 6, 4))),
    "hard one-hot maps": lambda n: (_one_hot((n, 6), 4), rng.integers(0, 4, (n, 6))),
    "logits": lambda n: (rng.integers(0, 2, (n, 1)), rng.normal(size=(n, 1)).astype("float32")),
}
CASES = [
    ("MeanSquaredError", "real", {}),
    ("RootMeanSquaredError", "real", {}),
    ("MeanAbsoluteError", "real", {}),
    ("MeanAbsolutePercentageError", "positive", {}),
    ("MeanSquaredLogarithmicError", "positive", {}),
    ("LogCoshError", "real", {}),
    ("CosineSimilarity", "real", {}),
    ("Hinge", "signs", {}),
    ("SquaredHinge", "binary", {}),
    ("CategoricalHinge", "one-hot", {}),
    ("KLDivergence", "one-hot", {}),
    ("Poisson", "positive", {}),
    ("BinaryCrossentropy", "binary", {}),
    ("BinaryCrossentropy", "logits", {"from_logits": True, "label_smoothing": 0.1}),
    ("CategoricalCrossentropy", "one-hot", {"label_smoothing": 0.1}),
    ("SparseCategoricalCrossentropy", "sparse", {}),
    ("SparseCategoricalCrossentropy", "column", {"from_logits": True}),
    ("Accuracy", "equal", {}),
    ("BinaryAccuracy", "binary", {}),
    ("BinaryAccuracy", "flat", {"threshold": 0.3}),
    ("CategoricalAccuracy", "one-hot", {}),
    ("SparseCategoricalAccuracy", "sparse", {}),
    ("SparseCategoricalAccuracy", "column", {}),
    ("TopKCategoricalAccuracy", "one-hot", {"k": 3}),
    ("SparseTopKCategoricalAccuracy", "sparse", {"k": 2}),
    ("SparseTopKCategoricalAccuracy", "column", {"k": 3}),
    ("SparseTopKCategoricalAccuracy", "ids", {"k": 3, "from_sorted_ids": True}),
    ("TruePositives", "binary", {}),
    ("FalsePositives", "binary", {"thresholds": 0.3}),
    ("TrueNegatives", "binary labels", {"thresholds": [0.2, 0.7]}),
    ("FalseNegatives", "flat", {}),
    ("Precision", "binary", {}),
    ("Precision", "binary labels", {"thresholds": [0.1, 0.9]}),
    ("Precision", "one-hot", {"top_k": 2}),
    ("Precision", "one-hot", {"class_id": 3, "thresholds": 0.2}),
    ("Recall", "binary", {}),
    ("Recall", "one-hot", {"top_k": 3, "class_id": 2}),
    ("AUC", "binary", {}),
    ("AUC", "binary", {"summation_method": "majoring", "num_thresholds": 20}),
    ("AUC", "binary", {"summation_method": "minoring", "thresholds": [0.1, 0.4, 0.45, 0.8]}),
    ("AUC", "binary", {"curve": "PR"}),
    ("AUC", "binary", {"curve": "PR", "summation_method": "majoring"}),
    ("AUC", "logits", {"from_logits": True}),
    ("AUC", "binary labels", {"multi_label": True, "num_labels": 4}),
    ("AUC", "binary labels", {"multi_label": True, "label_weights": [1.0, 2.0, 0.0, 0.5]}),
    ("AUC", "binary labels", {"label_weights": [1.0, 2.0, 0.0, 0.5]}),
    ("TruePositives", "binary", {"thresholds": [0.9, 0.1, 0.2, 0.8, 0.5, 0.5, 0.3, 0.7, 0.6, 0.05]}),
    ("SensitivityAtSpecificity", "binary", {"specificity": 0.6}),
    ("SensitivityAtSpecificity", "binary", {"specificity": 0.3, "num_thresholds": 1}),
    ("SpecificityAtSensitivity", "binary", {"sensitivity": 0.7, "num_thresholds": 11}),
    ("SpecificityAtSensitivity", "one-hot", {"sensitivity": 0.5, "class_id": 2}),
    ("PrecisionAtRecall", "binary", {"recall": 0.4}),
    ("RecallAtPrecision", "binary", {"precision": 0.5, "num_thresholds": 4}),
    ("F1Score", "one-hot", {}),
    ("F1Score", "binary labels", {"threshold": 0.4, "average": "macro"}),
    ("F1Score", "one-hot", {"average": "micro"}),
    ("FBetaScore", "binary labels", {"threshold": 0.6, "beta": 2.0, "average": "weighted"}),
    ("R2Score", "real", {}),
    ("R2Score", "real", {"class_aggregation": "variance_weighted_average"}),
    ("R2Score", "real", {"class_aggregation": None, "num_regressors": 4}),
    ("R2Score", "real", {"num_regressors": 50}),
    ("PearsonCorrelation", "real", {}),
    ("ConcordanceCorrelation", "real", {}),
    ("IoU", "maps", {"num_classes": 4, "target_class_ids": [0, 2], "dtype": "float32"}),
    ("IoU", "map scores", {"num_classes": 4, "target_class_ids": [1], "sparse_y_pred": False}),
    ("MeanIoU", "maps", {"num_classes": 4, "ignore_class": 3}),
    ("MeanIoU", "maps", {"num_classes": 6, "dtype": "float32"}),
    ("BinaryIoU", "two classes", {}),
    ("BinaryIoU", "two classes", {"threshold": 0.3, "target_class_ids": [1], "dtype": "float32"}),
    ("OneHotIoU", "one-hot maps", {"num_classes": 4, "target_class_ids": [0, 3], "dtype": "float32"}),
    ("OneHotMeanIoU", "one-hot maps", {"num_classes": 4}),
    ("OneHotMeanIoU", "hard one-hot maps", {"num_classes": 4, "sparse_y_pred": True, "ignore_class": 1}),
]
#: What an update with weights of samples means for these in Keras is another thing, or an error.
UNWEIGHTED = [{"label_weights": [1.0, 2.0, 0.0, 0.5]}]


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


def _data(kind, weighted, sizes):
    for n in sizes:
        y_true, y_pred = MAKE[kind](n)
        yield y_true, y_pred, rng.uniform(0, 2, (n,)).astype("float32") if weighted else None


@pytest.mark.filterwarnings("ignore:.*djusted R2 score:UserWarning")
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(("name", "kind", "options"), CASES)
def test_like_keras(engine, keras, name, kind, options, weighted):
    if weighted and (options in UNWEIGHTED or "IoU" in name):
        pytest.skip("Keras refuses these weights")
    ours, theirs = getattr(metrics, name)(**options), getattr(keras.metrics, name)(**options)
    values = ours.stateless_reset_state() if ours.variables and name != "R2Score" else None  # made later
    for batch in _data(kind, weighted, UNEQUAL if engine == "tensorflow" else EQUAL):
        ours.update_state(*batch)
        theirs.update_state(*batch)
        values = None if values is None else ours.stateless_update_state(values, *batch)
        np.testing.assert_allclose(
            np.asarray(ours.result()), np.asarray(theirs.result()), rtol=3e-5, atol=1e-6
        )
    if values is not None:
        np.testing.assert_allclose(
            np.asarray(ours.stateless_result(values)), np.asarray(ours.result()), rtol=1e-6
        )
    assert [v.path.split("/")[-1] for v in ours.variables] == [
        v.path.split("/")[-1] for v in theirs.variables
    ]
    ours.reset_state()
    theirs.reset_state()
    np.testing.assert_allclose(np.asarray(ours.result()), np.asarray(theirs.result()))


@pytest.mark.parametrize(("name", "kind", "options"), CASES)
def test_inside_a_compiled_program(engine, name, kind, options):
    metric = getattr(metrics, name)(**options)
    program = engines.P.compile(lambda state, *batch: metric.stateless_update_state(state, *batch))
    for i, batch in enumerate(_data(kind, True, EQUAL)):
        if options in UNWEIGHTED or "IoU" in name:
            batch = batch[:2]
        batch = [x.astype({"int64": "int32", "float64": "float32"}.get(x.dtype.name)) for x in batch]
        metric.update_state(*batch)
        state = program(metric.stateless_reset_state() if i == 0 else state, *batch)  # noqa: F821
    for value, variable in zip(state, metric.variables, strict=True):
        np.testing.assert_allclose(np.asarray(value), variable.numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("classes", ["MeanIoU", "OneHotMeanIoU"])
def test_weights_of_the_iou_family(engine, keras, classes):
    ours, theirs = (
        getattr(where, classes)(num_classes=4, dtype="float32") for where in (metrics, keras.metrics)
    )
    y_true, y_pred = MAKE["map scores" if classes == "MeanIoU" else "one-hot maps"](5)
    y_pred = y_pred.argmax(-1) if classes == "MeanIoU" else y_pred
    weights = rng.uniform(0, 2, (5, 6)).astype("float32")
    ours.update_state(y_true, y_pred, weights)
    theirs.update_state(y_true, y_pred, weights)
    np.testing.assert_allclose(float(ours.result()), float(theirs.result()), rtol=1e-5)
    ours.reset_state()
    ours.update_state(y_true, y_pred, weights[:, 0])
    theirs.reset_state()
    theirs.update_state(y_true, y_pred, np.repeat(weights[:, :1], 6, axis=1))
    np.testing.assert_allclose(float(ours.result()), float(theirs.result()), rtol=1e-5)
    with pytest.warns(UserWarning, match="whole numbers"):
        metrics.MeanIoU(4).update_state([0, 1], [0, 1], [0.5, 0.5])


@pytest.mark.parametrize("count", [2, 7, 200])
def test_counting_in_buckets_is_comparing_with_each(engine, count):
    limits = [-1e-7, *np.linspace(0, 1, count).tolist(), 1 + 1e-7]
    scores = np.concatenate([np.asarray(limits, "float32"), rng.uniform(size=50), [np.nan]]).astype("float32")
    scores, weights = scores[:, None], rng.uniform(size=(len(scores), 1)).astype("float32")
    few = confusion._chosen_one_by_one(scores, limits, (weights,))[0]
    many = confusion._chosen_by_buckets(scores, limits, (weights,))[0]
    np.testing.assert_allclose(np.asarray(many), np.asarray(few), rtol=1e-5, atol=1e-6)


def test_many_predictions_at_many_thresholds_need_little_memory(engine):
    n = 300_000  # 2.4 GB if every prediction were compared with every threshold at once
    y_pred = np.linspace(0, 1, n, dtype="float32")
    metric = metrics.AUC(num_thresholds=2000)
    metric.update_state((y_pred > 0.5).astype("float32"), y_pred)
    assert float(metric.result()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("name", ["Mean", "Sum"])
@pytest.mark.parametrize("shape", [(), (4,), (4, 3), (2, 3, 4)])
@pytest.mark.parametrize("weighted", [0, 1, 2])
def test_mean_and_sum(engine, keras, name, shape, weighted):
    if weighted > len(shape):
        pytest.skip("more axes of weights than of values")
    ours, theirs = getattr(metrics, name)(), getattr(keras.metrics, name)()
    for _ in range(3):
        values = rng.normal(size=shape).astype("float32")
        weights = rng.uniform(0, 2, shape[:weighted]).astype("float32") if weighted else None
        ours.update_state(values, weights)
        if name == "Sum" and weights is not None:  # theirs weighs sums of samples by means of weights
            theirs.update_state(values * weights.reshape((*weights.shape, *(1,) * (len(shape) - weighted))))
        else:
            theirs.update_state(values, weights)
    np.testing.assert_allclose(float(ours.result()), float(theirs.result()), rtol=2e-5, atol=1e-6)


def test_masked_steps_do_not_count(engine, keras):
    y_true = rng.integers(0, 3, (4, 5))
    y_pred = rng.uniform(size=(4, 5, 3)).astype("float32")
    mask = rng.integers(0, 2, (4, 5)).astype(bool)
    weights = rng.uniform(0, 2, (4, 5)).astype("float32")
    tensor = engines.P.convert(y_pred)
    right = y_pred.argmax(-1) == y_true
    with masks.mask_table():
        masks.set_mask(tensor, engines.P.convert(mask))
        plain, weighted = metrics.SparseCategoricalAccuracy(), metrics.SparseCategoricalAccuracy()
        plain.update_state(y_true, tensor)
        weighted.update_state(y_true, tensor, weights)
    np.testing.assert_allclose(float(plain.result()), right[mask].mean(), rtol=1e-5)
    wanted = (right * mask * weights).sum() / (mask * weights).sum()
    np.testing.assert_allclose(float(weighted.result()), wanted, rtol=1e-5)


def test_ties_at_the_boundary_count(engine):
    assert float(metrics.SparseTopKCategoricalAccuracy(k=2)([0, 1], np.zeros((2, 4)))) == 1
    assert float(metrics.SparseTopKCategoricalAccuracy(k=2)([0, 9], np.full((2, 4), np.nan))) == 0


def test_metrics_inside_metrics(engine):
    class Two(metrics.Metric):
        def __init__(self, name="two", **kwargs):
            super().__init__(name=name, **kwargs)
            self.first, self.count = metrics.Mean(), self.add_weight(name="count")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.first.update_state(y_pred)
            self.count.assign_add(1.0)

        def result(self):
            return {"mean": self.first.result(), "count": self.count.value}

    two = Two()
    two.update_state([0.0], [4.0])
    two.update_state([0.0], [2.0])
    assert {name: float(value) for name, value in two.result().items()} == {"mean": 3, "count": 2}
    assert len(two.variables) == 3
    two.reset_state()
    assert float(two.result()["count"]) == 0
