"""What layers inherit from the calls around them: `training` and further arguments that a layer registers."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

_local = threading.local()


def fill(
    names: Iterable[str], signature: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    """Decides the registered arguments but `training` for a call; those that `call` takes go into `kwargs`.

    An argument given wins, then the call around this one.

    Returns:
        What calls inside inherit.
    """
    around = current()
    here = dict(around)
    for name in names:
        if name == "training":
            continue
        if name in kwargs:
            here[name] = kwargs[name]
            if not signature.takes(name) and not signature.anything:
                del kwargs[name]
        elif name in around and signature.takes(name) and name not in signature.names[: len(args)]:
            kwargs[name] = around[name]
    return here


def current() -> dict[str, Any]:
    """The registered arguments of the call under way."""
    return getattr(_local, "arguments", {})


def set_current(arguments: dict[str, Any]) -> None:
    """Makes `arguments` those of the call under way."""
    _local.arguments = arguments
