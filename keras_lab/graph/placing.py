"""Where the items of ordered rows stand from left to right: near what they are joined to, chains straight.

Each row in turn is placed as near as possible (least squares) to its neighbours above, then below. Lines that
skip over boxes have no say in where boxes stand, so a residual block's main path stays straight, and the
skip bows around it.
"""

from __future__ import annotations

from collections.abc import Sequence

from keras_lab.graph.ranking import Ranking

_SWEEPS = 4
_BETWEEN_BOXES = 28
_BESIDE_LINES = 14
_ROUNDS = 3
_HAIR = 1e-6  # px; sums of floats may miss each other by less


def place(ranking: Ranking, widths: Sequence[int], edges: Sequence[tuple[int, int]]) -> list[int]:
    """The x of the centre of each item; `widths` are those of the boxes (even numbers stay exact)."""
    placing = _Placing(ranking, widths, edges)
    placing.place_solid()
    placing.place_skips()
    return [round(x) for x in placing.x]


class _Placing:
    """The state of placing: `x` of each item, its `offset` in its row packed tight, which items are solid."""

    def __init__(self, ranking: Ranking, widths: Sequence[int], edges: Sequence[tuple[int, int]]) -> None:
        self.ranking = ranking
        self.boxes = len(widths)
        self.widths = [*widths, *([0] * (len(ranking.row) - len(widths)))]
        self.solid = _solid(ranking, self.boxes, edges)
        self.up, self.down = _ties(ranking, self.solid, edges, self.boxes)
        self.offset = [0.0] * len(ranking.row)
        for items in ranking.rows:
            self._pack(items)
        self.x = list(self.offset)

    def _pack(self, items: list[int]) -> None:
        x = 0.0
        for before, item in zip([None, *items], items, strict=False):
            if before is not None:
                x += self._apart(before, item)
            self.offset[item] = x
        middle = x / 2
        for item in items:
            self.offset[item] -= middle

    def _apart(self, left: int, right: int) -> float:
        both = left < self.boxes and right < self.boxes
        return (self.widths[left] + self.widths[right]) / 2 + (_BETWEEN_BOXES if both else _BESIDE_LINES)

    # ---- boxes, and lines that go on straight from a box ----------------------------------------------

    def place_solid(self) -> None:
        rows = [[item for item in items if self.solid[item]] for items in self.ranking.rows]
        for sweep in range(2 * _SWEEPS):
            ties = self.up if sweep % 2 == 0 else self.down
            for items in rows if sweep % 2 == 0 else reversed(rows):
                self._settle(items, ties)
        self._straighten(_chains(self.up, self.down, self.solid), rows)

    def _settle(self, items: list[int], ties: list[list[int]]) -> None:
        wishes = [
            sum(self.x[other] for other in ties[item]) / len(ties[item]) if ties[item] else self.x[item]
            for item in items
        ]
        shifts = _growing([wish - self.offset[item] for wish, item in zip(wishes, items, strict=True)])
        for item, shift in zip(items, shifts, strict=True):
            self.x[item] = self.offset[item] + shift

    def _straighten(self, chains: list[list[int]], rows: list[list[int]]) -> None:
        """Moves each chain to one x where its neighbours leave room; that may make room for others."""
        beside = _neighbours(rows)
        for chain in chains * _ROUNDS:
            low = max(self._limit(item, beside[item][0], float("-inf")) for item in chain)
            high = min(self._limit(item, beside[item][1], float("inf")) for item in chain)
            if low <= high + _HAIR:
                wish = sum(self.x[item] for item in chain) / len(chain)
                for item in chain:
                    self.x[item] = min(max(wish, low), high)

    def _limit(self, item: int, other: int | None, default: float) -> float:
        """The x of `item` when it stands right beside `other`, with room for what is between them."""
        return default if other is None else self.x[other] + self.offset[item] - self.offset[other]

    # ---- lines that skip over boxes -------------------------------------------------------------------

    def place_skips(self) -> None:
        rows = self.ranking.rows
        for downwards in (True, False, True):
            for items in rows if downwards else reversed(rows):
                self._settle_skips(items, self.ranking.up if downwards else self.ranking.down)
        skips = [[item for item in chain if not self.solid[item]] for chain in self.ranking.chain.values()]
        self._straighten([chain for chain in skips if chain], rows)

    def _settle_skips(self, items: list[int], ties: list[list[int]]) -> None:
        """Places the items between two solid ones, or beyond the last, within the room there is."""
        group: list[int] = []
        low = float("-inf")
        for item in items:
            if self.solid[item]:
                self._squeeze(group, ties, low, self.x[item] - self.offset[item])
                group, low = [], self.x[item] - self.offset[item]
            else:
                group.append(item)
        self._squeeze(group, ties, low, float("inf"))

    def _squeeze(self, items: list[int], ties: list[list[int]], low: float, high: float) -> None:
        if items:
            self._settle(items, ties)
        for item in items:
            shift = self.x[item] - self.offset[item]
            self.x[item] = self.offset[item] + min(max(shift, low), high)


