"""The losses given to `compile`, each with the part of the outputs that it compares with targets.

A loss may be for one output or for a nest of them: `{"a": "mse", "b": [whole, {"b1": part}]}` compares output `a`,
all that is under `b`, and the output `b1` there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from keras_lab import tree
from keras_lab.registry import suggest
from keras_lab.training.outputs import Outputs

Path = tuple[Any, ...]


@dataclass(frozen=True)
class Term:
    """One loss in the sum that is minimised.

    Attributes:
        path: leads to what it compares, among the targets as among the outputs.
        loss: what compares, as given.
        weight: its factor in the sum, or None.
        name: of the part it compares.
    """

    path: Path
    loss: Any
    weight: Any
    name: str


def at(nest: Any, path: Path) -> Any:
    """What `path` leads to in `nest`; None where a part on the way is None."""
    for key in path:
        if nest is None:
            return None
        nest = nest[key]
    return nest


def find_terms(loss: Any, weights: Any, outputs: Outputs) -> list[Term]:
    """The terms of the loss.

    Args:
        loss: one for each output; a list in the order of the outputs; a dict by their names; or a nest like theirs,
            with lists where there are several for the same part.
        weights: a number for all; a nest like `loss`; a list as long as there are losses; or a dict by outputs' names.

    Raises:
        ValueError: for what does not fit the outputs.
    """
    if _is_one(loss):
        loss = tree.map_structure(lambda _: loss, outputs.structure)
    elif isinstance(loss, dict) and not isinstance(outputs.structure, dict):
        loss = tree.pack_sequence_as(outputs.structure, outputs.by_name(loss, "loss"))
    return list(_terms(loss, _like(loss, weights, outputs), outputs, outputs.structure, ()))


def _terms(loss: Any, weights: Any, outputs: Outputs, part: Any, path: Path) -> Iterator[Term]:
    """The terms of `loss` for the `part` of the outputs' structure that `path` leads to."""
    if loss is None:
        return
    if _is_one(loss):
        yield Term(path, loss, weights, outputs.name_at(path))
        return
    if not isinstance(loss, dict):
        alone = not any(map(tree.is_nested, loss)) and tree.is_nested(part)
        if alone and len(loss) == len(tree.flatten(part)):
            weights = tree.pack_sequence_as(part, weights) if isinstance(weights, (list, tuple)) else weights
            loss = tree.pack_sequence_as(part, loss)
        elif not isinstance(part, type(loss)):  # several for the same part
            for i, each in enumerate(loss):
                yield from _terms(each, _of(weights, i), outputs, part, path)
            return
    for key in _keys(loss, part, outputs):
        yield from _terms(loss[key], _of(weights, key), outputs, part[key], (*path, key))


def _keys(loss: Any, part: Any, outputs: Outputs) -> list[Any]:
    """The keys of `loss`, which is to be built as the part of the outputs it is for."""
    if isinstance(loss, dict):
        known = list(part) if isinstance(part, dict) else outputs.names
        unknown = [key for key in loss if not isinstance(part, dict) or key not in part]
        if unknown:
            raise ValueError(
                f"loss names the output {unknown[0]!r}, but the outputs are: {', '.join(map(str, known))}."
                f"{suggest(str(unknown[0]), [*map(str, known)])}"
            )
        return list(loss)
    if len(loss) != len(part):
        raise ValueError(f"The model has {len(part)} outputs, but loss has {len(loss)} entries.")
    return list(range(len(part)))


def _like(loss: Any, weights: Any, outputs: Outputs) -> Any:
    """`weights` as a nest like `loss`; a single one stays one, for all."""
    if isinstance(weights, dict) and not isinstance(loss, dict):
        weights = tree.pack_sequence_as(outputs.structure, outputs.by_name(weights, "loss_weights"))
    if not tree.is_nested(weights):
        return weights
    if isinstance(weights, dict) and not any(map(tree.is_nested, weights.values())):
        outputs.by_name(weights, "loss_weights")
        return weights
    flat, count = tree.flatten(weights), len(tree.flatten(loss))
    if len(flat) != count:
        raise ValueError(f"The model has {count} losses, but loss_weights has {len(flat)} entries.")
    return tree.pack_sequence_as(loss, flat)


def _of(weights: Any, key: Any) -> Any:
    if isinstance(weights, dict):
        return weights.get(key)
    return weights[key] if isinstance(weights, (list, tuple)) else weights


def _is_one(loss: Any) -> bool:
    """Whether it is a single loss (or none), not a nest of them."""
    return not tree.is_nested(loss) or (isinstance(loss, dict) and "class_name" in loss)
