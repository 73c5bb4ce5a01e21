"""Default names are counted, and can be counted apart."""

from __future__ import annotations

import threading

import pytest

from keras_lab.naming import counted_apart, reset_names, unique_name


@pytest.fixture(autouse=True)
def _anew():
    reset_names()


def test_names_are_counted_from_the_second_on():
    assert [unique_name("Dense"), unique_name("Dense"), unique_name("MaxPooling2D")] == [
        "dense",
        "dense_1",
        "max_pooling2d",
    ]


def test_what_is_named_apart_does_not_count():
    unique_name("dense")
    with counted_apart():
        assert unique_name("dense") == "dense"
    assert unique_name("dense") == "dense_1"


def test_other_threads_go_on_counting():
    names = []
    unique_name("dense")
    with counted_apart():
        thread = threading.Thread(target=lambda: names.append(unique_name("dense")))
        thread.start()
        thread.join()
    assert names == ["dense_1"]
    assert unique_name("dense") == "dense_2"


def test_one_block_of_names_in_another():
    with counted_apart():
        unique_name("dense")
        with counted_apart():
            assert unique_name("dense") == "dense"
        assert unique_name("dense") == "dense_1"
