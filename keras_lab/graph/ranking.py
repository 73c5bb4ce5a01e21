"""The rows of a layered drawing: which row each box stands in, and the order of each row.

The first half of the method of Sugiyama, Tagawa and Toda (1981): rows by longest paths, thin stand-ins
("dummies") where a line passes a row, and an order with few crossings by barycenters.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_SWEEPS = 8


@dataclass
class Ranking:
    """Items in rows: boxes are numbered as given, dummies follow.

    Attributes:
        row: the row of each item.
        rows: the items of each row, left to right.
        up, down: the items that an item is joined to in the rows above and below.
        chain: for each box, the dummies its lines pass, from the top down; all its lines share them.
    """

    row: list[int]
    rows: list[list[int]] = field(default_factory=list)
    up: list[list[int]] = field(default_factory=list)
    down: list[list[int]] = field(default_factory=list)
    chain: dict[int, list[int]] = field(default_factory=dict)

    def bends(self, start: int, end: int) -> list[int]:
        """The dummies that the line from box `start` to box `end` passes."""
        return self.chain.get(start, [])[: self.row[end] - self.row[start] - 1]


def rank(count: int, edges: Sequence[tuple[int, int]]) -> Ranking:
    """Rows for boxes 0 … count−1; lines lead downwards.

    Raises:
        ValueError: if the lines run in a circle.
    """
    ranking = Ranking(_rows(count, edges))
    _join(ranking, edges)
    _order(ranking)
    return ranking


def _rows(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """As high as possible, but what has more lines below than above stands as low as possible."""
    children: list[list[int]] = [[] for _ in range(count)]
    missing = [0] * count
    for start, end in edges:
        children[start].append(end)
        missing[end] += 1
    above = list(missing)
    order = [box for box in range(count) if not missing[box]]
    row = [0] * count
    for box in order:
        for child in children[box]:
            row[child] = max(row[child], row[box] + 1)
            missing[child] -= 1
            if not missing[child]:
                order.append(child)
    if len(order) < count:
        raise ValueError("Only graphs without circles can be drawn in rows.")
    for box in reversed(order):
        if len(children[box]) > above[box]:
            row[box] = min(row[child] for child in children[box]) - 1
    return row


def _join(ranking: Ranking, edges: Sequence[tuple[int, int]]) -> None:
    row = ranking.row
    ranking.up = [[] for _ in row]
    ranking.down = [[] for _ in row]
    lowest: dict[int, int] = {}
    for start, end in edges:
        lowest[start] = max(lowest.get(start, 0), row[end])
    for start, end in lowest.items():
        chain = list(range(len(row), len(row) + end - row[start] - 1))
        row.extend(range(row[start] + 1, end))
        for upper, lower in zip([start, *chain], chain, strict=False):
            ranking.up.append([upper])
            ranking.down.append([])
            if upper != start:
                ranking.down[upper].append(lower)
        ranking.chain[start] = chain
    for start, end in edges:
        passed = ranking.bends(start, end)
        upper = passed[-1] if passed else start
        ranking.down[upper].append(end)
        ranking.up[end].append(upper)
    for start, chain in ranking.chain.items():
        ranking.down[start] += chain[:1]


def _order(ranking: Ranking) -> None:
    rows = ranking.rows = _first_order(ranking)
    best, fewest = [list(items) for items in rows], crossings(ranking)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        _sweep(ranking, downwards=sweep % 2 == 0)
        found = crossings(ranking)
        if found < fewest:
            best, fewest = [list(items) for items in rows], found
    ranking.rows = best


def _first_order(ranking: Ranking) -> list[list[int]]:
    """The order of a walk in depth, along lines to the next row first."""
    rows: list[list[int]] = [[] for _ in range(max(ranking.row, default=-1) + 1)]
    seen = [False] * len(ranking.row)
    stack = [item for item in reversed(range(len(ranking.row))) if not ranking.up[item]]
    while stack:
        item = stack.pop()
        if not seen[item]:
            seen[item] = True
            rows[ranking.row[item]].append(item)
            stack.extend(reversed(ranking.down[item]))
    return rows


def _sweep(ranking: Ranking, downwards: bool) -> None:
    rows, joined = ranking.rows, ranking.up if downwards else ranking.down
    numbers = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
    for number in numbers:
        before = rows[number - 1 if downwards else number + 1]
        if len(rows[number]) == 1:
            continue
        place = {item: position for position, item in enumerate(before)}
        own = {item: float(position) for position, item in enumerate(rows[number])}
        wish = {item: _mean([place[other] for other in joined[item]], own[item]) for item in own}
        rows[number].sort(key=wish.__getitem__)


def _mean(numbers: list[int], default: float) -> float:
    return sum(numbers) / len(numbers) if numbers else default


def crossings(ranking: Ranking) -> int:
    """How many pairs of lines cross."""
    total = 0
    for upper, lower in pairwise(ranking.rows):
        if len(upper) == 1 or len(lower) == 1:
            continue
        place = {item: position for position, item in enumerate(lower)}
        ends: list[int] = []
        for item in upper:
            targets = sorted(place[other] for other in ranking.down[item])
            total += sum(len(ends) - bisect_left(ends, target + 1) for target in targets)
            for target in targets:
                insort(ends, target)
    return total
