"""What `%keras …` can do: one command a word."""

from __future__ import annotations

from collections.abc import Mapping

from keras_lab.lab.magics.commands.building import build
from keras_lab.lab.magics.commands.command import Command
from keras_lab.lab.magics.commands.insights import attention, filters, saliency
from keras_lab.lab.magics.commands.looks import look
from keras_lab.lab.magics.commands.models import graph, load, save, summary, weights
from keras_lab.lab.magics.commands.play import pad, playground
from keras_lab.lab.magics.commands.runs import compare, export, figure, run, runs
from keras_lab.lab.magics.commands.session import devices, engines, pause, resume, stop

COMMANDS: Mapping[str, Command] = {
    each.name: each
    for each in (
        summary, graph, weights, filters, saliency, attention, build, save, load, runs, run, look, figure, compare,
        export, engines, devices, stop, pause, resume, playground, pad,
    )
}  # fmt: skip


def overview() -> str:
    """All commands, a line each."""
    width = max(len(each.usage) for each in COMMANDS.values() if len(each.usage) < 34)
    return "\n".join(f"{each.usage:<{width}}  {each.summary}" for each in COMMANDS.values())
