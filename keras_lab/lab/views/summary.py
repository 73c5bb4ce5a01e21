"""The summary of a model as an HTML table.

Nothing is cut off, names are escaped, and colours are left to the page, so it reads on light and dark ones.
"""

from __future__ import annotations

from html import escape

from keras_lab.lab.protocol import LayerDescription, ModelBundle

_LEFT = ' style="text-align:left"'


def html(description: ModelBundle) -> str:
    """The table, with the model's name above and the counts of parameters below."""
    connected = _branches(description["layers"])
    titles = ["Layer (type)", "Output shape", "Parameters", *(["Connected to"] if connected else [])]
    head = "".join(f"<th{_LEFT}>{title}</th>" for title in titles)
    rows = "".join(_row(layer, connected) for layer in description["layers"])
    return (
        f"<p><b>{escape(description['name'])}</b> ({escape(description['kind'])})</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p>{escape(counts(description))}</p>"
    )


def counts(description: ModelBundle) -> str:
    """One line on the parameters, or on why they are not known yet."""
    if not description["built"]:
        return "Not built yet: the shape of the input is not known."
    numbers = description["parameters"]
    line = f"Parameters: {numbers['total']:,}"
    if numbers["non_trainable"]:
        line += f" ({numbers['trainable']:,} trainable, {numbers['non_trainable']:,} not)"
    return line


def _branches(layers: list[LayerDescription]) -> bool:
    """Whether it needs saying which layer is connected to which."""
    above = None
    for layer in layers:
        if layer["inputs"] and layer["inputs"] != [above] and above is not None:
            return True
        above = layer["name"]
    return False


def _row(layer: LayerDescription, connected: bool) -> str:
    indent = f";padding-left:{0.5 + 1.5 * layer['depth']}em" if layer["depth"] else ""
    frozen = " · frozen" if layer["params"] and not layer["trainable"] else ""
    name = f"<b>{escape(layer['name'])}</b> ({escape(layer['type'])}){frozen}"
    cells = [
        f'<td style="text-align:left{indent}">{name}</td>',
        f"<td{_LEFT}>{escape(layer['output'])}</td>",
        f'<td style="text-align:right">{layer["params"]:,}</td>',
    ]
    if connected:
        cells.append(f"<td{_LEFT}>{escape(', '.join(layer['inputs']))}</td>")
    return f"<tr>{''.join(cells)}</tr>"
