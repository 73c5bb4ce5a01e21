"""How recurrent layers, and wrappers of them, are called: sequences, initial states, constants."""

from __future__ import annotations

from typing import Any

from keras_lab.layers.layer import Layer
from keras_lab.legacy import accepts_old_words


class RecurrentCall(Layer):
    """Base: `initial_state` and `constants` as arguments or, as in Keras 2, in one list with the sequences.

    The number of constants of the last call is a part of the configuration: a list can be taken apart with it.
    """

    _num_constants: int | None = None

    @accepts_old_words("RNN.call")
    def __call__(
        self, sequences: Any, initial_state: Any = None, constants: Any = None, **kwargs: Any
    ) -> Any:
        sequences, initial_state, constants = apart(sequences, initial_state, constants, self._num_constants)
        if initial_state is not None:
            kwargs["initial_state"] = initial_state
        if constants is not None:
            kwargs["constants"] = constants
            self._num_constants = len(constants)
        return super().__call__(sequences, **kwargs)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        return config if self._num_constants is None else {**config, "num_constants": self._num_constants}


def apart(sequences: Any, initial_state: Any, constants: Any, count: int | None) -> tuple[Any, Any, Any]:
    """The call's arguments where `sequences` may be a list of them all.

    Args:
        count: how many constants there are in such a list, at its end.

    Returns:
        The sequences, the list of initial states and that of constants, or None.
    """
    if isinstance(sequences, (list, tuple)) and all(hasattr(x, "shape") for x in sequences):
        sequences, *rest = sequences
        first = len(rest) - (count or 0)
        constants = constants if constants is not None else rest[first:] or None
        initial_state = initial_state if initial_state is not None else rest[:first] or None
    return sequences, _several(initial_state), _several(constants)


def _several(tensors: Any) -> Any:
    return tensors if tensors is None or isinstance(tensors, (list, tuple)) else [tensors]
