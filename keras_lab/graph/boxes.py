"""The boxes of a drawing, one by one: what stands in them and how large they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from keras_lab.graph.calls import Call, type_name
from keras_lab.graph.families import family_of
from keras_lab.graph.frames import Drawn, Node
from keras_lab.graph.lettering import bar_size, box_size
from keras_lab.graph.outline import Part
from keras_lab.graph.shapes import layer_dtype, output_text


def _nothing(operation: Any) -> list[str]:
    return []


@dataclass(frozen=True)
class Lettering:
    """What stands in the boxes besides the types: shapes, dtypes, names, and `notes` (operation → what else)."""

    shapes: bool = True
    dtypes: bool = False
    names: bool = True
    notes: Callable[[Any], list[str]] = _nothing


#: Names and shapes.
DEFAULT = Lettering()


class Boxes:
    """Makes the boxes of a drawing; `places` are those of the layers among the rows of the summary."""

    def __init__(self, places: Mapping[Any, int], lettering: Lettering) -> None:
        self._places = places
        self._lettering = lettering

    def box(self, part: Part) -> Drawn:
        """The box of a part that is closed, or cannot be opened."""
        node = self._node(part, False)
        node["width"], node["height"] = box_size(
            node["type"], node["label"], node["note"], part.inside is not None
        )
        return _alone(part, node)

    def bar(self, part: Part) -> Drawn:
        """The bar at the top of a part that is open."""
        node = self._node(part, True)
        node["note"] = ""
        node["width"], node["height"] = bar_size(node["type"], node["label"])
        return _alone(part, node)

    def _node(self, part: Part, opened: bool) -> Node:
        told = _group(part) if part.kind in ("repeat", "block") else self._call(part.calls[0])
        return {"id": part.id, "x": 0, "y": 0, **told, "kind": part.kind, "open": opened}

    def _call(self, call: Call) -> Node:
        words, operation = self._lettering, call.operation
        note = [output_text(operation, [call])] if words.shapes else []
        note += [str(layer_dtype(operation, [call]))] if words.dtypes else []
        note += words.notes(operation)
        return {
            "layer": self._places.get(operation),
            "label": _label(call) if words.names else "",
            "type": type_name(operation),
            "note": " ".join(note),
            "family": family_of(operation),
        }


def _label(call: Call) -> str:
    return f"{call.operation.name} (call {call.number + 1})" if call.repeated else str(call.operation.name)


def _group(part: Part) -> Node:
    """What stands in the box of repeated blocks, or of one of them."""
    calls, first = len(part.calls), part.calls[0].operation
    if part.kind == "block":
        kind, note = f"{part.number + 1} of {part.count}", f"{calls} layers"
    elif calls == part.count:
        kind, note = f"× {part.count}", type_name(first)
    else:
        kind, note = f"× {part.count}", f"{calls // part.count} layers each"
    return {"layer": None, "label": str(first.name), "type": kind, "note": note, "family": part.kind}


def _alone(part: Part, node: Node) -> Drawn:
    width, height = node["width"], node["height"]
    ways = {call.id: [(part.id, [(width // 2, height)])] for call in part.calls}
    return Drawn(width, height, width // 2, [node], [], [], ways)
