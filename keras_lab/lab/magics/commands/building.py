"""`%keras build`: building a model by hand."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from IPython.core.error import UsageError

from keras_lab.lab.builder.builder import ModelBuilder
from keras_lab.lab.magics.commands.command import argument, command
from keras_lab.lab.magics.commands.models import model_named


@command(
    "build",
    argument(
        "model",
        nargs="*",
        kind="model",
        help="a model to begin with, a variable or an expression; default: none",
    ),
)
def build(lab: Any, args: Namespace) -> Any:
    """Builds a model by hand: layers from a palette, shapes and errors as you type, and the code for it.

    %keras build                from nothing
    %keras build model          from a model
    builder = %keras build      to ask for builder.model() and builder.code later
    """
    line = " ".join(args.model)
    try:
        return ModelBuilder(model_named(lab, line) if line else None)
    except ValueError as error:
        raise UsageError(f"%keras build: {error}") from None
