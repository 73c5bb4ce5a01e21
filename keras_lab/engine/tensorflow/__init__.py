"""The TensorFlow engine: what `keras_lab.engine.contract` asks for, in terms of TensorFlow.

arrays    tensors in and out, arithmetic, reductions, shapes and places
windows   convolution and pooling
keys      random numbers
linalg    bits, segments, decompositions, Fourier transforms
services  gradients, control flow, compilation, devices
fused     ops that TensorFlow has a better kernel for than the composed form
"""

from __future__ import annotations

import os

from keras_lab.engine.loading import without_lines, without_package

# TensorFlow loads Keras for optimizers' names in saved models, and Keras scikit-learn: up to a second and
# a half. It gets by without, and whoever imports Keras later gets it whole.
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")  # several kernels share one GPU
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
with (
    without_package("keras"),
    without_lines("All log messages before absl::InitializeLog()", "oneDNN custom operations are on"),
):
    import tensorflow  # noqa: F401

from keras_lab.engine.tensorflow.arrays import *  # noqa: F403
from keras_lab.engine.tensorflow.fused import *  # noqa: F403
from keras_lab.engine.tensorflow.keys import *  # noqa: F403
from keras_lab.engine.tensorflow.linalg import *  # noqa: F403
from keras_lab.engine.tensorflow.services import *  # noqa: F403
from keras_lab.engine.tensorflow.windows import *  # noqa: F403

name = "tensorflow"
