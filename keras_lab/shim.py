"""Makes a program written for `keras` run on keras_lab, without touching anybody else's Keras.

Python's `import` statement asks the `__import__` of the builtins that belong to the *globals of the code
being run*. So a program is given builtins of its own, whose `__import__` answers `keras` and
`tensorflow.keras` with keras_lab and leaves all else to Python. The program's text, its line numbers,
`sys.modules` and the imports of all other code, TensorFlow's own `import keras` among them, stay as they are.

- `import keras`, `import keras.backend as K`, `from keras.layers.core import Dense`,
  `from tensorflow import keras`, `import tensorflow.keras as keras` … mean keras_lab, at any depth of the
  program and in the functions it defines, also when these are called later.
- `import tensorflow as tf` is TensorFlow, with keras_lab as its `tf.keras`; `importlib.import_module("keras")`
  is keras_lab, too.
- The import paths of Keras 1 and 2 are understood through one table, `MOVED`, and what was renamed with its
  path through another, `RENAMED`. `keras.__version__` is that of the Keras whose names keras_lab has.

Processes that the program starts, and code that it gives to `exec` with other globals, import as ever.

        with as_keras(namespace):
            exec(compile(source, filename, "exec"), namespace)
"""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any

from keras_lab.registry import suggest

#: What else a program may call `keras`.
ROOTS = (
    "keras.api", "keras.src", "keras",
    "tensorflow.keras", "tensorflow.python.keras", "tf_keras", "keras_core",
)  # fmt: skip

#: What a program reads as `keras.__version__`.
KERAS_VERSION = "3.15.1"

_LAYERS = ("layers",)
_UTILS = ("utils",)
_ENGINE = ("layers", "models", "utils", "saving")

#: Import paths of Keras 1 and 2 → where their names are now; of several modules the first that has it.
MOVED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "layers.advanced_activations", "layers.attention", "layers.convolutional",
            "layers.convolutional_recurrent", "layers.core", "layers.cudnn_recurrent", "layers.embeddings",
            "layers.experimental", "layers.experimental.preprocessing", "layers.local", "layers.merge",
            "layers.noise", "layers.normalization", "layers.pooling", "layers.preprocessing",
            "layers.recurrent", "layers.wrappers", "legacy", "legacy.layers",
        ),
        _LAYERS,
    ),
    **dict.fromkeys(
        (
            "engine", "engine.base_layer", "engine.functional", "engine.input_layer", "engine.network", "engine.saving",
            "engine.sequential", "engine.topology", "engine.training",
        ),
        _ENGINE,
    ),
    **dict.fromkeys(
        (
            "utils.data_utils", "utils.io_utils", "utils.layer_utils", "utils.multi_gpu_utils",
            "utils.np_utils", "utils.test_utils", "utils.training_utils", "utils.vis_utils", "utils.visualize_util",
        ),
        _UTILS,
    ),
    "applications.mobilenetv2": ("applications.mobilenet_v2",),
    "backend.common": ("backend",),
    "backend.tensorflow_backend": ("backend",),
    "callbacks.callbacks": ("callbacks",),
    "callbacks.experimental": ("callbacks",),
    "engine.keras_tensor": ("",),
    "experimental": ("optimizers.schedules", "layers", "models"),
    "initializations": ("initializers",),
    "mixed_precision.experimental": ("mixed_precision",),
    "objectives": ("losses",),
    "optimizers.experimental": ("optimizers",),
    "optimizers.legacy": ("optimizers",),
    "utils.conv_utils": ("utils.conv_utils", "utils", "backend"),
    "utils.generic_utils": ("utils", "utils.generic_utils"),
    "utils.losses_utils": ("losses",),
}  # fmt: skip

_BASES_OF_MODELS = {"Container": "Model", "Network": "Model"}

#: Path → old name → the name it has now there.
RENAMED: dict[str, dict[str, str]] = {
    "backend": {"random_bernoulli": "random_binomial"},
    "engine": _BASES_OF_MODELS,
    "engine.functional": {"Functional": "Model"},
    "engine.network": _BASES_OF_MODELS,
    "engine.topology": _BASES_OF_MODELS,
    "layers": {"AbstractRNNCell": "Layer"},
    "layers.experimental": {"SyncBatchNormalization": "BatchNormalization"},
    "layers.experimental.preprocessing": {"PreprocessingLayer": "Layer"},
    "layers.merge": {"_Merge": "Merge"},
    "metrics": {"KLD": "kl_divergence", "kld": "kl_divergence"},
    "regularizers": {
        "WeightRegularizer": "L1L2",
        "activity_l1": "l1",
        "activity_l1l2": "l1_l2",
        "activity_l2": "l2",
        "l1l2": "l1_l2",
    },
    "utils.visualize_util": {"plot": "plot_model"},
}


