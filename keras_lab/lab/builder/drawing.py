"""Where the boxes of a document go, and the drawing of it for front ends without our extension."""

from __future__ import annotations

import re
from collections.abc import Mapping

from keras_lab.graph.drawing import graph_svg
from keras_lab.graph.families import family_of_name
from keras_lab.graph.layout import layout
from keras_lab.graph.lettering import drawn_width
from keras_lab.lab.builder import document as documents
from keras_lab.lab.protocol import BuilderDocument, BuilderNodeState, Graph, GraphNode

HEIGHT, NARROWEST, WIDEST = 44, 150, 260


def graph_of(document: BuilderDocument, states: Mapping[str, BuilderNodeState]) -> Graph:
    """The nodes from top to bottom; lines that would close a circle, or lead from nowhere, are left out."""
    nodes, circle = documents.ordered(document)
    place = {node["id"]: number for number, node in enumerate(nodes)}
    edges = [(place[each], place[node["id"]]) for node in nodes for each in node["inputs"] if each in place]
    edges = list(dict.fromkeys(edges))
    boxes = [_box(node["id"], node["layer"], states) for node in [*nodes, *circle]]
    where = layout([(int(box["width"]), HEIGHT) for box in boxes], edges)
    for box, (x, y) in zip(boxes, where.boxes, strict=True):
        box["x"], box["y"] = x, y
    return {
        "width": where.width,
        "height": where.height,
        "nodes": boxes,
        "edges": [
            {"from": boxes[a]["id"], "to": boxes[b]["id"], "points": [list(point) for point in points]}
            for (a, b), points in zip(edges, where.lines, strict=True)
        ],
        "frames": [],
    }


def svg(name: str, graph: Graph) -> str:
    """The drawing as an SVG document."""
    return graph_svg({"name": name or "model", "graph": graph})


def _box(id: str, layer: str, states: Mapping[str, BuilderNodeState]) -> GraphNode:
    state = states[id]
    note = state["output"] or ("…" if state["waits"] else "!")
    label = "" if re.fullmatch(rf"{documents.snake_case(layer)}(_\d+)?", id) else id
    inner = max(drawn_width(layer, 13, bold=True) + drawn_width(label, 12), drawn_width(note, 12))
    width = min(WIDEST, max(NARROWEST, inner + 44))
    return {
        "id": id, "layer": None, "x": 0, "y": 0, "width": 2 * round(width / 2), "height": HEIGHT,
        "label": label, "type": layer, "note": note, "family": family_of_name(layer), "kind": "call", "open": False,
    }  # fmt: skip
