"""The parts of a model's drawing: calls, models inside, and repeated blocks, which may be open or closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from keras_lab.graph.calls import Call, calls_of, is_model
from keras_lab.graph.repeats import Run, find_runs

#: Runs of up to so many calls show them all when they are opened; longer ones their blocks.
FEW = 120


@dataclass
class Part:
    """A box of the drawing, or a frame with parts in it.

    Attributes:
        id: unique in the drawing.
        kind: "call", "model", "repeat" (of blocks that are alike) or "block" (one of them).
        calls: those of the model that the part stands in.
        leaving: the ids of those whose outputs are used outside of the part.
        count: the blocks of the repeat that this is, or is part of.
        number: which of the blocks it is, from 0.
        opens: whether it is open unless somebody closes it.
        inside: makes the parts in it.
    """

    id: str
    kind: str
    calls: Sequence[Call]
    leaving: frozenset[str]
    count: int = 1
    number: int = 0
    opens: bool = False
    inside: Callable[[], list[Part]] | None = field(default=None, repr=False)


class Outline:
    """The parts of one model.

    Args:
        calls: of the model, each after those it needs.
        config: operation → its configuration.
        grouped: whether repeated blocks are parts.
        prefix: of the ids.
    """

    def __init__(
        self, calls: Sequence[Call], config: Callable[[Any], dict[str, Any]], grouped: bool, prefix: str = ""
    ) -> None:
        self._calls = calls
        self._config = config
        self._grouped = grouped
        self._prefix = prefix
        places = {call.id: place for place, call in enumerate(calls)}
        self._last_use = dict.fromkeys(places, len(calls))  # of what nobody uses: the end
        for place, call in enumerate(calls):
            for source in call.sources:
                self._last_use[source.call] = place

    def parts(self) -> list[Part]:
        """The parts, each after those it needs."""
        runs = find_runs(self._calls, self._config) if self._grouped else []
        parts: list[Part] = []
        place = 0
        for run in runs:
            parts += [*map(self._call, self._calls[place : run.start]), self._repeat(run)]
            place = run.end
        return [*parts, *map(self._call, self._calls[place:])]

    def _call(self, call: Call) -> Part:
        own = self._prefix + call.id
        if not is_model(call.operation):
            return Part(own, "call", [call], frozenset([call.id]))

        def inside() -> list[Part]:
            return Outline(known_calls(call.operation), self._config, self._grouped, f"{own}/").parts()

        return Part(own, "model", [call], frozenset([call.id]), inside=inside)

    def _repeat(self, run: Run) -> Part:
        few = run.length * run.count <= FEW

        def block(number: int) -> Part:
            start = run.start + number * run.length
            own = self._calls[start : start + run.length]
            if run.length == 1:
                return self._call(own[0])
            name, leaving = f"{self._prefix}{own[0].id} …", self._leaving(start, start + run.length)
            inside = partial(_list_of, self._call, own)
            return Part(name, "block", own, leaving, run.count, number, few, inside)

        name = f"{self._prefix}{self._calls[run.start].id} × {run.count}"
        calls, leaving = self._calls[run.start : run.end], self._leaving(run.start, run.end)
        return Part(
            name, "repeat", calls, leaving, run.count, inside=partial(_list_of, block, range(run.count))
        )

    def _leaving(self, start: int, end: int) -> frozenset[str]:
        return frozenset(call.id for call in self._calls[start:end] if self._last_use[call.id] >= end)


def known_calls(model: Any) -> list[Call]:
    """The calls of a model; where it is not known what calls what, its layers without connections."""
    calls = calls_of(model)
    return [Call(layer.name, layer, None, ()) for layer in model.layers] if calls is None else calls


def _list_of(make: Callable[[Any], Part], things: Iterable[Any]) -> list[Part]:
    return [make(thing) for thing in things]
