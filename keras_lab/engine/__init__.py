"""The seam between the library and the tensor library underneath.

`P` passes each primitive on to the engine in charge: the shape-only engine inside `spec_mode()`, else the
one chosen in the settings, which is imported at first use.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from keras_lab import config

_local = threading.local()
_loaded: dict[str, ModuleType] = {}
_loading = threading.Lock()


def load(name: str | None = None) -> ModuleType:
    """The engine called `name` (default: the one in the settings), imported if need be.

    Raises:
        ValueError: if there is no engine of that name.
        ImportError: if the library it runs on is not installed; the message says what to type.
    """
    name = name or config.engine_name()
    if name not in _loaded:
        from keras_lab.engine.loading import without_collecting

        config.check_engine(name)
        with _loading, without_collecting():
            _loaded[name] = importlib.import_module(f"keras_lab.engine.{name}")
    return _loaded[name]


def loaded() -> list[ModuleType]:
    """The engines that have been loaded."""
    return list(_loaded.values())


def preload() -> threading.Thread:
    """Starts importing the engine in a background thread, so that the first step need not wait for it."""
    thread = threading.Thread(target=_preload_quietly, name="keras_lab-engine", daemon=True)
    thread.start()
    return thread


def _preload_quietly() -> None:
    try:
        load()
    except Exception:  # the same error comes again, to a person, where the engine is first needed
        return


def active() -> ModuleType:
    """The engine in charge now: the shape-only one inside `spec_mode()`, else the chosen one."""
    if in_spec_mode():
        return getattr(_local, "counter", None) or importlib.import_module("keras_lab.engine.spec")
    return load()


def counting() -> bool:
    """Whether somebody counts what is computed with shapes (see `counted_by`)."""
    return getattr(_local, "counter", None) is not None


@contextmanager
def counted_by(counter: Any) -> Iterator[None]:
    """`spec_mode()` with `counter` in the place of the shape-only engine: it hears of every primitive."""
    before = getattr(_local, "counter", None)
    _local.counter = counter
    try:
        with spec_mode():
            yield
    finally:
        _local.counter = before


def in_spec_mode() -> bool:
    """Whether only shapes and dtypes are being computed."""
    return getattr(_local, "spec", False)


@contextmanager
def spec_mode(on: bool = True) -> Iterator[None]:
    """Inside, primitives work on shapes and dtypes only (`on=False`: on real tensors again)."""
    before = in_spec_mode()
    _local.spec = on
    try:
        yield
    finally:
        _local.spec = before


class _Primitives:
    """Stands for the engine in charge: `P.exp(x)` is that engine's `exp`."""

    def __getattr__(self, name: str) -> Any:
        return getattr(active(), name)


P = _Primitives()
