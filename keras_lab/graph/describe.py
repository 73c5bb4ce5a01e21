"""A model as plain JSON data: what views in a notebook, the side panel and files show of it."""

from __future__ import annotations

from typing import Any

from keras_lab.graph.calls import Call, calls_of, type_name
from keras_lab.graph.families import family_of
from keras_lab.graph.layout import Layout, column, layout
from keras_lab.graph.lettering import BOX_HEIGHT, box_width
from keras_lab.graph.rows import Row, model_rows
from keras_lab.graph.shapes import UNKNOWN, shape_text
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
        "graph": _graph(model, rows),
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


def _graph(model: Any, rows: list[Row]) -> dict[str, Any]:
    places = {row.layer: place for place, row in enumerate(rows) if row.depth == 0}
    known = calls_of(model)
    calls = [Call(layer.name, layer, None, ()) for layer in places] if known is None else known
    nodes = [_node(call, places.get(call.operation), rows) for call in calls]
    number = {call.id: place for place, call in enumerate(calls)}
    edges = list(dict.fromkeys((number[s.call], number[call.id]) for call in calls for s in call.sources))
    sizes = [(node["width"], node["height"]) for node in nodes]
    placed = column(sizes) if known is None else layout(sizes, edges)
    return _placed(nodes, edges, placed)


def _node(call: Call, place: int | None, rows: list[Row]) -> dict[str, Any]:
    row = None if place is None else rows[place]
    note = shape_text(call.outputs) if call.outputs is not None else row.output if row else UNKNOWN
    kind = type_name(call.operation)
    label = f"{call.operation.name} (call {call.number + 1})" if call.repeated else call.operation.name
    return {
        "id": call.id,
        "layer": place,
        "x": 0,
        "y": 0,
        "width": box_width(kind, label, note),
        "height": BOX_HEIGHT,
        "label": label,
        "type": kind,
        "note": note,
        "family": family_of(call.operation),
    }


def _placed(nodes: list[dict[str, Any]], edges: list[tuple[int, int]], where: Layout) -> dict[str, Any]:
    for node, (x, y) in zip(nodes, where.boxes, strict=True):
        node.update(x=x, y=y)
    lines = [
        {"from": nodes[start]["id"], "to": nodes[end]["id"], "points": [list(point) for point in points]}
        for (start, end), points in zip(edges, where.lines, strict=True)
    ]
    return {"width": where.width, "height": where.height, "nodes": nodes, "edges": lines}
