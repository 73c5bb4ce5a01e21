"""Scripts run as Python runs them, with keras_lab for Keras."""

from __future__ import annotations

import sys
import traceback

import pytest

from keras_lab.program import run_program, without_own_frames
from keras_lab.shim import alias


@pytest.fixture
def folder(tmp_path):
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(tmp_path) in str(sys.modules[name].__file__):
            del sys.modules[name]


def script(folder, text, name="script.py"):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def test_it_is_main_with_its_arguments_and_folder(folder):
    path = script(
        folder,
        "import sys, keras\nimport __main__ as m\n"
        "seen = (__name__, sys.argv, sys.path[0], __file__, vars(m) is globals(), __builtins__.len)\n",
    )
    before = sys.argv, sys.path[:], sys.meta_path[:], sys.modules["__main__"]
    names = run_program(path, ["--epochs", "3"])
    assert names["seen"] == ("__main__", [str(path), "--epochs", "3"], str(folder), str(path), True, len)
    assert names["keras"] is alias("")
    assert (sys.argv, sys.path[:], sys.meta_path[:], sys.modules["__main__"]) == before


def test_modules_beside_the_script_get_keras_lab_too(folder):
    script(folder, "import keras\nfrom .deeper import model\n", "nets/__init__.py")
    script(folder, "from keras.utils import to_categorical\nimport helper_beside\n", "nets/deeper/model.py")
    script(folder, "import keras\n", "helper_beside.py")
    names = run_program(script(folder, "import nets\n"))
    assert names["nets"].keras is alias("")
    assert names["nets"].model.helper_beside.keras is alias("")


def test_installed_packages_do_not(folder, monkeypatch):
    installed = folder / "venv" / "lib" / "site-packages"
    script(folder, "import keras\n", "venv/lib/site-packages/user_of_keras.py")
    script(folder, "real = True\n", "venv/lib/site-packages/keras/__init__.py")
    monkeypatch.setattr(sys, "path", [sys.path[0], str(installed), *sys.path[1:]])
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    try:
        names = run_program(script(folder, "import keras, user_of_keras\n"))
        assert names["user_of_keras"].keras.real
        assert names["keras"] is alias("")
    finally:
        sys.modules.pop("keras", None)


def test_modules_beside_the_script_do_not_hide_built_in_ones(folder):
    script(folder, "raise AssertionError('wrong module')\n", "time.py")
    run_program(script(folder, "import time\n"))


def test_errors_begin_in_the_script(folder):
    path = script(folder, "import keras\n\ndef f():\n    raise LookupError('here')\n\nf()\n")
    with pytest.raises(LookupError) as caught:
        run_program(path)
    frames = traceback.extract_tb(without_own_frames(caught.value.__traceback__))
    assert [(f.filename, f.lineno) for f in frames][-2:] == [(str(path), 6), (str(path), 4)]
    assert not any("keras_lab" in f.filename for f in frames)


def test_a_wrong_import_ends_at_its_line(folder):
    path = script(folder, "\nfrom keras.utils import to_categorial\n")
    with pytest.raises(ImportError, match="to_categorical") as caught:
        run_program(path)
    frames = traceback.extract_tb(without_own_frames(caught.value.__traceback__))
    assert (frames[-1].filename, frames[-1].lineno) == (str(path), 2)


def test_exit_comes_through(folder):
    with pytest.raises(SystemExit) as caught:
        run_program(script(folder, "raise SystemExit(3)\n"))
    assert caught.value.code == 3


def test_encodings_and_future_statements_are_the_scripts_own(folder):
    path = folder / "latin.py"
    path.write_bytes(b"# -*- coding: latin-1 -*-\ntext = '\xe4'\ndef f(x: nothing_of_the_kind = 1): pass\n")
    with pytest.raises(
        NameError, match="nothing_of_the_kind"
    ):  # this module's `annotations` is not inherited
        run_program(path)


def test_no_such_script(folder):
    with pytest.raises(FileNotFoundError):
        run_program(folder / "missing.py")
