"""Initial values of weights, drawn with NumPy: no engine is needed, and all engines get the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from keras_lab import configurable
from keras_lab.configurable import Configurable, name_table, resolve
from keras_lab.engine import P, dtypes
from keras_lab.registry import custom_object_scope

Shape = tuple[int, ...]
Axes = int | Sequence[int] | None

#: Standard deviation of a standard normal distribution cut off at ±2.
_TRUNCATED_DEVIATION = 0.87962566103423978


class Initializer(Configurable):
    """Base of all initializers: a callable `(shape, dtype=None) → tensor`.

    One of your own defines either `draw` (NumPy, so that weights need no engine) or, as in Keras, `__call__`.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__call__" in cls.__dict__:
            cls.host = None  # type: ignore[assignment]  # what `__call__` returns counts

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        """An array (or scalar) that fills `shape`; its dtype is converted by the caller.

        Args:
            rng: the source of randomness, seeded anew for every call.
            shape: a tuple of ints.
            dtype: `float64` where double precision is wanted, else `float32`.
        """
        raise NotImplementedError(f"{type(self).__name__} defines neither draw() nor __call__().")

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        """A tensor of the given shape; `dtype` is `config.floatx()` unless given."""
        return P.convert(self._array(shape, dtype))

    def host(self, shape: Sequence[int], dtype: Any = None) -> np.ndarray:
        """The same as a NumPy array. None in classes that define `__call__` themselves."""
        return self._array(shape, dtype)

    def _array(self, shape: Sequence[int], dtype: Any) -> np.ndarray:
        shape = tuple(int(n) for n in shape)
        wanted = dtypes.to_numpy_dtype(dtypes.standardize(dtype))
        precision = np.dtype(wanted if wanted == np.float64 else np.float32)
        drawn = np.asarray(self.draw(np.random.default_rng(self._seed()), shape, precision))
        return np.ascontiguousarray(np.broadcast_to(drawn, shape), dtype=wanted).reshape(shape)

    def clone(self) -> Any:
        """A new initializer made with the same arguments."""
        return type(self).from_config(self.get_config())

    def _seed(self) -> int | None:
        return 0


class Zeros(Initializer):
    """All 0."""

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        return np.zeros((), dtype)


class Ones(Initializer):
    """All 1."""

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        return np.ones((), dtype)


class Constant(Initializer):
    """One value everywhere.

    Args:
        value: a number, or an array that broadcasts to the shape.
    """

    def __init__(self, value: Any = 0.0) -> None:
        self.value = value

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        value = config.get("value", 0.0)
        if isinstance(value, Mapping):
            value = np.asarray(value["config"]["value"], value["config"]["dtype"])
        return cls(value)

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        return np.asarray(self.value)


class Identity(Initializer):
    """Ones on the diagonal of a matrix, zeros elsewhere.

    Args:
        gain: what the matrix is multiplied by.
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        if len(shape) != 2:
            raise ValueError(f"Identity fills matrices only. Received the shape {shape}.")
        return np.asarray(self.gain, dtype) * np.eye(*shape, dtype=dtype)


class RandomInitializer(Initializer):
    """Base of the random ones.

    Args:
        seed: an int; None draws one now, from the library's (`keras_lab.utils.set_random_seed`). One
            initializer gives the same numbers each time it is asked for the same shape.
    """

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed
        self._drawn_seed = _checked_seed(seed, type(self).__name__)

    def _seed(self) -> int:
        return self._drawn_seed


def _checked_seed(seed: Any, owner: str) -> int:
    if seed is None:
        from keras_lab.seeds import next_seed

        return next_seed()
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise TypeError(f"{owner}: a seed is an int or None. Received: {seed!r}")
    return int(seed) % 2**64


class RandomNormal(RandomInitializer):
    """Normally distributed.

    Args:
        mean, stddev: mean and standard deviation.
        seed: see `RandomInitializer`.
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.mean = mean
        self.stddev = _not_negative(stddev, "stddev", type(self).__name__)

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        return _scaled(_normal(rng, shape, dtype), self.stddev, self.mean)


