"""Discretization: numbers as the numbers of the bins they fall into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from keras_lab import engine, ops
from keras_lab.layers.preprocessing.data_layer import DataLayer, batches, to_lists
from keras_lab.layers.preprocessing.encoding import encode, output_mode


class Discretization(DataLayer):
    """Which bin each number falls into; the bins are given by their boundaries, or found by `adapt`.

    Args:
        bin_boundaries: ascending numbers; the first bin is what lies below the first one, a boundary itself belongs
            to the bin above it.
        num_bins: instead: how many bins `adapt` makes, with about as many samples in each.
        epsilon: how exact the quantiles are that `adapt` finds.
        output_mode: `"int"`, `"one_hot"`, `"multi_hot"` or `"count"`; see `CategoryEncoding`.
        sparse: whether a call of the layer by itself gives a sparse tensor; in models and data sets it is dense.
    """

    def __init__(
        self,
        bin_boundaries: Sequence[float] | None = None,
        num_bins: int | None = None,
        epsilon: float = 0.01,
        output_mode: str = "int",
        sparse: bool = False,
        dtype: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, dtype=dtype, **kwargs)
        if (bin_boundaries is None) == (num_bins is None):
            rule = "Set either `num_bins` or `bin_boundaries`"
            if num_bins is not None:
                rule = "Both `num_bins` and `bin_boundaries` are set, only one may be"
            raise ValueError(
                f"{rule}. The layer {self.name!r} received: num_bins={num_bins!r}, bin_boundaries={bin_boundaries!r}"
            )
        if num_bins is not None and num_bins < 0:
            raise ValueError(
                f"The layer {self.name!r}: `num_bins` must be greater than or equal to 0. Received: {num_bins!r}"
            )
        self.output_mode = _mode(self, output_mode, ("int", "one_hot", "multi_hot", "count"), sparse)
        self.bin_boundaries = (
            bin_boundaries if bin_boundaries is None else np.asarray(bin_boundaries).tolist()
        )
        self.num_bins = num_bins
        self.epsilon = epsilon
        self.sparse = sparse
        self.summary: np.ndarray
        self.reset_state()

    def call(self, inputs: Any) -> Any:
        boundaries = self.bin_boundaries
        if boundaries is None and engine.in_spec_mode():
            boundaries = [0.0] * ((self.num_bins or 1) - 1)
        if boundaries is None:
            raise ValueError(
                f"The layer {self.name!r} has no bins yet. You need to pass `bin_boundaries`, or to call `adapt(data)`."
            )
        bins = ops.digitize(ops.cast(inputs, self.compute_dtype), np.asarray(boundaries, self.dtype))
        return encode(bins, self.output_mode, len(boundaries) + 1, self.output_dtype)

    @property
    def output_dtype(self) -> str:
        """Of what the layer gives."""
        return "int32" if self.output_mode == "int" else self.compute_dtype

    # ---- finding bins -----------------------------------------------------------------------------------

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Finds `num_bins` bins with about as many numbers of `data` in each.

        Args:
            data: an array, or a data set or generator of batches; of `(x, y)` the x.
            steps: how many batches are read, at most.
        """
        if self.num_bins is None:
            raise ValueError(f"The layer {self.name!r} was given `bin_boundaries`: it cannot adapt.")
        self.reset_state()
        single = isinstance(data, (list, tuple)) and not any(hasattr(batch, "shape") for batch in data)
        for batch in batches(
            [data] if single else iter(data) if isinstance(data, (list, tuple)) else data, steps
        ):
            self.update_state(batch)
        self.finalize_state()

    def update_state(self, data: Any) -> None:
        """Takes a batch into account."""
        values = np.sort(np.asarray(to_lists(data), "float32"), axis=None)
        step = max(len(values) * self.epsilon, 1)
        taken = values[int(step - 1) :: int(step)]
        added = np.stack([taken, np.full_like(taken, step)])
        both = np.concatenate([added, self.summary], axis=1)
        self.summary = _compressed(both[:, np.argsort(both[0])], self.epsilon)

    def finalize_state(self) -> None:
        """Makes the bins out of what was taken into account."""
        if self.num_bins is not None:
            self.bin_boundaries = _compressed(self.summary, 1 / self.num_bins)[0, :-1].tolist()

    def reset_state(self) -> None:
        """Forgets what was taken into account."""
        #: Values in ascending order, and how many numbers each stands for.
        self.summary = np.zeros((2, 0), "float32")

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("trainable")  # Keras's own class does not take it
        return config

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Any = None) -> Any:
        found = config.get("bin_boundaries") if config.get("num_bins") is not None else None
        layer = super().from_config({**config, "bin_boundaries": None} if found is not None else config)
        if found is not None:
            layer.bin_boundaries = list(found)
        return layer


_mode = output_mode


def _compressed(summary: np.ndarray, epsilon: float) -> np.ndarray:
    """A summary with a value for every `epsilon` of the whole weight, if it has more than that."""
    values, weights = summary
    if len(values) * epsilon < 1:
        return summary
    shares = epsilon + np.arange(0.0, 1.0, epsilon)
    sums = weights.cumsum()
    reached = sums / sums[-1]
    new_values, new_sums = np.interp(shares, reached, values), np.interp(shares, reached, sums)
    return np.stack([new_values, np.diff(new_sums, prepend=0)]).astype("float32")
