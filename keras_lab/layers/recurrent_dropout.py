"""Dropout in cells: masks that are drawn once for a sequence and are the same in all of its steps."""

from __future__ import annotations

from typing import Any

from keras_lab import config, engine, ops
from keras_lab.ops import random
from keras_lab.variables import current_scope


class DropoutRNNCell:
    """Mix-in for cells: keeps the masks until they are reset, as a recurrent layer does after each sequence.

    Gal & Ghahramani, 2015 (arXiv:1512.05287). A cell of one's own inherits from `Layer` and from this class, has
    the attributes `dropout`, `recurrent_dropout` (fractions) and `seed_generator` (or None), and multiplies
    by the masks in training.

    Attributes:
        dropout_mask_count: None for one mask, a number for a list of so many (one for each gate).
    """

    dropout: float
    recurrent_dropout: float
    seed_generator: Any = None
    dropout_mask_count: int | None = None
    _kept_masks: dict[str, tuple[Any, Any]]

    def get_dropout_mask(self, step_input: Any) -> Any:
        """The mask (or masks) for inputs of one step; None without dropout."""
        return self._kept("dropout", step_input)

    def get_recurrent_dropout_mask(self, step_input: Any) -> Any:
        """The mask (or masks) for the first state; None without recurrent dropout."""
        return self._kept("recurrent_dropout", step_input)

    def reset_dropout_mask(self) -> None:
        """Forgets the mask for inputs: the next one is drawn anew."""
        self.__dict__.get("_kept_masks", {}).pop("dropout", None)

    def reset_recurrent_dropout_mask(self) -> None:
        """Forgets the mask for the state: the next one is drawn anew."""
        self.__dict__.get("_kept_masks", {}).pop("recurrent_dropout", None)

    def _kept(self, which: str, like: Any) -> Any:
        rate = getattr(self, which)
        if not rate:
            return None
        place = (
            current_scope(),
            config.engine_name(),
            engine.in_spec_mode(),
        )  # no tensor outlives its program
        kept = self.__dict__.setdefault("_kept_masks", {})
        if kept.get(which, (None,))[0] != place:
            kept[which] = (place, self._drawn(ops.ones_like(like), rate))
        return kept[which][1]

    def _drawn(self, ones: Any, rate: float) -> Any:
        if self.dropout_mask_count is None:
            return random.dropout(ones, rate, seed=self.seed_generator)
        return [random.dropout(ones, rate, seed=self.seed_generator) for _ in range(self.dropout_mask_count)]
