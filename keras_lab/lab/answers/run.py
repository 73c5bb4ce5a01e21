"""Answers about the model of a run, as it is now."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from keras_lab.lab.looks.watcher import KINDS
from keras_lab.lab.protocol import JSON
from keras_lab.lab.protocol.looks import LookKind


def _asks(kind: LookKind) -> Callable[[Any, JSON], Future[Any]]:
    def answer(lab: Any, params: JSON) -> Future[Any]:
        return lab.watcher.ask(str(params.get("run")), kind)

    answer.__doc__ = f"`protocol.looks`: {kind}. `run`: its id."
    return answer


ANSWERS = {kind: _asks(kind) for kind in KINDS}
