"""Fixtures of the ledger's tests."""

from __future__ import annotations

import pytest

from keras_lab.runs import store


@pytest.fixture(autouse=True)
def own_limit(monkeypatch):
    """A limit that a lab of another test has set does not count here."""
    monkeypatch.setattr(store, "limit", None)


@pytest.fixture
def ledger(tmp_path):
    """Where the ledger of this test lies."""
    return tmp_path / "home" / "runs.db"
