"""The drawing of a model as SVG, without any program or library for graphs.

Colours follow Okabe and Ito's palette for the colour-blind, and the class's name says the same as the
colour. All text stands on the boxes' own ground and lines are mid-grey, so that a drawing can be read on any
page; where style sheets work it follows a dark theme.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from keras_lab.graph.lettering import BETWEEN, LEFT, TEXT_SIZE, TYPE_SIZE

_COLOURS = {
    "input": "#7d8590",
    "core": "#0072b2",
    "convolution": "#e69f00",
    "pooling": "#d55e00",
    "recurrent": "#009e73",
    "attention": "#cc79a7",
    "embedding": "#56b4e9",
    "normalization": "#b5a300",
    "activation": "#8c6bb1",
    "merging": "#4d5b6b",
    "model": "#0f4c75",
    "repeat": "#7a4fa3",
    "block": "#7a4fa3",
}
_GREY, _INK, _SOFT = "#8b949e", "#1f2328", "#57606a"
_FONT = "system-ui, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', sans-serif"
_LIGHT = f".kl-ground{{fill:#fff}}.kl-ink{{fill:{_INK}}}.kl-soft{{fill:{_SOFT}}}"
_DARK = ".kl-ground{fill:#1c2128}.kl-ink{fill:#f0f3f6}.kl-soft{fill:#a5afba}"


def _under(theme: str, rules: str) -> str:
    return "".join(f"{theme} {rule}}}" for rule in rules.split("}") if rule)


_STYLE = (
    f"{_LIGHT}@media (prefers-color-scheme:dark){{{_DARK}}}"
    + _under('[data-jp-theme-light="true"]', _LIGHT)
    + _under('[data-jp-theme-light="false"]', _DARK)
)

#: What XML cannot hold, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graph_svg(description: dict[str, Any]) -> str:
    """The graph of a model, as an SVG document.

    Args:
        description: what `describe(model)` returned.
    """
    graph = description["graph"]
    width, height = graph["width"], graph["height"]
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" aria-label="{_text(_title(description))}" '
            f'font-family="{_FONT}" font-size="{TEXT_SIZE}">',
            f"<title>{_text(_title(description))}</title><desc>{_text(_told(description))}</desc>",
            f"<style>{_STYLE}</style>",
            *map(_frame, graph.get("frames", [])),
            _lines([edge["points"] for edge in graph["edges"]]),
            *(_box(node) for node in graph["nodes"]),
            "</svg>",
        ]
    )


def _title(description: dict[str, Any]) -> str:
    return f"Graph of the model {description['name']}"


def _told(description: dict[str, Any]) -> str:
    """The drawing in words, for those who cannot see it."""
    inputs: dict[str, list[str]] = {}
    for edge in description["graph"]["edges"]:
        inputs.setdefault(edge["to"], []).append(edge["from"])
    sentences = []
    for node in description["graph"]["nodes"]:
        source = f" from {' and '.join(inputs[node['id']])}" if node["id"] in inputs else ""
        sentences.append(f"{_spoken(node)}{source}.")
    return " ".join(sentences)


def _lines(lines: list[list[list[int]]]) -> str:
    """All lines as one path, and all heads as another."""
    if not lines:
        return ""
    heads = "".join(f"M{x - 4} {y - 8}h8l-4 7z" for *_, (x, y) in lines)
    return (
        f'<path d="{"".join(map(_curve, lines))}" fill="none" stroke="{_GREY}" stroke-width="1.5"/>'
        f'<path d="{heads}" fill="{_GREY}"/>'
    )


def _curve(points: list[list[int]]) -> str:
    """A line that leaves and arrives vertically, and ends within its head."""
    (x, y), *rest = points
    path = f"M{x} {y}"
    for position, (to_x, to_y) in enumerate(rest):
        end = to_y - 5 if position == len(rest) - 1 else to_y
        middle = (y + end) / 2
        path += f"V{end}" if to_x == x else f"C{x} {middle:g} {to_x} {middle:g} {to_x} {end}"
        x, y = to_x, to_y
    return path


def _frame(frame: dict[str, Any]) -> str:
    return (
        f'<rect x="{frame["x"]}" y="{frame["y"]}" width="{frame["width"]}" height="{frame["height"]}" rx="6" '
        f'fill="{_GREY}" fill-opacity=".07" stroke="{_GREY}" stroke-opacity=".6"/>'
    )


def _box(node: dict[str, Any]) -> str:
    colour = _COLOURS.get(node.get("family", "other"), _GREY)
    frame = f'width="{node["width"]}" height="{node["height"]}" rx="6"'
    return (
        f'<g transform="translate({node["x"]} {node["y"]})" fill="{colour}"><title>{_text(_spoken(node))}</title>'
        f'{_stack(node, frame, colour)}<rect class="kl-ground" {frame} fill="#fff"/>'
        f'<rect {frame} fill-opacity=".12" stroke="{colour}"{_dashes(node)}/>'
        f'<path d="M6 0a6 6 0 0 0-6 6v{node["height"] - 12}a6 6 0 0 0 6 6z"/>'
        f'<text class="kl-soft" x="{LEFT}" y="18" fill="{_SOFT}">{_lettering(node)}</text></g>'
    )


def _stack(node: dict[str, Any], frame: str, colour: str) -> str:
    """The edges of more boxes behind that of repeated blocks."""
    if node.get("kind") != "repeat" or node.get("open"):
        return ""
    return "".join(
        f'<rect class="kl-ground" x="{by}" y="{by}" {frame} fill="#fff" stroke="{colour}" stroke-opacity=".6"/>'
        for by in (6, 3)
    )


def _lettering(node: dict[str, Any]) -> str:
    style = f'class="kl-ink" font-size="{TYPE_SIZE}" font-weight="600" fill="{_INK}"'
    letters = f"<tspan {style}>{_text(node['type'])}</tspan>"
    if node["label"] not in ("", node["type"]):
        letters += f'<tspan dx="{BETWEEN}">{_text(node["label"])}</tspan>'
    if node["note"]:
        letters += f'<tspan x="{LEFT}" y="35">{_text(node["note"])}</tspan>'
    return letters


def _spoken(node: dict[str, Any]) -> str:
    return ", ".join(filter(None, [f"{node['id']} ({node['type']})", node["note"]]))


def _dashes(node: dict[str, Any]) -> str:
    """Ops, which are no layers, have a dashed frame."""
    return ' stroke-dasharray="4 3"' if node.get("family") == "op" else ""


def _text(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
