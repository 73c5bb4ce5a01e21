"""Tab completion after `%keras` and `%%keras`."""

from __future__ import annotations

import glob
from collections.abc import Callable, Mapping
from typing import Any

from keras_lab import config
from keras_lab.lab.looks.watcher import WORDS
from keras_lab.lab.magics.arguments import Kind, Parser
from keras_lab.lab.magics.commands import COMMANDS
from keras_lab.lab.magics.options import CELL
from keras_lab.lab.models import models_in
from keras_lab.runs import query
from keras_lab.runs.store import LedgerError

_RUNS = 30  # of the newest runs that Tab offers


def complete(shell: Any, event: Any) -> list[str]:
    """Words that may come next; called by IPython with the line so far."""
    words = event.line.split()
    done = words[1:] if event.line.endswith(" ") else words[1:-1]
    begun = "" if event.line.endswith(" ") else words[-1]
    if words[0] == "%%keras":
        return _argument(CELL, shell, done, begun)
    if not done:
        return list(COMMANDS)
    command = COMMANDS.get(done[0])
    return [] if command is None else _argument(command.parser, shell, done[1:], begun)


def _argument(parser: Parser, shell: Any, done: list[str], begun: str) -> list[str]:
    kind = parser.expected(done)
    named = _NAMES[kind](shell, done, begun) if kind else []
    return parser.known if begun.startswith("-") or not named else named


def _models(shell: Any, done: list[str], begun: str) -> list[str]:
    return list(models_in(shell.user_ns))


def _layers(shell: Any, done: list[str], begun: str) -> list[str]:
    models = models_in(shell.user_ns)
    model = models.get(done[-1]) if done else None
    return [] if model is None else [layer.name for layer in model.layers]


def _runs(shell: Any, done: list[str], begun: str) -> list[str]:
    runs = _recorded()
    return list(
        dict.fromkeys([*(run.name for run in runs if " " not in run.name), *(run.id for run in runs)])
    )


def _looks(shell: Any, done: list[str], begun: str) -> list[str]:
    return [*WORDS, *_runs(shell, done, begun)] if not done else list(WORDS)


def _metrics(shell: Any, done: list[str], begun: str) -> list[str]:
    return list(dict.fromkeys(name for run in _recorded() for name in run.logs))


def _engines(shell: Any, done: list[str], begun: str) -> list[str]:
    return list(config.REQUIREMENTS)


def _files(shell: Any, done: list[str], begun: str) -> list[str]:
    return sorted(glob.glob(glob.escape(begun) + "*"))


def _recorded() -> list[query.Summary]:
    try:
        return query.list_runs(_RUNS)
    except LedgerError:
        return []


_NAMES: Mapping[Kind, Callable[[Any, list[str], str], list[str]]] = {
    "model": _models,
    "layer": _layers,
    "run": _runs,
    "look": _looks,
    "metric": _metrics,
    "engine": _engines,
    "file": _files,
}
