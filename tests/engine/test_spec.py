"""The shape-only engine: unknown sizes, mistakes, services. (Known shapes: test_conformance.)"""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keras_lab.engine import spec
from keras_lab.engine.spec import ShapeError, Spec
from keras_lab.engine.spec.shapes import broadcast

SIZES = st.lists(st.sampled_from([1, 1, 2, 3]), max_size=4).map(tuple)


# ---- broadcasting -----------------------------------------------------------------------------------


@given(SIZES, SIZES, SIZES)
def test_broadcasting_is_numpys(a: tuple[int, ...], b: tuple[int, ...], c: tuple[int, ...]) -> None:
    try:
        wanted = np.broadcast_shapes(a, b, c)
    except ValueError:
        with pytest.raises(ShapeError):
            broadcast("add", a, b, c)
    else:
        assert broadcast("add", a, b, c) == wanted


@given(SIZES, SIZES, st.data())
def test_an_unknown_size_never_contradicts_the_known_one(
    a: tuple[int, ...], b: tuple[int, ...], data: st.DataObject
) -> None:
    try:
        wanted = np.broadcast_shapes(a, b)
    except ValueError:
        return
    hidden = data.draw(st.lists(st.booleans(), min_size=len(a), max_size=len(a)))
    found = broadcast("add", tuple(None if h else n for h, n in zip(hidden, a, strict=True)), b)
    assert len(found) == len(wanted)
    assert all(f in (None, w) for f, w in zip(found, wanted, strict=True))


def test_unknown_against_known() -> None:
    assert broadcast("add", (None, 1), (5, 3)) == (5, 3)
    assert broadcast("add", (None,), (1,)) == (None,)


# ---- reshape ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "result"),
    [
        ((None, 28, 28, 1), (-1, 784), (None, 784)),
        ((None, 28, 28, 1), (None, 784), (None, 784)),
        ((None, 4, 5), (None, -1), (None, 20)),
        ((None, None, 8), (None, None, 2, -1), (None, None, 2, 4)),
        ((None, 4, 5), (-1, 5), (None, 5)),
        ((None, 8), (None, 5, 8), (None, 5, 8)),  # the None of a merged axis may be taken apart
        ((2, 784), (None, 784), (2, 784)),
        ((2, 6), (3, -1), (3, 4)),
        ((0, 3), (-1, 3), (0, 3)),
        ((), (1, 1), (1, 1)),
        ((5,), (-1, 5), (1, 5)),
    ],
)
def test_reshape(source: spec.Spec, target: tuple[int, ...], result: tuple[int, ...]) -> None:
    assert spec.reshape(Spec(source), target).shape == result


@given(st.lists(st.integers(1, 4), max_size=4), st.lists(st.integers(1, 4), max_size=4))
def test_reshape_allows_what_numpy_allows(source: list[int], target: list[int]) -> None:
    x = np.zeros(source)
    for wanted in (target, [-1, *target]):
        try:
            right = x.reshape(wanted).shape
        except ValueError:
            with pytest.raises(ShapeError, match="cannot become"):
                spec.reshape(Spec(tuple(source)), wanted)
        else:
            assert spec.reshape(Spec(tuple(source)), wanted).shape == right


# ---- indexing ---------------------------------------------------------------------------------------

KEYS = st.one_of(
    st.integers(-2, 1),
    st.none(),
    st.slices(3),
    st.builds(slice, st.integers(-5, 5), st.integers(-5, 5), st.sampled_from([None, 1, 2, -1, -2])),
)


@given(st.lists(KEYS, max_size=3), st.sampled_from([None, 0, 1]))
def test_indexing_is_numpys(keys: list[object], ellipsis_at: int | None) -> None:
    if ellipsis_at is not None:
        keys = [*keys[:ellipsis_at], ..., *keys[ellipsis_at:]]
    right = np.zeros((2, 3, 4))[tuple(keys)].shape
    assert spec.getitem(Spec((2, 3, 4)), tuple(keys)).shape == right


