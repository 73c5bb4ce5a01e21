"""The views of a model, from a description."""

import copy
import json

import pytest

from keras_lab.lab.protocol import MODEL_MIME
from keras_lab.lab.views import model as views
from keras_lab.lab.views import summary


@pytest.fixture
def model():
    from keras_lab import layers
    from keras_lab.models import Sequential

    return Sequential(
        [layers.Input((8,)), layers.Dense(4, name="<first>"), layers.Dense(2)], name="small & <b>"
    )


def test_a_model_is_shown_as_table_graph_and_text(model):
    bundle = views.bundle(model)
    assert set(bundle) == {MODEL_MIME, "text/html", "text/plain"}
    html = bundle["text/html"]
    assert "<table>" in html
    assert "<svg" in html
    assert "(None, 4)" in html
    assert "Parameters: 46" in html
    assert "small & <b>" in bundle["text/plain"]


def test_names_are_escaped(model):
    html = summary.html(views.describe(model))
    assert "&lt;first&gt;" in html
    assert "<first>" not in html
    assert "small &amp; &lt;b&gt;" in html


def test_nothing_is_cut_off(model):
    description = copy.deepcopy(views.describe(model))
    description["layers"][0]["name"] = "a" * 300
    assert "a" * 300 in summary.html(description)


def test_a_model_that_is_not_built_says_so():
    from keras_lab import layers
    from keras_lab.models import Sequential

    bundle = views.bundle(Sequential([layers.Dense(3)]))
    assert "Not built yet" in bundle["text/html"]


def test_frozen_layers_and_branches_are_marked(model):
    description = copy.deepcopy(views.describe(model))
    assert ">no</td>" not in summary.html(description)
    description["layers"][0]["trainable"] = False
    assert ">no</td>" in summary.html(description)
    assert "Connected to" not in summary.html(description)
    description["layers"][1]["inputs"] = ["elsewhere", "here"]
    assert "elsewhere, here" in summary.html(description)


def test_summary_and_graph_can_be_had_alone(model):
    assert "<svg" not in views.summary_bundle(model)["text/html"]
    assert views.graph_bundle(model)["image/svg+xml"].startswith("<svg")


def test_the_table_tells_flops_memory_and_measured_times(model):
    times = {"batch": 4, "engine": "jax", "seconds": [0.00123, None]}
    description = views.describe(model, "summary", times)
    for made in (summary.html(description), summary.text(description)):
        assert all(cell in made for cell in ("68", "184 B", "1.23 ms", "?", "batch of 4 (jax"))
        assert "counts as two" in made


def test_flops_have_four_digits():
    assert [summary.flops_text(n) for n in (0, 999, 12_345, 999_960_000, 7_774_915_184, None)] == [
        "0", "999", "12.35 k", "1 G", "7.775 G", "?",
    ]  # fmt: skip


def test_a_model_of_a_thousand_layers_makes_a_modest_bundle():
    tower = functional_tower(250)
    bundle = views.bundle(tower)
    sizes = {kind: len(json.dumps(data)) for kind, data in bundle.items()}
    assert sum(sizes.values()) < 400_000
    assert "249 times more: first_1 … add_249" in bundle["text/plain"]
    description = bundle[MODEL_MIME]
    assert description["full"] is None
    assert description["layers"][5]["config"] is None
    assert views.layer(tower, 5)["config"]["units"] == 8
    assert [node["type"] for node in description["graph"]["nodes"]] == ["InputLayer", "× 250"]
    assert len(views.graph(tower, False)["nodes"]) == 1001


def functional_tower(count):
    from keras_lab import layers
    from keras_lab.models import Model

    start = x = layers.Input((8,))
    for k in range(count):
        y = layers.Dense(8, name=f"first_{k}")(x)
        y = layers.LayerNormalization(name=f"norm_{k}")(y)
        y = layers.Dense(8, activation="relu", name=f"second_{k}")(y)
        x = layers.Add(name=f"add_{k}")([x, y])
    return Model(start, x)
