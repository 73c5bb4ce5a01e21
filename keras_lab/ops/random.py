"""Random tensors, and where their keys come from.

A key decides what is drawn. Inside `key_source(key)`, as in a compiled training step, every draw takes the
next key folded from it, so a step's randomness is a function of its key. Elsewhere keys come from the seed of
the whole library (`keras_lab.utils.set_random_seed`), or from the `seed` given.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

from keras_lab import engine, seeds
from keras_lab.engine import P, dtypes
from keras_lab.open_stack import OpenStack
from keras_lab.ops.creation import zeros_like
from keras_lab.ops.dispatch import floating, op, tensor
from keras_lab.ops.elementwise import erfinv
from keras_lab.ops.logic import where

Tensor = Any
_sources: OpenStack[_Source] = OpenStack()


class SeedGenerator:
    """A sequence of seeds, for `seed=`: every draw with it is another one, the same in every program run.

    Args:
        seed: where the sequence begins; None: drawn from the library's seed.
    """

    def __init__(self, seed: int | None = None, name: str | None = None, **kwargs: Any) -> None:
        from keras_lab.variables import Variable

        if seed is not None and (isinstance(seed, bool) or not isinstance(seed, (int, np.integer))):
            raise ValueError(f"SeedGenerator: seed must be an integer or None. Received: {seed!r}")
        self.given = seed
        self.seed = seeds.next_seed() if seed is None else int(seed)
        self.name = name or "seed_generator"
        start = np.array([self.seed & 0xFFFFFFFF, 0], np.uint32)
        self.state = Variable(start, trainable=False, autocast=False, name="seed_generator_state")

    def next(self, ordered: bool = True) -> Tensor:
        """A fresh key."""
        state = self.state.value
        if ordered:
            self.state.assign(state + np.array([0, 1], np.uint32))
        return P.fold_in(P.fold_in(P.key(0), state[0]), state[1])

    def next_integer(self) -> int:
        """A fresh 64-bit seed for the host."""
        start, drawn = (int(n) for n in np.asarray(self.state.value))
        self.state.assign(np.array([start, drawn + 1], np.uint32))
        return seeds.mixed(self.seed + drawn)

    def get_config(self) -> dict[str, Any]:
        """What makes an equal one."""
        return {"seed": self.given, "name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> SeedGenerator:
        """One made as `get_config` says."""
        return cls(**config)


Seed = int | SeedGenerator | None


class _Source:
    def __init__(self, key: Tensor) -> None:
        self.key = key
        self.drawn = 0

    def next(self, seed: int) -> Tensor:
        self.drawn += 1
        return P.fold_in(P.fold_in(self.key, self.drawn), seed & 0x7FFFFFFF)


@contextmanager
def key_source(key: Tensor) -> Iterator[None]:
    """Inside, every draw takes the next key folded from `key`."""
    sources = _sources.items
    sources.append(_Source(key))
    try:
        yield
    finally:
        sources.pop()


@contextmanager
def numbered_source(number: Any) -> Iterator[None]:
    """Inside, every draw takes the next key that follows from an integer, which may be a tensor."""
    with key_source(P.fold_in(P.key(0), tensor(number, "int32"))):
        yield


def next_key(seed: Seed = None) -> Tensor:
    """The key for one draw.

    Args:
        seed: outside a key source, an int always gives the same key, a `SeedGenerator` its next one, None a
            fresh one, a key of the engine's own itself. Inside, it is folded into the source's next key.
    """
    if P.is_tensor(seed) and P.shape(seed):
        return seed
    if engine.in_spec_mode():
        return P.key(0)
    sources = _sources.items
    if sources:
        return sources[-1].next((seed.given if isinstance(seed, SeedGenerator) else seed) or 0)
    if isinstance(seed, SeedGenerator):
        return seed.next()
    return P.fresh_key(seeds.next_seed()) if seed is None else P.key(int(seed))


def inherited_key() -> Tensor:
    """A key for a part of the computation under way, which may run it more than once."""
    return next_key()


def _shape(shape: Any) -> tuple[int, ...]:
    return (shape,) if isinstance(shape, int) else tuple(shape)


def _float(dtype: Any, what: str) -> str:
    name = dtypes.standardize(dtype)
    if not dtypes.is_float(name):
        raise ValueError(f"random.{what} gives floats. Received: dtype={name!r}")
    return name


@op
def uniform(
    shape: Sequence[int], minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Seed = None
) -> Tensor:
    """Uniform on [minval, maxval); integers, if `dtype` is an integer type."""
    name = dtypes.standardize(dtype)
    if dtypes.is_int(name):
        return randint(shape, int(minval), int(maxval), name, seed)
    x = P.random_uniform(next_key(seed), _shape(shape), _float(name, "uniform"))
    return x if (minval, maxval) == (0.0, 1.0) else x * (maxval - minval) + minval


@op
def normal(
    shape: Sequence[int], mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Seed = None
) -> Tensor:
    """Normal with the given mean and standard deviation."""
    x = P.random_normal(next_key(seed), _shape(shape), _float(dtype, "normal"))
    return x if (mean, stddev) == (0.0, 1.0) else x * stddev + mean


@op
def truncated_normal(
    shape: Sequence[int], mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Seed = None
) -> Tensor:
    """Normal, with what is more than two standard deviations off drawn again."""
    name = _float(dtype, "truncated_normal")
    wide = dtypes.result_type(name, "float32")
    u = P.random_uniform(next_key(seed), _shape(shape), wide)
    bound = math.erf(math.sqrt(2.0))
    x = erfinv((u * 2.0 - 1.0) * bound) * math.sqrt(2.0)
    limit = 2.0 - 1e-6
    x = P.minimum(P.maximum(x, tensor(-limit, wide)), tensor(limit, wide))
    return P.cast(x * stddev + mean, name)


@op
def randint(
    shape: Sequence[int], minval: int, maxval: int, dtype: Any = "int32", seed: Seed = None
) -> Tensor:
    """Integers, each from `minval` up to, not including, `maxval` equally likely."""
    name = dtypes.standardize(dtype)
    if not dtypes.is_int(name):
        raise ValueError(f"random.randint gives integers. Received: dtype={name!r}")
    if maxval <= minval:
        raise ValueError(f"random.randint: maxval must be above minval. Received: {minval}, {maxval}")
    return P.random_integers(next_key(seed), _shape(shape), int(minval), int(maxval), name)


@op
def dropout(inputs: Any, rate: float, noise_shape: Any = None, seed: Seed = None) -> Tensor:
    """Sets a fraction `rate` of the elements to 0 and divides the others by `1 - rate`.

    Args:
        noise_shape: the shape of the random mask, which broadcasts; None in it: as long as the input.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"random.dropout: rate must be in [0, 1]. Received: {rate}")
    x = floating(inputs)
    if rate in (0, 1):
        return x if rate == 0 else zeros_like(x)
    sizes = P.shape(x) if noise_shape is None else _like(noise_shape, P.shape(x))
    kept = P.random_uniform(next_key(seed), sizes, "float32") >= rate
    return where(kept, x / (1.0 - rate), 0.0)


