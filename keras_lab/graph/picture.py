"""The graph of a model as boxes and lines with their places, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lab.graph.calls import Call, calls_of, type_name
from keras_lab.graph.families import family_of
from keras_lab.graph.layout import Layout, column, layout
from keras_lab.graph.lettering import box_size
from keras_lab.graph.rows import Row
from keras_lab.graph.shapes import layer_dtype, output_text

Node = dict[str, Any]


def picture(
    model: Any,
    rows: Sequence[Row],
    shapes: bool = True,
    dtypes: bool = False,
    names: bool = True,
    notes: Callable[[Any], list[str]] = lambda operation: [],
) -> dict[str, Any]:
    """The boxes (`nodes`) and lines (`edges`) of a model, laid out from top to bottom, in px.

    Where it is not known what calls what, there is a box for each layer, and no lines.

    Args:
        model: the model.
        rows: its rows; a box knows its layer by the place among them.
        shapes, dtypes, names: what stands in the boxes besides the layers' types.
        notes: layer → what else.
    """
    places = {row.layer: place for place, row in enumerate(rows) if row.depth == 0}
    known = calls_of(model)
    calls = [Call(layer.name, layer, None, ()) for layer in places] if known is None else known
    nodes = []
    for call in calls:
        note = [output_text(call.operation, [call])] if shapes else []
        note += [str(layer_dtype(call.operation, [call]))] if dtypes else []
        note += notes(call.operation)
        nodes.append(_node(call, places.get(call.operation), _label(call) if names else "", " ".join(note)))
    number = {call.id: place for place, call in enumerate(calls)}
    edges = list(dict.fromkeys((number[s.call], number[call.id]) for call in calls for s in call.sources))
    sizes = [(node["width"], node["height"]) for node in nodes]
    return _placed(nodes, edges, column(sizes) if known is None else layout(sizes, edges))


def _label(call: Call) -> str:
    return f"{call.operation.name} (call {call.number + 1})" if call.repeated else str(call.operation.name)


def _node(call: Call, place: int | None, label: str, note: str) -> Node:
    kind = type_name(call.operation)
    width, height = box_size(kind, label, note)
    return {
        "id": call.id,
        "layer": place,
        "x": 0,
        "y": 0,
        "width": width,
        "height": height,
        "label": label,
        "type": kind,
        "note": note,
        "family": family_of(call.operation),
    }


def _placed(nodes: list[Node], edges: list[tuple[int, int]], where: Layout) -> dict[str, Any]:
    for node, (x, y) in zip(nodes, where.boxes, strict=True):
        node.update(x=x, y=y)
    lines = [
        {"from": nodes[start]["id"], "to": nodes[end]["id"], "points": [list(point) for point in points]}
        for (start, end), points in zip(edges, where.lines, strict=True)
    ]
    return {"width": where.width, "height": where.height, "nodes": nodes, "edges": lines}