class Alias(ModuleType):
    """A module of Keras as the program sees it; its names are those of one or more modules of keras_lab."""

    def __init__(self, path: str, targets: tuple[str, ...]) -> None:
        super().__init__(f"keras.{path}" if path else "keras", "A module of keras_lab, under Keras's name.")
        self.__dict__.update(_path=path, _targets=targets)

    def __getattr__(self, name: str) -> Any:
        path = f"{self._path}.{name}" if self._path else name
        if path in MOVED and _found(path):
            return alias(path)
        if name == "__version__" and not self._path:
            return KERAS_VERSION
        name = RENAMED.get(self._path, {}).get(name, name)
        for target in self._modules():
            value = getattr(target, name, self)
            if value is not self:
                return alias(path) if self._is_submodule(value, path) else value
        raise AttributeError(
            f"module {self.__name__!r} has no {name!r}.{suggest(name, dir(self))}", name=name
        )

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._modules()[0], name, value)

    def __dir__(self) -> list[str]:
        return sorted({name for target in self._modules() for name in dir(target)})

    def __repr__(self) -> str:
        return f"<module {self.__name__!r}: {', '.join(target.__name__ for target in self._modules())}>"

    @property
    def __all__(self) -> list[str]:
        """What `from keras.layers import *` brings."""
        names = [name for target in self._modules() for name in getattr(target, "__all__", dir(target))]
        return sorted({name for name in names if not name.startswith("_")})

    def _modules(self) -> list[ModuleType]:
        return [importlib.import_module(target) for target in self._targets]

    @staticmethod
    def _is_submodule(value: Any, path: str) -> bool:
        return isinstance(value, ModuleType) and value.__name__ == f"keras_lab.{path}"


class Seen(ModuleType):
    """Another package as the program sees it: some names mean something else, all others are the package's."""

    def __init__(self, package: str, **own: Any) -> None:
        super().__init__(package, f"{package}, in which {', '.join(own)} knows keras_lab.")
        self.__dict__.update(own)

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self.__name__), name)

    def __dir__(self) -> list[str]:
        return dir(importlib.import_module(self.__name__))


@cache
def _seen(package: str) -> Seen | None:
    """The package as programs see it; None if that is as everybody does."""
    if package == "tensorflow":
        return Seen(package, keras=alias(""))
    return Seen(package, import_module=import_module_for_program) if package == "importlib" else None


def import_module_for_program(name: str, package: str | None = None) -> ModuleType:
    """What `importlib.import_module` is to a program written for Keras."""
    path = _path_in_keras(name)
    if path is not None:
        return alias(path)
    module = importlib.import_module(name, package)
    return _seen(name) or module


@cache
def alias(path: str) -> Alias:
    """The module that a program calls `keras.<path>`; `""` for `keras` itself.

    Raises:
        ModuleNotFoundError: if there is no such module; the nearest is suggested.
    """
    found = _found(path)
    if not found:
        known = [f"keras.{name}" for name in (*MOVED, *dir(alias("")))]
        name = f"keras.{path}"
        raise ModuleNotFoundError(f"No module named {name!r} in keras_lab.{suggest(name, known)}", name=name)
    return Alias(path, found)


def _found(path: str) -> tuple[str, ...]:
    """The modules of keras_lab, of those there are, that have the names of `keras.<path>`."""
    if path.rpartition(".")[0] in MOVED and path not in MOVED:
        return ()
    targets = MOVED.get(path, (path,))
    full = [f"keras_lab.{target}" if target else "keras_lab" for target in targets]
    return tuple(target for target in full if _exists(target))


def import_for_program(
    name: str,
    globals: Any = None,
    locals: Any = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> Any:
    """What `__import__` is to a program written for Keras. Same arguments, results and errors."""
    __tracebackhide__ = True
    path = None if level else _path_in_keras(name)
    if path is not None:
        module = alias(path)
        if fromlist:
            return _with_names(module, path, fromlist)
        return _seen(name.partition(".")[0]) or alias("")
    seen = None if level else _seen(name.partition(".")[0])
    if seen is None or ("." in name and fromlist) or "*" in (fromlist or ()):
        return builtins.__import__(name, globals, locals, fromlist or (), level)
    foreign = [each for each in fromlist or () if each not in vars(seen)]
    if foreign or not fromlist:
        builtins.__import__(name, globals, locals, foreign, 0)
    return seen


def builtins_for_program() -> ModuleType:
    """A copy of Python's builtins which imports keras_lab where a program asks for Keras."""
    own = ModuleType("builtins", builtins.__doc__)
    own.__dict__.update(vars(builtins), __import__=import_for_program)
    return own


@contextmanager
def as_keras(namespace: MutableMapping[str, Any]) -> Iterator[None]:
    """While this is active, code run with `namespace` as its globals gets keras_lab for Keras.

    That includes the functions and classes the code defines, whenever they run. Code run with the same
    namespace afterwards, and all other code at any time, imports as ever.
    """
    missing = object()
    before = namespace.get("__builtins__", missing)
    namespace["__builtins__"] = builtins_for_program()
    try:
        yield
    finally:
        if before is missing:
            del namespace["__builtins__"]
        else:
            namespace["__builtins__"] = before


def _path_in_keras(name: str) -> str | None:
    """`"layers.core"` for `"keras.layers.core"` and its like, `""` for Keras itself, else None."""
    for root in ROOTS:
        if name == root or name.startswith(f"{root}."):
            return name[len(root) + 1 :]
    return None


def _with_names(module: Alias, path: str, names: Sequence[str]) -> Alias:
    """`module`, after making sure that `from module import names` will find each of them."""
    for name in names:
        if name == "*" or hasattr(module, name):
            continue
        if not _exists(f"keras_lab.{path}.{name}" if path else f"keras_lab.{name}"):
            raise ImportError(
                f"cannot import name {name!r} from {module.__name__!r}.{suggest(name, dir(module))}",
                name=module.__name__,
            )
    return module


def _exists(module: str) -> bool:
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise  # the module is there, and something that it needs is not
        return False
    return True
