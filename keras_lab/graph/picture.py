"""The graph of a model as boxes and lines with their places, as plain data.

Parts that can be opened (models inside, repeated blocks) are a box while they are closed; opened they are a frame
around what is in them, with a bar at its top that takes the place of the box.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from keras_lab.graph.boxes import DEFAULT, Boxes, Lettering
from keras_lab.graph.calls import Call, calls_of
from keras_lab.graph.frames import OUTSIDE, Drawn, Wires, as_graph, framed, in_column, joined
from keras_lab.graph.outline import Outline, Part
from keras_lab.graph.plain import plain_config
from keras_lab.graph.rows import Row


def picture(
    model: Any,
    rows: Sequence[Row],
    lettering: Lettering = DEFAULT,
    grouped: bool = False,
    toggled: Container[str] = (),
) -> dict[str, Any]:
    """The boxes (`nodes`), lines (`edges`) and `frames` of a model, laid out from top to bottom, in px.

    Where it is not known what calls what, there is a box for each layer, and no lines.

    Args:
        model: the model.
        rows: its rows (those of models inside, too, where these are opened); a box knows its layer by the place
            among them.
        lettering: what stands in the boxes.
        grouped: whether repeated blocks are drawn as one.
        toggled: the ids of the parts that are opened, or (where they are open by themselves) closed.
    """
    places: dict[Any, int] = {}
    for place, row in sorted(enumerate(rows), key=lambda pair: pair[1].depth):
        places.setdefault(row.layer, place)

    def config(operation: Any) -> dict[str, Any]:
        return rows[places[operation]].config if operation in places else plain_config(operation)

    known = calls_of(model)
    calls = (
        [Call(row.name, row.layer, None, ()) for row in rows if row.depth == 0] if known is None else known
    )
    parts = Outline(calls, config, grouped and known is not None).parts()
    if known is None:
        return as_graph(in_column([Boxes(places, lettering).box(part) for part in parts]))
    return as_graph(_draw(parts, None, Boxes(places, lettering), toggled))


def _draw(parts: list[Part], around: Part | None, boxes: Boxes, toggled: Container[str]) -> Drawn:
    """`parts` laid out, in a frame if there is one `around` them."""
    drawn = [
        boxes.box(part)
        if part.inside is None or part.opens == (part.id in toggled)
        else _draw(part.inside(), part, boxes, toggled)
        for part in parts
    ]
    return (
        joined(drawn, _wires(parts))
        if around is None
        else framed(around, boxes.bar(around), drawn, _wires_within(parts, around))
    )


def _wires(parts: list[Part]) -> Wires:
    """Which parts are joined, and by which calls."""
    owners = {call.id: place for place, part in enumerate(parts) for call in part.calls}
    wires: Wires = {}
    for place, part in enumerate(parts):
        for call in part.calls:
            for source in call.sources:
                start = owners.get(source.call, OUTSIDE)
                if start != place:
                    wires.setdefault((start, place), {})[source.call] = None
    return wires


def _wires_within(parts: list[Part], around: Part) -> Wires:
    """The same with those that come from outside of a frame, and those that leave it."""
    wires = _wires(parts)
    for place, part in enumerate(parts):
        if around.kind == "model":
            if not any(call.sources for call in part.calls):
                wires[OUTSIDE, place] = {}
            used = {source.call for each in parts for call in each.calls for source in call.sources}
            leaving = [call.id for call in part.calls if call.id not in used]
        else:
            leaving = [call.id for call in part.calls if call.id in around.leaving]
        if leaving:
            wires[place, OUTSIDE] = dict.fromkeys(leaving)
    return wires
