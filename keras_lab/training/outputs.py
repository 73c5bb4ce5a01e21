"""Matching what was given per output (targets, losses, metrics, weights) with a model's outputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lab import tree
from keras_lab.registry import suggest


class Outputs:
    """The outputs of a model by name.

    Args:
        y_pred: the nest of outputs, or of their specs.
        names: one for each output where the model knows them, else None.
    """

    def __init__(self, y_pred: Any, names: Sequence[str] | None) -> None:
        self.is_dict = isinstance(y_pred, dict)
        count = len(tree.flatten(y_pred))
        if self.is_dict:
            self.names = sorted(y_pred)
        elif names is not None and len(names) == count:
            self.names = list(names)
        else:
            self.names = ["output" if count == 1 else f"output_{i + 1}" for i in range(count)]

    def __len__(self) -> int:
        return len(self.names)

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
            return self._by_name(given, what)
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

    def _by_name(self, given: dict[str, Any], what: str) -> list[Any]:
        unknown = [name for name in given if name not in self.names]
        if unknown and len(self) == 1 and len(given) == 1 and what != "loss":
            return list(given.values())
        if unknown:
            raise ValueError(
                f"{what} names the output {unknown[0]!r}, but the outputs are: {', '.join(self.names)}."
                f"{suggest(unknown[0], self.names)}"
            )
        return [given.get(name) for name in self.names]

    def _in_order(self, given: Sequence[Any], what: str) -> list[Any]:
        if len(given) != len(self):
            raise ValueError(f"The model has {len(self)} outputs, but {what} has {len(given)} entries.")
        return list(given)
