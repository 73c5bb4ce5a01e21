"""What it takes to import a heavy library politely: quietly, and without what it does not need."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


@contextmanager
def without_lines(*fragments: str) -> Iterator[None]:
    """Holds back what C++ code writes to the standard error; lines with one of `fragments` are dropped.

    Everything else is written out at the end. A library's start-up messages come before it reads any
    setting for its log, so there is no gentler way.
    """
    with tempfile.TemporaryFile() as held:
        saved = os.dup(2)
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)
            held.seek(0)
            for line in _kept(held, fragments):
                os.write(2, line)


def _kept(lines: Iterable[bytes], fragments: tuple[str, ...]) -> Iterator[bytes]:
    return (line for line in lines if not any(fragment.encode() in line for fragment in fragments))


@contextmanager
def without_collecting() -> Iterator[None]:
    """Inside, no garbage is looked for: an import makes many objects and hardly any garbage, and a tenth of its time
    goes into looking."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class _Refusal(MetaPathFinder):
    """Makes one package look, to one thread, as if there were no modules in it."""

    def __init__(self, package: str):
        self.package = package
        self.thread = threading.get_ident()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.startswith(self.package + ".") and threading.get_ident() == self.thread:
            raise ModuleNotFoundError(f"{fullname} is left out here", name=fullname)
        return None


@contextmanager
def without_package(package: str) -> Iterator[None]:
    """Inside, this thread's imports of `package` fail (it may be looked for, though).

    Other threads, and later imports, are not touched.
    """
    refusal = _Refusal(package)
    sys.meta_path.insert(0, refusal)
    try:
        yield
    finally:
        sys.meta_path.remove(refusal)
