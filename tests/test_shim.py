"""A program's `keras` is keras_lab; everybody else's is not."""

from __future__ import annotations

import builtins
import importlib
import subprocess
import sys
import textwrap
import traceback
import types

import pytest

import keras_lab
from keras_lab import shim
from keras_lab.shim import MOVED, alias, as_keras

#: Import paths of Keras 2.2.4 besides the documented ones → where their names are documented.
OLD_PATHS = {
    "applications.mobilenetv2": {"applications.mobilenet_v2"},
    "engine": {"layers", "models", "utils"},
    "engine.base_layer": {"layers"},
    "engine.input_layer": {"layers"},
    "engine.network": {"layers"},
    "engine.saving": {"models"},
    "engine.sequential": {"models"},
    "engine.topology": {"layers", "models", "utils"},
    "engine.training": {"models"},
    "layers.advanced_activations": {"layers"},
    "layers.convolutional": {"layers"},
    "layers.convolutional_recurrent": {"layers"},
    "layers.core": {"layers"},
    "layers.cudnn_recurrent": {"layers"},
    "layers.embeddings": {"layers"},
    "layers.local": {"layers"},
    "layers.merge": {"layers"},
    "layers.noise": {"layers"},
    "layers.normalization": {"layers"},
    "layers.pooling": {"layers"},
    "layers.recurrent": {"layers"},
    "layers.wrappers": {"layers"},
    "legacy.layers": {"layers"},
    "objectives": {"losses"},
    "utils.conv_utils": {"utils"},
    "engine.functional": {"models"},
    "optimizers.experimental": {"optimizers"},
    "utils.data_utils": {"utils"},
    "utils.generic_utils": {"utils"},
    "utils.io_utils": {"utils"},
    "utils.layer_utils": {"utils"},
    "utils.multi_gpu_utils": {"utils"},
    "utils.np_utils": {"utils"},
    "utils.test_utils": {"utils"},
    "utils.vis_utils": {"utils"},
}


def run(source, namespace=None):
    namespace = {"__name__": "cell", "__package__": ""} if namespace is None else namespace
    with as_keras(namespace):
        exec(compile(textwrap.dedent(source), "<cell>", "exec"), namespace)
    return namespace


@pytest.mark.parametrize(("path", "homes"), OLD_PATHS.items())
def test_every_old_path_is_known_and_leads_home(path, homes):
    assert homes <= set(MOVED[path])


@pytest.mark.parametrize(
    "statement",
    [
        "from keras.utils import to_categorical",
        "from keras.utils.np_utils import to_categorical",
        "from keras.utils import np_utils; to_categorical = np_utils.to_categorical",
        "import keras.utils; to_categorical = keras.utils.to_categorical",
        "import keras.utils; to_categorical = keras.utils.np_utils.to_categorical",
        "import keras.utils.np_utils; to_categorical = keras.utils.np_utils.to_categorical",
        "import keras.utils as u; to_categorical = u.to_categorical",
        "import keras.utils.np_utils as u; to_categorical = u.to_categorical",
        "from keras import utils as u; to_categorical = u.to_categorical",
        "from keras.utils import *",
        "from keras.utils.np_utils import *",
        "from tensorflow.keras.utils import to_categorical",
        "from tensorflow.keras import utils; to_categorical = utils.to_categorical",
        "from tensorflow import keras; from keras import utils; to_categorical = keras.utils.to_categorical",
        "import tensorflow.keras.utils; to_categorical = tensorflow.keras.utils.to_categorical",
        "import tensorflow.keras.utils as u; to_categorical = u.to_categorical",
        "from tensorflow.python.keras.utils.np_utils import to_categorical",
    ],
)
def test_every_way_to_import(statement):
    from keras_lab.utils import to_categorical

    assert run(statement)["to_categorical"] is to_categorical


def test_functions_of_the_program_import_keras_lab_whenever_they_run():
    namespace = run(
        """
        def late():
            import keras.utils
            return keras.utils.normalize

        class Model:
            def build(self):
                from keras.utils import normalize
                return normalize
        """
    )
    from keras_lab.utils import normalize

    assert namespace["late"]() is normalize
    assert namespace["Model"]().build() is normalize


def test_the_namespace_and_all_else_stay_as_they_were():
    before = builtins.__import__, dict(sys.modules), sys.meta_path[:]
    namespace = {"__name__": "cell", "__builtins__": builtins}
    run("import keras, json", namespace)
    assert namespace["__builtins__"] is builtins
    assert (builtins.__import__, sys.meta_path) == (before[0], before[2])
    assert sys.modules.get("keras") is before[1].get("keras")
    fresh = {}
    with pytest.raises(ZeroDivisionError):
        run("1 / 0", fresh)
    assert "__builtins__" not in fresh


def test_other_code_still_gets_the_real_keras(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "keras.py").write_text("real = True\n")
    (tmp_path / "real" / "library.py").write_text("import keras\n")
    monkeypatch.syspath_prepend(str(tmp_path / "real"))
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    try:
        namespace = run("import keras\nimport library\nimport keras as again\n")
        assert namespace["library"].keras.real
        assert namespace["keras"] is namespace["again"] is alias("")
        assert sys.modules["keras"].real
    finally:
        sys.modules.pop("keras", None)
        sys.modules.pop("library", None)


