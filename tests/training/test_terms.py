"""Losses, weights and targets for nests of outputs."""

from __future__ import annotations

from typing import Any

import pytest

from keras_lab.training.outputs import Outputs
from keras_lab.training.terms import Term, at, find_terms

TWO = Outputs(["t", "t"], ["p", "q"])
DEEP = Outputs({"a": ("t", "t"), "b": {"c": "t"}, "d": "t"}, ["y1", "y2", "y3", "y4"])


def named(loss: Any, weights: Any, outputs: Outputs) -> dict[str, Any]:
    return {term.name: (term.path, term.loss, term.weight) for term in find_terms(loss, weights, outputs)}


@pytest.mark.parametrize(
    ("loss", "weights"),
    [
        (["mse", "mae"], [1, 2]),
        (("mse", "mae"), {"q": 2, "p": 1}),
        ({"q": "mae", "p": "mse"}, [1, 2]),
        ({"p": ["mse"], "q": "mae"}, {"p": 1, "q": 2}),
    ],
)
def test_ways_to_say_the_same(loss: Any, weights: Any) -> None:
    assert named(loss, weights, TWO) == {"p": ((0,), "mse", 1), "q": ((1,), "mae", 2)}


def test_one_for_all_and_none_for_some() -> None:
    assert named("mse", 0.5, TWO) == {"p": ((0,), "mse", 0.5), "q": ((1,), "mse", 0.5)}
    assert named([None, "mse"], None, TWO) == {"q": ((1,), "mse", None)}
    assert find_terms(None, None, TWO) == []


def test_several_for_one_output() -> None:
    found = find_terms(["mse", ["mae", "mse"]], [1, [2, 3]], TWO)
    assert found == [Term((0,), "mse", 1, "p"), Term((1,), "mae", 2, "q"), Term((1,), "mse", 3, "q")]


def test_wholes_and_parts() -> None:
    loss = {"a": ["whole", (None, "part")], "b": [{"c": "mse"}], "d": "mae"}
    weights = {"a": [1, (0, 2)], "b": [{"c": 3}], "d": 4}
    assert named(loss, weights, DEEP) == {
        "a": (("a",), "whole", 1),
        "a/y2": (("a", 1), "part", 2),
        "b/c": (("b", "c"), "mse", 3),
        "d": (("d",), "mae", 4),
    }
    assert DEEP.names == ["a/y1", "a/y2", "b/c", "d"]


@pytest.mark.parametrize(
    ("loss", "weights", "words"),
    [
        (["mse"], None, "2 outputs.*1 entries"),
        ({"r": "mse"}, None, "output 'r'.*p, q"),
        (["mse", "mae"], [1, 2, 3], "2 losses.*3 entries"),
        ("mse", {"r": 1}, "loss_weights names the output 'r'"),
    ],
)
def test_what_does_not_fit(loss: Any, weights: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        find_terms(loss, weights, TWO)


def test_targets() -> None:
    assert TWO.fit((1, 2), "y") == (1, 2)
    assert TWO.fit({"q": 2, "p": 1}, "y") == [1, 2]
    assert TWO.fit({"q": 2}, "y") == TWO.fit([2], "y", [1]) == TWO.fit(2, "y", [1]) == [None, 2]
    assert TWO.fit(None, "y") == [None, None]
    assert Outputs("t", ["p"]).fit([1], "y") == Outputs("t", ["p"]).fit({"p": 1}, "y") == 1
    nest = DEEP.fit([1, 2, 3, 4], "y")
    assert nest == {"a": (1, 2), "b": {"c": 3}, "d": 4}
    assert (at(nest, ("a", 1)), at(None, ("a",))) == (2, None)
    with pytest.raises(ValueError, match="2 outputs.*y has 3 entries"):
        TWO.fit([1, 2, 3], "y")
