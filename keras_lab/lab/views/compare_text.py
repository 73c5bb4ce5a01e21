"""A comparison as tables, in HTML and in text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from keras_lab.lab.compared import Compared
from keras_lab.lab.views.axis import duration, short
from keras_lab.lab.views.text import aligned

_MOST_ROWS = 50
_MOST_DIFFERENCES = 40
_MOST_RUNS = 12  # beside one another
_MOST_LINES = 80  # of code
_LONGEST = 60


def text(found: Compared) -> str:
    """Values, differences of the configuration and of the code."""
    parts = ["\n".join(aligned(_table(found)))]
    if found.differences():
        parts.append("\n".join(aligned(_difference_table(found))))
    return "\n\n".join([*parts, *([_code(found)] if _code(found) else [])])


def html(found: Compared) -> str:
    """The same, with the differences folded up."""
    parts = [html_table(_table(found))]
    if found.differences():
        parts.append(_folded("Configuration", html_table(_difference_table(found))))
    if _code(found):
        code = f'<pre style="white-space:pre-wrap">{escape(_code(found))}</pre>'
        parts.append(_folded("Code", code))
    return "".join(parts)


def html_table(rows: Sequence[Sequence[str]]) -> str:
    """A table whose first row is its head."""

    def row(cells: Sequence[str], tag: str) -> str:
        first, *rest = (escape(cell) for cell in cells)
        ends = "".join(f'<{tag} style="text-align:right">{cell}</{tag}>' for cell in rest)
        return f'<tr><{tag} style="text-align:left">{first}</{tag}>{ends}</tr>'

    body = "".join(row(each, "td") for each in rows[1:])
    return f"<table><thead>{row(rows[0], 'th')}</thead><tbody>{body}</tbody></table>"


def no_more(rows: list[list[str]], most: int) -> list[list[str]]:
    """The head and so many rows; how many there are besides is said in one more."""
    if len(rows) - 1 <= most:
        return rows
    return [*rows[: most + 1], [f"… {len(rows) - 1 - most} more", *[""] * (len(rows[0]) - 1)]]


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{title}</summary>{content}</details>"


def _table(found: Compared) -> list[list[str]]:
    rows = [{name: item for name, item in row.items() if name != "id"} for row in found.rows()]
    names = list(dict.fromkeys(name for row in rows for name in row))
    titles = ["took" if name == "seconds" else name for name in names]
    lines = [[_cell(name, row.get(name)) for name in names] for row in rows]
    return no_more([titles, *lines], _MOST_ROWS)


def _difference_table(found: Compared) -> list[list[str]]:
    rows = [["differs in", *found.labels]]
    rows += [[name, *map(_plain, values)] for name, values in found.differences().items()]
    if len(found.runs) > _MOST_RUNS:
        rows = [[*row[: _MOST_RUNS + 1], "…"] for row in rows]
    return no_more(rows, _MOST_DIFFERENCES)


def _code(found: Compared) -> str:
    lines = found.code().splitlines()
    more = [f"… {len(lines) - _MOST_LINES} more lines"] if len(lines) > _MOST_LINES else []
    return "\n".join([*lines[:_MOST_LINES], *more])


def _cell(name: str, value: Any) -> str:
    if name == "seconds":
        return duration(value)
    return short(value) if isinstance(value, float) else _plain(value)


def _plain(value: Any) -> str:
    text = "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
