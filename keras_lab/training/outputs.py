"""Matching what was given per output (targets, losses, metrics, weights) with a model's outputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lab import tree
from keras_lab.registry import suggest


class Outputs:
    """The outputs of a model by name.

    Attributes:
        structure: the nest of outputs, with None in the place of each.
        paths: what leads to each output in the nest.
        names: of the outputs, flattened: the keys of dicts, joined by `/`; elsewhere the layers' names.

    Args:
        y_pred: the nest of outputs, or of their specs.
        names: one for each output where the model knows them, else None.
    """

    def __init__(self, y_pred: Any, names: Sequence[str] | None) -> None:
        self.structure = tree.map_structure(lambda _: None, y_pred)
        self.paths = [path for path, _ in tree.flatten_with_path(y_pred)]
        count = len(self.paths)
        if names is None or len(names) != count:
            names = ["output" if count == 1 else f"output_{i + 1}" for i in range(count)]
        self._leaf_names = list(names)
        self.names = [self.name_at(path) for path in self.paths]

    def __len__(self) -> int:
        return len(self.names)

    def name_at(self, path: tuple[Any, ...]) -> str:
        """The name of the part of the outputs that `path` leads to, be it one output or several."""
        if path not in self.paths:
            return "/".join(map(str, path)) or "_".join(self.names)
        if path and isinstance(path[-1], str):
            return "/".join(map(str, path))
        leaf = self._leaf_names[self.paths.index(path)]
        return "/".join(map(str, (*path[:-1], leaf)))

    def spread(self, given: Any, what: str, *, is_one: Callable[[Any], bool] | None = None) -> list[Any]:
        """`given` as a list with one entry an output.

        Args:
            given: None; one thing (for a single output, or for all where `is_one` says it is a single thing);
                a list or tuple in the order of the outputs; or a dict by their names.
            what: for messages: `"loss"`, `"y"`, …

        Raises:
            ValueError: for a wrong number of entries or a name that no output has.
        """
        if given is None:
            return [None] * len(self)
        if isinstance(given, dict):
            return self.by_name(given, what)
        if is_one is not None and is_one(given):
            return [given] * len(self)
        if isinstance(given, (list, tuple)) and (len(self) > 1 or len(given) == 1):
            return self._in_order(given, what)
        if len(self) == 1:
            return [given]
        raise ValueError(
            f"The model has {len(self)} outputs ({', '.join(self.names)}), but {what} is a single thing. "
            "Give a list or a dict with one for each output."
        )

    def by_name(self, given: dict[str, Any], what: str) -> list[Any]:
        """The entries of a dict in the order of the outputs, None for those it does not name."""
        unknown = [name for name in given if name not in self.names]
        if unknown and len(self) == 1 and len(given) == 1 and what != "loss":
            return list(given.values())
        if unknown:
            raise ValueError(
                f"{what} names the output {unknown[0]!r}, but the outputs are: {', '.join(self.names)}."
                f"{suggest(str(unknown[0]), self.names)}"
            )
        return [given.get(name) for name in self.names]

    def _in_order(self, given: Sequence[Any], what: str) -> list[Any]:
        if len(given) != len(self):
            raise ValueError(f"The model has {len(self)} outputs, but {what} has {len(given)} entries.")
        return list(given)

    def fit(self, given: Any, what: str, compared: Sequence[int] = ()) -> Any:
        """Targets, or weights of samples, in the structure of the outputs, None where there are none.

        Args:
            given: a nest like the outputs; a list in their order (perhaps of those `compared` alone); a dict by
                their names; or, for a single output, just its own.
            what: for messages: `"y"`, …
            compared: the numbers of the outputs that are compared with targets.

        Raises:
            ValueError: if it does not fit the outputs.
        """
        if given is None:
            return self.structure
        if _alike(given, self.structure):
            return given
        if isinstance(given, dict) and not isinstance(self.structure, dict):
            return self._packed(self.by_name(given, what))
        leaves = tree.flatten(given)
        if len(leaves) == len(self):
            return self._packed(leaves)
        if not isinstance(given, dict) and len(leaves) == len(compared):
            own = dict(zip(compared, leaves, strict=True))
            return self._packed([own.get(i) for i in range(len(self))])
        if isinstance(given, dict) and not any(map(tree.is_nested, given.values())):
            return self._packed(self.by_name(given, what))
        raise ValueError(
            f"The model has {len(self)} outputs ({', '.join(self.names)}), but {what} has {len(leaves)} entries."
        )

    def _packed(self, leaves: list[Any]) -> Any:
        return tree.pack_sequence_as(self.structure, leaves)


def _alike(one: Any, other: Any) -> bool:
    try:
        tree.assert_same_structure(one, other)
    except ValueError:
        return False
    return True
