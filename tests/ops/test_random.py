"""Random tensors and their keys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import ops, random, seeds
from keras_lab.engine import P, load, spec_mode
from keras_lab.engine.spec import Spec
from keras_lab.ops.random import key_source, next_key


def draw(**kwargs: Any) -> np.ndarray:
    return ops.convert_to_numpy(random.normal((4,), **kwargs))


def same(a: Any, b: Any) -> bool:
    return bool(np.array_equal(ops.convert_to_numpy(a), ops.convert_to_numpy(b)))


def test_the_librarys_seed_decides(engine: str) -> None:
    seeds.set_seed(7)
    first = [draw(), draw()]
    seeds.set_seed(7)
    assert same(draw(), first[0])
    assert same(draw(), first[1])
    assert not same(*first)


def test_a_seed_of_ones_own(engine: str) -> None:
    assert same(draw(seed=3), draw(seed=3))
    assert not same(draw(seed=3), draw(seed=4))
    generator, equal = random.SeedGenerator(3), random.SeedGenerator(3)
    first = draw(seed=generator)
    assert not same(first, draw(seed=generator))
    assert same(first, draw(seed=equal))
    assert random.SeedGenerator.from_config(equal.get_config()).seed == 3


def test_inside_a_source_the_key_decides(engine: str) -> None:
    def two(number: int, seed: int | None = None) -> list[np.ndarray]:
        with key_source(P.key(number)):
            return [draw(seed=seed), draw(seed=seed)]

    first, second = two(1)
    assert not same(first, second)
    assert same(two(1)[1], second)
    assert not same(two(2)[0], first)
    assert not same(two(1, seed=5)[0], first)
    with key_source(P.key(1)):
        with key_source(P.key(9)):
            draw()
        assert same(draw(), first)


def test_keys_can_be_traced(engine: str) -> None:
    def program(key: Any, step: Any) -> Any:
        with key_source(P.fold_in(key, step)):
            return random.dropout(np.ones((8, 8), "float32"), 0.5, seed=1)

    compiled = load().compile(program)
    a, b, c = (compiled(P.key(1), np.int32(step)) for step in (0, 1, 0))
    assert same(a, c)
    assert not same(a, b)


def test_drawing_shapes_uses_up_no_seed() -> None:
    seeds.set_seed(1)
    wanted = seeds.next_seed()
    seeds.set_seed(1)
    with spec_mode():
        assert random.normal((2, None)) == Spec((2, None))
        assert random.truncated_normal((2,), dtype="bfloat16") == Spec((2,), "bfloat16")
        assert random.uniform((3,), 1, 5, dtype="int32") == Spec((3,), "int32")
        assert random.dropout(Spec((None, 4, 3)), 0.5, noise_shape=(None, 1, 3)) == Spec((None, 4, 3))
        assert random.categorical(Spec((None, 5)), 3) == Spec((None, 3), "int32")
        assert random.shuffle(Spec((None, 4))) == Spec((None, 4))
        assert next_key() == P.key(0)
    assert seeds.next_seed() == wanted


COUNT = 20000


def test_moments(engine: str) -> None:
    x = ops.convert_to_numpy(random.normal((COUNT,), 3.0, 2.0, seed=1))
    assert abs(x.mean() - 3) < 0.1
    assert abs(x.std() - 2) < 0.1
    x = ops.convert_to_numpy(random.uniform((COUNT,), -1.0, 3.0, seed=1))
    assert -1 <= x.min() < -0.9
    assert 2.9 < x.max() < 3
    x = ops.convert_to_numpy(random.truncated_normal((COUNT,), seed=1))
    assert 1.9 < np.abs(x).max() <= 2
    assert abs(x.std() - 0.87962566) < 0.02  # of a standard normal cut at ±2
    x = ops.convert_to_numpy(random.randint((COUNT,), 2, 5, seed=1))
    assert np.bincount(x)[2:] == pytest.approx(COUNT / 3, rel=0.1)


def test_dropout(engine: str) -> None:
    x = ops.convert_to_numpy(random.dropout(np.ones((100, 200), "float32"), 0.25, seed=1))
    assert set(np.unique(x)) == {0, np.float32(1 / 0.75)}
    assert abs((x == 0).mean() - 0.25) < 0.02
    rows = ops.convert_to_numpy(random.dropout(np.ones((50, 4)), 0.5, noise_shape=(None, 1), seed=1))
    assert all(len(set(row)) == 1 for row in rows)
    assert same(random.dropout([1.0, 2.0], 0), [1.0, 2.0])


def test_shuffle(engine: str) -> None:
    x = np.arange(40).reshape(20, 2)
    found = ops.convert_to_numpy(random.shuffle(x, seed=1))
    assert not same(found, x)
    assert same(found[found[:, 0].argsort()], x)


def test_categorical(engine: str) -> None:
    logits = np.log(np.array([[0.5, 0.25, 0.25], [0.1, 0.9, 1e-9]], "float32"))
    drawn = ops.convert_to_numpy(random.categorical(logits, COUNT, seed=1))
    assert drawn.shape == (2, COUNT)
    assert (drawn[0] == 0).mean() == pytest.approx(0.5, abs=0.02)
    assert (drawn[1] == 1).mean() == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("alpha", [0.3, 1.0, 4.5])
def test_gamma(alpha: float, engine: str) -> None:
    x = ops.convert_to_numpy(random.gamma((COUNT,), alpha, seed=1))
    assert x.min() > 0
    assert x.mean() == pytest.approx(alpha, rel=0.05)
    assert x.var() == pytest.approx(alpha, rel=0.1)


def test_beta_and_binomial(engine: str) -> None:
    x = ops.convert_to_numpy(random.beta((COUNT,), 2.0, 3.0, seed=1))
    assert x.mean() == pytest.approx(0.4, abs=0.01)
    assert x.var() == pytest.approx(0.04, rel=0.1)
    x = ops.convert_to_numpy(random.binomial((2, COUNT), [[10], [4]], 0.3, seed=1))
    assert x.mean(1) == pytest.approx([3, 1.2], rel=0.03)
    assert x.var(1) == pytest.approx([2.1, 0.84], rel=0.1)
    assert same(random.gamma((3,), [0.5, 1.0, 2.0], seed=4), random.gamma((3,), [0.5, 1.0, 2.0], seed=4))


def test_all_dropped_and_keys_of_the_engines_own(engine: str) -> None:
    assert same(random.dropout(np.ones(3), 1.0), np.zeros(3))
    key = P.key(5)
    assert same(random.normal((3,), seed=key), random.normal((3,), seed=5))


def test_mistakes() -> None:
    for call, words in (
        (lambda: random.normal((2,), dtype="int32"), "gives floats"),
        (lambda: random.dropout([1.0], 1.1), r"rate must be in \[0, 1\]"),
        (lambda: random.randint((2,), 3, 3), "maxval must be above"),
        (lambda: random.randint((2,), 0, 3, "float32"), "gives integers"),
        (lambda: random.categorical([1.0, 2.0], 2), "must be .batch, classes"),
        (lambda: random.SeedGenerator("one"), "an integer or None"),
    ):
        with pytest.raises(ValueError, match=words):
            call()


@pytest.mark.parametrize(("count", "chance"), [(100_000.0, 0.5), (1_000.0, 0.999), (40.0, 0.1), (7.0, 1.0)])
def test_numbers_of_successes(engine, count, chance):
    drawn = np.asarray(random.binomial((4000,), counts=count, probabilities=chance, seed=3), "float64")
    deviation = np.sqrt(count * chance * (1 - chance))
    assert abs(drawn.mean() - count * chance) <= 4 * deviation / np.sqrt(4000)
    assert drawn.std() == pytest.approx(deviation, rel=0.08)
    assert drawn.min() >= 0 and drawn.max() <= count
