"""Plain-text tables in which nothing is cut off: columns are as wide as needed, or cells wrap."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_PADDING = 3  # a blank on each side of a cell, and the line between columns
_NARROWEST = 8


def text_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], right: frozenset[int]
) -> str:
    """A table with a frame.

    Args:
        header: the columns' titles.
        rows: the cells.
        widths: of the columns, in characters; longer cells wrap.
        right: the columns that are aligned to the right.
    """
    lines = [_rule(widths, "┏━┳┓"), *_row(header, widths, right, "┃"), _rule(widths, "┡━╇┩")]
    for row in rows:
        lines += _row(row, widths, right, "│")
    return "\n".join([*lines, _rule(widths, "└─┴┘")])


def natural_widths(
    header: Sequence[str], rows: Sequence[Sequence[str]], most: Sequence[int | None]
) -> list[int]:
    """The width of the widest cell of each column, but not more than `most` unless a word needs it."""
    widths = []
    for column, limit in enumerate(most):
        cells = [header[column], *(row[column] for row in rows)]
        widest = max(text_width(cell) for cell in cells)
        if limit is not None and widest > limit:
            widest = max(limit, *(text_width(word) for cell in cells for word in cell.split()))
        widths.append(widest)
    return widths


def fitted_widths(widths: Sequence[int], line_length: int) -> list[int]:
    """`widths` changed so that the table is `line_length` wide: the widest give way first.

    A table cannot be narrower than eight characters a column.
    """
    room = line_length - _PADDING * len(widths) - 1
    fitted = list(widths)
    while sum(fitted) > room and max(fitted) > _NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    fitted[-1] += max(0, room - sum(fitted))
    return fitted


def widths_at(positions: Sequence[float], line_length: int) -> list[int]:
    """The widths of columns that end at `positions`: fractions of the line, or characters."""
    ends = [round(p * line_length) if 0 < p <= 1 else round(p) for p in positions]
    starts = [0, *ends[:-1]]
    return [max(_NARROWEST // 2, end - start - _PADDING) for start, end in zip(starts, ends, strict=True)]


def text_width(text: str) -> int:
    """How many columns of a terminal `text` takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken at blanks where possible, all indented alike."""
    words = text.lstrip(" ")
    indent = " " * min(len(text) - len(words), width // 2 - 1)
    return [indent + line for line in _lines(words, width - len(indent))]


def _lines(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer) <= width:
            line = longer
            continue
        lines += [line] if line.strip() else []
        *full, line = _pieces(word, width)
        lines += full
    return [*lines, line]


def _pieces(word: str, width: int) -> list[str]:
    pieces = [""]
    for character in word:
        if text_width(pieces[-1] + character) > width and pieces[-1]:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _rule(widths: Sequence[int], corners: str) -> str:
    return corners[0] + corners[2].join(corners[1] * (width + 2) for width in widths) + corners[3]


def _row(cells: Sequence[str], widths: Sequence[int], right: frozenset[int], bar: str) -> list[str]:
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, wrapped))
    lines = []
    for number in range(height):
        parts = [cell[number] if number < len(cell) else "" for cell in wrapped]
        padded = [_pad(part, widths[column], column in right) for column, part in enumerate(parts)]
        lines.append(f"{bar} " + f" {bar} ".join(padded) + f" {bar}")
    return lines


def _pad(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - text_width(text))
    return blanks + text if right else text + blanks
