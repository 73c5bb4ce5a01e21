"""Looks at the models of runs: what they hold, under way and after; on both engines."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from IPython.core.error import UsageError

from keras_lab import events, ops
from keras_lab.control import Control
from keras_lab.doctor import Confusion
from keras_lab.lab import answers, watch_inputs
from keras_lab.lab.looks import making, pictures
from keras_lab.lab.looks.watcher import Watcher, kind_named
from keras_lab.lab.publisher import Publisher
from keras_lab.lab.views import bundle
from keras_lab.lab.views import looks as views
from keras_lab.lab.views.png import encoded
from keras_lab.layers import Dense, Flatten, Input
from keras_lab.models import Sequential
from tests.training.helpers import line
from tests.training.test_steering import during

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(size=(60, 8, 8)).astype("float32")
LABELS = np.arange(60) % 3


@pytest.fixture
def watcher():
    """Hears of all runs, as the lab's does."""
    publisher = Publisher()
    found = Watcher(publisher.runs)
    publisher.outlets.append(found)
    unsubscribe = events.subscribe(publisher.listen)
    yield found
    unsubscribe()
    watch_inputs(None)


def classifier(loss="sparse_categorical_crossentropy", units=3, activation="softmax"):
    model = Sequential([Input((8, 8)), Flatten(), Dense(4, activation="relu"), Dense(units, activation)])
    model.compile("sgd", loss)
    return model


def only(watcher):
    (data,) = watcher._runs.values()
    watcher_looks = {kind: watcher.ask(data.id, kind).result(60) for kind in data.offered}
    json.dumps(watcher_looks, allow_nan=False)
    return data, watcher_looks


def test_a_classifier_after_its_run(engine, watcher):
    model = classifier()
    model.fit(IMAGES, LABELS, validation_split=0.2, verbose=0)
    data, looks = only(watcher)
    assert list(looks) == ["confusion", "samples", "statistics"] == data.state()["looks"]
    assert np.shape(looks["confusion"]["counts"]) == (3, 3) and looks["confusion"]["samples"] == 12
    assert looks["confusion"]["held_out"] and looks["confusion"]["step"] == data.step == 2
    items = looks["samples"]["items"]
    assert [item["truth"] for item in items] == [str(label) for label in LABELS[48:]]
    assert all(item["right"] is (item["truth"] == item["guesses"][0]["label"]) for item in items)
    flatten, hidden, digit = looks["statistics"]["layers"]
    assert hidden["units"] == 4 and 0 <= hidden["dead"] <= 1 and digit["dead"] is None
    assert [row["name"] for row in digit["gradients"]] == ["kernel", "bias"] and not flatten["weights"]


def test_a_regression(engine, watcher):
    model = Sequential([Input((2,)), Dense(1)])
    model.compile("sgd", "mse")
    x = RNG.normal(size=(50, 2)).astype("float32")
    model.fit(x, x.sum(1), verbose=0)
    _, looks = only(watcher)
    found = looks["residuals"]
    assert not found["held_out"] and found["samples"] == 50
    error = model.predict(x, verbose=0)[:, 0] - x.sum(1)
    assert found["mean_absolute"] == pytest.approx(np.abs(error).mean(), rel=1e-2)
    assert found["errors"]["mean"] == pytest.approx(error.mean(), rel=1e-2, abs=1e-4)
    assert looks["samples"]["items"][0]["values"] and looks["samples"]["items"][0]["right"] is None


def test_a_run_under_way_is_looked_at_by_its_own_thread_and_once_more_at_its_end(watcher):
    seen = []

    def act(steering: Control) -> None:
        seen.append(watcher.ask(steering.run, "residuals").result(60))
        steering.stop()

    model = line()
    during(model, act)
    data = watcher._runs[seen[0]["run"]]
    assert data.ended and data.looks["residuals"]["step"] == data.step >= seen[0]["step"]
    kept = bundle.final(data)
    assert len(json.dumps(kept)) <= 60_000
    assert [look["kind"] for look in kept["application/vnd.keras-lab.run+json"]["looks"]] == ["residuals"]


@pytest.mark.parametrize(
    ("loss", "units", "activation", "y", "offered"),
    [
        ("binary_crossentropy", 1, "sigmoid", LABELS > 0, "confusion"),
        ("binary_crossentropy", 3, "sigmoid", np.eye(3)[LABELS], None),
        ("categorical_crossentropy", 3, "softmax", np.eye(3)[LABELS], "confusion"),
        ("mae", 3, "linear", np.eye(3)[LABELS], "residuals"),
        (lambda y, p: ops.mean((y - p) ** 2, -1), 3, "linear", np.eye(3)[LABELS], "residuals"),
    ],
    ids=["yes or no", "several labels", "one-hot", "regression", "own loss"],
)
def test_what_makes_sense_is_offered(watcher, loss, units, activation, y, offered):
    model = classifier(loss, units, activation)
    model.fit(IMAGES, y.astype("float32"), verbose=0)
    data, looks = only(watcher)
    assert data.offered == (*filter(None, [offered]), "samples", "statistics")
    guesses = looks["samples"]["items"][0]["guesses"]
    assert bool(guesses) == (offered == "confusion")
    assert sum(guess["share"] for guess in guesses) == pytest.approx(1 if guesses else 0, abs=1e-3)


