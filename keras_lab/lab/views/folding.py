"""Long tables made short: of blocks that are alike, one after the other, only the first is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keras_lab.graph.repeats import Run, runs_of
from keras_lab.lab.protocol import LayerDescription

#: Tables of more rows are folded where they are static.
LONG = 200


@dataclass(frozen=True)
class Fold:
    """Rows that are left out: `count` blocks of `length` rows, as the rows above; `first` and `last` by name."""

    count: int
    length: int
    first: str
    last: str

    def __str__(self) -> str:
        what = "the row above" if self.length == 1 else f"the {self.length} rows above"
        return f"⋮ {what}, {self.count} times more: {self.first} … {self.last}"


def folded(layers: Sequence[LayerDescription]) -> list[int | Fold]:
    """The places of the rows that are listed, and what is left out; all of them unless there are very many."""
    if len(layers) <= LONG:
        return list(range(len(layers)))
    rows: list[int | Fold] = []
    place = 0
    for run in runs_of(*_pattern(layers)):
        rows += [*range(place, run.start + run.length), _fold(layers, run)]
        place = run.end
    return [*rows, *range(place, len(layers))]


def _pattern(layers: Sequence[LayerDescription]) -> tuple[list[int], list[list[int]]]:
    kinds: dict[object, int] = {}
    names: dict[str, int] = {}
    signs, sources = [], []
    for place, layer in enumerate(layers):
        facts = (
            layer["type"],
            layer["output"],
            layer["params"],
            layer["flops"],
            layer["trainable"],
            layer["depth"],
        )
        signs.append(kinds.setdefault(facts, len(kinds)))
        sources.append([names[name] for name in layer["inputs"] if name in names])
        names[layer["name"]] = place
    return signs, sources


def _fold(layers: Sequence[LayerDescription], run: Run) -> Fold:
    first, last = layers[run.start + run.length], layers[run.end - 1]
    return Fold(run.count - 1, run.length, first["name"], last["name"])
