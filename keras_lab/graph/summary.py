"""The summary of a model as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from keras_lab.graph.rows import Row, model_rows
from keras_lab.graph.table import fitted_widths, natural_widths, text_table, widths_at
from keras_lab.graph.totals import totals
from keras_lab.registry import suggest

_WIDEST_CONNECTIONS = 36


def summary_text(
    model: Any,
    line_length: int | None = None,
    positions: Sequence[float] | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Sequence[str] | None = None,
) -> str:
    """The layers of a model with their output shapes and numbers of parameters, and the totals.

    Nothing is cut off: columns are as wide as their cells, or the cells wrap.

    Args:
        model: built or not; layers that are not built show `?` and `0 (unbuilt)`.
        line_length: width of the table; default: as wide as needed.
        positions: where the columns end, as fractions of the line or in characters.
        expand_nested: whether the layers of models inside are listed, too.
        show_trainable: whether a column tells which layers training may change (`-`: nothing to change).
        layer_range: names (or regular expressions) of the first and the last layer to be listed.

    Raises:
        ValueError: if `positions` do not fit the columns, or no layer is called as `layer_range` says.
    """
    rows = model_rows(model, expand_nested)
    columns = _columns(rows, show_trainable)
    header = [title for title, _, _ in columns]
    if layer_range is not None:
        first, last = _bounds(rows, layer_range)
        rows = rows[first : last + 1]
    cells = [[cell(row) for _, _, cell in columns] for row in rows]
    widths = natural_widths(header, cells, [limit for _, limit, _ in columns])
    if positions is not None:
        widths = widths_at(_checked_positions(positions, header), line_length or 98)
    elif line_length is not None:
        widths = fitted_widths(widths, line_length)
    table = text_table(header, cells, widths, frozenset({2}))
    return "\n".join([f'Model: "{model.name}"', table, *_totals_lines(model)])


Column = tuple[str, "int | None", Callable[[Row], str]]


def _columns(rows: list[Row], show_trainable: bool) -> list[Column]:
    columns: list[Column] = [
        ("Layer (type)", None, _layer_cell),
        ("Output Shape", None, lambda row: row.output),
        ("Param #", None, lambda row: "0 (unbuilt)" if row.params is None else f"{row.params:,}"),
    ]
    if not _is_stack(rows):
        columns.append(("Connected to", _WIDEST_CONNECTIONS, lambda row: ", ".join(row.connected_to) or "-"))
    if show_trainable:
        columns.append(("Trainable", None, lambda row: {None: "-", True: "Y", False: "N"}[row.trainable]))
    return columns


def _layer_cell(row: Row) -> str:
    indent = "  " * (row.depth - 1) + "└ " if row.depth else ""
    return f"{indent}{row.name} ({row.type})"


def _is_stack(rows: list[Row]) -> bool:
    """Whether each layer does nothing but follow the one above it."""
    above: dict[int, str] = {}
    for row in rows:
        before = above.get(row.depth)
        if len(row.connected_to) > 1 or (before is not None and row.connected_to and row.inputs != (before,)):
            return False
        above = {depth: name for depth, name in above.items() if depth < row.depth}
        above[row.depth] = row.name
    return True


def _checked_positions(positions: Sequence[float], header: list[str]) -> Sequence[float]:
    given = list(positions)[: len(header)]
    if len(given) < len(header) or any(b <= a for a, b in zip([0, *given], given, strict=False)):
        raise ValueError(
            f"`positions` must be {len(header)} growing numbers, one for each of the columns "
            f"{', '.join(header)}. Received: {list(positions)}"
        )
    return given


def _bounds(rows: list[Row], layer_range: Sequence[str]) -> tuple[int, int]:
    if len(layer_range) != 2:
        raise ValueError(
            f"`layer_range` must be the names of the first and the last layer. Received: {layer_range!r}"
        )
    first, last = (_places(rows, name) for name in layer_range)
    return min(first[0], last[0]), max(first[0], last[-1])


def _places(rows: list[Row], name: str) -> list[int]:
    exact = [place for place, row in enumerate(rows) if row.name == name]
    found = exact or [place for place, row in enumerate(rows) if re.match(name, row.name)]
    if not found:
        hint = suggest(name, [row.name for row in rows])
        raise ValueError(f"`layer_range` names {name!r}, but no layer is called so.{hint}")
    return found


def _totals_lines(model: Any) -> list[str]:
    sums = totals(model)
    lines = [
        f" Total params: {sums.all}",
        f" Trainable params: {sums.trainable}",
        f" Non-trainable params: {sums.non_trainable}",
    ]
    return lines if sums.optimizer is None else [*lines, f" Optimizer params: {sums.optimizer}"]
