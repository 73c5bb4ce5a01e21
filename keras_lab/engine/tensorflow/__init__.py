"""The TensorFlow engine: what `keras_lab.engine.contract` asks for, in terms of TensorFlow.

start           TensorFlow imported quietly
arrays          tensors in and out, arithmetic, reductions, shapes and places
windows         convolution and pooling
cells           variables of its own
keys            random numbers
linalg          bits, segments, decompositions, Fourier transforms
placement       devices
programs        programs written to folders
recurrent       whole sequences by the kernels of a GPU
services        gradients, control flow, compilation, devices
shared_programs what is compiled once, however often it is made
fused           ops that TensorFlow has a better kernel for than the composed form
"""

from __future__ import annotations

from keras_lab.engine.tensorflow import start  # noqa: F401  (first: it imports TensorFlow quietly)
from keras_lab.engine.tensorflow.arrays import *  # noqa: F403
from keras_lab.engine.tensorflow.cells import *  # noqa: F403
from keras_lab.engine.tensorflow.fused import *  # noqa: F403
from keras_lab.engine.tensorflow.keys import *  # noqa: F403
from keras_lab.engine.tensorflow.linalg import *  # noqa: F403
from keras_lab.engine.tensorflow.placement import *  # noqa: F403
from keras_lab.engine.tensorflow.programs import ProgramWriter as ProgramWriter
from keras_lab.engine.tensorflow.recurrent import *  # noqa: F403
from keras_lab.engine.tensorflow.services import *  # noqa: F403
from keras_lab.engine.tensorflow.windows import *  # noqa: F403

name = "tensorflow"