def test_a_model_that_is_gone_or_unknown(watcher):
    model = classifier()
    model.fit(IMAGES, LABELS, verbose=0)
    (run,) = watcher._runs
    del model
    import gc

    gc.collect()
    with pytest.raises(LookupError, match="gone"):
        watcher.ask(run, "samples")
    with pytest.raises(LookupError, match="does not have"):
        watcher.ask("nobody", "samples")


def test_watched_inputs_and_their_labels(watcher):
    model = classifier()
    watch_inputs(IMAGES[:2], [0, 2], labels=["cat", "dog", "owl"])
    model.fit(IMAGES, LABELS, verbose=0)
    _, looks = only(watcher)
    assert looks["samples"]["watched"] and [i["truth"] for i in looks["samples"]["items"]] == ["cat", "owl"]
    assert looks["confusion"]["classes"] == ["cat", "dog", "owl"]
    with pytest.raises(ValueError, match="no x"):
        watch_inputs(None, [1])


def test_many_classes_are_folded_without_losing_a_sample():
    counts = np.eye(50, dtype=int) * 9
    counts[7, 31] = counts[31, 4] = 5
    names, folded, others = making.named(Confusion(counts), 10)
    assert {"4", "7", "31"} <= set(names) and names[-1] == "…" and others == 41
    assert folded.sum() == counts.sum() and np.trace(folded) == 450


@pytest.mark.parametrize(
    ("shape", "drawn"),
    [((8, 8), True), ((8, 8, 1), True), ((3, 20, 20), True), ((96, 96, 3), True), ((784,), True),
     ((20,), False), ((100, 3), False), ((8, 8, 5), False)],
)  # fmt: skip
def test_what_looks_like_an_image(shape, drawn):
    found = pictures.images(RNG.uniform(size=(2, *shape)))
    assert (found is not None) == drawn
    if found:
        assert base64.b64decode(found[0])[:8] == b"\x89PNG\r\n\x1a\n"


def test_pixels_survive():
    image_lib = pytest.importorskip("PIL.Image")
    import io

    image = RNG.integers(0, 255, (5, 7, 3)).astype("uint8")
    read = image_lib.open(io.BytesIO(base64.b64decode(encoded(image))))
    assert (np.asarray(read) == image).all()


def test_questions_and_words():
    assert answers.find("run.samples")
    assert kind_named("layers") == "statistics"
    with pytest.raises(ValueError, match="Did you mean 'confusion'"):
        kind_named("confusoin")


def test_static_forms(watcher):
    model = classifier()
    model.fit(IMAGES, LABELS, verbose=0)
    data, looks = only(watcher)
    for kind, found in looks.items():
        shown = views.bundle(found)
        assert "<script" not in shown["text/html"] and len(json.dumps(shown)) < 60_000
        assert f"step {data.step}" in shown["text/plain"], kind
    assert "data:image/png;base64," in views.bundle(looks["samples"])["text/html"]
    assert "dense" in views.bundle(looks["statistics"])["text/plain"]


def test_class_names_are_never_html(watcher):
    watch_inputs(None, labels=["<script>", "b", "c"])
    model = classifier()
    model.fit(IMAGES, LABELS, verbose=0)
    _, looks = only(watcher)
    assert all("<script>" not in views.bundle(found)["text/html"] for found in looks.values())


@pytest.mark.parametrize("line", ["", "samples", "sequential residuals", "layers"])
def test_the_magic_looks_at_the_last_run_or_the_one_that_is_named(shell, line):
    model = Sequential([Input((2,)), Dense(1)], name="sequential")
    model.compile("sgd", "mse")
    x = RNG.normal(size=(50, 2)).astype("float32")
    model.fit(x, x.sum(1), verbose=0)
    found = shell.run_line_magic("keras", f"look {line}")
    kinds = {"samples": "samples", "layers": "statistics"}
    assert found.data["kind"] == kinds.get(line, "residuals")
    assert "text/html" in found._repr_mimebundle_()


@pytest.mark.parametrize(
    ("line", "message"),
    [("look", "No run of this session"), ("look nobody samples", "No run of this session")],
)
def test_the_magic_says_what_cannot_be_seen(shell, line, message):
    with pytest.raises(UsageError, match=message):
        shell.run_line_magic("keras", line)
