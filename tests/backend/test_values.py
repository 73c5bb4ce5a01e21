"""The functions of `K` against NumPy, on values, on shapes and on symbolic tensors alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from keras_lab import backend as K
from keras_lab import tree
from keras_lab.engine import spec_mode
from keras_lab.engine.spec import Spec

rng = np.random.default_rng(0)


def floats(*shape: int) -> np.ndarray:
    return rng.normal(size=shape).astype("float32")


X, Y, Z = floats(3, 4), floats(3, 4), floats(2, 3, 4)
IMAGES, KERNEL = floats(2, 5, 6, 3), floats(2, 3, 3, 4)
POSITIVE = np.abs(X) + 0.1
N = np.array([2, 0, 1], "int32")
MASK = np.array([[1, 1, 0], [1, 0, 0]], "float32")


def conv(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    views = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[:2], (1, 2))
    return np.einsum("bhwcij,ijco->bhwo", views, kernel)


def first(x: np.ndarray) -> np.ndarray:
    return np.moveaxis(x, -1, 1)


def step(x: Any, states: Any) -> Any:
    h = K.tanh(x + states[0] * states[1])
    return h * 2.0, [h]


PAST = Z + np.pad(Z, [(0, 0), (1, 0), (0, 0)])[:, :-1]
WINDOWS = np.lib.stride_tricks.sliding_window_view(IMAGES, (2, 2), (1, 2))
LOCAL = np.tile(KERNEL.reshape(18, 4), (16, 1, 1))
NORMED = (X - X.mean(0)) / np.sqrt(X.var(0) + 1e-3) * Y[1] + Y[0]


def np_rnn(x: np.ndarray, h: np.ndarray, c: np.ndarray, mask: Any = None, back: bool = False) -> Any:
    output, outputs = np.zeros_like(h), []
    for t in range(x.shape[1])[:: -1 if back else 1]:
        new = np.tanh(x[:, t] + h * c)
        counts = np.ones((2, 1), bool) if mask is None else mask[:, t : t + 1] > 0
        h, output = np.where(counts, new, h), np.where(counts, new * 2, output)
        outputs.append(output)
    return output, np.stack(outputs, 1), h


H, C, W = floats(2, 4), floats(2, 4), floats(2, 3, 4, 5)

#: name, arguments, keywords, what comes out.
ROWS: list[tuple[str, tuple[Any, ...], dict[str, Any], Any]] = [
    ("pow", (POSITIVE, 2), {}, POSITIVE**2),
    ("clip", (X, -0.5, None), {}, np.maximum(X, -0.5)),
    ("clip", (X, 0.5, 0.2), {}, np.full_like(X, 0.5)),
    ("max", (X,), {"axis": 1}, X.max(1)),
    ("min", (X,), {"axis": 0, "keepdims": True}, X.min(0, keepdims=True)),
    ("argmax", (X,), {}, X.argmax(-1)),
    ("argmin", (X, 0), {}, X.argmin(0)),
    ("cumsum", (X,), {}, X.cumsum(0)),
    ("cumprod", (X,), {"axis": 1}, X.cumprod(1)),
    ("one_hot", (N, 3), {}, np.eye(3)[N]),
    ("in_top_k", (X, N, 2), {}, np.array([X[i, n] >= np.sort(X[i])[-2] for i, n in enumerate(N)])),
    ("l2_normalize", (X, 1), {}, X / np.linalg.norm(X, axis=1, keepdims=True)),
    ("hard_sigmoid", (X * 3,), {}, np.clip(0.6 * X + 0.5, 0, 1)),
    ("relu", (X,), {"alpha": 0.1, "max_value": 0.5}, np.minimum(np.where(X > 0, X, 0.1 * X), 0.5)),
    ("elu", (X, 0.5), {}, np.where(X > 0, X, 0.5 * np.expm1(X))),
    ("stop_gradient", ([X, Y],), {}, [X, Y]),
    ("concatenate", ([X, Y],), {}, np.concatenate([X, Y], -1)),
    ("expand_dims", (X,), {}, X[..., None]),
    ("permute_dimensions", (Z, (2, 0, 1)), {}, Z.transpose(2, 0, 1)),
    ("transpose", (Z,), {}, Z.T),
    ("reverse", (Z, (0, 2)), {}, Z[::-1, :, ::-1]),
    ("flatten", (Z,), {}, Z.ravel()),
    ("batch_flatten", (Z,), {}, Z.reshape(2, 12)),
    ("tile", (X, (2, 1)), {}, np.tile(X, (2, 1))),
    ("repeat", (X, 2), {}, np.repeat(X[:, None], 2, 1)),
    ("repeat_elements", (Z, 2, 1), {}, np.repeat(Z, 2, 1)),
    ("gather", (X, N), {}, X[N]),
    ("slice", (Z, (0, 1, 1), (2, -1, 2)), {}, Z[:, 1:, 1:3]),
    ("squeeze", (Z[:1], 0), {}, Z[0]),
    ("temporal_padding", (Z, (1, 2)), {}, np.pad(Z, [(0, 0), (1, 2), (0, 0)])),
    ("spatial_2d_padding", (IMAGES,), {}, np.pad(IMAGES, [(0, 0), (1, 1), (1, 1), (0, 0)])),
    (
        "spatial_2d_padding",
        (first(IMAGES), ((0, 1), (2, 0)), "channels_first"),
        {},
        np.pad(first(IMAGES), [(0, 0), (0, 0), (0, 1), (2, 0)]),
    ),
    ("spatial_3d_padding", (IMAGES[None],), {}, np.pad(IMAGES[None], [(0, 0), (1, 1), (1, 1), (1, 1), (0, 0)])),
    ("resize_images", (IMAGES, 2, 3, "channels_last"), {}, IMAGES.repeat(2, 1).repeat(3, 2)),
    ("resize_volumes", (IMAGES[None], 1, 2, 2, "channels_last"), {}, IMAGES[None].repeat(2, 2).repeat(2, 3)),
    ("dot", (Z, floats(4, 5) * 0 + 1), {}, Z @ np.ones((4, 5))),
    ("batch_dot", (X, Y), {}, (X * Y).sum(1, keepdims=True)),
    ("batch_dot", (X, Y, 1), {}, (X * Y).sum(1, keepdims=True)),
    ("batch_dot", (Z, Z.transpose(0, 2, 1)), {}, Z @ Z.transpose(0, 2, 1)),
    ("batch_dot", (Z, Z, (2, 2)), {}, Z @ Z.transpose(0, 2, 1)),
    ("batch_dot", (H, Z, (1, 2)), {}, np.einsum("bi,bji->bj", H, Z)),
    ("batch_dot", (Z, H, (2, 1)), {}, np.einsum("bji,bi->bj", Z, H)),
    ("batch_dot", (Z, W, (2, 2)), {}, np.einsum("bji,bjik->bjk", Z, W)),
    ("batch_dot", (Z[None], Z[None], (3, 3)), {}, Z[None] @ Z[None].transpose(0, 1, 3, 2)),
    ("bias_add", (IMAGES, np.arange(3, dtype="f4")), {}, IMAGES + np.arange(3)),
    ("bias_add", (first(IMAGES), np.arange(3, dtype="f4"), "channels_first"), {}, first(IMAGES + np.arange(3))),
    ("conv2d", (IMAGES, KERNEL), {}, conv(IMAGES, KERNEL)),
    ("conv2d", (first(IMAGES), KERNEL), {"data_format": "channels_first"}, first(conv(IMAGES, KERNEL))),
    ("conv1d", (Z, np.ones((2, 4, 1), "f4")), {"padding": "causal"}, PAST.sum(-1, keepdims=True)),
    ("pool2d", (IMAGES, (2, 2)), {}, WINDOWS.max((-1, -2))),
    ("pool2d", (IMAGES, (5, 6)), {"pool_mode": "avg"}, IMAGES.mean((1, 2), keepdims=True)),
    ("local_conv2d", (IMAGES, LOCAL, (2, 3), (1, 1), (4, 4)), {}, conv(IMAGES, KERNEL)),
    ("local_conv1d", (Z, np.ones((2, 8, 1), "f4"), (2,), (1,)), {}, (Z[:, 1:] + Z[:, :-1]).sum(-1, keepdims=True)),
    ("switch", (X > 0, X, Y), {}, np.where(X > 0, X, Y)),
    ("switch", (X[:, 0] > 0, X, Y), {}, np.where(X[:, :1] > 0, X, Y)),
    ("foldl", (lambda a, b: a * 0.5 + b, X), {}, (X[0] * 0.5 + X[1]) * 0.5 + X[2]),
    ("foldr", (lambda a, b: a * 0.5 + b, X, np.ones(4, "f4")), {}, ((0.5 + X[2]) * 0.5 + X[1]) * 0.5 + X[0]),
    ("map_fn", (lambda row: K.sum(row), X), {}, X.sum(1)),
    ("rnn", (step, Z, [H]), {"constants": [C]}, np_rnn(Z, H, C)),
    ("rnn", (step, Z, [H]), {"constants": [C], "mask": MASK}, np_rnn(Z, H, C, MASK)),
    ("rnn", (step, Z, [H]), {"constants": [C], "go_backwards": True}, np_rnn(Z, H, C, None, True)),
    ("batch_normalization", (X, X.mean(0), X.var(0), Y[0], Y[1]), {}, NORMED),
    ("normalize_batch_in_training", (X, Y[1], Y[0], [0]), {}, (NORMED, X.mean(0), X.var(0))),
    ("constant", (3.0,), {"shape": (2, 2)}, np.full((2, 2), 3.0)),
    ("zeros_like", (X,), {}, X * 0),
    ("identity", (X,), {}, X),
]  # fmt: skip


def leaves(x: Any) -> list[Any]:
    return tree.flatten(x)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{list(row[2])}")
def test_values(row: Any, engine: str) -> None:
    name, args, kwargs, wanted = row
    function: Callable[..., Any] = getattr(K, name)
    rights = leaves(wanted)
    for found, right in zip(leaves(function(*args, **kwargs)), rights, strict=True):
        np.testing.assert_allclose(K.eval(found), np.asarray(right, "float64"), 1e-4, 1e-5)
    with spec_mode():
        specs = leaves(function(*to_specs(args), **to_specs(kwargs)))
    assert [spec.shape for spec in specs] == [np.shape(right) for right in rights]


def to_specs(nest: Any) -> Any:
    return tree.map_structure(lambda x: Spec(x.shape, x.dtype) if isinstance(x, np.ndarray) else x, nest)


@pytest.mark.parametrize(
    "name", ["batch_flatten", "rnn", "batch_dot", "conv1d", "repeat", "l2_normalize", "switch"]
)
def test_symbolic(name: str) -> None:
    """One engine will do: what is recorded is the same."""
    _, args, kwargs, wanted = next(row for row in ROWS if row[0] == name)
    given: list[Any] = []

    def place(x: Any) -> Any:
        if not isinstance(x, np.ndarray) or given:
            return x
        given.append((K.placeholder((None, *x.shape[1:]), dtype=x.dtype.name), x))
        return given[-1][0]

    made = getattr(K, name)(*tree.map_structure(place, args), **tree.map_structure(place, kwargs))
    outputs = leaves(made)
    found = K.function([symbol for symbol, _ in given], outputs)([value for _, value in given])
    for one, right in zip(found, leaves(wanted), strict=True):
        np.testing.assert_allclose(one, right, 1e-4, 1e-5)


def test_variables(engine: str) -> None:
    v = K.variable([[1, 2], [3, 4]], name="v")
    assert (v.name, K.dtype(v), K.int_shape(v), K.ndim(v), K.count_params(v)) == (
        "v",
        "float32",
        (2, 2),
        2,
        4,
    )
    K.update(v, np.ones((2, 2)))
    K.update_add(v, 2.0)
    K.update_sub(v, 1.0)
    K.moving_average_update(v, np.zeros((2, 2), "float32"), 0.5)
    np.testing.assert_allclose(K.get_value(v), np.ones((2, 2)))
    K.batch_set_value([(v, [[5, 6], [7, 8]])])
    np.testing.assert_allclose(K.batch_get_value([v])[0], [[5, 6], [7, 8]])
    assert [K.int_shape(K.zeros((2, 3))), K.int_shape(K.ones(3)), K.int_shape(K.eye(2))] == [
        (2, 3),
        (3,),
        (2, 2),
    ]
    np.testing.assert_allclose(K.eval(K.ones((2,)) * 3), [3, 3])
    assert K.get_value(K.random_normal_variable((500,), 2.0, 0.1, seed=1)).mean() == pytest.approx(
        2, abs=0.02
    )
    assert K.get_value(K.random_uniform_variable((500,), 1.0, 3.0, seed=1)).min() >= 1
    assert K.eval(K.random_binomial((1000,), 0.3, seed=1)).mean() == pytest.approx(0.3, abs=0.05)
    with K.name_scope("block"):
        assert K.variable(1.0, name="w").path == "block/w"


def test_transposed_convolutions(engine: str) -> None:
    x, kernel = floats(2, 3, 3, 4), floats(3, 3, 2, 4)
    for padding, sizes in (("same", (5, 6)), ("valid", (7, 8))):
        for size in sizes:
            made = K.conv2d_transpose(x, kernel, (2, size, size, 2), (2, 2), padding)
            assert K.int_shape(made) == (2, size, size, 2)
            wide = floats(2, size, size, 2)  # <conv(w), x> = <w, conv_transpose(x)>
            there = K.eval(K.conv2d(wide, kernel, (2, 2), padding))
            assert (there * x).sum() == pytest.approx((wide * K.eval(made)).sum(), rel=1e-3)


def test_ctc(engine: str) -> None:
    scores = rng.random((2, 6, 4)).astype("float32")
    y_pred = scores / scores.sum(-1, keepdims=True)
    lengths, labels = np.array([[6], [5]]), np.array([[0, 1], [2, 0]])
    loss = K.eval(K.ctc_batch_cost(labels, y_pred, lengths, np.array([[2], [1]])))
    assert loss.shape == (2, 1)
    everything = [
        np.prod(y_pred[1, range(5), path]) for path in np.ndindex(4, 4, 4, 4, 4) if collapsed(path) == [2]
    ]
    assert loss[1, 0] == pytest.approx(-np.log(sum(everything)), rel=1e-3)
    for greedy in (True, False):
        found, _ = K.ctc_decode(y_pred, lengths[:, 0], greedy=greedy)
        assert K.int_shape(found[0])[0] == 2


def collapsed(path: tuple[int, ...]) -> list[int]:
    return [c for c, before in zip(path, (-1, *path), strict=False) if c not in (3, before)]


def test_settings() -> None:
    assert K.image_dim_ordering() == "tf"
    K.set_image_dim_ordering("th")
    assert K.image_data_format() == "channels_first"
    K.set_image_data_format("channels_last")
    assert K.normalize_data_format(None) == "channels_last"
    assert K.backend() in ("tensorflow", "jax")
    assert K.cast_to_floatx(np.array([1, 2])).dtype == np.float32
    assert K.standardize_dtype("float") == "float32"
    K.reset_uids()
    assert (K.get_uid("dense"), K.get_uid("dense")) == (1, 2)
    K.clear_session()
    assert K.is_keras_tensor(K.placeholder((1,)))
    assert not K.is_keras_tensor(K.variable(1.0))
    assert not K.is_sparse(K.variable(1.0))
    K.manual_variable_initialization(True)
