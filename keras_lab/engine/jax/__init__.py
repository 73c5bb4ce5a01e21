"""The JAX engine: what `keras_lab.engine.contract` asks for, in terms of JAX.

    arrays          tensors in and out, arithmetic, reductions, shapes and places
    windows         convolution and pooling
    cells           variables of its own
    keys            random numbers
    linalg          bits, segments, decompositions, Fourier transforms
    services        gradients, control flow, compilation
    shared_programs what is compiled once, however often it is made
    placement       devices, and tensors on several of them
    recurrent       whole sequences by the kernel of a GPU

Convolutions on a CPU are several times slower than TensorFlow's; everything else keeps up with it.
"""

from __future__ import annotations

import logging
import os

os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")  # several kernels share one GPU
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from keras_lab.engine.jax.arrays import *  # noqa: F403
from keras_lab.engine.jax.cells import *  # noqa: F403
from keras_lab.engine.jax.keys import *  # noqa: F403
from keras_lab.engine.jax.linalg import *  # noqa: F403
from keras_lab.engine.jax.placement import *  # noqa: F403
from keras_lab.engine.jax.recurrent import *  # noqa: F403
from keras_lab.engine.jax.services import *  # noqa: F403
from keras_lab.engine.jax.windows import *  # noqa: F403

logging.getLogger("jax._src.xla_bridge").setLevel(logging.ERROR)  # "no GPU found"

name = "jax"
