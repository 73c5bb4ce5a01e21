"""Training: data, the pure step, the compiled chunk of steps, and the one loop."""

from __future__ import annotations

from keras_lab.training.gradients import value_and_grad as value_and_grad
