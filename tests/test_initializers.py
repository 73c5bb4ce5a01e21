"""Initializers: distributions, names, seeds; Keras is the oracle for the scale of each."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from keras_lab import engine as engines
from keras_lab import initializers, layers, random
from keras_lab.configurable import serialize
from keras_lab.variables import Variable

RANDOM = [
    ("RandomNormal", {}),
    ("RandomNormal", {"mean": 1.0, "stddev": 0.2}),
    ("RandomUniform", {}),
    ("RandomUniform", {"minval": -1.0, "maxval": 3.0}),
    ("TruncatedNormal", {"mean": -1.0, "stddev": 2.0}),
    ("GlorotUniform", {}),
    ("GlorotNormal", {}),
    ("HeUniform", {}),
    ("HeNormal", {}),
    ("LecunUniform", {}),
    ("LecunNormal", {}),
    ("VarianceScaling", {"scale": 3.0, "mode": "fan_out", "distribution": "untruncated_normal"}),
    ("VarianceScaling", {"scale": 0.5, "mode": "fan_avg", "distribution": "uniform"}),
    ("VarianceScaling", {"input_axes": [0, 2], "output_axes": [1, 3], "distribution": "uniform"}),
    ("HeUniform", {"input_axes": [0], "output_axes": [3]}),
]
NAMES = {
    "zero": "Zeros",
    "one": "Ones",
    "uniform": "RandomUniform",
    "normal": "RandomNormal",
    "glorot_uniform": "GlorotUniform",
    "he_normal": "HeNormal",
    "lecun_uniform": "LecunUniform",
    "orthogonal": "Orthogonal",
    "identity": "Identity",
    "OrthogonalInitializer": "Orthogonal",
}


@pytest.mark.parametrize(("name", "arguments"), RANDOM)
def test_distribution_is_that_of_keras(name, arguments):
    keras = pytest.importorskip("keras")
    shape = (3, 5, 40, 60)
    ours = getattr(initializers, name)(**arguments, seed=3).host(shape)
    theirs = np.asarray(getattr(keras.initializers, name)(**arguments, seed=4)(shape))
    assert ours.shape == shape
    assert ours.dtype == np.float32
    spread = theirs.std()
    assert abs(ours.mean() - theirs.mean()) < 0.03 * spread
    for q in (0.0005, 0.1, 0.25, 0.5, 0.75, 0.9, 0.9995):
        near = 0.03 if 0.01 < q < 0.99 else 0.2
        assert abs(np.quantile(ours, q) - np.quantile(theirs, q)) < near * spread, q


@pytest.mark.parametrize("shape", [(), (7,), (4, 6), (3, 4, 6), (3, 3, 4, 8), (2, 3, 3, 4, 8)])
@pytest.mark.parametrize("mode", ["fan_in", "fan_out", "fan_avg"])
def test_fans(shape, mode):
    keras = pytest.importorskip("keras")
    arguments = {"scale": 12.0, "mode": mode, "distribution": "uniform"}
    many = [np.asarray(keras.initializers.VarianceScaling(**arguments, seed=s)(shape)) for s in range(60)]
    limit = np.sqrt(36.0 / max(1.0, initializers.VarianceScaling(**arguments)._fan(shape)))
    greatest = np.abs(np.stack(many)).max()
    assert 0.9 * limit < greatest <= limit * 1.00001


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (2, 3, 4), (3, 3, 2, 4)])
def test_orthogonal(shape):
    matrix = initializers.Orthogonal(gain=2.0, seed=1).host(shape).reshape(-1, shape[-1])
    small = matrix @ matrix.T if matrix.shape[0] < matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(small, 4 * np.eye(len(small)), atol=1e-5)


def test_constants():
    assert (initializers.Zeros().host((2, 3)) == 0).all()
    assert (initializers.Ones().host((2, 3), "int32") == np.ones((2, 3), np.int32)).all()
    np.testing.assert_array_equal(initializers.Constant([1, 2, 3]).host((2, 3)), [[1, 2, 3]] * 2)
    np.testing.assert_array_equal(initializers.Identity(3.0).host((2, 3)), 3 * np.eye(2, 3))


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"side": "imag", "window": "hamming", "scaling": "spectrum"},
        {"window": "blackman", "periodic": True, "scaling": None},
        {"window": None},
        {"window": list(range(1, 9)), "side": "imag"},
    ],
)
def test_stft(arguments):
    keras = pytest.importorskip("keras")
    ours = initializers.STFT(**arguments)
    theirs = np.asarray(keras.initializers.STFT(**arguments)((8, 1, 5)))
    np.testing.assert_allclose(ours.host((8, 1, 5)), theirs, rtol=1e-5, atol=1e-6)
    again = initializers.deserialize(initializers.serialize(ours))
    np.testing.assert_array_equal(again.host((8, 2, 5))[:, 1:], ours.host((8, 1, 5)))


def test_one_object_gives_the_same_numbers_again_and_two_different_ones():
    first, second = initializers.HeNormal(), initializers.HeNormal()
    np.testing.assert_array_equal(first.host((4, 5)), first.host((4, 5)))
    assert not np.array_equal(first.host((4, 5)), second.host((4, 5)))
    same = [initializers.HeNormal(seed=9).host((4, 5)) for _ in range(2)]
    np.testing.assert_array_equal(*same)


def test_engines_get_the_same_numbers(engine):
    drawn = initializers.GlorotUniform(seed=5)((3, 4))
    assert engines.P.is_tensor(drawn)
    np.testing.assert_array_equal(engines.P.to_numpy(drawn), initializers.GlorotUniform(seed=5).host((3, 4)))


@pytest.mark.parametrize("dtype", ["float64", "float16", "bfloat16", "int32"])
def test_dtypes(dtype):
    drawn = initializers.RandomUniform(0, 100, seed=1).host((50,), dtype)
    assert drawn.dtype.name == dtype
    assert len(set(drawn.tolist())) > 20


@pytest.mark.parametrize(("name", "cls"), NAMES.items())
def test_names(name, cls):
    assert type(initializers.get(name)).__name__ == cls


@pytest.mark.parametrize(("name", "arguments"), [*RANDOM, ("Orthogonal", {"gain": 0.5})])
def test_round_trip(name, arguments):
    made = getattr(initializers, name)(**arguments, seed=11)
    again = initializers.deserialize(initializers.serialize(made))
    np.testing.assert_array_equal(made.host((2, 3, 4, 5)), again.host((2, 3, 4, 5)))
    assert serialize(again) == serialize(made)


def test_seed_in_configuration_is_the_one_given():
    assert initializers.GlorotUniform().get_config()["seed"] is None
    assert initializers.GlorotUniform(seed=4).get_config()["seed"] == 4


def test_round_trip_of_an_array():
    again = initializers.deserialize(initializers.serialize(initializers.Constant(np.arange(3.0))))
    np.testing.assert_array_equal(again.host((3,)), [0, 1, 2])


def test_configuration_is_that_of_keras():
    keras = pytest.importorskip("keras")
    for name, arguments in RANDOM:
        ours = getattr(initializers, name)(**arguments, seed=2)
        theirs = keras.initializers.serialize(getattr(keras.initializers, name)(**arguments, seed=2))
        assert initializers.serialize(ours) == theirs


def test_of_ones_own_in_the_way_of_keras(engine):
    class Half(initializers.Initializer):
        def __call__(self, shape, dtype=None):
            return np.full(shape, 0.5, dtype)

    class Wider(initializers.HeNormal):
        def __call__(self, shape, dtype=None):
            return super().__call__(shape, dtype) * 0 + 7

    np.testing.assert_array_equal(Variable(Half(), (2,)).numpy(), [0.5, 0.5])
    np.testing.assert_array_equal(Variable(Wider(), (2,)).numpy(), [7, 7])
    np.testing.assert_array_equal(Variable(lambda shape, dtype: np.ones(shape), (2,)).numpy(), [1, 1])


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: initializers.get("glorot_unifrom"), ValueError, "Did you mean 'glorot_uniform'"),
        (lambda: initializers.get(3), ValueError, "initializer"),
        (lambda: initializers.RandomNormal(stddev=-1.0), ValueError, "stddev"),
        (lambda: initializers.RandomUniform(2.0, 1.0), ValueError, "minval"),
        (lambda: initializers.VarianceScaling(scale=0.0), ValueError, "scale"),
        (lambda: initializers.VarianceScaling(mode="fan"), ValueError, "fan_in"),
        (lambda: initializers.VarianceScaling(distribution="cauchy"), ValueError, "uniform"),
        (lambda: initializers.HeNormal(seed="a"), TypeError, "seed"),
        (lambda: initializers.HeNormal(sed=1), TypeError, "seed"),
        (lambda: initializers.Orthogonal().host((3,)), ValueError, "two axes"),
        (lambda: initializers.Identity().host((3, 3, 3)), ValueError, "matrices"),
        (lambda: initializers.Initializer().host((3,)), NotImplementedError, "draw"),
    ],
)
def test_bad_input(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_drawing_needs_no_engine(tmp_path):
    import subprocess

    code = (
        "import sys; from keras_lab import initializers; initializers.get('he_normal').host((3, 4)); "
        "print([m for m in ('tensorflow', 'jax') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_seed_generator_gives_others_each_time():
    made = initializers.RandomNormal(seed=random.SeedGenerator(3))
    first, second = np.asarray(made((4,))), np.asarray(made((4,)))
    assert not np.array_equal(first, second)
    again = initializers.deserialize(initializers.serialize(made))
    np.testing.assert_array_equal(again((4,)), first)


def test_an_array_is_an_initial_value():
    np.testing.assert_array_equal(initializers.get(np.eye(2))((2, 2)), np.eye(2))


def test_an_array_must_fit():
    with pytest.raises(ValueError, match=r"shape \(2, 2\) does not fill the shape \(3, 3\)"):
        initializers.Constant(np.eye(2))((3, 3))


def test_kernels_of_einsums_know_their_inputs():
    layer = layers.EinsumDense("abc,cde->abde", output_shape=(None, 8, 64))
    layer.build((None, 10, 256))
    assert np.std(np.asarray(layer.kernel)) == pytest.approx(np.sqrt(2 / (256 + 8 * 64)), rel=0.02)
