"""Fixtures of the ledger's tests."""

from __future__ import annotations

import pytest


@pytest.fixture
def ledger(tmp_path):
    """Where the ledger of this test lies."""
    return tmp_path / "home" / "runs.db"
