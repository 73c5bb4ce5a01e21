"""A model's graph in Graphviz's language, and pictures drawn by Graphviz where it is installed."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from keras_lab import tree
from keras_lab.graph.calls import Call, calls_of, type_name
from keras_lab.graph.shapes import layer_dtype, output_text
from keras_lab.layers.layer import Layer

DIRECTIONS = ("TB", "LR", "BT", "RL")


@dataclass(frozen=True)
class Options:
    """What stands in the boxes, and how they are laid out (see `plot_model`)."""

    shapes: bool = False
    dtype: bool = False
    names: bool = True
    activations: bool = False
    trainable: bool = False
    rankdir: str = "TB"
    expand_nested: bool = False
    dpi: int | None = 200
    splines: str = "ortho"


def model_to_dot(
    model: Any,
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int | None = 200,
    subgraph: bool = False,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
    **kwargs: Any,
) -> Any:
    """The graph of a model as an object of the package pydot.

    Args:
        subgraph: whether to return a `pydot.Cluster` instead of a `pydot.Dot`.
        model, show_shapes, show_dtype, show_layer_names, rankdir, expand_nested, dpi, show_layer_activations,
            show_trainable, splines: see `plot_model`.

    Raises:
        ImportError: without pydot.
        ValueError: for a model that has not been built.
    """
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments: {kwargs}")
    try:
        pydot = importlib.import_module("pydot")
    except ImportError:
        raise ImportError(
            "model_to_dot needs pydot: pip install pydot. plot_model(…, to_file='model.svg') needs nothing."
        ) from None
    options = Options(
        show_shapes, show_dtype, show_layer_names, show_layer_activations, show_trainable, rankdir,
        expand_nested, dpi, splines,
    )  # fmt: skip
    graph = pydot.graph_from_dot_data(dot_text(model, options, as_cluster=subgraph))[0]
    return graph.get_subgraphs()[0] if subgraph else graph


def dot_text(model: Any, options: Options, as_cluster: bool = False) -> str:
    """The graph of a model in Graphviz's language.

    Raises:
        ValueError: for a model that has not been built, or a direction that there is not.
    """
    if not model.built:
        raise ValueError(
            f"The model {model.name!r} has not yet been built: call build() or the model on data first."
        )
    if options.rankdir not in DIRECTIONS:
        raise ValueError(f"rankdir must be one of {', '.join(DIRECTIONS)}. Received: {options.rankdir!r}")
    lines = [f"rankdir={options.rankdir}", "concentrate=true", f"splines={options.splines}"]
    lines += [f"dpi={options.dpi}"] if options.dpi else []
    lines += ['node [shape=record, fontname="Helvetica"]']
    inner = list(_lines(model, options, ""))
    lines += _cluster(model, inner, "") if as_cluster else inner
    return "digraph {\n" + "".join(f"  {line};\n" for line in lines) + "}\n"


def _cluster(model: Any, lines: list[str], prefix: str) -> list[str]:
    name = f"cluster_{prefix}{model.name}"
    return [f"subgraph {_quoted(name)} {{ style=dashed; label={_quoted(model.name)}; {'; '.join(lines)} }}"]


def _lines(model: Any, options: Options, prefix: str) -> Iterator[str]:
    calls = calls_of(model) or [Call(model.name, model, None, ())]
    for call in calls:
        place = f"{prefix}{call.id}"
        if _is_expanded(call.operation, options):
            yield from _cluster(call.operation, list(_lines(call.operation, options, f"{place}/")), prefix)
        else:
            yield f"{_quoted(place)} [label={_quoted(_label(call, options))}]"
    known = {call.id: call for call in calls}
    for call in calls:
        for source in call.sources:
            for start in _ends(known[source.call], options, prefix, last=True):
                for end in _ends(call, options, prefix, last=False):
                    yield f"{_quoted(start)} -> {_quoted(end)}"


def _is_expanded(operation: Any, options: Options) -> bool:
    return options.expand_nested and getattr(operation, "_graph", None) is not None


def _ends(call: Call, options: Options, prefix: str, last: bool) -> list[str]:
    """The boxes of a call that lines come from (`last`) or lead to: of an expanded model those at its rim."""
    place = f"{prefix}{call.id}"
    if not _is_expanded(call.operation, options):
        return [place]
    inner = calls_of(call.operation) or []
    used = {source.call for each in inner for source in each.sources}
    rim = [each for each in inner if (each.id not in used if last else not each.sources)]
    return [end for each in rim for end in _ends(each, options, f"{place}/", last)]


def _label(call: Call, options: Options) -> str:
    operation = call.operation
    kind = type_name(operation)
    parts = [f"{operation.name} ({kind})" if options.names else kind, *notes(operation, options)]
    parts += [f"Output shape: {output_text(operation, [call])}"] if options.shapes else []
    parts += [f"Output dtype: {layer_dtype(operation, [call])}"] if options.dtype else []
    label = "|".join("".join(f"\\{c}" if c in "{}|<>" else c for c in part) for part in parts)
    return f"{{{label}}}" if options.rankdir in ("TB", "BT") else label


def notes(operation: Any, options: Options) -> list[str]:
    """What is said of a layer besides name, shape and dtype."""
    activation = getattr(operation, "activation", None)
    found = []
    if options.activations and activation is not None:
        found.append(f"Activation: {getattr(activation, '__name__', type(activation).__name__)}")
    if options.trainable and isinstance(operation, Layer) and tree.flatten(operation.weights):
        found.append("Trainable" if operation.trainable else "Non-trainable")
    return found


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def drawn_by_graphviz(text: str, format: str) -> bytes | None:
    """The picture of a graph in Graphviz's language; None if Graphviz is not installed.

    Raises:
        ValueError: if Graphviz cannot draw it, or knows no such format.
    """
    program = shutil.which("dot")
    if program is None:
        return None
    done = subprocess.run([program, f"-T{format}"], input=text.encode(), capture_output=True, check=False)
    if done.returncode:
        message = done.stderr.decode(errors="replace").strip()
        raise ValueError(f"Graphviz cannot draw this model as {format!r}: {message}")
    return done.stdout