def _solid(ranking: Ranking, boxes: int, edges: Sequence[tuple[int, int]]) -> list[bool]:
    """Boxes are solid, and the dummies of lines that are no skips: the only ones from or to a box."""
    leaving, coming = _degrees(boxes, edges)
    solid = [item < boxes for item in range(len(ranking.row))]
    for start, end in edges:
        if leaving[start] == 1 or coming[end] == 1:
            for item in ranking.bends(start, end):
                solid[item] = True
    return solid


def _degrees(boxes: int, edges: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    leaving, coming = [0] * boxes, [0] * boxes
    for start, end in edges:
        leaving[start] += 1
        coming[end] += 1
    return leaving, coming


def _ties(
    ranking: Ranking, solid: list[bool], edges: Sequence[tuple[int, int]], boxes: int
) -> tuple[list[list[int]], list[list[int]]]:
    """The solid neighbours above and below each item; a box that has skips only is tied to their far ends."""
    up = [[other for other in ranking.up[item] if solid[other]] for item in range(len(solid))]
    down = [[other for other in ranking.down[item] if solid[other]] for item in range(len(solid))]
    lone_above = {box for box in range(boxes) if not up[box]}
    lone_below = {box for box in range(boxes) if not down[box]}
    for start, end in edges:
        if end in lone_above:
            up[end].append(start)
        if start in lone_below:
            down[start].append(end)
    return up, down


def _chains(up: list[list[int]], down: list[list[int]], solid: list[bool]) -> list[list[int]]:
    """Runs of items each of which is the only tie of the next and the other way round; longest first."""

    def follower(item: int) -> int | None:
        below = down[item]
        return below[0] if len(below) == 1 and len(up[below[0]]) == 1 and up[below[0]][0] == item else None

    followers = {item: follower(item) for item in range(len(solid)) if solid[item]}
    heads = set(followers) - set(followers.values())
    chains = []
    for head in sorted(heads):
        chain = [head]
        while (after := followers[chain[-1]]) is not None:
            chain.append(after)
        chains.append(chain)
    return sorted((chain for chain in chains if len(chain) > 1), key=len, reverse=True)


def _neighbours(rows: list[list[int]]) -> dict[int, tuple[int | None, int | None]]:
    return {
        item: (left, right)
        for items in rows
        for left, item, right in zip([None, *items], items, [*items[1:], None], strict=False)
    }


def _growing(wishes: list[float]) -> list[float]:
    """The nearest sequence (least squares) that nowhere falls: neighbours that would are averaged."""
    runs: list[tuple[float, int]] = []
    for wish in wishes:
        total, count = wish, 1
        while runs and runs[-1][0] / runs[-1][1] >= total / count:
            before = runs.pop()
            total, count = total + before[0], count + before[1]
        runs.append((total, count))
    return [total / count for total, count in runs for _ in range(count)]
