"""Small helpers: one-hot labels, normalisation, files, seeds."""

from __future__ import annotations

from keras_lab.lazy import attach

_NAMES = {
    "array_to_img": ".image_utils",
    "img_to_array": ".image_utils",
    "load_img": ".image_utils",
    "normalize": ".np_utils",
    "pad_sequences": ".sequence_utils",
    "plot_model": ".plotting",
    "Progbar": ".progbar",
    "PyDataset": ".py_dataset",
    "save_img": ".image_utils",
    "Sequence": ".py_dataset",
    "batches": ".py_dataset",
    "set_random_seed": "keras_lab.seeds",
    "to_categorical": ".np_utils",
}

__getattr__, __dir__ = attach(__name__, _NAMES, ["file", "np_utils"])
