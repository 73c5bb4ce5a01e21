"""`%keras filters | saliency | attention`: what a model has learned, as static images."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Any

import numpy as np
from IPython.core.error import UsageError
from IPython.display import display

from keras_lab.doctor import insights
from keras_lab.lab.magics.commands.command import argument, command
from keras_lab.lab.magics.commands.models import model_named
from keras_lab.lab.models import models_in
from keras_lab.lab.views import insights as views
from keras_lab.lab.views import tiles
from keras_lab.registry import suggest

_MODEL = argument(
    "model", nargs="?", kind="model", help="a variable; may be left out where there is only one model"
)
_SAMPLE = argument("sample", metavar="DATA[i]", help="one sample, or a batch of which the first one is taken")


@command(
    "filters", _MODEL,
    argument("layer", kind="layer", help="the name of a convolution"),
    argument("--channel", type=int, metavar="N", help="of the input; default: their mean, or colours"),
)  # fmt: skip
def filters(lab: Any, args: Namespace) -> None:
    """The filters of a convolution as images, each from its lowest to its highest value.

    %keras filters model conv
    %keras filters model conv --channel 2
    """
    model = model_named(lab, args.model or "")
    images = _tried(lambda: insights.filters(model, args.layer))
    shown = _tried(lambda: views.filters(images, args.channel, tiles.small(1)))
    _show(tiles.svg(shown, f"Filters of {args.layer}"), f"{len(images)} filters of {args.layer}")


@command("saliency", _MODEL, _SAMPLE)
def saliency(lab: Any, args: Namespace) -> None:
    """What a model's answer to a sample hangs on: the gradient of the winning class's score.

    %keras saliency model x_test[3]
    """
    model = model_named(lab, args.model or "")
    x = _sample(lab, model, args.sample)
    found = _tried(lambda: views.saliency(model, x, tiles.small(2)))
    text = "what the output hangs on"
    if found["winner"] is not None:
        text = f"what class {found['winner']} ({found['score']:.3g}) hangs on"
    parts = ((found["sample"], args.sample), (found["map"], text))
    _show(
        tiles.beside([views.picture_svg(part, name) for part, name in parts], [name for _, name in parts]),
        text,
    )


@command(
    "attention", _MODEL, argument("layer", kind="layer", help="the name of a layer of attention"), _SAMPLE
)
def attention(lab: Any, args: Namespace) -> None:
    """Where each head of a layer looks in a sample: queries from the top, what they look at from the left.

    %keras attention model look x_test[3]
    """
    model = model_named(lab, args.model or "")
    x = _sample(lab, model, args.sample)
    maps = _tried(lambda: insights.attention_maps(model, x))
    if args.layer not in maps:
        known = f" There are: {', '.join(maps)}." if maps else " The model has no layer of attention."
        raise UsageError(f"{args.layer!r} pays no attention.{suggest(args.layer, maps)}{known}")
    shown = _tried(lambda: views.attention(maps[args.layer][0], tiles.small(1)))
    _show(tiles.svg(shown, f"Attention of {args.layer}"), f"{len(shown['titles'])} heads of {args.layer}")


def _show(svg: str, text: str) -> None:
    display({"image/svg+xml": svg, "text/plain": text}, raw=True)


def _tried(look: Callable[[], Any]) -> Any:
    try:
        return look()
    except (ValueError, LookupError, TypeError) as error:
        raise UsageError(str(error.args[0]) if error.args else type(error).__name__) from None


def _sample(lab: Any, model: Any, text: str) -> Any:
    """One sample as a batch of one."""
    namespace = lab.shell.user_ns
    try:
        value = np.asarray(eval(text, lab.shell.user_global_ns, namespace))
    except Exception as error:  # a person's expression
        known = [name for name in namespace if name not in models_in(namespace)]
        raise UsageError(f"{text}: {error}.{suggest(text.split('[')[0], known)}") from None
    if value.dtype.kind not in "fiub":
        raise UsageError(f"{text} is no array of numbers but of type {value.dtype}.")
    inputs = getattr(model, "inputs", None) or ()
    if len(inputs) > 1:
        raise UsageError(f"{model.name} has {len(inputs)} inputs; use keras_lab.doctor, or click on a layer.")
    wanted = len(inputs[0].shape) if inputs else value.ndim + 1
    return value[:1] if value.ndim == wanted else value[None]
