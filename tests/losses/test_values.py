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
    ("binary_focal_crossentropy", "binary", {}),
    ("binary_focal_crossentropy", "binary", {"apply_class_balancing": True, "alpha": 0.4, "gamma": 1.5}),
    ("binary_focal_crossentropy", "real", {"from_logits": True, "label_smoothing": 0.1}),
    ("categorical_focal_crossentropy", "one-hot", {"label_smoothing": 0.1}),
    ("categorical_focal_crossentropy", "logits", {"from_logits": True, "gamma": 0.5, "alpha": 0.7}),
    ("categorical_focal_crossentropy", "one-hot", {"alpha": [0.1, 0.2, 0.3, 0.4]}),
    ("categorical_generalized_cross_entropy", "sparse", {"q": 0.7}),
    ("dice", "binary", {}),
    ("dice", "binary", {"axis": -1}),
    ("tversky", "binary", {"alpha": 0.3, "beta": 0.9}),
    ("tversky", "binary", {"axis": -1}),
]
WHOLE = ("dice", "tversky")  # without an axis one value, which weights of samples do not fit
CLASSES = {
    "log_cosh": "LogCosh",
    "kl_divergence": "KLDivergence",
    "categorical_generalized_cross_entropy": "CategoricalGeneralizedCrossEntropy",
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
        if name in WHOLE and "axis" not in options:
            weights = [None]
        elif with_time:
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


#: embeddings and their labels; sequences of labels and logits over time
UNIT = rng.normal(size=(8, 5)).astype("float32")
UNIT /= np.linalg.norm(UNIT, axis=1, keepdims=True)
CLASSES_OF_EIGHT = np.array([0, 1, 0, 2, 1, 0, 3, 2])
LABELS = np.array([[1, 2, 2, 0], [3, 0, 0, 0], [4, 1, 3, 2], [1, 1, 1, 0]])
LOGITS = rng.normal(scale=2.0, size=(4, 9, 5)).astype("float32")
OF_BATCHES = [
    ("Circle", {}, CLASSES_OF_EIGHT, UNIT),
    ("Circle", {"gamma": 16.0, "margin": 0.25}, CLASSES_OF_EIGHT[:, None], UNIT),
    ("Circle", {"remove_diagonal": False}, np.arange(8) // 2, UNIT),
    ("CTC", {}, LABELS, LOGITS),
    ("CTC", {}, np.array([[1, 2, 1, 0], [1, 2, 0, 2], [1, 0, 1, 0], [0, 0, 0, 0]]), LOGITS),
]


@pytest.mark.parametrize(("name", "options", "y_true", "y_pred"), OF_BATCHES)
def test_losses_of_whole_batches(engine, keras, name, options, y_true, y_pred):
    for reduction in REDUCTIONS:
        with masks.mask_table():
            ours = getattr(losses, name)(**options, reduction=reduction)(y_true, y_pred)
        theirs = getattr(keras.losses, name)(**options, reduction=reduction)(y_true, y_pred)
        np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), rtol=2e-4, atol=1e-5)
    again = losses.deserialize(losses.serialize(getattr(losses, name)(**options)))
    assert again.get_config() == getattr(losses, name)(**options).get_config()


def test_circle_against_other_embeddings(engine, keras):
    arguments = (CLASSES_OF_EIGHT[:3], UNIT[:3], CLASSES_OF_EIGHT[3:], UNIT[3:], False)
    ours, theirs = losses.circle(*arguments), keras.losses.circle(*arguments)
    np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("name", "options", "y_true", "y_pred"), OF_BATCHES)
def test_gradients_of_whole_batches(engine, name, options, y_true, y_pred):
    loss = getattr(losses, name)(**options)

    def objective(params):
        with masks.mask_table():
            return loss(y_true, params[0]), 0.0

    (_, _), (gradient,) = engines.P.compile(engines.P.value_and_grad(objective))([y_pred])
    gradient = np.asarray(gradient)
    step = np.zeros_like(y_pred)
    place = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
    step[place] = 1e-2
    with masks.mask_table():
        slope = (float(loss(y_true, y_pred + step)) - float(loss(y_true, y_pred - step))) / 2e-2
    assert np.isfinite(gradient).all()
    assert gradient[place] == pytest.approx(slope, rel=0.02)


@pytest.mark.parametrize("q", [0.3, 1.0])
def test_a_probability_of_zero_has_a_finite_gradient(engine, q):
    loss = losses.CategoricalGeneralizedCrossEntropy(q)
    y_pred = np.array([[0.0, 1.0]], "float32")
    (value, _), (gradient,) = engines.P.value_and_grad(lambda params: (loss([0], params[0]), 0.0))([y_pred])
    assert float(value) == pytest.approx(1 / q)
    assert np.isfinite(np.asarray(gradient)).all()


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
