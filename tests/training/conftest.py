"""What several tests of training look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from keras_lab import events


@pytest.fixture
def heard() -> Iterator[list[events.Event]]:
    """The events, as they come."""
    found: list[events.Event] = []
    unsubscribe = events.subscribe(found.append)
    yield found
    unsubscribe()
