"""A student learns from its teacher."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import keras_lab
from keras_lab import Sequential, distillation, layers, models, saving
from keras_lab.utils import set_random_seed

rng = np.random.default_rng(0)


def model(units: int = 8, name: str | None = None) -> Sequential:
    inner = layers.Dense(units, "relu", name="inner")
    return Sequential([layers.Input((4,)), inner, layers.Dense(3, name="logits")], name=name)


def batch() -> tuple[np.ndarray, np.ndarray]:
    x = rng.normal(size=(96, 4)).astype("float32")
    return x, x[:, :3].argmax(1)


@pytest.mark.parametrize(
    "made",
    [
        lambda k: k.distillation.LogitsDistillation(2.0, loss=k.losses.KLDivergence()),
        lambda k: k.distillation.LogitsDistillation(4.0, loss="mse"),
        lambda k: k.distillation.FeatureDistillation("cosine_similarity"),
    ],
    ids=["divergence", "mse", "features"],
)
def test_losses_against_keras(made):
    teacher, student = rng.normal(size=(2, 5, 3)).astype("float32")
    ours, theirs = (made(k).compute_loss(teacher, student) for k in (keras_lab, keras))
    np.testing.assert_allclose(float(ours), float(theirs), rtol=1e-5)


def test_a_student_learns(engine):
    set_random_seed(1)
    x, y = batch()
    teacher = model(32)
    teacher.compile(
        keras_lab.optimizers.Adam(0.05), keras_lab.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    teacher.fit(x, y, epochs=15, verbose=0)
    taught = [weight.copy() for weight in teacher.get_weights()]
    kinds = [
        distillation.LogitsDistillation(),
        distillation.FeatureDistillation("mse", "logits", "logits"),
    ]
    distiller = distillation.Distiller(teacher, model(), kinds, [1.0, 0.1], student_loss_weight=0.3)
    loss = keras_lab.losses.SparseCategoricalCrossentropy(from_logits=True)
    distiller.compile(keras_lab.optimizers.Adam(0.05), loss, metrics=["accuracy"])
    history = distiller.fit(x, y, epochs=15, verbose=0).history
    assert history["distillation_loss"][-1] < 0.3 * history["distillation_loss"][0]
    assert history["accuracy"][-1] > 0.8
    assert history["total_loss"][-1] < history["total_loss"][0]
    for before, after in zip(taught, teacher.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


def test_it_is_saved(tmp_path):
    x, y = batch()
    kinds = [distillation.FeatureDistillation("mse", "inner", "inner")]
    distiller = distillation.Distiller(model(name="teacher"), model(name="student"), kinds)
    distiller.compile("sgd", keras_lab.losses.SparseCategoricalCrossentropy(from_logits=True))
    distiller.fit(x, y, verbose=0)
    saving.save_model(distiller, tmp_path / "distiller.keras")
    loaded = models.load_model(tmp_path / "distiller.keras")
    np.testing.assert_allclose(loaded.predict(x, verbose=0), distiller.predict(x, verbose=0), rtol=1e-6)


@saving.register_keras_serializable("tests")
class Farness(distillation.DistillationLoss):
    """A loss of one's own."""

    def compute_loss(self, teacher_outputs, student_outputs, **kwargs):
        return keras_lab.ops.mean(keras_lab.ops.abs(teacher_outputs - student_outputs))


def test_losses_of_one_s_own_are_loaded():
    distiller = distillation.Distiller(model(), model(), [Farness(), distillation.LogitsDistillation(2.0)])
    kinds = distillation.Distiller.from_config(distiller.get_config()).distillation_losses
    assert isinstance(kinds[0], Farness)
    assert kinds[1].temperature == 2.0
    config = {**distiller.get_config(), "distillation_losses": [{"class_name": "Nearness", "config": {}}]}
    with pytest.raises(ValueError, match="Unknown distillation loss: 'Nearness'"):
        distillation.Distiller.from_config(config)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: distillation.LogitsDistillation(0), "temperature must be positive"),
        (lambda: distillation.LogitsDistillation(loss=[None]), "at least one loss"),
        (
            lambda: distillation.Distiller(model(), "x", distillation.LogitsDistillation()),
            "student must be a Model",
        ),
        (
            lambda: distillation.Distiller(model(), model(), [distillation.LogitsDistillation()], [1, 2]),
            "2 distillation_loss_weights for 1",
        ),
        (
            lambda: distillation.Distiller(model(), model(), distillation.FeatureDistillation("mse", "iner")),
            "no layer 'iner'",
        ),
        (
            lambda: distillation.Distiller(model(), Sequential([layers.Input((5,)), layers.Dense(3)]), []),
            "inputs must be like the teacher's",
        ),
    ],
    ids=["temperature", "none", "no model", "weights", "layer", "inputs"],
)
def test_what_does_not_fit_is_refused(made, message):
    with pytest.raises(ValueError, match=message):
        made()
