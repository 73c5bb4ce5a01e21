"""How wide text is when it is drawn, as far as that can be known without the font."""

from __future__ import annotations

import unicodedata

TYPE_SIZE, TEXT_SIZE = 13, 12
LEFT, RIGHT, BETWEEN = 14, 14, 8
#: Room for the sign of a box that can be opened, and the height of a frame's bar.
SIGN, BAR = 20, 26

_WIDTHS = {
    **dict.fromkeys("ijl'|.,:;! ", 0.32),
    **dict.fromkeys("frt()[]{}/-`", 0.40),
    **dict.fromkeys("mwMW@%", 0.95),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&", 0.70),
}


def drawn_width(text: str, size: float, bold: bool = False) -> float:
    """The width in px of `text` in a sans-serif font of `size` px; rather too wide than too narrow."""
    ems = sum(_WIDTHS.get(c) or (1.0 if unicodedata.east_asian_width(c) in "WF" else 0.61) for c in text)
    return ems * size * (1.12 if bold else 1.0)


def box_size(kind: str, name: str, note: str, opens: bool = False) -> tuple[int, int]:
    """Width (an even number) and height of a box: a line for type and name, one for a note if any.

    One that `opens` has room for a sign that says so.
    """
    inner = max(_first_line(kind, name) + (SIGN if opens else 0), drawn_width(note, TEXT_SIZE), 80)
    return 2 * round((LEFT + inner + RIGHT) / 2), 44 if note else 28


def bar_size(kind: str, name: str) -> tuple[int, int]:
    """Width and height of the bar at the top of a frame."""
    return 2 * round((LEFT + _first_line(kind, name) + SIGN + RIGHT) / 2), BAR


def _first_line(kind: str, name: str) -> float:
    more = BETWEEN + drawn_width(name, TEXT_SIZE) if name not in ("", kind) else 0
    return drawn_width(kind, TYPE_SIZE, bold=True) + more
