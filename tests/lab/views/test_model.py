"""The views of a model, from a description."""

import copy

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
    description["layers"][0]["trainable"] = False
    assert "frozen" in summary.html(description)
    assert "Connected to" not in summary.html(description)
    description["layers"][1]["inputs"] = ["elsewhere", "here"]
    assert "elsewhere, here" in summary.html(description)


def test_summary_and_graph_can_be_had_alone(model):
    assert "<svg" not in views.summary_bundle(model)["text/html"]
    assert views.graph_bundle(model)["image/svg+xml"].startswith("<svg")
