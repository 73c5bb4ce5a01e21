"""Drawings put together from smaller ones: boxes joined by lines, frames around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from keras_lab.graph.layout import MARGIN, Layout, Point, column, layout
from keras_lab.graph.outline import Part

Node = dict[str, Any]
#: (place of a part, place of another that gets something from it) → the calls whose outputs these are, in order.
Wires = dict[tuple[int, int], dict[str, None]]
#: The place of what is around the frame.
OUTSIDE = -1


@dataclass
class Drawn:
    """A part that is drawn, from its top left corner.

    Attributes:
        width, height: of the whole.
        entry: where lines arrive at the top.
        nodes, edges, frames: what it is made of, as `picture` returns them.
        ways: call → the boxes its outputs come from, each with the way from there to the lower edge.
    """

    width: int
    height: int
    entry: int
    nodes: list[Node]
    edges: list[dict[str, Any]]
    frames: list[dict[str, Any]]
    ways: dict[str, list[tuple[str, list[Point]]]]

    def move(self, x: int, y: int) -> None:
        """Moves all to the right and down."""
        self.entry += x
        for thing in (*self.nodes, *self.frames):
            thing["x"] += x
            thing["y"] += y
        for edge in self.edges:
            edge["points"] = [(a + x, b + y) for a, b in edge["points"]]
        self.ways = {
            call: [(box, [(a + x, b + y) for a, b in points]) for box, points in ways]
            for call, ways in self.ways.items()
        }


def joined(parts: list[Drawn], wires: Wires) -> Drawn:
    """Parts from top to bottom, and the lines between them."""
    inner = [wire for wire in wires if OUTSIDE not in wire]
    return _placed(parts, layout(_sizes(parts), inner), {wire: wires[wire] for wire in inner})


def in_column(parts: list[Drawn]) -> Drawn:
    """Parts one below the other, of which it is not known how they are joined."""
    return _placed(parts, column(_sizes(parts)), {})


def framed(around: Part, bar: Drawn, parts: list[Drawn], wires: Wires) -> Drawn:
    """Parts in a frame: lines from outside go through the `bar` at its top, those that leave through its lower edge."""
    end = len(parts) + 1
    turned = {
        (start + 1, end if to == OUTSIDE else to + 1): calls for (start, to), calls in wires.items()
    }  # OUTSIDE + 1 is the place of the bar
    all_parts = [bar, *parts, Drawn(2, 0, 1, [], [], [], {})]
    where = layout(_sizes(all_parts), list(turned))
    made = _placed(all_parts, where, turned, end)
    made.move(0, -MARGIN)
    made.height = where.height - MARGIN
    made.entry = bar.entry
    bar.nodes[0].update(x=0, width=where.width)
    for ways in made.ways.values():
        for _, points in ways:
            points.append((points[-1][0], made.height))
    if around.kind == "model":
        made.ways = {around.calls[0].id: [way for ways in made.ways.values() for way in ways]}
    made.frames.insert(0, {"id": around.id, "x": 0, "y": 0, "width": where.width, "height": made.height})
    return made


def as_graph(drawn: Drawn) -> dict[str, Any]:
    """The drawing as JSON data."""
    for edge in drawn.edges:
        edge["points"] = [list(point) for point in edge["points"]]
    return {
        "width": drawn.width,
        "height": drawn.height,
        "nodes": drawn.nodes,
        "edges": drawn.edges,
        "frames": drawn.frames,
    }


def _sizes(parts: list[Drawn]) -> list[tuple[int, int]]:
    return [(part.width, part.height) for part in parts]


def _placed(parts: list[Drawn], where: Layout, wires: Wires, end: int = OUTSIDE) -> Drawn:
    """The parts in their places, with the lines; those to the part `end` are the ways out."""
    made = Drawn(where.width, where.height, 0, [], [], [], {})
    for part, (x, y) in zip(parts, where.boxes, strict=True):
        part.move(x, y)
        made.nodes += part.nodes
        made.edges += part.edges
        made.frames += part.frames
    seen: set[tuple[str, str]] = set()
    for ((start, to), calls), line in zip(wires.items(), where.lines, strict=True):
        for call, box, way in _ways(parts[start], calls):
            points = [*way, *line[1:]]
            if to == end:
                made.ways.setdefault(call, []).append((box, points))
                continue
            target = parts[to].nodes[0]["id"]
            if (box, target) not in seen:
                seen.add((box, target))
                points[-1] = (parts[to].entry, points[-1][1])
                made.edges.append({"from": box, "to": target, "points": points})
    return made


def _ways(part: Drawn, calls: Mapping[str, None]) -> list[tuple[str, str, list[Point]]]:
    """(call, box, way out) for each of the `calls`; where none is named (a frame's bar) all there are, once."""
    named = calls if calls and all(call in part.ways for call in calls) else list(part.ways)[:1]
    return [(call, box, way) for call in named for box, way in part.ways[call]]
