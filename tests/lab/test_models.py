"""The models of the kernel, as the panel lists them."""

import sys

from keras_lab.lab import models


def make(name):
    from keras_lab import layers
    from keras_lab.models import Sequential

    return Sequential([layers.Input((8,)), layers.Dense(4)], name=name)


def test_models_are_listed_by_variable_with_their_size():
    namespace = {"model": make("first"), "number": 3, "_hidden": make("hidden")}
    assert models.states_in(namespace) == [
        {
            "name": "first",
            "variable": "model",
            "kind": "Sequential",
            "parameters": 36,
            "layers": 1,
            "built": True,
        }
    ]


def test_a_model_that_is_not_built_has_no_size_yet():
    from keras_lab import layers
    from keras_lab.models import Sequential

    (state,) = models.states_in({"model": Sequential([layers.Dense(4)])})
    assert (state["built"], state["parameters"]) == (False, None)


def test_looking_for_models_imports_nothing(monkeypatch):
    monkeypatch.delitem(sys.modules, models.MODULE, raising=False)
    assert models.models_in({"a": 1}) == {}
    assert not models.is_model(object())
    assert models.MODULE not in sys.modules


def test_a_model_in_a_bad_way_does_not_hide_the_others():
    broken = make("broken")
    type(broken)
    broken.count_params = lambda: 1 / 0
    states = models.states_in({"broken": broken, "sound": make("sound")})
    assert [state["variable"] for state in states] == ["sound"]
