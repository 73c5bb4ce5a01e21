"""The summary of a model as an HTML table and as text, from its description.

A description is what `keras_lab.graph.describe.describe(model)` returns (`protocol.ModelBundle`). Nothing
is cut off, names are escaped, and colours are left to the page, so it reads on light and dark ones.
"""

from __future__ import annotations

from html import escape

from keras_lab.lab.protocol import LayerDescription, ModelBundle

_HEAD = ("Layer", "Output shape", "Parameters", "Connected to")
_LEFT = ' style="text-align:left"'


def html(description: ModelBundle) -> str:
    """The table, with a caption above and the counts of parameters below."""
    head = "".join(f"<th{_LEFT}>{name}</th>" for name in _HEAD)
    rows = "".join(_row(layer) for layer in description["layers"])
    return (
        f"<p><b>{escape(description['name'])}</b> ({escape(description['kind'])})</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p>{escape(counts(description))}</p>"
    )


def text(description: ModelBundle) -> str:
    """The same in plain text."""
    rows = [[*_HEAD], *(_cells(layer) for layer in description["layers"])]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(_set, row, widths, _HEAD)).rstrip() for row in rows]
    rule = "─" * (sum(widths) + 2 * len(widths) - 2)
    title = f"{description['name']} ({description['kind']})"
    return "\n".join([title, lines[0], rule, *lines[1:], rule, counts(description)])


def counts(description: ModelBundle) -> str:
    """One line on the parameters, or on why they are not known yet."""
    if not description["built"]:
        return "Not built yet: the shapes of its inputs are not known."
    numbers = description["parameters"]
    line = f"Parameters: {numbers['total']:,}"
    if numbers["non_trainable"]:
        line += f" ({numbers['trainable']:,} trainable, {numbers['non_trainable']:,} not)"
    return line


def _cells(layer: LayerDescription) -> list[str]:
    name = f"{'  ' * layer['depth']}{layer['name']} ({layer['type']}){_frozen(layer)}"
    return [name, layer["output"], f"{layer['params']:,}", ", ".join(layer["inputs"])]


def _row(layer: LayerDescription) -> str:
    indent = f";padding-left:{0.5 + 1.5 * layer['depth']}em" if layer["depth"] else ""
    name = f"<b>{escape(layer['name'])}</b> ({escape(layer['type'])}){_frozen(layer)}"
    return (
        f'<tr><td style="text-align:left{indent}">{name}</td>'
        f"<td{_LEFT}>{escape(str(layer['output']))}</td>"
        f'<td style="text-align:right">{layer["params"]:,}</td>'
        f"<td{_LEFT}>{escape(', '.join(layer['inputs']))}</td></tr>"
    )


def _frozen(layer: LayerDescription) -> str:
    return " · frozen" if layer["params"] and not layer["trainable"] else ""


def _set(cell: str, width: int, head: str) -> str:
    return cell.rjust(width) if head == "Parameters" else cell.ljust(width)
