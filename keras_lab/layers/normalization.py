"""Normalization: of each feature over the batch, of each sample over its features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keras_lab import constraints, initializers, ops, regularizers
from keras_lab.engine import dtypes
from keras_lab.layers import checks, renormalization
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer
from keras_lab.ops.normalization import batch_standardized
from keras_lab.variables import Variable


class Affine(Layer):
    """Base of layers that scale by a weight gamma and shift by a weight beta.

    Args:
        center: whether beta is added.
        scale: whether gamma is multiplied with.
        beta_initializer, gamma_initializer: how the weights start.
        beta_regularizer, gamma_regularizer: penalties on the weights.
        beta_constraint, gamma_constraint: projections of the weights after each update.
    """

    supports_masking = True
    gamma: Variable | None = None
    beta: Variable | None = None

    def __init__(
        self,
        *,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("autocast", None)
        return config

    def add_gamma_and_beta(self, shape: tuple[int, ...]) -> None:
        """Makes the two weights, as far as the constructor asked for them."""
        for wanted, name in ((self.scale, "gamma"), (self.center, "beta")):
            if wanted:
                weight = self.add_weight(
                    shape,
                    getattr(self, f"{name}_initializer"),
                    name=name,
                    regularizer=getattr(self, f"{name}_regularizer"),
                    constraint=getattr(self, f"{name}_constraint"),
                )
                setattr(self, name, weight)


class BatchNormalization(Affine):
    """Gives each feature mean 0 and variance 1 over the batch, then scales and shifts it.

    In training with the mean and variance of the batch, which also update moving averages; elsewhere (and
    where `trainable` is False) with the moving averages. Steps that a mask hides do not count.
    Ioffe & Szegedy, 2015 (arXiv:1502.03167).

    Args:
        axis: of the features.
        momentum: of the moving averages: `moving = moving · momentum + batch · (1 - momentum)`.
        epsilon: added to the variance.
        center, scale, **kwargs: see `Affine` and `Layer`.
        moving_mean_initializer, moving_variance_initializer: how the moving averages start.
        renorm: whether to correct by moving averages in training (see `renormalization`).
        renorm_clipping: `{"rmin", "rmax", "dmax"}`: bounds of the corrections; default none.
        renorm_momentum: of the averages that the corrections come from.
        synchronized: kept for programs that train on several devices; here there is one batch.

    Shapes:
        Any shape, unchanged. Weights: gamma, beta, moving_mean, moving_variance, each `(features,)`.
    """

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        *,
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        renorm: bool = False,
        renorm_clipping: Mapping[str, float] | None = None,
        renorm_momentum: float = 0.99,
        synchronized: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(center=center, scale=scale, **kwargs)
        self.axis = checks.axis(self, axis)
        self.renorm = renorm
        self.renorm_clipping = renormalization.checked_clipping(self, renorm_clipping)
        self.renorm_momentum = renorm_momentum
        self.synchronized = synchronized
        self.momentum = checks.rate(self, "momentum", momentum)
        self.epsilon = checks.rate(self, "epsilon", epsilon, upper=float("inf"))
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)

    def build(self, input_shape: Any) -> None:
        size = checks.known_size(self, input_shape, self.axis)
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: size})
        self.add_gamma_and_beta((size,))
        self.moving_mean = self.add_weight(
            (size,), self.moving_mean_initializer, trainable=False, autocast=False, name="moving_mean"
        )
        self.moving_variance = self.add_weight(
            (size,), self.moving_variance_initializer, trainable=False, autocast=False, name="moving_variance"
        )
        if self.renorm:
            renormalization.add_weights(self, size)

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        x = ops.cast(inputs, dtypes.result_type(ops.dtype(inputs), "float32"))
        scale, offset = self.gamma, self.beta
        if not (training and self.trainable):
            mean, variance = self.moving_mean, self.moving_variance
        elif self.renorm:
            mean, variance = self._moments(x, mask)
            scale, offset = renormalization.composed(self, *renormalization.corrections(self, mean, variance))
            renormalization.move(self, mean, variance)
        elif mask is None:
            return ops.cast(self._standardized(x), self.compute_dtype)
        else:
            mean, variance = self._moments(x, mask)
            self._move_averages(mean, variance)
        outputs = ops.batch_normalization(
            x, mean, variance, self.axis, offset=offset, scale=scale, epsilon=self.epsilon
        )
        return ops.cast(outputs, self.compute_dtype)

    def _standardized(self, x: Any) -> Any:
        scale, offset = (
            None if weight is None else ops.cast(weight, ops.dtype(x)) for weight in (self.gamma, self.beta)
        )
        outputs, mean, variance = batch_standardized(x, self.axis, offset, scale, self.epsilon)
        self._move_averages(mean, variance)
        return outputs

    def _move_averages(self, mean: Any, variance: Any) -> None:
        self._move(self.moving_mean, mean, self.momentum)
        self._move(self.moving_variance, variance, self.momentum)

    def _move(self, average: Variable, value: Any, momentum: float) -> None:
        value = ops.cast(ops.stop_gradient(value), average.dtype)
        average.assign(ops.add(ops.multiply(average, momentum), value * (1 - momentum)))

    def _moments(self, x: Any, mask: Any) -> tuple[Any, Any]:
        """Mean and variance of each feature of the batch."""
        rank = len(ops.shape(x))
        axes = tuple(axis for axis in range(rank) if axis != self.axis % rank)
        if mask is None:
            return ops.moments(x, axes=axes)
        if len(ops.shape(mask)) != rank - 1:
            raise ValueError(
                f"The mask of the layer {self.name!r} needs one axis less than its input. "
                f"Received a mask of shape {ops.shape(mask)} with an input of shape {ops.shape(x)}."
            )
        return _masked_moments(x, ops.cast(ops.expand_dims(mask, -1), ops.dtype(x)), axes)


def _masked_moments(x: Any, weights: Any, axes: tuple[int, ...]) -> tuple[Any, Any]:
    weights = ops.broadcast_to(weights, ops.shape(x))
    count = ops.add(ops.sum(weights, axis=axes, keepdims=True), 1e-7)
    mean = ops.divide(ops.sum(ops.multiply(x, weights), axis=axes, keepdims=True), count)
    squares = ops.multiply(ops.square(ops.subtract(x, mean)), weights)
    variance = ops.divide(ops.sum(squares, axis=axes, keepdims=True), count)
    return ops.squeeze(mean, axes), ops.squeeze(variance, axes)


class LayerNormalization(Affine):
    """Gives each sample mean 0 and variance 1 over its features, then scales and shifts them.

    Ba, Kiros & Hinton, 2016 (arXiv:1607.06450).

    Args:
        axis: of the features, or several.
        epsilon: added to the variance.
        center, scale, **kwargs: see `Affine` and `Layer`.
        rms_scaling: whether the mean stays and nothing is shifted: `gamma · x / √(variance + epsilon)`.

    Shapes:
        Any shape, unchanged. Weights: gamma and beta, of the shape of the features.
    """

    def __init__(
        self,
        axis: int | Sequence[int] = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        *,
        rms_scaling: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(center=center, scale=scale, **kwargs)
        self.autocast = False  # inputs may be beyond the range of 16 bits
        self.axis = checks.axes(self, axis)
        self.rms_scaling = rms_scaling
        self.epsilon = checks.rate(self, "epsilon", epsilon, upper=float("inf"))

    def build(self, input_shape: Any) -> None:
        axes = [self.axis] if isinstance(self.axis, int) else sorted(self.axis)
        self.add_gamma_and_beta(tuple(checks.known_size(self, input_shape, axis) for axis in axes))

    def call(self, inputs: Any) -> Any:
        x = ops.cast(inputs, dtypes.result_type(ops.dtype(inputs), "float32"))
        if self.rms_scaling:
            outputs = x * ops.rsqrt(ops.var(x, axis=self.axis, keepdims=True) + self.epsilon)
            outputs = outputs if self.gamma is None else self._scaled(outputs)
            return ops.cast(outputs, self.compute_dtype)
        outputs = ops.layer_normalization(x, self.gamma, self.beta, axis=self.axis, epsilon=self.epsilon)
        return ops.cast(outputs, self.compute_dtype)

    def _scaled(self, x: Any) -> Any:
        axes = {axis % x.ndim for axis in ([self.axis] if isinstance(self.axis, int) else self.axis)}
        shape = [size if axis in axes else 1 for axis, size in enumerate(x.shape)]
        return ops.multiply(x, ops.reshape(ops.cast(self.gamma, x.dtype), shape))

    def add_gamma_and_beta(self, shape: tuple[int, ...]) -> None:
        """Makes the two weights; with `rms_scaling` gamma alone."""
        wanted = self.scale, self.center
        self.scale, self.center = (True, False) if self.rms_scaling else wanted
        super().add_gamma_and_beta(shape)
        self.scale, self.center = wanted
