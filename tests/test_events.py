"""The hub: every listener hears every event, in one order."""

from __future__ import annotations

import pytest

from keras_lab.events import Hub, Marked, RunEnded


def told(hub: Hub) -> None:
    hub.emit(RunEnded(run="r", status="done", epoch=1, step=1, seconds=1.0))


def test_what_a_listener_emits_comes_after_what_it_heard_for_all_of_them() -> None:
    hub, heard = Hub(), []

    def answer(event) -> None:
        if isinstance(event, RunEnded):
            hub.emit(Marked(run="r", epoch=0, step=0, kind="notice", text="x"))

    for listener in (answer, lambda event: heard.append(type(event).__name__)):
        hub.subscribe(listener)
    told(hub)
    told(hub)
    assert heard == ["RunEnded", "Marked"] * 2


def test_a_listener_that_fails_is_told_of_and_left_out() -> None:
    hub, heard = Hub(), []

    def fail(event) -> None:
        raise OSError("no room")

    hub.subscribe(fail)
    hub.subscribe(heard.append)
    with pytest.warns(RuntimeWarning, match="no room"):
        told(hub)
    told(hub)
    assert len(heard) == 2
