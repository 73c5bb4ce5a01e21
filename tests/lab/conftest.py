"""Puts the made-up run beside the tests, and gives them a ledger and a shell of their own."""

import pytest

from keras_lab.runs import store


@pytest.fixture(autouse=True)
def own_ledger(tmp_path, monkeypatch):
    """No test touches the ledger of the person who runs it."""
    monkeypatch.setenv("KERAS_LAB_HOME", str(tmp_path / "lab"))
    monkeypatch.setattr(store, "limit", None)  # put back afterwards: %config KerasLab.ledger_limit changes it


@pytest.fixture(scope="session")
def ipython(tmp_path_factory):
    """The one IPython shell a process can have, without a history on disk."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    folder = str(tmp_path_factory.mktemp("ipython"))
    config = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"ipython_dir": folder}})
    shell = InteractiveShell.instance(config=config)
    yield shell
    InteractiveShell.clear_instance()


@pytest.fixture
def shell(ipython, monkeypatch):
    """IPython with the lab loaded and an empty namespace; no engine is preloaded."""
    from keras_lab import engine
    from keras_lab.lab import extension

    monkeypatch.setattr(engine, "preload", lambda: None)
    ipython.reset(new_session=False)
    extension.load(ipython)
    yield ipython
    extension.unload(ipython)
