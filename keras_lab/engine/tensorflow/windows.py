"""TensorFlow: convolution and pooling, with what its CPU kernels lack composed from what they have.

One spatial axis is computed as two, the first of size 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from keras_lab.engine.tensorflow.sizes import shape, sizes

Tensor = Any


def conv(
    x: Tensor,
    kernel: Tensor,
    strides: tuple[int, ...],
    padding: str,
    dilation: tuple[int, ...],
    groups: int,
) -> Tensor:
    if len(strides) == 1:
        x, kernel = tf.expand_dims(x, 1), tf.expand_dims(kernel, 0)
        return tf.squeeze(conv(x, kernel, (1, *strides), padding, (1, *dilation), groups), 1)
    if groups > 1:
        return _grouped(x, kernel, strides, padding, dilation, groups)
    return _plain(x, _dilated(kernel, dilation), strides, padding)


def _plain(x: Tensor, kernel: Tensor, strides: tuple[int, ...], padding: str) -> Tensor:
    run = tf.nn.conv2d if len(strides) == 2 else tf.nn.conv3d
    return run(x, kernel, strides=(1, *strides, 1), padding=padding.upper())


def _dilated(kernel: Tensor, dilation: tuple[int, ...]) -> Tensor:
    """The kernel with zeros between its elements: the CPU has no gradients for dilated convolutions."""
    if math.prod(dilation) == 1:
        return kernel
    size = [(k - 1) * d + 1 for k, d in zip(kernel.shape, dilation, strict=False)]
    places = tf.meshgrid(
        *(tf.range(k) * d for k, d in zip(kernel.shape, dilation, strict=False)), indexing="ij"
    )
    return tf.scatter_nd(tf.stack(places, axis=-1), kernel, [*size, *kernel.shape[-2:]])


def _grouped(
    x: Tensor,
    kernel: Tensor,
    strides: tuple[int, ...],
    padding: str,
    dilation: tuple[int, ...],
    groups: int,
) -> Tensor:
    """Depthwise where every channel is a group and the kernel exists, else group by group."""
    kernel = _dilated(kernel, dilation)
    if groups == x.shape[-1] and len(strides) == 2 and strides[0] == strides[1]:
        kernel = tf.reshape(kernel, [*kernel.shape[:2], groups, kernel.shape[-1] // groups])
        return tf.nn.depthwise_conv2d(x, kernel, strides=(1, *strides, 1), padding=padding.upper())
    pairs = zip(tf.split(x, groups, axis=-1), tf.split(kernel, groups, axis=-1), strict=True)
    return tf.concat([_plain(part, its_kernel, strides, padding) for part, its_kernel in pairs], axis=-1)


def conv_transpose(
    x: Tensor,
    kernel: Tensor,
    strides: tuple[int, ...],
    padding: Sequence[tuple[int, int]],
    dilation: tuple[int, ...],
) -> Tensor:
    if len(strides) == 1:
        x, kernel = tf.expand_dims(x, 1), tf.expand_dims(kernel, 0)
        return tf.squeeze(conv_transpose(x, kernel, (1, *strides), [(0, 0), *padding], (1, *dilation)), 1)
    kernel = _dilated(kernel, dilation)
    reach = [k - 1 for k in kernel.shape[:-2]]
    full = [(n - 1) * s + 1 + r for n, s, r in zip(shape(x)[1:-1], strides, reach, strict=True)]
    run = tf.nn.conv2d_transpose if len(strides) == 2 else tf.nn.conv3d_transpose
    grown = run(
        x, kernel, sizes((shape(x)[0], *full, kernel.shape[-2])), strides=(1, *strides, 1), padding="VALID"
    )
    return _resized(
        grown, [(before - r, after - r) for (before, after), r in zip(padding, reach, strict=True)]
    )


def _resized(x: Tensor, widths: Sequence[tuple[int, int]]) -> Tensor:
    """Spatial axes padded with zeros, or cropped where a width is negative."""
    kept = [slice(max(-before, 0), after if after < 0 else None) for before, after in widths]
    place = (slice(None), *kept)
    x = x[place]
    grow = [(max(before, 0), max(after, 0)) for before, after in widths]
    return tf.pad(x, [(0, 0), *grow, (0, 0)]) if any(map(any, grow)) else x


def max_pool(x: Tensor, size: tuple[int, ...], strides: tuple[int, ...], padding: str) -> Tensor:
    return _pool((tf.nn.max_pool2d, tf.nn.max_pool3d), x, size, strides, padding)


def avg_pool(x: Tensor, size: tuple[int, ...], strides: tuple[int, ...], padding: str) -> Tensor:
    return _pool((tf.nn.avg_pool2d, tf.nn.avg_pool3d), x, size, strides, padding)


def _pool(
    kernels: tuple[Callable[..., Tensor], Callable[..., Tensor]],
    x: Tensor,
    size: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
) -> Tensor:
    if len(size) == 1:
        return tf.squeeze(_pool(kernels, tf.expand_dims(x, 1), (1, *size), (1, *strides), padding), 1)
    return kernels[len(size) - 2](x, size, strides, padding.upper())