class TruncatedNormal(RandomNormal):
    """Normally distributed, with values beyond two standard deviations from the mean drawn again.

    Args:
        mean, stddev: mean and standard deviation before the cut.
        seed: see `RandomInitializer`.
    """

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        return _scaled(_truncated_normal(rng, shape, dtype), self.stddev, self.mean)


class RandomUniform(RandomInitializer):
    """Evenly distributed over [minval, maxval).

    Args:
        minval, maxval: the bounds.
        seed: see `RandomInitializer`.
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        if minval > maxval:
            raise ValueError(f"RandomUniform: minval ({minval}) is greater than maxval ({maxval}).")
        self.minval = minval
        self.maxval = maxval

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        return _scaled(_uniform(rng, shape, dtype), self.maxval - self.minval, self.minval)


class VarianceScaling(RandomInitializer):
    """Random, with a variance of `scale / n` that suits the number of inputs or outputs of the weights.

    Args:
        scale: a positive number.
        mode: what `n` is: `"fan_in"` (inputs of a unit), `"fan_out"` (outputs) or `"fan_avg"` (their mean).
        distribution: `"truncated_normal"`, `"untruncated_normal"` or `"uniform"`.
        seed: see `RandomInitializer`.
        input_axes, output_axes: the axes over which inputs and outputs are counted; by default the last
            but one and the last, times the number of positions on the axes before (convolutions).
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
        input_axes: Axes = None,
        output_axes: Axes = None,
    ) -> None:
        super().__init__(seed)
        owner = type(self).__name__
        if scale <= 0:
            raise ValueError(f"{owner}: scale must be positive. Received: {scale}")
        self.scale = scale
        self.mode = _one_of(mode, ("fan_in", "fan_out", "fan_avg"), "mode", owner)
        known = ("truncated_normal", "untruncated_normal", "uniform")
        self.distribution = _one_of(
            "truncated_normal" if distribution == "normal" else distribution, known, "distribution", owner
        )
        self.input_axes = input_axes
        self.output_axes = output_axes

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        variance = self.scale / max(1.0, self._fan(shape))
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return _scaled(_uniform(rng, shape, dtype), 2 * limit, -limit)
        if self.distribution == "untruncated_normal":
            return _scaled(_normal(rng, shape, dtype), math.sqrt(variance))
        return _scaled(_truncated_normal(rng, shape, dtype), math.sqrt(variance) / _TRUNCATED_DEVIATION)

    def _fan(self, shape: Shape) -> float:
        inputs, outputs = compute_fans(shape, self.input_axes, self.output_axes)
        return {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}[self.mode]


def compute_fans(shape: Shape, input_axes: Axes = None, output_axes: Axes = None) -> tuple[float, float]:
    """How many inputs and outputs a unit with weights of `shape` has.

    With both kinds of axes given these are the products of their sizes. By default the last axis holds the
    outputs, the one before it the inputs, and the axes before those are positions, which count for both.
    """
    if input_axes is not None and output_axes is not None:
        return _size(shape, input_axes), _size(shape, output_axes)
    if len(shape) < 2:
        return _size(shape, range(len(shape))), _size(shape, range(len(shape)))
    positions = _size(shape, range(len(shape) - 2))
    return positions * shape[-2], positions * shape[-1]


def _size(shape: Shape, axes: int | Sequence[int]) -> float:
    return float(math.prod(shape[axis] for axis in ([axes] if isinstance(axes, int) else axes)))


