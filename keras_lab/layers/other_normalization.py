"""Normalization without the batch: over groups of channels, to unit size, of a layer's kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import initializers, ops
from keras_lab.engine import dtypes
from keras_lab.layers import checks
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer
from keras_lab.layers.normalization import Affine
from keras_lab.layers.wrappers import Wrapper


class GroupNormalization(Affine):
    """Gives each group of channels of each sample mean 0 and variance 1, then scales and shifts channels.

    Wu & He, 2018 (arXiv:1803.08494).

    Args:
        groups: into how many groups the channels are split; -1: each channel is a group.
        axis: of the channels.
        epsilon: added to the variance.
        center, scale, **kwargs: see `Affine` and `Layer`.

    Shapes:
        Any shape, unchanged. Weights: gamma and beta, `(channels,)`.
    """

    def __init__(self, groups: int = 32, axis: int = -1, epsilon: float = 1e-3, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.autocast = False  # inputs may be beyond the range of 16 bits
        self.groups = groups if groups == -1 else checks.positive(self, "groups", groups)
        self.axis = axis
        self.epsilon = checks.rate(self, "epsilon", epsilon, upper=float("inf"))

    def build(self, input_shape: Any) -> None:
        channels = checks.known_size(self, input_shape, self.axis)
        if self.groups == -1:
            self.groups = channels
        if channels % self.groups:
            raise ValueError(
                f"The {channels} channels that the layer {self.name!r} receives cannot be split into "
                f"{self.groups} groups. Received an input of shape {tuple(input_shape)}."
            )
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: channels})
        self.add_gamma_and_beta((channels,))

    def call(self, inputs: Any) -> Any:
        x = ops.cast(inputs, dtypes.result_type(ops.dtype(inputs), "float32"))
        x = ops.moveaxis(x, self.axis, -1)
        batch, *places, _ = ops.shape(x)
        channels = ops.shape(x)[-1] or 0
        groups = ops.reshape(x, (batch, *places, self.groups, channels // self.groups))
        axes = (*range(1, 1 + len(places)), len(places) + 2)
        mean, variance = ops.moments(groups, axes=axes, keepdims=True)
        groups = ops.multiply(ops.subtract(groups, mean), ops.rsqrt(ops.add(variance, self.epsilon)))
        x = ops.reshape(groups, (batch, *places, channels))
        x = x if self.gamma is None else ops.multiply(x, ops.cast(self.gamma, x.dtype))
        x = x if self.beta is None else ops.add(x, ops.cast(self.beta, x.dtype))
        return ops.cast(ops.moveaxis(x, -1, self.axis), self.compute_dtype)


class RMSNormalization(Layer):
    """Divides by the root of the mean square of the features, then scales (Zhang & Sennrich, 2019).

    Args:
        axis: of the features, or several.
        epsilon: added to the mean square.

    Shapes:
        Any shape, unchanged. Weight: scale, of the shape of the features.
    """

    supports_masking = True

    def __init__(self, axis: int | Sequence[int] = -1, epsilon: float = 1e-6, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = checks.axes(self, axis)
        self.epsilon = checks.rate(self, "epsilon", epsilon, upper=float("inf"))

    def build(self, input_shape: Any) -> None:
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        sizes = tuple(checks.known_size(self, input_shape, axis) for axis in axes)
        self.scale = self.add_weight(sizes, "ones", name="scale")

    def call(self, x: Any) -> Any:
        return ops.rms_normalization(x, self.scale, axis=self.axis, epsilon=self.epsilon)


class UnitNormalization(Layer):
    """Scales vectors to length 1.

    Args:
        axis: along which the vectors are, or several.
    """

    supports_masking = True

    def __init__(self, axis: int | Sequence[int] = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = checks.axes(self, axis)

    def call(self, inputs: Any) -> Any:
        return ops.normalize(inputs, axis=self.axis, order=2, epsilon=1e-12)


class SpectralNormalization(Wrapper):
    """Divides the kernel of a layer by its largest singular value at each step of training.

    The value is found by power iteration (Miyato et al., 2018, arXiv:1802.05957).

    Args:
        layer: the layer, which has a `kernel` or `embeddings`.
        power_iterations: how many steps of the iteration are made each time.

    Shapes:
        As the layer's. Weight of its own: vector_u `(1, last size of the kernel)`.
    """

    def __init__(self, layer: Layer, power_iterations: int = 1, **kwargs: Any) -> None:
        super().__init__(layer, **kwargs)
        self.power_iterations = checks.positive(self, "power_iterations", power_iterations)

    def build(self, input_shape: Any = None) -> None:
        super().build(input_shape)
        kernel = getattr(self.layer, "kernel", None)
        self.kernel: Any = getattr(self.layer, "embeddings", None) if kernel is None else kernel
        if self.kernel is None:
            raise ValueError(
                f"The layer {self.name!r} wraps a layer with a kernel or embeddings, which {self.layer.name!r} "
                "does not have."
            )
        self.kernel_shape = self.kernel.shape
        self.vector_u = self.add_weight(
            (1, self.kernel.shape[-1]),
            initializers.TruncatedNormal(stddev=0.02),
            trainable=False,
            name="vector_u",
        )

    def call(self, inputs: Any, training: bool = False) -> Any:
        if training:
            vector_u, kernel = self.normalized_weights()
            self.vector_u.assign(vector_u)
            self.kernel.assign(kernel)
        return self.layer(inputs)

    def normalized_weights(self) -> tuple[Any, Any]:
        """What the next step of training gives `vector_u` and the kernel."""
        kernel = ops.cast(self.kernel.value, self.kernel.dtype)
        matrix = ops.reshape(kernel, (-1, self.kernel.shape[-1]))
        u = self.vector_u.value
        for _ in range(self.power_iterations):
            v = ops.normalize(ops.matmul(u, ops.transpose(matrix)), axis=-1)
            u = ops.normalize(ops.matmul(v, matrix), axis=-1)
        u, v = ops.stop_gradient(u), ops.stop_gradient(v)
        largest = ops.sum(ops.multiply(ops.matmul(v, matrix), u))
        some = ops.any(ops.not_equal(kernel, 0))  # a kernel of zeros stays as it is
        divided = ops.divide(kernel, ops.where(some, largest, 1))
        return ops.where(some, u, self.vector_u.value), ops.where(some, divided, kernel)
