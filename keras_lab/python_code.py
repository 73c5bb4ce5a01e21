"""Functions written to configurations as code, as Keras does for lambdas, and who may make functions of it again.

Code that comes with a file is not run unless that is asked for. A lambda whose configuration was written in this
process and that is still alive is given back itself, which runs nothing (see `recall`); files get not even that.
"""

from __future__ import annotations

import base64
import binascii
import json
import marshal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import CellType, FunctionType
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

LAMBDA = "__lambda__"
_mode: ContextVar[bool | None] = ContextVar("safe_mode", default=None)
_everywhere: list[bool] = []
_alive: WeakValueDictionary[str, Any] = WeakValueDictionary()


@contextmanager
def safe_mode_scope(safe_mode: bool | None = True) -> Iterator[None]:
    """Inside a `with` block, code in configurations is refused (True) or run (False)."""
    token = _mode.set(safe_mode)
    try:
        yield
    finally:
        _mode.reset(token)


SafeModeScope = safe_mode_scope


def in_safe_mode() -> bool | None:
    """What holds here; None if nothing was said, which means that code is not run."""
    return False if _mode.get() is None and _everywhere else _mode.get()


def enable_unsafe_deserialization() -> None:
    """From now on code in files and configurations is run. Only for files of which you know where they come from."""
    _everywhere[:] = [False]


def stated(safe_mode: bool) -> bool:
    """The mode of a loading function called with `safe_mode=`, unless something around it says otherwise."""
    around = in_safe_mode()
    return safe_mode if around is None else around


def is_lambda(value: Any) -> bool:
    """Whether this is a function without a name."""
    return isinstance(value, FunctionType) and value.__name__ == "<lambda>"


def dump(function: Callable[..., Any]) -> tuple[str, Any, Any]:
    """`(code, defaults, closure)` of a function: its byte code in base 64, and the values that go with it."""
    code = base64.encodebytes(marshal.dumps(function.__code__)).decode("ascii")
    cells = function.__closure__ or ()
    closure = tuple(cell.cell_contents for cell in cells) or None
    return code, function.__defaults__, closure


def to_config(function: Callable[..., Any], serialize: Callable[[Any], Any] = lambda x: x) -> dict[str, Any]:
    """The configuration of a lambda, as Keras 3 writes it."""
    code, defaults, closure = dump(function)
    inner = {"code": code, "defaults": serialize(defaults), "closure": serialize(closure)}
    _alive[_key(inner)] = function
    return {"class_name": LAMBDA, "config": inner}


def from_config(config: Mapping[str, Any]) -> Callable[..., Any]:
    """The function of a configuration made by `to_config`, or by Keras.

    Raises:
        ValueError: if code may not be run here, or this is none.
    """
    inner = _parts(config.get("config"))
    alive = _alive.get(_key(inner)) if in_safe_mode() is not True else None
    if alive is not None:
        return alive
    if in_safe_mode() is not False:
        raise ValueError(
            "This configuration has the code of a Lambda in it, and making a function of it allows arbitrary code "
            "execution. It is refused. If you trust the source, pass safe_mode=False to the loading function or "
            "call keras_lab.config.enable_unsafe_deserialization(); better, register a named function."
        )
    return load(**inner)


def load(code: Any, defaults: Any = None, closure: Any = None, globs: Any = None) -> Callable[..., Any]:
    """The function that `dump` was given. It can run anything: whoever calls this has to know where it comes from."""
    if isinstance(code, (list, tuple)):
        code, defaults, closure = code
    try:
        body = marshal.loads(_bytes(code))
    except (EOFError, TypeError, ValueError) as error:
        raise ValueError(f"This is not the code of a function for this version of Python: {error}") from error
    cells = tuple(cell if isinstance(cell, CellType) else CellType(cell) for cell in closure or ())
    arguments = tuple(defaults) if defaults is not None else None
    return FunctionType(
        body, globs if globs is not None else _names(), body.co_name, arguments, cells or None
    )


def _bytes(code: str) -> bytes:
    try:
        return base64.b64decode(code.encode("ascii"), validate=False)
    except (UnicodeEncodeError, binascii.Error):  # Keras 2.0 and before
        return code.encode("raw_unicode_escape")


def _names() -> dict[str, Any]:
    """What such code finds: the names of the program that is running, and those that everybody imports."""
    ours = sys.modules["keras_lab"]
    usual = {"keras": ours, "keras_lab": ours, "K": getattr(ours, "backend", None), "np": np}
    return {**usual, **vars(sys.modules["__main__"])}


def _parts(inner: Any) -> dict[str, Any]:
    """Code, defaults and closure, in the forms of Keras 2 (a list) and 3 (a dict, a list in a dict)."""
    given = inner.get("value", inner) if isinstance(inner, Mapping) else inner
    if isinstance(given, Mapping):
        given = [given.get("code"), given.get("defaults"), given.get("closure")]
    if not isinstance(given, (list, tuple)) or len(given) != 3 or not isinstance(given[0], str):
        raise ValueError("The configuration of this Lambda is damaged: its code is missing.")
    return dict(zip(("code", "defaults", "closure"), given, strict=True))


def _key(inner: Mapping[str, Any]) -> str:
    return json.dumps([inner["code"], inner["defaults"], inner["closure"]], default=repr)


# ---- functions by name --------------------------------------------------------------------------------


def remember(function: Callable[..., Any]) -> None:
    """Notes down a named function whose name is written to a configuration."""
    _alive[function.__name__] = function


def recall(name: str) -> Any:
    """The function whose name was last written to a configuration in this process, if it is still alive."""
    return _alive.get(name) if in_safe_mode() is not True else None
