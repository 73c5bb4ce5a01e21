"""The drawing of a model as an SVG image, from the layout in its description."""

from __future__ import annotations

from html import escape

from keras_lab.lab.protocol import GraphEdge, GraphNode, ModelBundle
from keras_lab.lab.views.curves import GREY

_CHARACTER = 6.6  # px, of the font at its size, about


def svg(description: ModelBundle) -> str:
    """The image; boxes name their layer, its type and the shape of its output."""
    graph = description["graph"]
    width, height = f"{graph['width']:.0f}", f"{graph['height']:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" style="max-width:100%" role="img" font-family="system-ui,sans-serif" font-size="11">'
        f"<title>Graph of {escape(description['name'])}</title>"
        f"<desc>{escape(_connections(description))}</desc>"
        f'<g fill="none" stroke="{GREY}" stroke-width="1.2">{"".join(map(_edge, graph["edges"]))}</g>'
        f'<g text-anchor="middle" fill="{GREY}">{"".join(map(_node, graph["nodes"]))}</g></svg>'
    )


def _node(node: GraphNode) -> str:
    x, y, width, height = node["x"], node["y"], node["width"], node["height"]
    room = int(width / _CHARACTER)
    title = f"{node['label']} ({node['type']}) {node['note']}"
    return (
        f"<g><title>{escape(title)}</title>"
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="5" fill="#0072B2" '
        f'fill-opacity=".12" stroke="#0072B2"/>'
        f'<text x="{x + width / 2:.0f}" y="{y + height / 2 - 3:.0f}" font-weight="bold">'
        f"{escape(_fit(node['label'], room))}</text>"
        f'<text x="{x + width / 2:.0f}" y="{y + height / 2 + 12:.0f}">'
        f"{escape(_fit(_second_line(node), room))}</text></g>"
    )


def _second_line(node: GraphNode) -> str:
    return " ".join(part for part in (node["type"], node["note"]) if part)


def _edge(edge: GraphEdge) -> str:
    points = edge["points"]
    if not points:
        return ""
    path = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points)
    x, y = points[-1]
    return f'<path d="{path}"/><path d="M{x - 4:.0f} {y - 6:.0f}L{x:.0f} {y:.0f}L{x + 4:.0f} {y - 6:.0f}"/>'


def _fit(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 1)] + "…"


def _connections(description: ModelBundle) -> str:
    return "; ".join(f"{edge['from']} to {edge['to']}" for edge in description["graph"]["edges"])
