"""`import keras` means keras_lab in the code of cells that run in other threads, and in no other code.

The shell's thread goes on with other cells meanwhile, in the same namespace, so it is the code that decides,
not the namespace: whoever imports something is asked from which cell it comes.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import MutableMapping, Sequence
from types import ModuleType, TracebackType
from typing import Any

from keras_lab.shim import import_for_program

_cells: set[str] = set()


def means_keras_lab(namespace: MutableMapping[str, Any], filename: str) -> None:
    """Lets the code called `filename`, which runs with `namespace` as its globals, import keras_lab for Keras."""
    _cells.add(filename)
    own = ModuleType("builtins", builtins.__doc__)
    own.__dict__.update(vars(builtins), __import__=_import)
    namespace["__builtins__"] = own


def forget(namespace: MutableMapping[str, Any]) -> None:
    """Gives the namespace Python's own builtins again."""
    namespace["__builtins__"] = builtins
    _cells.clear()


def is_of_cell(filename: str) -> bool:
    """Whether code called so is that of such a cell."""
    return filename in _cells


def own_part(error: BaseException) -> TracebackType | None:
    """The traceback of `error` from the cell's code on."""
    found = error.__traceback__
    while found is not None and not is_of_cell(found.tb_frame.f_code.co_filename):
        found = found.tb_next
    return found or error.__traceback__


def _import(
    name: str,
    globals: Any = None,
    locals: Any = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> Any:
    """Python's `__import__`, or the one of programs written for Keras."""
    __tracebackhide__ = True
    of_cell = is_of_cell(sys._getframe(1).f_code.co_filename)
    chosen = import_for_program if of_cell else builtins.__import__
    return chosen(name, globals, locals, fromlist or (), level)
