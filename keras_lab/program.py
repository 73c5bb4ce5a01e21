"""Runs a script written for `keras` on keras_lab, as `python script.py` would run it.

The script and the modules that lie beside it get keras_lab for Keras; installed packages do not.
"""

from __future__ import annotations

import importlib.machinery
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import Any

from keras_lab.shim import builtins_for_program

_INSTALLED = {"site-packages", "dist-packages"}


def run_program(path: str | os.PathLike[str], arguments: Sequence[str] = ()) -> dict[str, Any]:
    """Runs the script at `path` with `sys.argv` set to it and `arguments`.

    Its `__name__` is `"__main__"`, and `sys.path[0]` its folder. What it raises comes through.

    Returns:
        Its global names.

    Raises:
        OSError: if there is no such file, or it cannot be read.
    """
    code = _compile(path)
    main = ModuleType("__main__")
    main.__dict__.update(__file__=os.fspath(path), __builtins__=builtins_for_program(), __cached__=None)
    with _as_main(main, Path(path).resolve().parent, [os.fspath(path), *arguments]):
        exec(code, main.__dict__)
    return main.__dict__


def run_as_command(path: str | os.PathLike[str], arguments: Sequence[str] = ()) -> int:
    """Runs the script as `run_program` does, and reports an error as Python would; the exit status."""
    try:
        run_program(path, arguments)
    except (Exception, KeyboardInterrupt) as error:
        error = error.with_traceback(without_own_frames(error.__traceback__))
        sys.excepthook(type(error), error, error.__traceback__)
        return 130 if isinstance(error, KeyboardInterrupt) else 1
    return 0


def without_own_frames(traceback: TracebackType | None) -> TracebackType | None:
    """`traceback` without the frames of this module and the shim, so that it begins in the program."""
    own = {__file__, builtins_for_program.__code__.co_filename}
    if traceback is None:
        return None
    rest = without_own_frames(traceback.tb_next)
    if traceback.tb_frame.f_code.co_filename in own:
        return rest
    return TracebackType(rest, traceback.tb_frame, traceback.tb_lasti, traceback.tb_lineno)


def _compile(path: str | os.PathLike[str]) -> CodeType:
    source = Path(path).read_bytes()
    return compile(source, os.fspath(path), "exec", dont_inherit=True)


@contextmanager
def _as_main(main: ModuleType, folder: Path, argv: list[str]) -> Iterator[None]:
    before = sys.argv, sys.path[:], sys.meta_path[:], sys.modules["__main__"]
    sys.argv, sys.modules["__main__"] = argv, main
    sys.path[: 0 if getattr(sys.flags, "safe_path", False) else 1] = [str(folder)]
    sys.meta_path.insert(_place_of_path_finder(), _Finder(folder))
    try:
        yield
    finally:
        sys.argv, sys.path[:], sys.meta_path[:], sys.modules["__main__"] = before


def _place_of_path_finder() -> int:
    """Where modules are looked for in folders: what is built in or frozen goes first, as ever."""
    path_finder = importlib.machinery.PathFinder
    return sys.meta_path.index(path_finder) if path_finder in sys.meta_path else len(sys.meta_path)


class _Finder(MetaPathFinder):
    """Finds the program's own modules: those below its folder that are not installed packages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module's spec if it is the program's own, else None: others will find it."""
        if fullname.partition(".")[0] == "keras_lab":
            return None
        places = [str(self._folder)] if path is None else list(path)
        spec = importlib.machinery.PathFinder.find_spec(fullname, places, target)
        if spec is None or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            return None
        if not self._is_own(Path(spec.loader.path)):
            return None
        spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec

    def _is_own(self, file: Path) -> bool:
        try:
            inside = file.resolve().relative_to(self._folder)
        except ValueError:
            return False
        return not _INSTALLED.intersection(inside.parts)


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads a module with builtins that import keras_lab where it asks for Keras."""

    def exec_module(self, module: ModuleType) -> None:
        """Runs the module's code."""
        module.__dict__["__builtins__"] = builtins_for_program()
        super().exec_module(module)
