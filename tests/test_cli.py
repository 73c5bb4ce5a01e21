"""The command `keras-lab`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import keras_lab
from keras_lab import cli, tutorials
from keras_lab.events import RunEnded, RunStarted, StepsDone
from keras_lab.runs.recorder import Recorder

FIRST = tutorials.FIRST
CHECKOUT = Path(keras_lab.__file__).parents[1] / "notebooks"
LAB = [sys.executable, "-m", "jupyterlab"]


@pytest.fixture
def started(monkeypatch):
    """What would be started instead of this process, for a person whose computer speaks English."""
    seen = {}
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "chdir", lambda folder: seen.update(folder=Path(folder)))
    monkeypatch.setattr(os, "execv", lambda file, command: seen.update(command=command))
    return seen


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A package that is installed, not a checkout, with two notebooks in it."""
    package = tmp_path / "site-packages" / "keras_lab"
    (package / "notebooks").mkdir(parents=True)
    for name in (FIRST, "02_mnist.ipynb"):
        (package / "notebooks" / name).write_text(f"new {name}")
    (package / "notebooks" / "ko").mkdir()
    (package / "notebooks" / "ko" / FIRST).write_text("new ko")
    monkeypatch.setattr(tutorials, "_PACKAGE", package)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work" / tutorials.COPIES


def test_no_arguments_open_the_list_of_the_tutorials_of_the_checkout(started):
    cli.main([])
    assert started["folder"] == CHECKOUT
    assert started["command"][:4] == [*LAB, "--LabApp.default_url=/keras-lab/start/en"]


@pytest.mark.parametrize(
    ("options", "language", "address"),
    [
        (["--tutorial", "1"], "en_US.UTF-8", f"/lab/tree/{FIRST}"),
        (["--tutorial", "1"], "ko_KR.UTF-8", f"/lab/tree/ko/{FIRST}"),
        (["--language", "en", "--tutorial", "1"], "ko_KR.UTF-8", f"/lab/tree/{FIRST}"),
        (["--language", "ko"], "de_DE.UTF-8", "/keras-lab/start/ko"),
        ([], "C", "/keras-lab/start/en"),
    ],
)
def test_language_and_tutorial_are_chosen(started, monkeypatch, options, language, address):
    monkeypatch.setenv("LANG", language)
    cli.main(options)
    assert started["command"][3] == f"--LabApp.default_url={address}"


def test_a_tutorial_that_is_not_there_is_told(started, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["--tutorial", "77"])
    assert caught.value.code == 1
    assert "There is no tutorial 77; there are: 01, 02, 03" in capsys.readouterr().err


def test_korean_ones_are_copied_to_a_folder_of_their_own(shipped, started, tmp_path):
    cli.main(["--language", "ko", "--folder", str(tmp_path / "mine")])
    assert (tmp_path / "mine" / "ko" / FIRST).read_text() == "new ko"
    assert not (tmp_path / "mine" / FIRST).exists()


def test_options_go_to_jupyterlab(started):
    cli.main(["--port", "9123", "--no-browser", "--ServerApp.token="])
    assert started["command"][-4:] == ["--port", "9123", "--no-browser", "--ServerApp.token="]


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_root_is_let_in(started, monkeypatch, user, allowed):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    cli.main([])
    assert ("--allow-root" in started["command"]) == allowed


def test_an_installed_package_copies_its_notebooks_and_overwrites_none(shipped, started):
    shipped.mkdir()
    (shipped / FIRST).write_text("mine")
    cli.main([])
    assert started["folder"] == shipped
    assert (shipped / FIRST).read_text() == "mine"
    assert (shipped / "02_mnist.ipynb").read_text() == "new 02_mnist.ipynb"


def test_the_folder_of_the_copies_can_be_chosen(shipped, started, tmp_path):
    cli.main(["--folder", str(tmp_path / "a" / "b"), "--no-browser"])
    assert started["folder"] == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b" / FIRST).exists()
    assert "--folder" not in started["command"]
    assert not shipped.exists()


