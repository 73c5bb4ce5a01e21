"""TensorFlow imported quietly, without Keras, and its devices looked for."""

from __future__ import annotations

import os

from keras_lab.engine.loading import without_lines, without_package

os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")  # several kernels share one GPU
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
NOISE = ("All log messages before absl::InitializeLog()", "oneDNN custom operations are on")
# Where there is no NVIDIA driver, that its library cannot be started is no news; where there is one, it is.
NO_GPU = () if os.path.exists("/dev/nvidiactl") else ("Could not find cuda drivers", "failed call to cuInit")

with without_lines(*NOISE, *NO_GPU):
    # TensorFlow loads Keras for optimizers' names in saved models, and Keras scikit-learn: up to a second
    # and a half. It gets by without, and whoever imports Keras later gets it whole. JAX, half a second, is for
    # nothing but TFLiteConverter.experimental_from_jax.
    with without_package("keras"), without_package("jax"):
        import tensorflow
    tensorflow.config.list_logical_devices()  # looks for devices now, while such lines are held back
# Sums of sums in the body of a loop come out of this rewriting with a loop that gives nothing (2.21).
tensorflow.config.optimizer.set_experimental_options({"arithmetic_optimization": False})


def _leave_our_code_alone() -> None:
    """A user's `tf.function` traces keras_lab as it is, as it does Keras.

    AutoGraph rewrites all functions that are called, but for the packages on a list of its own, which has no public
    door. Rewriting ours changes nothing and took a minute and a half for a small model.
    """
    try:
        from tensorflow.python.autograph.core import config

        config.CONVERSION_RULES = (config.DoNotConvert("keras_lab"), *config.CONVERSION_RULES)
    except (ImportError, AttributeError):  # then it is only slower
        return


_leave_our_code_alone()
