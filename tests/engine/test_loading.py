"""Engines are imported quietly, and TensorFlow without Keras."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading

import pytest

from keras_lab import config, engine
from keras_lab.engine.loading import without_collecting, without_lines, without_package
from keras_lab.layers import Dense


@pytest.mark.parametrize("name", list(config.REQUIREMENTS))
def test_an_engine_is_imported_in_silence_and_alone(name):
    pytest.importorskip(config.REQUIREMENTS[name][0])
    program = f"""
import sys
from keras_lab import engine
P = engine.load({name!r})
assert P.to_numpy(P.compile(lambda x: P.add(x, x))(1.0)) == 2
print(sorted({{"keras", "sklearn", "IPython"}} & set(sys.modules)))
"""
    environment = {key: value for key, value in os.environ.items() if key != "TF_CPP_MIN_LOG_LEVEL"}
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_lines_are_dropped_and_others_kept(capfd):
    with without_lines("chatter"):
        os.write(2, b"some chatter here\nsomething that matters\n")
        assert capfd.readouterr().err == ""
    assert capfd.readouterr().err == "something that matters\n"


def test_the_standard_error_comes_back_after_an_error(capfd):
    with pytest.raises(ImportError), without_lines("x"):
        raise ImportError
    os.write(2, b"audible\n")
    assert capfd.readouterr().err == "audible\n"


@pytest.mark.parametrize("before", [True, False])
def test_garbage_is_collected_afterwards_as_before(before):
    try:
        gc.enable() if before else gc.disable()
        with pytest.raises(ImportError), without_collecting():
            assert not gc.isenabled()
            raise ImportError
        assert gc.isenabled() is before
    finally:
        gc.enable()


def test_tensorflow_comes_without_jax_and_jax_after_it():
    """It would import it for a converter that hardly anybody calls."""
    for library in ("tensorflow", "jax"):
        pytest.importorskip(library)
    program = (
        "import sys; from keras_lab import engine; engine.load('tensorflow'); assert 'jax' not in sys.modules; "
        "engine.load('jax'); import jax; assert jax.numpy.ones(2).sum() == 2"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "heavy_package_for_a_test"
    folder.mkdir()
    (folder / "__init__.py").write_text("from heavy_package_for_a_test import part")
    (folder / "part.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder.name
    for name in [module for module in sys.modules if module.startswith(folder.name)]:
        del sys.modules[name]


def test_a_package_is_left_out_in_this_thread_only_and_not_for_ever(package):
    found = []
    with without_package(package):
        with pytest.raises(ImportError):
            __import__(package)
        other = threading.Thread(target=lambda: found.append(__import__(package)))
        other.start()
        other.join()
    assert found == [sys.modules[package]]
    assert __import__(package) is found[0]


def test_a_user_s_tf_function_leaves_our_code_as_it_is():
    """Rewriting it took AutoGraph minutes; a TensorFlow that has moved its list shows here."""
    engine.load("tensorflow")
    from tensorflow.python.autograph.impl import conversion

    def theirs():
        """Code that AutoGraph does rewrite."""

    assert conversion.is_allowlisted(Dense.call)
    assert not conversion.is_allowlisted(theirs)
