"""Small helpers: one-hot labels, normalisation, files, seeds."""

from __future__ import annotations

from keras_lab.lazy import attach

_NAMES = {
    "normalize": ".np_utils",
    "plot_model": ".plotting",
    "set_random_seed": "keras_lab.seeds",
    "to_categorical": ".np_utils",
}

__getattr__, __dir__ = attach(__name__, _NAMES, ["file", "np_utils"])
