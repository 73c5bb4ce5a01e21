"""The engines under test."""

from __future__ import annotations

import pytest

from keras_lab import config
from keras_lab.engine import load


@pytest.fixture(scope="session", params=list(config.REQUIREMENTS))
def engine(request):
    """Each engine in turn; skipped where its library is not installed."""
    pytest.importorskip(config.REQUIREMENTS[request.param][0])
    return load(request.param)
