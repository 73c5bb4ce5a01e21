"""Ops that no table of values can test: functions of functions, values that decide shapes, complex results."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import Input, backend, ops
from keras_lab.engine import P, load, spec_mode
from keras_lab.engine.spec import Spec
from tests.ops.case import Case, floats
from tests.ops.cases_more import LOOSE, SYMMETRIC, TALL


def same(found: Any, wanted: Any, tolerance: float = 1e-5) -> None:
    np.testing.assert_allclose(ops.convert_to_numpy(found), np.asarray(wanted), tolerance, tolerance)


@pytest.mark.parametrize("case", LOOSE, ids=lambda case: case.id)
def test_shapes_that_depend_on_values(case: Case, engine: str) -> None:
    found = getattr(ops, case.name)(*case.args, **case.kwargs)
    wanted = case.expected()
    many = isinstance(wanted, tuple)
    for one, right in zip(found if many else [found], wanted if many else [wanted], strict=True):
        same(one, right)
    args = [Spec(a.shape, a.dtype) if isinstance(a, np.ndarray) else a for a in case.args]
    with spec_mode():
        specs = getattr(ops, case.name)(*args, **case.kwargs)
    for one, right in zip(specs if many else [specs], wanted if many else [wanted], strict=True):
        assert len(one.shape) == np.ndim(right)
        assert all(a in (None, b) for a, b in zip(one.shape, np.shape(right), strict=True))


def test_decompositions(engine: str) -> None:
    w, v = ops.eigh(SYMMETRIC)
    same(ops.matmul(SYMMETRIC, v), v * w[:, None], 1e-3)
    for mode in ("reduced", "complete"):
        q, r = ops.qr(TALL, mode)
        same(ops.matmul(q, r), TALL, 1e-4)
    u, s, vt = ops.svd(TALL, full_matrices=False)
    same(ops.matmul(u * s[:, None], vt), TALL, 1e-4)
    factors, order = (ops.convert_to_numpy(x) for x in ops.lu_factor(SYMMETRIC[0]))
    same((np.tril(factors, -1) + np.eye(3)) @ np.triu(factors), SYMMETRIC[0][order], 1e-4)


def test_switch(engine: str) -> None:
    branches = [lambda x: x + 1, lambda x: x * 2, lambda x: -x]
    for index, wanted in ((0, 4), (1, 6), (2, -3), (7, -3), (-1, 4)):
        same(ops.switch(index, branches, np.float32(3)), wanted)
    program = load().compile(lambda i: ops.switch(i, branches, ops.ones((2,))))
    same(program(np.int32(1)), [2, 2])


def test_associative_scan(engine: str) -> None:
    x = floats(7, 2)
    same(ops.associative_scan(ops.add, x), x.cumsum(0))
    same(ops.associative_scan(ops.multiply, x, reverse=True, axis=0), x[::-1].cumprod(0)[::-1])
    same(ops.associative_scan(ops.maximum, x, axis=1), np.maximum.accumulate(x, 1))
    a, b = x[:, 0], x[:, 1]  # h = a h + b
    _, h = ops.associative_scan(lambda p, q: (p[0] * q[0], p[1] * q[0] + q[1]), (a, b))
    state, wanted = 0.0, []
    for one, two in zip(a, b, strict=True):
        wanted.append(state := one * state + two)
    same(h, wanted)


def test_maps(engine: str) -> None:
    x, y = floats(3, 2), floats(3, 2)
    same(ops.vectorized_map(lambda row: row * 2, x), x * 2)
    same(ops.vectorized_map(lambda pair: ops.sum(pair[0] * pair[1]), (x, y)), (x * y).sum(1))
    same(ops.vectorize(lambda a, b: a * b + 1)(x, y[0]), x * y[0] + 1)
    same(ops.vectorize(lambda a, b: ops.sum(a * b), signature="(n),(n)->()")(x, y[1]), (x * y[1]).sum(1))
    same(ops.vectorize(lambda a, power: a**power, excluded={1})(x, 2), x**2)


def test_custom_gradient(engine: str) -> None:
    @ops.custom_gradient
    def log1pexp(x: Any) -> Any:
        e = ops.exp(x)

        def grad(*args: Any, upstream: Any = None) -> Any:
            upstream = args[-1] if upstream is None else upstream
            return upstream * (1 - 1 / (1 + e))

        return ops.log(1 + e), grad

    x = ops.convert_to_tensor([0.0, 50.0])
    (_, _), (slope,) = P.value_and_grad(lambda params: (ops.sum(log1pexp(params[0])), ()))([x])
    same(slope, [0.5, 1])
    assert log1pexp(Input((3,))).shape == (None, 3)


def test_jvp(engine: str) -> None:
    x, v = floats(4), floats(4)
    result, change = ops.jvp(lambda x: ops.sin(x) * x, [x], [v])
    same(result, np.sin(x) * x)
    same(change, (np.cos(x) * x + np.sin(x)) * v)
    (total, both), moved, aux = ops.jvp(
        lambda a, b: ((ops.sum(a * b), a * 2), "aux"), [x, v], [np.ones(4, "float32"), x], has_aux=True
    )
    same(total, (x * v).sum())
    same(moved[0], v.sum() + (x * x).sum())
    same(moved[1], [2] * 4)
    same(both, x * 2)
    assert aux == "aux"


def test_traced_places(engine: str) -> None:
    x, block = floats(4, 5), floats(2, 2)
    wanted = x.copy()
    wanted[1:3, 2:4] = block
    program = load().compile(lambda i, j: ops.slice_update(x, (i, j), block))
    same(program(np.int32(1), np.int32(2)), wanted)


def test_fourier_of_stretches(engine: str) -> None:
    x = floats(2, 32)
    parts = ops.stft(x, 8, 4, 8)
    same(ops.istft(parts, 8, 4, 8, length=32), x, 1e-4)
    same(parts[0][:, 3], np.fft.rfft(x[:, 8:16] * np.hanning(9)[:-1]).real, 1e-4)


def test_complex_numbers(engine: str) -> None:
    z = (floats(3, 2) + 1j * floats(3, 2)[::-1]).astype("complex64")
    pairs = np.stack([z.real, z.imag], -1)
    same(ops.view_as_complex(pairs), z)
    same(ops.view_as_real(z), pairs)
    same(ops.polar(np.abs(z), np.angle(z)), z, 1e-4)
    for name in ("real", "imag", "conj", "angle", "abs", "exp", "square", "sum", "isreal"):
        same(getattr(ops, name)(z), getattr(np, name)(z), 1e-4)
    same(ops.matmul(z, z.T) * 2 + 1j, z @ z.T * 2 + 1j, 1e-4)
    assert ops.dtype(ops.add(1.0, 2j)) == ops.dtype(ops.convert_to_tensor([1, 2j])) == "complex64"
    with pytest.raises(ValueError, match="2 entries"):
        ops.view_as_complex(z.real[:, :1])


def test_complex_numbers_in_programs(engine: str) -> None:
    def turned(x: Any) -> Any:
        return ops.view_as_real(ops.view_as_complex(x) * ops.polar(1.0, np.pi / 2))

    x = floats(3, 2)
    same(P.compile(turned)(x), np.stack([-x[:, 1], x[:, 0]], -1), 1e-4)
    weights = floats(3, 2)[::-1]
    _, (slope,) = P.value_and_grad(lambda params: (ops.sum(turned(params[0]) * weights), ()))(
        [ops.convert_to_tensor(x)]
    )
    same(slope, np.stack([weights[:, 1], -weights[:, 0]], -1), 1e-4)
    made = turned(Input((4, 2)))
    assert made.shape == (None, 4, 2) and made.dtype == "float32"


def test_eigenvalues_of_any_matrix(engine: str) -> None:
    x = floats(2, 3, 3)
    w, v = (ops.convert_to_numpy(part) for part in P.compile(ops.eig)(x))
    np.testing.assert_allclose(x @ v, v * w[:, None], atol=1e-4)
    with spec_mode():
        assert ops.eig(Spec((None, 3, 3))) == (Spec((None, 3), "complex64"), Spec((None, 3, 3), "complex64"))
    with pytest.raises(ValueError, match="square"):
        ops.eig(x[:, :2])


def test_printing(engine: str, capfd: pytest.CaptureFixture[str]) -> None:
    same(backend.print_tensor([1.5, 2.5], "here:"), [1.5, 2.5])
    load().to_numpy(load().compile(lambda x: backend.print_tensor(x, "there:"))(np.float32(3.5)))
    printed = capfd.readouterr().out
    assert "here: [1.5 2.5]" in printed
    assert "there: 3.5" in printed


def test_mistakes() -> None:
    x = np.ones((2, 3), "float32")
    for call, words in (
        (lambda: ops.quantile(x, 0.5, method="cubic"), "method must be one of lower"),
        (lambda: ops.norm(x, ord="nuc", axis=1), "is for matrices"),
        (lambda: ops.norm(x, ord=7, axis=(0, 1)), "no norm of the order 7"),
        (lambda: ops.qr(x, "full"), "'reduced' or 'complete'"),
        (lambda: ops.rearrange(x, "a b -> a c"), "must name the same axes"),
        (lambda: ops.rearrange(x, "a (b c) -> a b c", b=2), "cannot be"),
        (lambda: ops.rearrange(x, "a b c -> a"), "is for 3 axes|must name"),
        (lambda: ops.bitwise_and(x, 1), "Bits are those of integers"),
        (lambda: ops.searchsorted([1.0], [1.0], side="up"), "'left' or 'right'"),
        (lambda: ops.histogram(x, 0), "positive int"),
        (lambda: ops.space_to_depth(np.ones((1, 3, 3, 1)), 2), "has no blocks of 2"),
        (lambda: ops.depth_to_space(np.ones((1, 3, 3, 3)), 2), "no blocks of 2 squared"),
        (lambda: ops.cross(np.ones(4), np.ones(4)), "2 or 3 components"),
        (lambda: ops.correlate([1.0], [1.0], "all"), "'valid', 'same' or 'full'"),
        (lambda: ops.fft(x), r"takes a pair \(real"),
        (lambda: ops.stft(x, 4, 2, 2), "at most fft_length"),
        (lambda: ops.stft(x, 4, 2, 4, window="blackman"), "'hann', 'hamming'"),
        (lambda: ops.ctc_loss(x, x, [1], [1]), "must be of shape"),
        (lambda: ops.ctc_decode(x[None], [1], strategy="best"), "'greedy' or 'beam_search'"),
        (lambda: ops.dot_product_attention(x, x, x), "query needs 4 axes"),
        (lambda: ops.bincount([1], sparse=True), "dense"),
        (lambda: ops.switch(0, []), "at least one branch"),
        (lambda: ops.vectorize(abs, signature="n"), "a signature is"),
        (lambda: ops.diag(np.ones((1, 1, 1))), "a vector or a matrix"),
    ):
        with pytest.raises(ValueError, match=words):
            call()


def test_axes_all_at_once(engine: str) -> None:
    x = floats(2, 3)
    whole = np.exp(x) / np.exp(x).sum()
    same(ops.softmax(x, axis=None), whole)
    same(ops.log_softmax(x, axis=None), np.log(whole), 1e-4)


def test_orders_of_lengths(engine: str) -> None:
    x = floats(2, 3)
    same(ops.normalize(x, order=3), x / (np.abs(x) ** 3).sum(-1, keepdims=True) ** (1 / 3))
    with pytest.raises(ValueError, match="whole number"):
        ops.normalize(x, order=-1)
    for ord, axis in (("fro", None), (2, (0, 1)), (1, 4)):
        with pytest.raises(ValueError, match="norm:"):
            ops.norm(x[0], ord, axis)


def test_edges_of_ranges(engine: str) -> None:
    same(ops.erfinv(np.array([-1.0, 1.0, 0.0], "float32")), [-np.inf, np.inf, 0])
    same(ops.in_top_k([1, 0], np.array([[0.1, np.nan, 0.5], [0.3, 0.2, 0.5]], "float32"), 2), [False, True])
    _, variance = ops.moments(np.array([-2000, 2000], "float16"), [0])
    assert ops.convert_to_numpy(variance) == np.finfo("float16").max


def test_losses_of_sequences_in_halves(engine: str) -> None:
    logits = floats(1, 4, 3).astype("float16")
    loss = ops.ctc_loss([[1, 2]], logits, [2], [4])
    assert ops.dtype(loss) == ops.dtype(ops.ctc_decode(logits, [4])[1]) == "float32"
    same(loss, ops.ctc_loss([[1, 2]], logits.astype("float32"), [2], [4]))


def test_short_transforms_without_a_window(engine: str) -> None:
    x = floats(32)
    pair = ops.stft(x, 8, 2, 8, window=None)
    same(ops.istft(pair, 8, 2, 8, window=None)[6:-6], 4 * x[6:-6], 1e-4)  # only added up
    with pytest.raises(ValueError, match="positive integer"):
        ops.istft(pair, 8, 0, 8)


def test_windows_fit_into_images(engine: str) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        ops.conv(floats(1, 4, 4, 2), floats(5, 5, 2, 3))


def test_pixels_and_blocks() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        ops.depth_to_space(floats(1, 2, 2, 4), 1)
    assert ops.multi_hot(np.array([[[1], [2]]]), 4).shape == (1, 1, 4)


def test_quantiles_of_what_is_not_nan(engine: str) -> None:
    x = floats(4, 7)
    x[1, 2] = x[2, :3] = np.nan
    for method in ("linear", "lower", "higher", "midpoint", "nearest"):
        same(
            ops.nanquantile(x, [0.3, 0.5], axis=1, method=method),
            np.nanquantile(x, [0.3, 0.5], 1, method=method),
        )


def test_arguments_as_numpy_takes_them(engine: str) -> None:
    x = floats(3, 4)
    same(ops.repeat(x, np.array([2]), axis=0), np.repeat(x, [2], axis=0))
    same(ops.roll(x, 1, axis=(0, 1)), np.roll(x, 1, axis=(0, 1)))
    same(ops.round([123, -345], decimals=-1), [120, -340])
    same(ops.max(np.ones((0, 2)), axis=0, initial=3.0), [3, 3])
    same(ops.where(x > 0)[1], np.where(x > 0)[1])
    same(ops.argsort(np.array(4.0)), 0)
    assert ops.unique(np.array([1, np.nan, np.nan], "float32")).shape == (3,)
    assert ops.dtype(ops.nan_to_num(ops.ones(2, "bfloat16"))) == "bfloat16"
    assert ops.dtype(ops.square([True])) == ops.dtype(ops.mod([True], [True])) == "int32"
    assert ops.dtype(ops.dot(ops.ones(2, "int8"), ops.ones(2, "int8"))) == "int8"


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: ops.diagonal(x, axis1=0, axis2=0), ValueError, "named twice"),
        (lambda x: ops.roll(x, (1, 2), axis=0), ValueError, "needs its shift"),
        (lambda x: ops.reshape(x, (-2, 6)), ValueError, "at least 0"),
        (lambda x: ops.reshape(x, (-1, -1)), ValueError, "one may be -1"),
        (lambda x: ops.digitize(x, x), ValueError, "must be a vector"),
        (lambda x: ops.argpartition(x, (1, 2)), ValueError, "must be an integer"),
        (lambda x: ops.eye(3.0), TypeError, "float"),
        (lambda x: ops.where(x > 0, x), ValueError, "both"),
        (lambda x: ops.cdist(x, x[:, :2]), ValueError, "no distance"),
    ],
)
def test_arguments_that_make_no_sense(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call(floats(3, 4))
