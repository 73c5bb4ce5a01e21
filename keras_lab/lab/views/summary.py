"""The summary of a model as an HTML table and as text.

Nothing is cut off, names are escaped, and colours are left to the page, so it reads on light and dark ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from keras_lab.graph.table import natural_widths, text_table
from keras_lab.graph.totals import size_text
from keras_lab.lab.protocol import LayerDescription, LayerTimes, ModelBundle
from keras_lab.lab.views.folding import folded

UNKNOWN = "?"
CONVENTION = "FLOPs and memory are for one sample, forward; a multiplication with its addition counts as two."
_WIDEST_CONNECTIONS = 36


@dataclass(frozen=True)
class Column:
    """A column of the table: its title, the text of a layer's cell, whether it is set flush right."""

    title: str
    cell: Callable[[int, LayerDescription], str]
    right: bool = True


def html(description: ModelBundle) -> str:
    """The table, with the model's name above and the totals below."""
    columns = _columns(description)
    head = "".join(f"<th{_align(column)}>{column.title}</th>" for column in columns)
    rows = "".join(
        _row(place, description["layers"][place], columns)
        if isinstance(place, int)
        else f'<tr><td colspan="{len(columns) + 1}" style="text-align:left"><i>{escape(str(place))}</i></td></tr>'
        for place in folded(description["layers"])
    )
    totals = "".join(f"<p>{escape(line)}</p>" for line in totals_lines(description))
    return (
        f"<p><b>{escape(description['name'])}</b> ({escape(description['kind'])})</p>"
        f'<div style="overflow-x:auto"><table><thead><tr><th style="text-align:left">Layer (type)</th>{head}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>{totals}"
    )


def text(description: ModelBundle) -> str:
    """The same as text."""
    layers, columns = description["layers"], _columns(description)
    header = ["Layer (type)", *(column.title for column in columns)]
    rows = [
        [_indented(layers[place]), *(column.cell(place, layers[place]) for column in columns)]
        if isinstance(place, int)
        else [str(place), *[""] * len(columns)]
        for place in folded(layers)
    ]
    most = [60, *(_WIDEST_CONNECTIONS if column.title == "Connected to" else None for column in columns)]
    right = frozenset(number for number, column in enumerate(columns, 1) if column.right)
    table = text_table(header, rows, natural_widths(header, rows, most), right)
    return "\n".join(
        [f'Model: "{description["name"]}"', table, *(f" {s}" for s in totals_lines(description))]
    )


def totals_lines(description: ModelBundle) -> list[str]:
    """What all layers together have and cost, or why that is not known yet."""
    if not description["built"]:
        return ["Not built yet: the shape of the input is not known."]
    numbers, cost = description["parameters"], description["cost"]
    line = f"Parameters: {numbers['total']:,} ({size_text(cost['weight_bytes'])})"
    if numbers["non_trainable"]:
        line += f", {numbers['trainable']:,} trainable, {numbers['non_trainable']:,} not"
    work = f"FLOPs: {flops_text(cost['flops'])}"
    if cost["uncounted"]:
        count = cost["uncounted"]
        work += f", without {count} layer{'s' * (count > 1)} of which they are not known"
    work += f" · memory of the outputs: {size_text(cost['activation_bytes'])}"
    lines = [line, work, CONVENTION]
    return [*lines, _time_line(description, description["times"])] if description["times"] else lines


def flops_text(flops: int | None) -> str:
    """Four digits: `850`, `12.35 k`, `7.775 G`."""
    if flops is None:
        return UNKNOWN
    if flops < 1000:
        return str(flops)
    for factor, unit in ((1e3, "k"), (1e6, "M"), (1e9, "G")):
        if flops / factor < 999.95:
            return f"{flops / factor:.4g} {unit}"
    return f"{flops / 1e12:.4g} T"


def time_text(seconds: float | None) -> str:
    """Three digits: `1.23 ms`."""
    if seconds is None:
        return UNKNOWN
    for factor, unit in ((1e6, "µs"), (1e3, "ms")):
        if seconds * factor < 999.5:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"


def _time_line(description: ModelBundle, times: LayerTimes) -> str:
    own = [s for s, layer in zip(times["seconds"], description["layers"], strict=True) if layer["depth"] == 0]
    known = sum(seconds for seconds in own if seconds is not None)
    return (
        f"Time of the layers, forward, each by itself: {time_text(known)} for a batch of {times['batch']} "
        f"({times['engine']}; medians)"
    )


def _columns(description: ModelBundle) -> list[Column]:
    columns = [
        Column("Output shape", lambda _, layer: layer["output"], right=False),
        Column("Parameters", lambda _, layer: f"{layer['params']:,}"),
        Column(
            "Trainable",
            lambda _, layer: ("yes" if layer["trainable"] else "no") if layer["params"] else "–",
            False,
        ),
        Column("FLOPs", lambda _, layer: flops_text(layer["flops"])),
        Column("Outputs", lambda _, layer: _bytes(layer["activation_bytes"])),
        Column("Weights", lambda _, layer: _bytes(layer["weight_bytes"])),
    ]
    times = description["times"]
    if times is not None:
        seconds = times["seconds"]
        columns.append(Column("Time", lambda place, _: time_text(seconds[place])))
    if _branches(description["layers"]):
        columns.append(Column("Connected to", lambda _, layer: ", ".join(layer["inputs"]), right=False))
    return columns


def _bytes(count: int | None) -> str:
    return UNKNOWN if count is None else size_text(count) if count else "0"


def _branches(layers: list[LayerDescription]) -> bool:
    """Whether it needs saying which layer is connected to which."""
    above = None
    for layer in layers:
        if layer["inputs"] and layer["inputs"] != [above] and above is not None:
            return True
        above = layer["name"]
    return False


def _indented(layer: LayerDescription) -> str:
    indent = "  " * (layer["depth"] - 1) + "└ " if layer["depth"] else ""
    return f"{indent}{layer['name']} ({layer['type']})"


def _row(place: int, layer: LayerDescription, columns: list[Column]) -> str:
    indent = f";padding-left:{0.5 + 1.5 * layer['depth']}em" if layer["depth"] else ""
    cells = "".join(f"<td{_align(column)}>{escape(column.cell(place, layer))}</td>" for column in columns)
    name = f"<b>{escape(layer['name'])}</b> ({escape(layer['type'])})"
    return f'<tr><td style="text-align:left{indent}">{name}</td>{cells}</tr>'


def _align(column: Column) -> str:
    return "" if column.right else ' style="text-align:left"'