class _Named(VarianceScaling):
    """A `VarianceScaling` whose first three arguments are the class's own."""

    arguments: tuple[float, str, str] = (1.0, "fan_in", "truncated_normal")

    def __init__(self, seed: int | None = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(*self.arguments, seed, input_axes, output_axes)


class GlorotUniform(_Named):
    """Uniform on ±sqrt(6 / (inputs + outputs)): Glorot and Bengio, AISTATS 2010."""

    arguments = (1.0, "fan_avg", "uniform")


class GlorotNormal(_Named):
    """Truncated normal with variance 2 / (inputs + outputs): Glorot and Bengio, AISTATS 2010."""

    arguments = (1.0, "fan_avg", "truncated_normal")


class HeUniform(_Named):
    """Uniform on ±sqrt(6 / inputs): He et al., ICCV 2015, arXiv:1502.01852."""

    arguments = (2.0, "fan_in", "uniform")


class HeNormal(_Named):
    """Truncated normal with variance 2 / inputs: He et al., ICCV 2015, arXiv:1502.01852."""

    arguments = (2.0, "fan_in", "truncated_normal")


class LecunUniform(_Named):
    """Uniform on ±sqrt(3 / inputs): LeCun et al., Efficient BackProp, 1998."""

    arguments = (1.0, "fan_in", "uniform")


class LecunNormal(_Named):
    """Truncated normal with variance 1 / inputs: LeCun et al., Efficient BackProp, 1998."""

    arguments = (1.0, "fan_in", "truncated_normal")


class Orthogonal(RandomInitializer):
    """A random matrix with orthonormal rows or columns, whichever are fewer: Saxe et al., arXiv:1312.6120.

    More than two axes are treated as a matrix whose columns are the last axis.

    Args:
        gain: what the matrix is multiplied by.
        seed: see `RandomInitializer`.
    """

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        super().__init__(seed)
        self.gain = gain

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        if len(shape) < 2:
            raise ValueError(f"Orthogonal needs at least two axes. Received the shape {shape}.")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
        q *= np.sign(np.diag(r))  # makes it uniform over all such matrices (Mezzadri, arXiv:math-ph/0609050)
        return self.gain * (q if rows >= columns else q.T).reshape(shape)


# ---- drawing ------------------------------------------------------------------------------------------


def _normal(rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
    return np.asarray(rng.standard_normal(shape, dtype=dtype.type))


def _uniform(rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
    return np.asarray(rng.random(shape, dtype=dtype.type))


def _truncated_normal(rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
    values = _normal(rng, (math.prod(shape),), dtype)
    outside = np.flatnonzero(np.abs(values) > 2)
    while outside.size:
        values[outside] = _normal(rng, outside.shape, dtype)
        outside = outside[np.abs(values[outside]) > 2]
    return values.reshape(shape)


def _scaled(values: np.ndarray, factor: float, offset: float = 0.0) -> np.ndarray:
    return values * values.dtype.type(factor) + values.dtype.type(offset)


def _not_negative(value: float, name: str, owner: str) -> float:
    if value < 0:
        raise ValueError(f"{owner}: {name} must not be negative. Received: {value}")
    return value


def _one_of(value: str, known: Sequence[str], name: str, owner: str) -> str:
    if value not in known:
        raise ValueError(f"{owner}: {name} must be one of {', '.join(known)}. Received: {value!r}")
    return value


# ---- by name ------------------------------------------------------------------------------------------

zeros = Zeros
ones = Ones
constant = Constant
identity = IdentityInitializer = Identity
random_normal = RandomNormal
random_uniform = RandomUniform
truncated_normal = TruncatedNormal
variance_scaling = VarianceScaling
glorot_uniform = GlorotUniform
glorot_normal = GlorotNormal
he_uniform = HeUniform
he_normal = HeNormal
lecun_uniform = LecunUniform
lecun_normal = LecunNormal
orthogonal = OrthogonalInitializer = Orthogonal
zero, one, normal, uniform = Zeros, Ones, RandomNormal, RandomUniform

_TABLE = name_table(
    *(Initializer, Zeros, Ones, Constant, Identity, RandomNormal, RandomUniform, TruncatedNormal, Orthogonal),
    *(VarianceScaling, GlorotUniform, GlorotNormal, HeUniform, HeNormal, LecunUniform, LecunNormal),
    zero=Zeros,
    one=Ones,
    normal=RandomNormal,
    uniform=RandomUniform,
    IdentityInitializer=Identity,
    OrthogonalInitializer=Orthogonal,
)


def get(identifier: Any) -> Any:
    """An initializer from its name, a config, a class, a callable, or None (which stays None)."""
    return resolve(identifier, _TABLE, "initializer")


def serialize(initializer: Any) -> Any:
    """An initializer as plain data."""
    return configurable.serialize(initializer)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """An initializer from what `serialize` returned."""
    with custom_object_scope(custom_objects or {}):
        return get(config)