def test_indexing_unknown_sizes() -> None:
    x = Spec((None, 3, None))
    assert spec.getitem(x, (slice(None), -1)).shape == (None, None)
    assert spec.getitem(x, (0, slice(0, 2))).shape == (2, None)
    assert spec.getitem(x, (..., slice(0, 2))).shape == (None, 3, None)
    with pytest.raises(IndexError, match="out of range"):
        spec.getitem(x, (0, 3))
    with pytest.raises(IndexError, match="4 indices for the 3 axes"):
        spec.getitem(x, (0, 0, 0, 0))


# ---- mistakes name both shapes ----------------------------------------------------------------------


def test_matmul_says_which_sizes_differ() -> None:
    with pytest.raises(ShapeError) as error:
        spec.matmul(Spec((32, 10)), Spec((20, 5)))
    assert str(error.value) == (
        "matmul: the last axis of (32, 10) has 10 entries, but the second to last of (20, 5) has 20."
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: spec.add(Spec((2, 3)), Spec((4,))), r"add: .*\(2, 3\).*\(4,\)"),
        (lambda: spec.concatenate([Spec((2, 3)), Spec((3, 3))], 1), r"concatenate.*\(2,\).*\(3,\)"),
        (lambda: spec.sum(Spec((2, 3)), 2), "sum: there is no axis 2"),
        (lambda: spec.sum(Spec((2, 3)), (0, -2)), "named twice"),
        (lambda: spec.top_k(Spec((2, 3)), 4), "fewer than k=4"),
        (lambda: spec.transpose(Spec((2, 3)), (0,)), "do not name all 2 axes"),
        (lambda: spec.broadcast_to(Spec((2, 3)), (3,)), "does not stretch"),
        (lambda: spec.einsum("ij,jk->ik", Spec((2, 3)), Spec((4, 5))), "'j'.*3 entries and also 4"),
        (lambda: spec.einsum("ij->k", Spec((2, 3))), "'k' is in the output"),
        (lambda: spec.max_pool(Spec((1, 2, 2, 3)), (3, 3), (1, 1), "valid"), "window of 3 .* axis of 2"),
        (lambda: spec.max_pool(Spec((1, 2, 3)), (3, 3), (1, 1), "valid"), "needs 4 axes"),
        (
            lambda: spec.conv(Spec((1, 8, 8, 3)), Spec((3, 3, 4, 8)), (1, 1), "same", (1, 1), 1),
            "3 channels.*takes 4",
        ),
        (lambda: spec.scatter_add(Spec((4, 3)), Spec((2,), "int32"), Spec((3, 3))), "scatter_add"),
        (lambda: spec.convert([[1, 2], [3]]), "entries of a list"),
    ],
)
def test_mistakes(call, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ShapeError, match=words):
        call()


def test_there_are_no_values() -> None:
    x = Spec((1,))
    for use in (bool, int, float, np.asarray, spec.to_numpy, lambda x: [1, 2][x]):
        with pytest.raises(TypeError, match="only shapes are known here"):
            use(x)


# ---- what a Spec is ---------------------------------------------------------------------------------


def test_specs_are_values() -> None:
    assert Spec([2, None], np.float64) == Spec((2, None), "float64")
    assert len({Spec((2,)), Spec((2,)), Spec((2,), "int8")}) == 2
    assert Spec((2, 3)).ndim == 2


def test_anything_like_an_array_has_a_spec() -> None:
    assert spec.convert(np.zeros((2, 3), "int8")) == Spec((2, 3), "int8")
    assert spec.convert([[1, 2.5], [3, 4]]) == Spec((2, 2), "float32")
    assert spec.convert([Spec((3,)), Spec((None,))]) == Spec((2, 3))
    assert spec.convert(True) == Spec((), "bool")
    assert spec.convert(5, "int8") == Spec((), "int8")
    with pytest.raises(TypeError, match="Received: 'word'"):
        spec.convert("word")


def test_tensors_of_engines_have_a_spec(engine) -> None:  # type: ignore[no-untyped-def]
    assert spec.convert(engine.full((2, 3), 1, "bfloat16")) == Spec((2, 3), "bfloat16")


