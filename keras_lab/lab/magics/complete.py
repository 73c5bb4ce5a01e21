"""Tab completion after `%keras` and `%%keras`."""

from __future__ import annotations

from typing import Any

from keras_lab import config
from keras_lab.lab.magics.commands import COMMANDS
from keras_lab.lab.magics.magics import KerasMagics
from keras_lab.lab.magics.options import known_options
from keras_lab.lab.models import models_in

_OF_MODELS = ("summary", "graph")


def complete(shell: Any, event: Any) -> list[str]:
    """Words that may come next; called by IPython with the line so far."""
    words = event.line.split()
    if words[0] == "%%keras":
        return known_options(KerasMagics.keras_cell.parser)
    before = words[1:] if event.line.endswith(" ") else words[1:-1]
    if not before:
        return list(COMMANDS)
    if before[0] in _OF_MODELS:
        return list(models_in(shell.user_ns))
    return list(config.REQUIREMENTS) if before[0] == "engine" else []
