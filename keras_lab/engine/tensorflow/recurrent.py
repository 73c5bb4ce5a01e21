"""TensorFlow: whole sequences by cuDNN's kernels for recurrent networks, on an NVIDIA GPU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import tensorflow as tf

from keras_lab.engine.tensorflow.placement import on_gpu

Tensor = Any


def recurrence(kind: str, dtype: str) -> Callable[..., Any] | None:
    return partial(_run, kind) if on_gpu() and dtype in ("float16", "float32") else None


def _run(
    kind: str, sequences: Tensor, states: Sequence[Tensor], weights: Tensor
) -> tuple[Tensor, list[Tensor]]:
    layers = [state[None] for state in states]  # states are of each layer of the network: of one
    cell = layers[1] if kind == "lstm" else tf.zeros((), sequences.dtype)
    done = tf.raw_ops.CudnnRNNV2(
        input=tf.transpose(sequences, (1, 0, 2)),
        input_h=layers[0],
        input_c=cell,
        params=weights,
        rnn_mode=kind,
    )
    after = [done.output_h, done.output_c][: len(states)]
    return tf.transpose(done.output, (1, 0, 2)), [state[0] for state in after]
