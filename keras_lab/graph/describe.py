"""A model as plain JSON data: what views in a notebook, the side panel and files show of it."""

from __future__ import annotations

import math
from collections.abc import Container
from typing import Any

from keras_lab.engine.dtypes import BITS
from keras_lab.graph.calls import type_name
from keras_lab.graph.picture import picture
from keras_lab.graph.rows import Row, model_rows
from keras_lab.graph.totals import totals

VERSION = 1
#: Drawings of more boxes show repeated blocks as one; of more than `VERY_LARGE` there is no other at first.
LARGE, VERY_LARGE = 40, 300


def describe(model: Any) -> dict[str, Any]:
    """The layers of `model` (those of models inside, too), its parameters, what it costs, and its laid-out graph.

    The result is JSON without NaN. Keys: `version`, `name`, `kind`, `built`, `parameters`, `cost`, `layers`, `graph`;
    sizes and places in the graph are px from the top left. A shared layer has one entry in `layers`, and a
    box for each of its calls in `graph`; the input of a Sequential model has a box, but no entry. In the graph of a
    large model repeated blocks are one box, and `full` is the graph with all of them (else, and of very large models,
    None).
    """
    rows = model_rows(model, expand_nested=True, with_work=True)
    sums = totals(model)
    layers = [_layer(row) for row in rows]
    count = sum(row.depth == 0 for row in rows)
    graph = picture(model, rows, grouped=count > LARGE)
    return {
        "version": VERSION,
        "name": model.name,
        "kind": type_name(model),
        "built": bool(model.built),
        "parameters": {
            "total": sums.all.count,
            "trainable": sums.trainable.count,
            "non_trainable": sums.non_trainable.count,
        },
        "cost": _cost(layers, sums.all.bytes),
        "layers": layers,
        "graph": graph,
        "full": picture(model, rows) if len(graph["nodes"]) < count <= VERY_LARGE else None,
    }


def redrawn(model: Any, grouped: bool, toggled: Container[str] = ()) -> dict[str, Any]:
    """The graph of `model` as in `describe`, redrawn in another way (see `picture`)."""
    return picture(model, model_rows(model, expand_nested=True), grouped=grouped, toggled=toggled)


def _cost(layers: list[dict[str, Any]], weights: int) -> dict[str, Any]:
    """What the model costs for one sample, as far as it is known."""
    own = [layer for layer in layers if layer["depth"] == 0]
    return {
        "flops": sum(layer["flops"] or 0 for layer in own),
        "uncounted": sum(layer["flops"] is None for layer in own),
        "activation_bytes": sum(layer["activation_bytes"] or 0 for layer in own),
        "weight_bytes": weights,
    }


def _layer(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "type": row.type,
        "output": row.output,
        "dtype": row.dtype,
        "params": row.params or 0,
        "flops": row.work.flops if row.work else None,
        "activation_bytes": row.work.bytes if row.work else None,
        "weight_bytes": sum(math.prod(w["shape"]) * BITS[w["dtype"]] // 8 for w in row.weights),
        "trainable": bool(getattr(row.layer, "trainable", False)),
        "inputs": list(row.inputs),
        "config": row.config,
        "weights": row.weights,
        "depth": row.depth,
    }
