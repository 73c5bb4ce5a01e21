"""A model as plain JSON data: what views in a notebook, the side panel and files show of it."""

from __future__ import annotations

from typing import Any

from keras_lab.graph.calls import type_name
from keras_lab.graph.picture import picture
from keras_lab.graph.rows import Row, model_rows
from keras_lab.graph.totals import totals

VERSION = 1


def describe(model: Any) -> dict[str, Any]:
    """The layers of `model` (those of models inside, too), its parameters and its laid-out graph.

    The result is JSON without NaN. Keys: `version`, `name`, `kind`, `built`, `parameters`, `layers`, `graph`;
    sizes and places in the graph are px from the top left. A shared layer has one entry in `layers`, and a
    box for each of its calls in `graph`; the input of a Sequential model has a box, but no entry.
    """
    rows = model_rows(model, expand_nested=True)
    sums = totals(model)
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
        "layers": [_layer(row) for row in rows],
        "graph": picture(model, rows),
    }


def _layer(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "type": row.type,
        "output": row.output,
        "dtype": row.dtype,
        "params": row.params or 0,
        "trainable": bool(getattr(row.layer, "trainable", False)),
        "inputs": list(row.inputs),
        "config": row.config,
        "weights": row.weights,
        "depth": row.depth,
    }
