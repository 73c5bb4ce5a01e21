"""Keras's names at hand in a `%%keras` cell, without imports.

Those names which the cell uses, and only those, are bound in the user's namespace before the cell runs, as
if it began with the imports; names that are there already win. They are hidden from `%who`.
"""

from __future__ import annotations

import ast
import builtins
import importlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from IPython.core.error import UsageError

from keras_lab.lab.magics import options, overrides
from keras_lab.lab.magics.transform import OPEN
from keras_lab.shim import Alias

#: Modules that go by their own name, and in whose order the classes are looked for.
MODULES = (
    "layers", "models", "losses", "metrics", "optimizers", "callbacks", "initializers", "regularizers",
    "constraints", "activations", "utils", "datasets", "backend", "ops", "applications", "preprocessing",
)  # fmt: skip
#: Names that are not classes of those modules: name → (module, attribute); no attribute: the module itself.
OTHERS = {
    "keras": ("keras_lab", ""),
    "keras_lab": ("keras_lab", ""),
    "K": ("keras_lab.backend", ""),
    "np_utils": ("keras_lab.utils.np_utils", ""),
    "Input": ("keras_lab.layers", "Input"),
    "to_categorical": ("keras_lab.utils", "to_categorical"),
    "normalize": ("keras_lab.utils", "normalize"),
    "plot_model": ("keras_lab.utils", "plot_model"),
    "set_random_seed": ("keras_lab.seeds", "set_random_seed"),
    "load_model": ("keras_lab.models", "load_model"),
    "model_from_json": ("keras_lab.models", "model_from_json"),
    **{name: (f"keras_lab.{name}", "") for name in MODULES},
    **{name: ("keras_lab.datasets", name) for name in ("mnist", "digits")},
}
#: Those of them that are elsewhere in Keras itself.
REAL = {"keras_lab": "keras_lab", "set_random_seed": "keras.utils"}


class NamesAtHand:
    """An AST transformer which leaves the code as it is and notes the names it uses.

    Arguments:
        shell: IPython's shell, whose `user_ns` gets the names.
        in_cell: whether a `%%keras` cell is running; what it runs besides (`%%time` …) has the names at hand too.
    """

    def __init__(self, shell: Any, in_cell: Callable[[], bool]) -> None:
        self._shell = shell
        self._in_cell = in_cell
        self._used: set[str] = set()
        self._real = False
        self._refusal: UsageError | None = None

    def visit(self, tree: ast.Module) -> ast.Module:
        """Called by IPython with each cell before it runs. IPython unregisters what fails here."""
        line = opening(tree)
        if line is not None:
            self._used, self._real = used_names(tree), False
            self._refusal = _override(tree, line)
        elif self._in_cell():
            self._used = used_names(tree)
            with suppress(Exception):  # the code will fail at that name, and say so
                self.bind()
        return tree

    def bind(self, real: bool | None = None) -> None:
        """Binds the names which the cell uses; `real`: as Keras itself means them (None: as before)."""
        self._real = self._real if real is None else real
        bind(self._shell, self._used, self._real)

    def check(self) -> None:
        """Called by the first line of a cell.

        Raises:
            UsageError: if the cell cannot be run with the values that were to be set.
        """
        refusal, self._refusal = self._refusal, None
        if refusal is not None:
            raise refusal


def used_names(tree: ast.AST) -> set[str]:
    """The names that the code reads anywhere."""
    return {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def bind(shell: Any, used: set[str], real: bool = False) -> None:
    """Binds those of the `used` names in the user's namespace that are not a person's own.

    Names that an earlier cell got from here, or by its `import keras`, give way if they mean another Keras now.
    """
    namespace, hidden = shell.user_ns, shell.user_ns_hidden
    taken = {name: value for name, value in namespace.items() if not _is_ours(value, hidden.get(name))}
    found = names_at_hand(used, taken, real)
    namespace.update(found)
    hidden.update(found)


def _is_ours(value: Any, hidden: Any) -> bool:
    return value is not None and (value is hidden or isinstance(value, Alias))


def names_at_hand(used: set[str], taken: Mapping[str, Any], real: bool = False) -> dict[str, Any]:
    """What those of the `used` names mean in Keras that are neither `taken` nor Python's."""
    found = {name: resolve(name, real) for name in used if name not in taken and not hasattr(builtins, name)}
    return {name: value for name, value in found.items() if value is not None}


def all_names() -> dict[str, str]:
    """Every name at hand: name → `"module"`, `"class"` or `"function"`."""
    classes = [name for module in MODULES for name in _public(f"keras_lab.{module}") if name[:1].isupper()]
    others = {name: "function" if attribute else "module" for name, (_, attribute) in OTHERS.items()}
    return {**dict.fromkeys(classes, "class"), **others}


def resolve(name: str, real: bool = False) -> Any | None:
    """What `name` means in Keras; None if nothing, or a loss as well as a metric (say which: `losses.…`).

    Arguments:
        name: what a cell calls it.
        real: whether in Keras itself, not in keras_lab.
    """
    if name in OTHERS:
        module, attribute = OTHERS[name]
        return _get(REAL.get(name, module.replace("keras_lab", "keras")) if real else module, attribute)
    if not name[:1].isupper():
        return None
    root = "keras" if real else "keras_lab"
    homes = [module for module in MODULES if name in _public(f"{root}.{module}")]
    if {"losses", "metrics"} <= set(homes) and homes[0] == "losses":
        return None
    return _get(f"{root}.{homes[0]}", name) if homes else None


def _public(module: str) -> list[str]:
    found = _get(module, "")
    return [] if found is None else dir(found)


def _get(module: str, attribute: str) -> Any | None:
    try:
        found = importlib.import_module(module)
        return getattr(found, attribute) if attribute else found
    except (ModuleNotFoundError, AttributeError):
        return None


def opening(tree: ast.Module) -> str | None:
    """The options of the `%%keras` cell of which `keras_cell` made this code; None if it is no such cell."""
    first = tree.body[0] if tree.body else None
    if not (isinstance(first, ast.Expr) and isinstance(first.value, ast.Call)):
        return None
    function, arguments = first.value.func, first.value.args
    if not (
        isinstance(function, ast.Attribute) and function.attr == "run_line_magic" and len(arguments) == 2
    ):
        return None
    magic, line = (argument.value if isinstance(argument, ast.Constant) else None for argument in arguments)
    word, _, rest = str(line).partition(" ")
    return rest if magic == "keras" and word == OPEN else None


def _override(tree: ast.Module, line: str) -> UsageError | None:
    """Puts what `--set` in `line` says into the code of the cell, or says why that cannot be."""
    try:
        chosen = options.parse(line, quiet=True)
        if chosen is not None:
            overrides.set_values(tree, overrides.assignments(chosen.set))
    except UsageError as error:
        return error
    return None
