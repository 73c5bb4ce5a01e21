"""Nested structures, with Keras's own functions as the oracle where it has them."""

from __future__ import annotations

import os
import warnings
from types import ModuleType

import pytest

from keras_lab import tree

NEST = {"b": [1, (2, 3)], "a": {"x": 4, "c": []}}
SHAPES = {"one": (2, None), "more": [(1,), [3, 4]]}


@pytest.fixture(scope="module")
def theirs() -> ModuleType:
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras").tree


def cut_lists(x: object) -> object:
    return "list" if isinstance(x, list) else None


def no_threes(x: object) -> object:
    return tree.MAP_TO_NONE if x == 3 else x * 2 if isinstance(x, int) else None


def test_as_in_keras(theirs: ModuleType) -> None:
    def no_threes_theirs(x: object) -> object:
        return theirs.MAP_TO_NONE if x == 3 else x * 2 if isinstance(x, int) else None

    assert tree.flatten(NEST) == theirs.flatten(NEST)
    assert tree.flatten_with_path(NEST) == [(tuple(p), x) for p, x in theirs.flatten_with_path(NEST)]
    assert tree.lists_to_tuples(NEST) == theirs.lists_to_tuples(NEST)
    assert tree.map_shape_structure(lambda s: len(s), SHAPES) == theirs.map_shape_structure(len, SHAPES)
    for top_down in (True, False):
        assert tree.traverse(cut_lists, NEST, top_down) == theirs.traverse(cut_lists, NEST, top_down)
        ours = tree.traverse(no_threes, NEST, top_down)
        assert ours == theirs.traverse(no_threes_theirs, NEST, top_down)
    shallow, deep = [0, {"k": 0}], [[1, 2], {"k": (3, 4)}]
    assert tree.map_structure_up_to(shallow, len, deep) == theirs.map_structure_up_to(shallow, len, deep)
    assert tree.map_structure(lambda x, y: x + y, [1, {"a": 2}], [3, {"a": 4}]) == [4, {"a": 6}]
    assert tree.map_structure(str, [1, None], none_is_leaf=False) == ["1", None]
    assert tree.pack_sequence_as(NEST, [6, 7, 8, 9]) == theirs.pack_sequence_as(NEST, [6, 7, 8, 9])


def test_mistakes() -> None:
    for call, words in (
        (lambda: tree.map_structure(str), "at least one structure"),
        (lambda: tree.pack_sequence_as(NEST, [1]), "has 4 places, but 1"),
        (lambda: tree.assert_same_structure([1], [1, 2]), "different lengths"),
        (lambda: tree.assert_same_paths({"a": 1}, {"b": 1}), "in one structure only"),
        (lambda: tree.map_structure_up_to([0, 0], len, [[1]]), "have not 2 parts"),
        (lambda: tree.map_shape_structure(len, "shape"), "neither a shape"),
    ):
        with pytest.raises(ValueError, match=words):
            call()
