"""Finding the repeated parts of a model: runs of blocks that are built alike, one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from keras_lab import tree
from keras_lab.graph.calls import Call, type_name
from keras_lab.graph.symbolic import OpCall, is_symbolic

_LONGEST = 120  # calls in a block

#: What may differ from block to block: names, and the rates of dropout, which often grow with the depth.
_OF_ITS_OWN = frozenset({"name", "rate", "seed"})


@dataclass(frozen=True)
class Run:
    """`count` blocks of `length` calls each, from the place `start` on."""

    start: int
    length: int
    count: int

    @property
    def end(self) -> int:
        """The place after the last block."""
        return self.start + self.length * self.count


def find_runs(calls: Sequence[Call], config: Callable[[Any], dict[str, Any]]) -> list[Run]:
    """The runs among the calls of one model (each after those it needs), in order; they don't overlap.

    Two blocks are alike if their layers have the same types, configurations (but for names), numbers of parameters
    and outputs, and if they are wired in the same way.

    Args:
        calls: the calls.
        config: operation → its configuration as plain data.
    """
    kinds: dict[Any, int] = {}
    signs = [kinds.setdefault(sign_of(call, config), len(kinds)) for call in calls]
    places = {call.id: place for place, call in enumerate(calls)}
    sources = [[places[source.call] for source in call.sources] for call in calls]
    return runs_of(signs, sources)


def runs_of(signs: Sequence[int], sources: Sequence[Sequence[int]]) -> list[Run]:
    """The runs in a list of things: `signs` are equal where they are alike, `sources` the places each depends on."""
    return _runs(signs, sources, 0, len(signs))


def sign_of(call: Call, config: Callable[[Any], dict[str, Any]]) -> str:
    """What calls that are alike have in common, whatever they get their inputs from."""
    operation = call.operation
    if isinstance(operation, OpCall):
        nest = (call.node.args, call.node.kwargs) if call.node else ()
        facts = ["·" if is_symbolic(leaf) else str(leaf) for leaf in tree.flatten(nest)]
    else:
        count = operation.count_params() if getattr(operation, "built", False) else None
        facts = [str(count), str(len(getattr(operation, "layers", []))), _without_names(config(operation))]
    shapes = [str(getattr(output, "shape", None)) for output in tree.flatten(call.outputs)]
    return "|".join([type_name(operation), *shapes, *facts])


def _without_names(config: Any) -> str:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items() if key not in _OF_ITS_OWN}
        return [plain(item) for item in value] if isinstance(value, list) else value

    return json.dumps(plain(config), default=str)


def _runs(signs: Sequence[int], sources: Sequence[Sequence[int]], start: int, end: int) -> list[Run]:
    best = _best(signs, sources, start, end)
    if best is None:
        return []
    return [*_runs(signs, sources, start, best.start), best, *_runs(signs, sources, best.end, end)]


def _best(signs: Sequence[int], sources: Sequence[Sequence[int]], start: int, end: int) -> Run | None:
    """The run that saves most boxes; of equal ones that of the shortest blocks."""
    found: list[Run] = []
    for length in range(1, min(_LONGEST, (end - start) // 2) + 1):
        place = start
        while place < end - length:
            alike = 0
            while place + alike + length < end and _alike(signs, sources, place + alike, length):
                alike += 1
            run = _turned(sources, place, alike + length, length)
            if run is not None:
                found.append(run)
            place += alike + 1
    return max(found, key=lambda run: (run.length * (run.count - 1), -run.length, -run.start), default=None)


def _alike(signs: Sequence[int], sources: Sequence[Sequence[int]], place: int, length: int) -> bool:
    """Whether the call at `place` is like the one a block further on."""
    other = place + length
    if signs[place] != signs[other] or len(sources[place]) != len(sources[other]):
        return False
    return all(a + length == b or a == b for a, b in zip(sources[place], sources[other], strict=True))


def _turned(sources: Sequence[Sequence[int]], start: int, total: int, length: int) -> Run | None:
    """The blocks in `total` calls that are alike at this distance, cut where the fewest lines are cut."""
    least = 4 if length == 1 else 2
    if total < least * length:
        return None
    runs = [
        Run(start + shift, length, (total - shift) // length)
        for shift in range(length)
        if (total - shift) // length >= least
    ]
    return min(runs, key=lambda run: (*_cut(sources, run), -run.count, run.start), default=None)


def _cut(sources: Sequence[Sequence[int]], run: Run) -> tuple[int, int]:
    """From how few calls the second block gets something, and (less is better) minus how often it does.

    So a residual block begins where its two ways part, not where they have met.
    """
    first = run.start + run.length
    given = [s for place in range(first, first + run.length) for s in set(sources[place]) if s < first]
    return len(set(given)), -len(given)
