"""Where the boxes and lines of a drawing go: rows from top to bottom, lines lead down, nothing overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from keras_lab.graph.placing import place
from keras_lab.graph.ranking import rank

Point = tuple[int, int]

MARGIN = 16
_GAP = 34
_WIDEST_GAP = 72


@dataclass(frozen=True)
class Layout:
    """A drawing in px from its top left corner.

    Attributes:
        width, height: of the whole.
        boxes: the top left corner of each box.
        lines: for each line the points it runs through: from the bottom of a box to the top of another,
            vertical beside the boxes it passes.
    """

    width: int
    height: int
    boxes: list[Point]
    lines: list[list[Point]]


def layout(sizes: Sequence[tuple[int, int]], edges: Sequence[tuple[int, int]]) -> Layout:
    """Places boxes of the given sizes (width, height) that are joined by `edges` (from, to).

    The same graph is always placed in the same way.

    Raises:
        ValueError: if the edges run in a circle.
    """
    distinct = list(dict.fromkeys(edges))
    widths = [width + width % 2 for width, _ in sizes]
    ranking = rank(len(sizes), distinct)
    centres = place(ranking, widths, distinct)
    tops, bottoms, height = _heights(ranking.row, ranking.rows, [h for _, h in sizes], centres, ranking.down)
    left = min((x - widths[box] // 2 if box < len(widths) else x for box, x in enumerate(centres)), default=0)
    centres = [x - left + MARGIN for x in centres]

    def line(start: int, end: int) -> list[Point]:
        points = [(centres[start], tops[ranking.row[start]] + sizes[start][1])]
        for bend in ranking.bends(start, end):
            row = ranking.row[bend]
            points += [(centres[bend], tops[row]), (centres[bend], bottoms[row])]
        return _without_needless([*points, (centres[end], tops[ranking.row[end]])])

    rights = [x + widths[item] // 2 if item < len(widths) else x for item, x in enumerate(centres)]
    return Layout(
        width=max(rights, default=MARGIN) + MARGIN,
        height=height,
        boxes=[(centres[box] - widths[box] // 2, tops[ranking.row[box]]) for box in range(len(sizes))],
        lines=[line(start, end) for start, end in edges],
    )


def column(sizes: Sequence[tuple[int, int]], gap: int = 12) -> Layout:
    """Boxes one below the other, for a model of which it is not known what calls what."""
    width = max((width for width, _ in sizes), default=0)
    boxes, y = [], MARGIN
    for own, height in sizes:
        boxes.append((MARGIN + (width - own) // 2, y))
        y += height + gap
    return Layout(width + 2 * MARGIN, max(y - gap, MARGIN) + MARGIN, boxes, [])


def _heights(
    row: list[int], rows: list[list[int]], heights: list[int], centres: list[int], down: list[list[int]]
) -> tuple[list[int], list[int], int]:
    """The top and the bottom of each row, and the height of all; far-reaching lines get more room."""
    tops, bottoms, y = [], [], MARGIN
    for items in rows:
        tops.append(y)
        y += max((heights[item] for item in items if item < len(heights)), default=0)
        bottoms.append(y)
        reach = [abs(centres[item] - centres[other]) for item in items for other in down[item]]
        y += min(_WIDEST_GAP, _GAP + max(reach, default=0) // 10)
    return tops, bottoms, (bottoms[-1] if bottoms else 0) + MARGIN


def _without_needless(points: list[Point]) -> list[Point]:
    """Leaves out points in the middle of a vertical run."""
    kept = points[:1]
    for point, after in pairwise(points[1:]):
        if not kept[-1][0] == point[0] == after[0]:
            kept.append(point)
    return [*kept, points[-1]]
