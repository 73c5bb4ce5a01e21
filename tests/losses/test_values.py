"""Every loss against Keras: functions, classes with options, weights, masks and reductions."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import engine as engines
from keras_lab import losses, masks

rng = np.random.default_rng(1)


def _probabilities(*shape):
    x = rng.uniform(0.05, 1.0, shape).astype("float32")
    return x / x.sum(-1, keepdims=True)


def _one_hot(*shape):
    return np.eye(shape[-1], dtype="float32")[rng.integers(0, shape[-1], shape[:-1])]


#: kind of data → (y_true, y_pred), without and with an axis of time
DATA = {
    "real": [
        (rng.normal(size=s).astype("float32"), rng.normal(size=s).astype("float32"))
        for s in [(6, 3), (4, 5, 3)]
    ],
    "positive": [
        (rng.uniform(0, 3, s).astype("float32"), rng.uniform(0.1, 3, s).astype("float32"))
        for s in [(6, 3), (4, 5, 3)]
    ],
    "binary": [
        (rng.integers(0, 2, s).astype("float32"), rng.uniform(0, 1, s).astype("float32"))
        for s in [(6, 3), (4, 5, 1)]
    ],
    "signs": [
        (rng.choice([-1, 1], s).astype("float32"), rng.normal(size=s).astype("float32"))
        for s in [(6, 3), (4, 5, 1)]
    ],
    "one-hot": [(_one_hot(*s), _probabilities(*s)) for s in [(6, 4), (4, 5, 4)]],
    "logits": [(_one_hot(*s), rng.normal(size=s).astype("float32")) for s in [(6, 4), (4, 5, 4)]],
    "sparse": [(rng.integers(0, 4, s[:-1]), _probabilities(*s)) for s in [(6, 4), (4, 5, 4)]],
    "sparse logits": [
        (rng.integers(0, 4, (*s[:-1], 1)), rng.normal(size=s).astype("float32")) for s in [(6, 4), (4, 5, 4)]
    ],
}
FUNCTIONS = [
    ("mean_squared_error", "real", {}),
    ("mean_absolute_error", "real", {}),
    ("mean_absolute_percentage_error", "positive", {}),
    ("mean_squared_logarithmic_error", "positive", {}),
    ("mean_squared_logarithmic_error", "real", {}),
    ("huber", "real", {}),
    ("huber", "real", {"delta": 0.3}),
    ("log_cosh", "real", {}),
    ("cosine_similarity", "real", {}),
    ("cosine_similarity", "real", {"axis": 0}),
    ("hinge", "signs", {}),
    ("hinge", "binary", {}),
    ("squared_hinge", "signs", {}),
    ("squared_hinge", "binary", {}),
    ("categorical_hinge", "one-hot", {}),
    ("kl_divergence", "one-hot", {}),
    ("poisson", "positive", {}),
    ("binary_crossentropy", "binary", {}),
    ("binary_crossentropy", "binary", {"label_smoothing": 0.2}),
    ("binary_crossentropy", "signs", {"from_logits": True}),
    ("categorical_crossentropy", "one-hot", {}),
    ("categorical_crossentropy", "one-hot", {"label_smoothing": 0.1}),
    ("categorical_crossentropy", "logits", {"from_logits": True}),
    ("sparse_categorical_crossentropy", "sparse", {}),
    ("sparse_categorical_crossentropy", "sparse logits", {"from_logits": True}),
    ("sparse_categorical_crossentropy", "sparse", {"ignore_class": 2}),
]
CLASSES = {
    "log_cosh": "LogCosh",
    "kl_divergence": "KLDivergence",
}
REDUCTIONS = ["sum_over_batch_size", "mean", "mean_with_sample_weight", "sum", "none", None]


def _class_name(function):
    return CLASSES.get(function) or "".join(word.capitalize() for word in function.split("_"))


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


@pytest.mark.parametrize("with_time", [0, 1])
@pytest.mark.parametrize(("name", "kind", "options"), FUNCTIONS)
def test_function(engine, keras, name, kind, options, with_time):
    y_true, y_pred = DATA[kind][with_time]
    ours = getattr(losses, name)(y_true, y_pred, **options)
    theirs = getattr(keras.losses, name)(y_true, y_pred, **options)
    np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize(("name", "kind", "options"), FUNCTIONS)
def test_class(engine, keras, name, kind, options):
    if name == "cosine_similarity" and options:
        pytest.skip("weights go with the first axis")
    for with_time, (y_true, y_pred) in enumerate(DATA[kind]):
        batch = y_pred.shape[0]
        weights = [None, rng.uniform(0, 2, (batch,)).astype("float32"), rng.uniform(0, 2, (batch, 1))]
        if with_time:
            weights = [None, rng.integers(0, 2, y_pred.shape[:-1]).astype("float32")]
        for reduction in REDUCTIONS:
            ours = getattr(losses, _class_name(name))(**options, reduction=reduction)
            theirs = getattr(keras.losses, _class_name(name))(**options, reduction=reduction)
            for weight in weights:
                if "ignore_class" in options and weight is None and reduction == "mean_with_sample_weight":
                    continue
                a, b = ours(y_true, y_pred, weight), theirs(y_true, y_pred, weight)
                b = np.asarray(b).reshape(np.shape(a))
                np.testing.assert_allclose(
                    np.asarray(a), b, rtol=5e-5, atol=1e-6, err_msg=f"{reduction} {weight}"
                )


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_mask(engine, keras, reduction, weighted):
    y_true, y_pred = DATA["sparse"][1]
    mask = rng.integers(0, 2, y_true.shape).astype(bool)
    weights = rng.uniform(0, 2, y_true.shape).astype("float32") if weighted else None
    tensor, other = engines.P.convert(y_pred), keras.ops.convert_to_tensor(y_pred)
    other._keras_mask = keras.ops.convert_to_tensor(mask)
    with masks.mask_table():
        masks.set_mask(tensor, engines.P.convert(mask))
        ours = losses.SparseCategoricalCrossentropy(reduction=reduction)(y_true, tensor, weights)
    theirs = keras.losses.SparseCategoricalCrossentropy(reduction=reduction)(y_true, other, weights)
    np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), rtol=2e-5, atol=1e-6)


def test_everything_masked_is_zero(engine):
    tensor = engines.P.convert(np.ones((2, 3, 1), "float32"))
    with masks.mask_table():
        masks.set_mask(tensor, engines.P.convert(np.zeros((2, 3), bool)))
        assert float(losses.MeanSquaredError()(np.zeros((2, 3, 1)), tensor)) == 0


def test_one_weight_a_sample_reaches_all_its_steps(engine):
    y_true, y_pred = DATA["real"][1]
    weights = np.array([0.0, 1.0, 2.0, 0.5])
    values = np.square(y_true - y_pred).mean(-1) * weights[:, None]
    np.testing.assert_allclose(
        float(losses.MeanSquaredError()(y_true, y_pred, weights)), values.mean(), rtol=1e-5
    )


def test_a_column_and_a_row_are_compared_element_by_element(engine):
    y = np.arange(4.0)
    assert float(losses.MeanSquaredError()(y, y[:, None])) == 0
    assert float(losses.MeanSquaredError()(y[:, None], y)) == 0
    assert float(losses.loss_for(lambda a, b: (a - b) ** 2)(y, y[:, None])) == 0


def test_extreme_probabilities_stay_finite(engine):
    y = np.eye(2, dtype="float32")
    wrong = 1 - y
    assert np.isfinite(float(losses.CategoricalCrossentropy()(y, wrong)))
    assert np.isfinite(float(losses.BinaryCrossentropy()(y, wrong)))
    assert np.isfinite(float(losses.SparseCategoricalCrossentropy()([0, 1], wrong)))
    assert np.isfinite(float(losses.BinaryCrossentropy(from_logits=True)(y, 1e4 * wrong)))
    assert np.isfinite(float(losses.CosineSimilarity()(0 * y, y)))
    assert np.isfinite(float(losses.LogCosh()(y, 1e6 * wrong)))


def test_dtype(engine):
    y = np.ones((2, 3), "float64")
    assert engines.P.dtype(losses.MeanSquaredError()(y, y)) == "float32"
    assert engines.P.dtype(losses.MeanSquaredError(dtype="float16")(y, y)) == "float16"


def test_inside_a_compiled_program(engine):
    loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    program = engines.P.compile(lambda t, p, w: loss(t, p, w))
    y_true, y_pred = DATA["sparse logits"][0]
    weights = np.arange(6, dtype="float32")
    np.testing.assert_allclose(
        float(program(y_true.astype("int32"), y_pred, weights)),
        float(loss(y_true, y_pred, weights)),
        rtol=1e-5,
    )
