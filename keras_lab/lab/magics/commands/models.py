"""`%keras summary | graph | weights | save | load`: looking at models, and keeping them."""

from __future__ import annotations

import keyword
import os
import re
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from IPython.core.error import UsageError
from IPython.display import display

from keras_lab.graph.timing import BATCH
from keras_lab.lab.drawn_files import write_png, write_svg
from keras_lab.lab.layer_times import times_of
from keras_lab.lab.magics.commands.command import argument, command
from keras_lab.lab.models import is_model, models_in
from keras_lab.lab.views import model as views
from keras_lab.lab.views import weights as weights_views
from keras_lab.lab.views.axis import size
from keras_lab.registry import suggest

_MODEL = argument(
    "model", nargs="*", kind="model",
    help="a variable or an expression; may be left out where there is only one model",
)  # fmt: skip


@command(
    "summary",
    _MODEL,
    argument("--time", action="store_true", help="measure how long each layer takes"),
    argument(
        "--batch", type=int, default=BATCH, metavar="N", help=f"samples to measure with (default: {BATCH})"
    ),
)
def summary(lab: Any, args: Namespace) -> None:
    """The table of the layers of a model: shapes, parameters, FLOPs, memory.

    FLOPs and memory are for one sample, forward; a multiplication with its addition counts as two operations.

    %keras summary model
    %keras summary model --time    each layer run by itself, medians
    """
    model = model_named(lab, " ".join(args.model))
    try:
        times = times_of(model, args.batch) if args.time else None
    except ValueError as error:
        raise UsageError(f"%keras summary: {error}") from None
    display(views.summary_bundle(model, times), raw=True)


@command(
    "graph",
    _MODEL,
    argument("--svg", kind="file", metavar="FILE", help="write the drawing to a file"),
    argument("--png", kind="file", metavar="FILE", help="the same as PNG (needs Graphviz)"),
)
def graph(lab: Any, args: Namespace) -> None:
    """The drawing of the layers of a model; or writes it to files, with every layer.

    %keras graph model
    %keras graph model --svg model.svg
    """
    model = model_named(lab, " ".join(args.model))
    if not (args.svg or args.png):
        display(views.graph_bundle(model), raw=True)
    try:
        if args.svg:
            print(f"{model.name} → {write_svg(model, _path(args.svg))}")
        if args.png:
            print(f"{model.name} → {write_png(model, _path(args.png))}")
    except (ValueError, OSError) as error:
        raise UsageError(f"%keras graph: {error}") from None


@command(
    "weights",
    argument("model", nargs="?", kind="model", help="a variable; may be left out where there is only one model"),
    argument("layer", nargs="?", kind="layer", help="the name of a layer; default: all layers"),
)  # fmt: skip
def weights(lab: Any, args: Namespace) -> None:
    """The weights of a model: shape, mean, spread, range, share of zeros and distribution of each.

    %keras weights              of the only model there is
    %keras weights model dense  of one layer
    """
    known = models_in(lab.shell.user_ns)
    if args.layer is None and args.model and args.model not in known and len(_distinct(known)) == 1:
        args.model, args.layer = "", args.model  # the name of a layer of the only model
    model = model_named(lab, args.model or "")
    try:
        rows = weights_views.rows(model, args.layer)
    except LookupError as error:
        raise UsageError(str(error)) from None
    display(weights_views.bundle(model, rows), raw=True)


@command(
    "save",
    argument("model", nargs="?", kind="model", help="a variable; may be left out where there is only one model"),
    argument("file", kind="file", help="where to: *.keras, *.h5, or only the weights: *.weights.h5"),
)  # fmt: skip
def save(lab: Any, args: Namespace) -> None:
    """Saves a model, or only its weights where the file's name ends with .weights.h5."""
    model, path = model_named(lab, args.model or ""), _path(args.file)
    try:
        model.save_weights(path) if str(path).endswith(".weights.h5") else model.save(path)
    except (ValueError, OSError) as error:
        raise UsageError(f"%keras save: {error}") from None
    print(f"{model.name} → {args.file}, {size(path.stat().st_size)}")


@command(
    "load",
    argument("file", kind="file", help="a model's file: *.keras or *.h5"),
    argument("as_", nargs="?", metavar="as", help="the word “as”"),
    argument("name", nargs="?", metavar="NAME", help="the variable it goes to; default: the file's name"),
)
def load(lab: Any, args: Namespace) -> None:
    """Loads a model into a variable.

    %keras load mnist.keras          into the variable mnist
    %keras load mnist.keras as model
    """
    from keras_lab.models import load_model

    if (args.as_ or "as") != "as" or (args.as_ and not args.name):
        raise UsageError("%keras load FILE as NAME")
    path = _path(args.file)
    name = args.name or re.sub(r"\W", "_", path.name.split(".")[0])
    if not name.isidentifier() or keyword.iskeyword(name):
        raise UsageError(f"{name!r} cannot be a variable. Say which: %keras load {args.file} as NAME")
    if not path.exists():
        near = suggest(path.name, os.listdir(path.parent) if path.parent.is_dir() else [])
        raise UsageError(f"There is no file {args.file}.{near}")
    try:
        model = load_model(path)
    except (ValueError, OSError, TypeError) as error:
        raise UsageError(f"%keras load: {error}") from None
    lab.shell.user_ns[name] = model
    parameters = f", {model.count_params():,} parameters" if model.built else ""
    print(f"{name}: {type(model).__name__} {model.name!r}{parameters}")


def _path(text: str) -> Path:
    return Path(os.path.expandvars(text)).expanduser()


def model_named(lab: Any, line: str) -> Any:
    """The model that `line` names; the only one there is if it names none."""
    namespace = lab.shell.user_ns
    models = models_in(namespace)
    if not line:
        return _only(models)
    try:
        value = models[line] if line in models else eval(line, lab.shell.user_global_ns, namespace)
    except (NameError, SyntaxError) as error:
        raise UsageError(f"{error}.{suggest(line, models)}") from None
    if not is_model(value):
        kind = type(value).__name__
        raise UsageError(f"{line} is not a model but of type {kind}.{suggest(line, models)}")
    return value


def _only(models: Mapping[str, Any]) -> Any:
    distinct = _distinct(models)
    if len(distinct) == 1:
        return next(iter(distinct.values()))
    known = f"Which of: {', '.join(models)}?" if models else "There is no model in this session yet."
    raise UsageError(known)


def _distinct(models: Mapping[str, Any]) -> dict[int, Any]:
    return {id(model): model for model in models.values()}
