"""`%keras look`: what the model of a run makes of some samples, and its layers in numbers."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from IPython.core.error import UsageError

from keras_lab.lab.looks.watcher import WORDS
from keras_lab.lab.lookview import LookView, look_at, run_named
from keras_lab.lab.magics.commands.command import argument, command


@command(
    "look",
    argument("words", nargs="*", kind="look", metavar="WHAT", help="a run of this session, and what to look at"),
)  # fmt: skip
def look(lab: Any, args: Namespace) -> LookView:
    """The model of a run, under way or over: its confusion matrix, residuals, predictions, layers.

    %keras look                 what makes sense of the last run of this session
    %keras look confusion       which class is taken for which
    %keras look residuals       predictions of a regression against targets
    %keras look samples         what the model says of single samples (see keras_lab.lab.watch_inputs)
    %keras look layers          weights, activations and gradients
    %keras look RUN layers      of another run: its id, the beginning of it, or its name
    """
    what = args.words[-1] if args.words and args.words[-1] in WORDS else ""
    names = args.words[:-1] if what else args.words
    if len(names) > 1:
        raise UsageError("%keras look [RUN] confusion | residuals | samples | layers")
    try:
        return look_at(lab.watcher, run_named(lab.watcher, names[0] if names else None), what)
    except (LookupError, ValueError, TimeoutError) as error:
        raise UsageError(f"%keras look: {error.args[0]}") from None