# ---- windows ----------------------------------------------------------------------------------------


def test_windows_over_unknown_sizes() -> None:
    x, kernel = Spec((None, None, 9, 4)), Spec((3, 3, 4, 5))
    assert spec.conv(x, kernel, (2, 2), "same", (1, 1), 1).shape == (None, None, 5, 5)
    assert spec.conv(x, kernel, (1, 1), "valid", (1, 2), 1).shape == (None, None, 5, 5)
    assert spec.avg_pool(x, (2, 2), (2, 2), "valid").shape == (None, None, 4, 4)
    back = Spec((3, 3, 5, 4))
    shape = spec.conv_transpose(x, back, (2, 2), [(1, 2), (1, 2)], (1, 1)).shape
    assert shape == (None, None, 18, 5)


# ---- services ---------------------------------------------------------------------------------------

CARRY = Spec((None, 3))


def test_scan_runs_the_body_once() -> None:
    calls = []

    def body(carry: Spec, x: tuple[Spec, Spec]) -> tuple[Spec, Spec]:
        calls.append(x)
        return carry, x[0]

    last, ys = spec.scan(body, CARRY, (Spec((7, None, 2)), Spec((7,), "bool")))
    assert calls == [(Spec((None, 2)), Spec((), "bool"))]
    assert (last, ys) == (CARRY, Spec((7, None, 2)))
    with pytest.raises(ShapeError, match="7 and 8 steps"):
        spec.scan(body, CARRY, (Spec((7, 2)), Spec((8, 2))))
    with pytest.raises(ShapeError, match="the carry before and after"):
        spec.scan(lambda carry, x: (x, x), CARRY, Spec((7, 2)))


def test_branches_must_agree() -> None:
    yes = Spec((), "bool")
    assert spec.cond(yes, lambda x: x, lambda x: Spec((2, 3)), CARRY) == Spec((2, 3))
    with pytest.raises(ShapeError, match=r"two branches.*\(None, 3\).*\(4,\)"):
        spec.cond(yes, lambda x: x, lambda x: Spec((4,)), CARRY)
    with pytest.raises(ShapeError, match="float32 and int32"):
        spec.cond(yes, lambda: Spec(()), lambda: Spec((), "int32"))
    with pytest.raises(ShapeError, match="bool scalar"):
        spec.cond(Spec((2,), "bool"), lambda: CARRY, lambda: CARRY)
    with pytest.raises(ValueError, match="differ"):
        spec.cond(yes, lambda: CARRY, lambda: (CARRY, CARRY))


def test_loops_keep_the_carry() -> None:
    assert spec.loop(5, lambda i, c: c, CARRY) == CARRY
    assert spec.while_loop(lambda c: Spec((), "bool"), lambda c: c, [CARRY]) == [CARRY]
    with pytest.raises(ShapeError, match="loop: the carry"):
        spec.loop(5, lambda i, c: Spec((2,)), CARRY)


def test_gradients_are_shaped_like_the_parameters() -> None:
    params = [Spec((3, 2)), Spec((2,))]
    (loss, aux), grads = spec.value_and_grad(lambda p, x: (Spec(()), x))(params, CARRY)
    assert (loss, aux, grads) == (Spec(()), CARRY, params)
    with pytest.raises(ShapeError, match="must be a scalar"):
        spec.value_and_grad(lambda p: (p[0], None))(params)


def test_programs_just_run() -> None:
    assert spec.compile(lambda x: spec.exp(x))(CARRY) == CARRY
    assert spec.shape_of(lambda x, y: spec.matmul(x, y), CARRY, Spec((3, 4))) == Spec((None, 4))
    assert spec.fold_in(spec.key(1), 2) == spec.key(3)


def test_it_needs_no_tensor_library() -> None:
    code = (
        "import sys; from keras_lab import ops; from keras_lab.engine import spec_mode; "
        "from keras_lab.engine.spec import Spec\n"
        "with spec_mode(): y = ops.softmax(Spec((None, 3)) @ Spec((3, 4)) + 1)\n"
        "assert y.shape == (None, 4); assert not {'tensorflow', 'jax'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
