"""The doctor: notices what goes wrong in a training, says it in one sentence, and what to do about it.

`examine(model, x, y)` looks a model over; `Doctor` attends runs while they go on (see `keras_lab.events`), which
the lab lets it do. What either finds is a `Finding`. `statistics` has the numbers that they look at; `confusion`,
`residuals` and `watch` show what a model makes of chosen samples, `filters`, `activations`, `attention_maps` and
`saliency` what is in its layers; `ask` asks these things of a run under way; `trainer` knows which run trains a
model.
"""

from __future__ import annotations

from keras_lab.doctor.attendance import Doctor
from keras_lab.doctor.examination import ask, examine, trainer
from keras_lab.doctor.findings import Finding
from keras_lab.doctor.insights import activations, attention_maps, filters, saliency
from keras_lab.doctor.predictions import Confusion, Prediction, Residuals, confusion, residuals, watch
from keras_lab.doctor.statistics import LayerStatistics, Numbers, numbers, statistics

__all__ = [
    "Confusion", "Doctor", "Finding", "LayerStatistics", "Numbers", "Prediction", "Residuals", "activations", "ask",
    "attention_maps", "confusion", "examine", "filters", "numbers", "residuals", "saliency", "statistics", "trainer",
    "watch",
]  # fmt: skip
