"""`%keras playground | pad`: networks to play with."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from IPython.core.error import UsageError
from IPython.display import display

from keras_lab.lab.magics.commands.command import argument, command
from keras_lab.lab.magics.commands.models import model_named


@command(
    "playground",
    argument("data", nargs="?", help="circles (the default), xor, moons, spirals, blobs, wave, or drawn: none yet"),
    argument("--model", kind="model", help="a model of Dense layers for two inputs; default: one made for it"),
)  # fmt: skip
def playground(lab: Any, args: Namespace) -> None:
    """A network that learns points in the plane, with its weights to be changed by hand.

    It is also in the variable playground: playground.model, .x, .y, .history.

    %keras playground spirals
    """
    from keras_lab.lab.playground import Playground

    model = model_named(lab, args.model) if args.model else None
    try:
        made = Playground(model=model, data=args.data or "circles")
    except ValueError as error:
        raise UsageError(f"%keras playground: {error}") from None
    lab.shell.user_ns["playground"] = made
    display(made)


@command(
    "pad",
    argument(
        "model", nargs="*", kind="model",
        help="an image classifier; may be left out where there is only one model",
    ),
)  # fmt: skip
def pad(lab: Any, args: Namespace) -> None:
    """A pad to draw a digit on: the model says what it sees.

    It is also in the variable pad: pad.image, .scores. For labels of your own, and models trained on images
    that are not scaled to 0…1, there is keras_lab.lab.DigitPad(model, labels=…, preprocess=…).
    """
    from keras_lab.lab.pad import DigitPad

    try:
        made = DigitPad(model_named(lab, " ".join(args.model)))
    except ValueError as error:
        raise UsageError(f"%keras pad: {error}") from None
    lab.shell.user_ns["pad"] = made
    display(made)