def test_tensorflow_stays_tensorflow(monkeypatch):
    tensorflow = types.ModuleType("tensorflow")
    tensorflow.keras, tensorflow.constant = "its own", 42
    monkeypatch.setitem(sys.modules, "tensorflow", tensorflow)
    namespace = run(
        """
        import tensorflow as tf
        import tensorflow.keras
        from tensorflow import keras, constant
        """
    )
    assert namespace["tf"].keras is alias("")
    assert namespace["tf"].constant == 42
    assert namespace["tensorflow"].keras is namespace["keras"] is alias("")
    assert namespace["tensorflow"].constant == namespace["constant"] == 42


def test_import_module_and_version():
    namespace = run(
        """
        import importlib
        import importlib.util
        from importlib import import_module
        here = importlib.import_module("keras"), import_module("keras.layers.core"), __import__("keras")
        other = import_module("json"), importlib.util.find_spec("json"), importlib.reload
        """
    )
    assert namespace["here"] == (alias(""), alias("layers.core"), alias(""))
    assert namespace["other"][0] is __import__("json") and namespace["other"][2] is importlib.reload
    assert namespace["here"][0].__version__.startswith("3.")


def test_what_got_another_name():
    namespace = run(
        """
        from keras.engine.topology import Container
        from keras.regularizers import activity_l2, l1l2, l2, l1_l2
        from keras.src.models import Model
        import keras_core as k
        """
    )
    assert namespace["Container"] is namespace["Model"] is namespace["k"].Model
    assert (namespace["activity_l2"], namespace["l1l2"]) == (namespace["l2"], namespace["l1_l2"])


def test_relative_and_other_imports_are_pythons_own():
    namespace = run("import os.path as p, json\nfrom collections import abc")
    assert namespace["p"] is __import__("os").path
    with pytest.raises(ModuleNotFoundError, match="No module named 'nowhere_to_be_found'"):
        run("import nowhere_to_be_found")
    with pytest.raises(ImportError, match="relative import"):
        run("from . import keras")
    with pytest.raises(ModuleNotFoundError, match="kerastuner"):
        run("import kerastuner")


@pytest.mark.parametrize(
    ("statement", "error", "message"),
    [
        (
            "from keras.utils import to_categorial",
            ImportError,
            "'keras.utils'.*Did you mean 'to_categorical'",
        ),
        ("import keras.util", ModuleNotFoundError, r"'keras\.util'.*Did you mean 'keras\.utils'"),
        ("import keras.layers.cores", ModuleNotFoundError, r"Did you mean 'keras\.layers\.core'"),
        ("from keras.engine.nowhere import x", ModuleNotFoundError, r"'keras\.engine\.nowhere'"),
        ("import keras.utils as u; u.to_categorial", AttributeError, "Did you mean 'to_categorical'"),
    ],
)
def test_what_is_not_there_is_named_with_the_nearest_name(statement, error, message):
    with pytest.raises(error, match=message):
        run(statement)


def test_our_engines_are_not_keras_engine():
    assert "keras_lab.engine" not in repr(alias("engine"))
    assert not hasattr(alias("engine"), "tensorflow")


def test_lines_in_errors_are_those_of_the_program():
    with pytest.raises(KeyError) as caught:
        run("import keras\n\n\ndef f():\n    return {}['x']\n\nf()\n")
    frames = [(f.filename, f.lineno) for f in traceback.extract_tb(caught.value.__traceback__)]
    assert frames[-2:] == [("<cell>", 7), ("<cell>", 5)]


def test_what_a_program_sets_on_a_module_is_set():
    namespace = run("import keras.utils as u\nu.something_new = 3\n")
    try:
        assert keras_lab.utils.something_new == namespace["u"].something_new == 3
    finally:
        del keras_lab.utils.something_new


def test_aliases_look_like_modules():
    module = alias("utils.np_utils")
    assert isinstance(module, types.ModuleType)
    assert module.__name__ == "keras.utils.np_utils"
    assert repr(module) == "<module 'keras.utils.np_utils': keras_lab.utils>"
    assert "to_categorical" in dir(module)
    assert not hasattr(module, "no_such_name")


def test_a_missing_package_behind_a_module_is_not_hidden(monkeypatch):
    def broken(name):
        raise ModuleNotFoundError("No module named 'h5py'", name="h5py")

    monkeypatch.setattr(shim.importlib, "import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="h5py"):
        shim._exists("keras_lab.saving")


def test_it_loads_no_engine():
    code = "import sys; from keras_lab import shim, program; print({'tensorflow', 'jax'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("from tensorflow.keras.losses import Reduction; found = Reduction.NONE", "none"),
        ("from tensorflow.keras.losses import Reduction; found = Reduction.AUTO", "sum_over_batch_size"),
        ("import keras; found = keras.optimizers.experimental.AdamW.__name__", "AdamW"),
        ("from keras.engine.keras_tensor import KerasTensor; found = KerasTensor(()).dtype", "float32"),
        ("from keras.utils import conv_utils; found = conv_utils.normalize_tuple(3, 2, 'strides')", (3, 3)),
        (
            "from keras.utils import conv_utils; found = conv_utils.normalize_data_format(None)",
            "channels_last",
        ),
        ("from keras.utils.generic_utils import unpack_singleton; found = unpack_singleton([5])", 5),
        ("from keras.utils.generic_utils import to_list; found = to_list(5)", [5]),
        (
            "from tensorflow.keras.layers import AbstractRNNCell; found = AbstractRNNCell(name='cell').name",
            "cell",
        ),
    ],
)
def test_names_that_only_older_programs_use(statement, value):
    assert run(statement)["found"] == value
