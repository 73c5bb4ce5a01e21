"""Activations that are layers: with parameters of their own, or to be seen as a step of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import activations, constraints, initializers, ops, regularizers
from keras_lab.layers import checks
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer


class ReLU(Layer):
    """`max(x, 0)`, or with arguments a bent and capped line.

    Args:
        max_value: the largest value there is; None: any.
        negative_slope: the slope below the threshold.
        threshold: where the line starts to rise.
    """

    supports_masking = True

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        unlimited = float("inf")
        self.max_value = None if max_value is None else checks.rate(self, "max_value", max_value, unlimited)
        self.negative_slope = checks.rate(self, "negative_slope", negative_slope, unlimited)
        self.threshold = checks.rate(self, "threshold", threshold, unlimited)

    def call(self, inputs: Any) -> Any:
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)


class LeakyReLU(Layer):
    """`x` above 0, `negative_slope * x` below (Maas et al., 2013).

    Args:
        negative_slope: the slope below 0.
    """

    supports_masking = True

    def __init__(self, negative_slope: float = 0.3, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.negative_slope = checks.rate(self, "negative_slope", negative_slope, float("inf"))

    def call(self, inputs: Any) -> Any:
        return activations.leaky_relu(inputs, self.negative_slope)


class ELU(Layer):
    """`x` above 0, `alpha * (exp(x) - 1)` below (Clevert et al., 2015, arXiv:1511.07289).

    Args:
        alpha: the limit far below 0 is `-alpha`.
    """

    supports_masking = True

    def __init__(self, alpha: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alpha = alpha

    def call(self, inputs: Any) -> Any:
        return activations.elu(inputs, self.alpha)


class ThresholdedReLU(Layer):
    """`x` where it is above `theta`, 0 elsewhere (Konda et al., 2014, arXiv:1402.3337).

    Args:
        theta: the threshold.
    """

    supports_masking = True

    def __init__(self, theta: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.theta = checks.rate(self, "theta", theta, float("inf"))

    def call(self, inputs: Any) -> Any:
        return activations.threshold(inputs, self.theta, 0.0)


class PReLU(Layer):
    """`x` above 0, `alpha * x` below, with a learned `alpha` (He et al., 2015, arXiv:1502.01852).

    Args:
        alpha_initializer, alpha_regularizer, alpha_constraint: for the weight.
        shared_axes: axes along which there is only one alpha, for images `[1, 2]`.

    Shapes:
        Any shape, unchanged. Weight: alpha, of the shape of one sample, 1 along the shared axes.
    """

    supports_masking = True

    def __init__(
        self,
        alpha_initializer: Any = "Zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: int | Sequence[int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        given = [shared_axes] if isinstance(shared_axes, int) else shared_axes
        self.shared_axes = None if given is None else list(given)

    def build(self, input_shape: Any) -> None:
        rank = len(checks.one_shape(self, input_shape))
        shared = {checks.axis_of(self, input_shape, axis) for axis in self.shared_axes or ()}
        sizes = {
            axis: checks.known_size(self, input_shape, axis) for axis in range(1, rank) if axis not in shared
        }
        self.input_spec = InputSpec(ndim=rank, axes=sizes)
        self.alpha = self.add_weight(
            tuple(sizes.get(axis, 1) for axis in range(1, rank)),
            self.alpha_initializer,
            name="alpha",
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )

    def call(self, inputs: Any) -> Any:
        below = ops.multiply(self.alpha, ops.minimum(inputs, 0))
        return ops.add(ops.relu(inputs), below)


class Softmax(Layer):
    """Positive numbers that sum to 1 along an axis, in proportion to `exp(x)`.

    Args:
        axis: the axis, or several.

    Call arguments: inputs; `mask`, of a shape that stretches to that of the inputs: where it is False the
    result is 0.
    """

    supports_masking = True

    def __init__(self, axis: int | Sequence[int] = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis if isinstance(axis, int) else list(axis)

    def call(self, inputs: Any, mask: Any = None) -> Any:
        if mask is None:
            return ops.softmax(inputs, axis=self.axis)
        self._check_mask(ops.shape(inputs), ops.shape(mask))
        counts = ops.cast(mask, "bool")
        lowest = -3e4 if self.compute_dtype == "float16" else -1e9
        shares = ops.softmax(ops.where(counts, inputs, lowest), axis=self.axis)
        return ops.where(counts, shares, 0.0)

    def _check_mask(self, inputs: Any, mask: Any) -> None:
        if len(mask) > len(inputs):
            raise ValueError(
                f"The mask of the layer {self.name!r} must not have more dimensions than its input. Received a "
                f"mask of shape {tuple(mask)} with an input of shape {tuple(inputs)}."
            )
        sizes = zip(reversed(mask), reversed(inputs), strict=False)
        if any(isinstance(m, int) and isinstance(n, int) and m not in (1, n) for m, n in sizes):
            raise ValueError(
                f"The mask of the layer {self.name!r} must be broadcastable to its input. Received a mask of "
                f"shape {tuple(mask)} with an input of shape {tuple(inputs)}."
            )