def _like(shape: Any, sizes: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(own if size is None else size for size, own in zip(shape, sizes, strict=True))


@op
def shuffle(x: Any, axis: int = 0, seed: Seed = None) -> Tensor:
    """The entries of an axis in random order."""
    x = tensor(x)
    draws = P.random_uniform(next_key(seed), (P.shape(x)[axis],), "float32")
    return P.take(x, P.argsort(draws, 0), axis)


@op
def categorical(logits: Any, num_samples: int, dtype: Any = "int32", seed: Seed = None) -> Tensor:
    """Classes drawn in proportion to `exp(logits)`, by the Gumbel trick.

    Args:
        logits: shape `(batch, classes)`.

    Returns:
        Class indices, shape `(batch, num_samples)`.
    """
    x = floating(logits)
    if len(P.shape(x)) != 2:
        raise ValueError(f"random.categorical: logits must be (batch, classes). Received shape: {P.shape(x)}")
    batch, classes = P.shape(x)
    u = P.random_uniform(next_key(seed), (batch, num_samples, classes), "float32")
    gumbel = P.negative(P.log(P.negative(P.log(P.maximum(u, tensor(1e-37, "float32"))))))
    scores = P.reshape(P.cast(x, "float32"), (batch, 1, classes)) + gumbel
    return P.cast(P.argmax(scores, 2), dtypes.standardize(dtype))


# ---- gamma and what is made of it -------------------------------------------------------------------

#: Candidates drawn at once: each is taken with a probability above 0.95, so that none is in 10 of 10¹¹ cases.
_CANDIDATES = 8


@op
def gamma(shape: Sequence[int], alpha: Any, dtype: Any = None, seed: Seed = None) -> Tensor:
    """From the gamma distribution with the shape parameter `alpha` (which broadcasts) and scale 1.

    Marsaglia & Tsang, "A simple method for generating gamma variables" (2000).
    """
    name = _float(dtype, "gamma")
    key = next_key(seed)
    sizes, wide = _shape(shape), dtypes.result_type(name, "float32")
    a = P.broadcast_to(tensor(alpha, wide), sizes)
    small = a < 1.0
    d = where(small, a + 1.0, a) - 1.0 / 3.0
    normals = P.random_normal(P.fold_in(key, 0), (_CANDIDATES, *sizes), wide)
    uniforms = P.random_uniform(P.fold_in(key, 1), (_CANDIDATES, *sizes), wide)
    v = (1.0 + normals / P.sqrt(d * 9.0)) ** 3.0
    positive = v > 0.0
    logs = P.log(where(positive, v, 1.0))
    taken = P.log(1.0 - uniforms) < normals * normals * 0.5 + d * (1.0 - v + logs)
    taken = P.cast(P.logical_and(positive, taken), "int32")
    chosen = P.reshape(P.argmax(taken, 0), (1, *sizes))
    x = d * P.reshape(P.take_along_axis(v, chosen, 0), sizes)
    boost = P.random_uniform(P.fold_in(key, 2), sizes, wide)
    return P.cast(where(small, x * (1.0 - boost) ** (1.0 / a), x), name)


@op
def beta(shape: Sequence[int], alpha: Any, beta: Any, dtype: Any = None, seed: Seed = None) -> Tensor:
    """From the beta distribution with the parameters `alpha` and `beta` (which broadcast)."""
    name = _float(dtype, "beta")
    with key_source(next_key(seed)):
        x, y = gamma(shape, alpha, "float32"), gamma(shape, beta, "float32")
    return P.cast(x / (x + y), name)


#: So many trials and fewer are tried one by one.
_FEW_TRIALS = 16


@op
def binomial(
    shape: Sequence[int], counts: Any, probabilities: Any, dtype: Any = None, seed: Seed = None
) -> Tensor:
    """How many of `counts` trials succeed, each with the probability `probabilities` (both broadcast).

    Many trials are halved first: the middle one of `n` uniform numbers in order has a beta distribution, and
    with it below the probability all before it succeed, else all after it fail (Relles, 1972). What is left, a
    few trials each, is tried one by one.
    """
    name, sizes, key = _float(dtype, "binomial"), _shape(shape), next_key(seed)
    n = P.broadcast_to(tensor(counts, "float32"), sizes)
    p = P.broadcast_to(tensor(probabilities, "float32"), sizes)
    start = (tensor(0, "int32"), P.full(sizes, 0.0, "float32"), n, p)
    _, found, n, p = P.while_loop(_many_are_left, partial(_halve, key, sizes), start)

    def trial(i: Tensor, successes: Tensor) -> Tensor:
        hit = P.random_uniform(P.fold_in(key, i), sizes, "float32") < p
        return successes + P.cast(P.logical_and(hit, P.cast(i, "float32") < n), "float32")

    return P.cast(P.loop(P.cast(P.max(n), "int32"), trial, found), name)


def _many_are_left(carry: Any) -> Tensor:
    return P.max(carry[2]) > float(_FEW_TRIALS)


def _halve(key: Tensor, sizes: tuple[int, ...], carry: Any) -> Any:
    """One step of `binomial`: `(step, successes, n, p)` with `n` about half as large where it was large."""
    i, found, n, p = carry
    middle = P.floor(n / 2.0) + 1.0
    with key_source(P.fold_in(key, i + _FEW_TRIALS)):
        x, y = gamma(sizes, middle, "float32"), gamma(sizes, n + 1.0 - middle, "float32")
    border = x / (x + y)
    many, below = n > float(_FEW_TRIALS), border <= p
    left = where(below, n - middle, middle - 1.0)
    chance = where(below, (p - border) / (1.0 - border), p / border)
    gained = where(P.logical_and(many, below), middle, 0.0)
    return i + 1, found + gained, where(many, left, n), where(many, chance, p)
