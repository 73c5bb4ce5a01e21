"""Puts the made-up run beside the tests, and gives them a ledger and a shell of their own."""

import pytest


@pytest.fixture(autouse=True)
def own_ledger(tmp_path, monkeypatch):
    """No test touches the ledger of the person who runs it."""
    monkeypatch.setenv("KERAS_LAB_HOME", str(tmp_path / "lab"))
