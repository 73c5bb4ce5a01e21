"""What all initializers have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from keras_lab.configurable import Configurable
from keras_lab.engine import P, dtypes

Shape = tuple[int, ...]


class Initializer(Configurable):
    """Base of all initializers: a callable `(shape, dtype=None) → tensor`.

    One of your own defines either `draw` (NumPy, so that weights need no engine) or, as in Keras, `__call__`.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__call__" in cls.__dict__:
            cls.host = None  # type: ignore[assignment]  # what `__call__` returns counts

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        """An array (or scalar) that fills `shape`; its dtype is converted by the caller.

        Args:
            rng: the source of randomness, seeded anew for every call.
            shape: a tuple of ints.
            dtype: `float64` where double precision is wanted, else `float32`.
        """
        raise NotImplementedError(f"{type(self).__name__} defines neither draw() nor __call__().")

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        """A tensor of the given shape; `dtype` is `config.floatx()` unless given."""
        return P.convert(self._array(shape, dtype))

    def host(self, shape: Sequence[int], dtype: Any = None) -> np.ndarray:
        """The same as a NumPy array. None in classes that define `__call__` themselves."""
        return self._array(shape, dtype)

    def _array(self, shape: Sequence[int], dtype: Any) -> np.ndarray:
        shape = tuple(int(n) for n in shape)
        wanted = dtypes.to_numpy_dtype(dtypes.standardize(dtype))
        precision = np.dtype(wanted if wanted == np.float64 else np.float32)
        drawn = np.asarray(self.draw(np.random.default_rng(self._seed()), shape, precision))
        return np.ascontiguousarray(np.broadcast_to(drawn, shape), dtype=wanted).reshape(shape)

    def clone(self) -> Any:
        """A new initializer made with the same arguments."""
        return type(self).from_config(self.get_config())

    def _seed(self) -> int | None:
        return 0


class RandomInitializer(Initializer):
    """Base of the random ones.

    Args:
        seed: an int; None draws one now, from the library's (`keras_lab.utils.set_random_seed`). One
            initializer gives the same numbers each time it is asked for the same shape. With a
            `keras_lab.random.SeedGenerator` they are others each time.
    """

    def __init__(self, seed: Any = None) -> None:
        self.seed = _generator(seed["config"]) if isinstance(seed, Mapping) else seed
        if not hasattr(self.seed, "next_integer"):
            self._drawn_seed = _checked_seed(seed, type(self).__name__)

    def _seed(self) -> int:
        return self.seed.next_integer() if hasattr(self.seed, "next_integer") else self._drawn_seed


def _generator(arguments: Mapping[str, Any]) -> Any:
    from keras_lab.ops.random import SeedGenerator

    return SeedGenerator(**arguments)


def _checked_seed(seed: Any, owner: str) -> int:
    if seed is None:
        from keras_lab.seeds import next_seed

        return next_seed()
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise TypeError(f"{owner}: a seed is an int, a SeedGenerator or None. Received: {seed!r}")
    return int(seed) % 2**64
