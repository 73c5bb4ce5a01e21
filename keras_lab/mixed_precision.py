"""Keras 2's and 3's names for mixed precision: `mixed_precision.set_global_policy("mixed_float16")`."""

from __future__ import annotations

from keras_lab.dtype_policies import DTypePolicy, dtype_policy, set_dtype_policy
from keras_lab.optimizers.loss_scale import LossScaleOptimizer

Policy = DTypePolicy
global_policy = dtype_policy
set_global_policy = set_dtype_policy

__all__ = [
    "DTypePolicy",
    "LossScaleOptimizer",
    "Policy",
    "dtype_policy",
    "global_policy",
    "set_dtype_policy",
    "set_global_policy",
]
