"""What Keras 2 asked of TensorFlow 1's sessions and global graph; here there are none.

Three names mean nothing without them:

- `get_session` is refused: there is no session whose `run` could be called; `K.function` and `K.eval` compute.
- `set_session` has no effect, which it says in a warning; devices and threads are the engine's own settings.
- `manual_variable_initialization` has no effect: weights are drawn when they are first needed.
"""

from __future__ import annotations

import gc
import warnings
from typing import Any, NoReturn

from keras_lab import config, naming
from keras_lab.backend.phase import forget_phase

_ORDERINGS = {"tf": "channels_last", "th": "channels_first"}


def get_session() -> NoReturn:
    """Refused.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError("There are no sessions: use K.function(inputs, outputs) or K.eval(x).")


def set_session(session: Any) -> None:
    """Has no effect: there are no sessions. A warning says so."""
    warnings.warn("K.set_session has no effect: there are no sessions.", stacklevel=2)


def manual_variable_initialization(value: bool) -> None:
    """Has no effect: weights are drawn when they are first needed."""


def clear_session(free_memory: bool = True) -> None:
    """Starts anew: layers are counted from the beginning, the learning phase is no longer fixed.

    Args:
        free_memory: also collect garbage, models that nobody holds among it.
    """
    naming.reset_names()
    forget_phase()
    if free_memory:
        gc.collect()


def reset_uids() -> None:
    """Starts counting names anew."""
    naming.reset_names()


def image_dim_ordering() -> str:
    """The layout of images in the words of Keras 1: `"tf"` (channels last) or `"th"`."""
    return "tf" if config.image_data_format() == "channels_last" else "th"


def set_image_dim_ordering(dim_ordering: str) -> None:
    """Sets the layout of images in the words of Keras 1.

    Raises:
        ValueError: for anything but `"tf"` and `"th"`.
    """
    if dim_ordering not in _ORDERINGS:
        raise ValueError(f"dim_ordering must be 'tf' or 'th'. Received: {dim_ordering!r}")
    config.set_image_data_format(_ORDERINGS[dim_ordering])


def normalize_data_format(value: str | None) -> str:
    """The layout of images, checked; None: the default."""
    return config.standardize_data_format(value)


def set_epsilon(e: float) -> None:
    """Sets the small number that keeps divisions and logarithms finite."""
    config.set_epsilon(e)


def set_floatx(floatx: str) -> None:
    """Sets the default float type."""
    config.set_floatx(floatx)