def test_a_folder_that_cannot_be_made_is_told(shipped, started, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as caught:
        cli.main(["--folder", str(tmp_path / "file" / "x")])
    assert caught.value.code == 1
    assert "keras-lab:" in capsys.readouterr().err


def test_without_jupyterlab(started, monkeypatch, capsys):
    monkeypatch.setattr(tutorials.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit):
        cli.main([])
    assert "pip install jupyterlab" in capsys.readouterr().err
    assert not started


def test_an_unknown_command_is_answered_with_the_nearest(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["rnus"])
    assert caught.value.code == 2
    assert "no command 'rnus'. Did you mean 'runs'?" in capsys.readouterr().err


def test_version(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert re.fullmatch(r"keras_lab (\d+\.\d+\S*|\(not installed\))\n", capsys.readouterr().out)


def a_run(run):
    values = {"loss": np.float32([0.5]), "accuracy": np.float32([np.nan])}
    yield RunStarted(run=run, name="digits", model={}, params={"epochs": 3}, config={})
    yield StepsDone(run=run, epoch=0, step=0, count=1, position=1, steps=1, values=values, seconds=0.1)
    yield RunEnded(run=run, status="done", epoch=1, step=1, seconds=130.0)


def test_runs_are_listed_newest_first(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KERAS_LAB_HOME", str(tmp_path))
    cli.main(["runs"])
    assert "Nothing was recorded yet" in capsys.readouterr().out
    recorder = Recorder()
    for run in ("run-1", "run-2"):
        for event in a_run(run):
            recorder(event)
    assert cli.main(["runs", "--limit", "1"]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert head.split()[:4] == ["run", "started", "model", "status"]
    assert re.search(r"run-2 .* digits +done +1/3 +1 +2 min +loss 0\.5, accuracy nan$", line)


def test_a_ledger_that_cannot_be_read_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KERAS_LAB_HOME", str(tmp_path))
    (tmp_path / "runs.db").write_text("no database " * 100)
    with pytest.raises(SystemExit) as caught:
        cli.main(["runs"])
    assert caught.value.code == 1
    assert "cannot be used" in capsys.readouterr().err


def command(*arguments):
    """The command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(Path(keras_lab.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-m", "keras_lab", *arguments], capture_output=True, text=True, env=environment
    )
    return done.returncode, done.stdout, done.stderr


def test_run_gives_the_program_its_arguments_and_its_exit_status(tmp_path):
    (tmp_path / "p.py").write_text("import sys, keras\nprint(sys.argv[1:], keras.__name__)\nsys.exit(4)\n")
    assert command("run", str(tmp_path / "p.py"), "--nb", "-h") == (4, "['--nb', '-h'] keras\n", "")


def test_an_error_is_shown_as_python_shows_it(tmp_path):
    (tmp_path / "p.py").write_text("import keras\n\n1 / 0\n")
    status, _, error = command("run", str(tmp_path / "p.py"))
    assert status == 1
    assert error.splitlines()[:2] == [
        "Traceback (most recent call last):",
        f'  File "{tmp_path / "p.py"}", line 3, in <module>',
    ]
    assert error.endswith("ZeroDivisionError: division by zero\n")


def test_an_error_of_syntax_is_shown_as_python_shows_it(tmp_path):
    (tmp_path / "p.py").write_text("import keras\n\nfor x in\n")
    status, _, error = command("run", str(tmp_path / "p.py"))
    assert (status, error.splitlines()[0]) == (1, f'  File "{tmp_path / "p.py"}", line 3')


@pytest.mark.parametrize(("name", "message"), [("missing.py", "does not exist"), ("", "is a folder")])
def test_what_is_no_program_is_told(tmp_path, capsys, name, message):
    with pytest.raises(SystemExit) as caught:
        cli.main(["run", str(tmp_path / name)])
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_show_tells_what_is_in_a_file_without_an_engine(capsys):
    file = Path(__file__).parent / "saving" / "files" / "convolutions.h5"
    assert cli.main(["show", "--weights", str(file)]) == 0
    said = capsys.readouterr().out
    assert "Keras 2" in said and "separable_conv2d" in said and "conv2d/conv2d/kernel" in said


def test_show_of_what_is_no_model_is_a_sentence(tmp_path, capsys):
    (tmp_path / "m.keras").write_text("not a model")
    with pytest.raises(SystemExit) as caught:
        cli.main(["show", str(tmp_path / "m.keras")])
    assert caught.value.code == 1 and "no .keras archive" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["show", str(tmp_path / "n.keras")])
    assert "Did you mean 'm.keras'?" in capsys.readouterr().err
