"""Tensors in and out, properties, control flow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import ops
from keras_lab.engine import P, load, spec_mode
from keras_lab.engine.spec import ShapeError, Spec


def numpy(x: Any) -> np.ndarray:
    return ops.convert_to_numpy(x)


class Holder:
    """Something that stands for a tensor, as a Variable does."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __keras_tensor__(self) -> Any:
        return self.value


def test_conversion(engine: str) -> None:
    assert ops.dtype(ops.convert_to_tensor([1, 2])) == "int32"
    assert ops.dtype(ops.convert_to_tensor(1.5)) == "float32"
    assert ops.dtype(ops.convert_to_tensor([[1.5, 2], [True, 1]])) == "float32"
    assert ops.dtype(ops.convert_to_tensor([True])) == "bool"
    assert ops.dtype(ops.convert_to_tensor(np.float16(3))) == "float16"
    assert ops.dtype(ops.convert_to_tensor([1, 2], "float16")) == "float16"
    x = ops.ones((2, 3))
    assert ops.convert_to_tensor(x) is x
    assert ops.is_tensor(x)
    assert not ops.is_tensor(np.ones(2))
    assert isinstance(numpy(x), np.ndarray)


def test_lists_of_tensors_and_numbers_are_stacked(engine: str) -> None:
    x = ops.convert_to_tensor([ops.array([1, 2]), np.array([3.5, 4]), Holder(ops.array([5, 6]))])
    assert numpy(x).tolist() == [[1, 2], [3.5, 4], [5, 6]]
    assert numpy(ops.add([ops.array(1), 2], 1)).tolist() == [2, 3]


def test_holders_are_tensors(engine: str) -> None:
    held = Holder(ops.ones((2,), "float16"))
    assert ops.dtype(held.value + 0) == ops.dtype(ops.add(held, 1.5)) == ops.dtype(ops.exp(held)) == "float16"
    assert numpy(held).tolist() == [1, 1]


def test_numpy_numbers_do_not_widen(engine: str) -> None:
    assert ops.dtype(ops.multiply(ops.ones((2,)), np.sqrt(2.0))) == "float32"
    assert ops.dtype(ops.multiply(ops.ones((2,), "float16"), 2)) == "float16"


@pytest.mark.parametrize("x", ["word", None, object(), [["a"]], np.array(["a"]), np.array([None])])
def test_what_is_no_array_is_refused(x: Any, engine: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        ops.exp(x)
    with pytest.raises((TypeError, ValueError)):
        ops.add(x, 1.0)


def test_nothing_is_computed_from_a_shape(engine: str) -> None:
    with pytest.raises(TypeError, match=r"Only the shape .*\(2, 3\)"):
        ops.exp(Spec((2, 3)))


def test_no_sparse_tensors() -> None:
    with pytest.raises(ValueError, match="sparse"):
        ops.convert_to_tensor([1], sparse=True)


def test_properties(engine: str) -> None:
    for x in (np.zeros((2, 3)), [[1, 2, 3], [4, 5, 6]], ops.zeros((2, 3))):
        assert (ops.shape(x), ops.ndim(x), ops.size(x)) == ((2, 3), 2, 6)
    with spec_mode():
        x = Spec((None, 3))
        assert (ops.shape(x), ops.size(x), ops.dtype(x)) == ((None, 3), None, "float32")


def test_unknown_sizes_in_shapes(engine: str) -> None:
    x = ops.ones((4, 3, 2))
    assert ops.shape(ops.reshape(x, (None, 6))) == (4, 6)
    assert ops.shape(ops.reshape(x, (None, -1))) == (4, 6)
    assert ops.shape(ops.broadcast_to(x, (5, None, 3, 2))) == (5, 4, 3, 2)
    with pytest.raises(ValueError, match="zeros: the size of an axis is not known"):
        ops.zeros((None, 3))
    with spec_mode():
        assert ops.zeros((None, 3)) == Spec((None, 3))
        assert ops.arange(None) == ops.arange(0, None) == Spec((None,), "int32")


def test_mistakes(engine: str) -> None:
    x = ops.ones((2, 3))
    with pytest.raises(ValueError, match="no 2 equal parts"):
        ops.split(x, 2, axis=1)
    with pytest.raises(ValueError, match=r"axis 1 .* has 3 entries"):
        ops.squeeze(x, 1)
    with pytest.raises(ValueError, match="no axis 3"):
        ops.expand_dims(x, 3)
    with pytest.raises(ValueError, match="list of tensors is empty"):
        ops.concatenate([])
    with pytest.raises(TypeError, match="takes a list"):
        ops.stack(x)
    with pytest.raises(TypeError, match=r"indexed with integers.*bool"):
        ops.get_item(x, x > 0)
    with pytest.raises(ValueError, match="give both x1 and x2"):
        ops.where(x > 0, x)
    with pytest.raises(ValueError, match="mode must be"):
        ops.pad(x, 1, mode="edge")
    with pytest.raises(ValueError, match="pad_width"):
        ops.pad(x, ((1, 1), (1, 1), (1, 1)))
    with pytest.raises(ValueError, match="padding must be 'valid' or 'same'"):
        ops.max_pool(ops.ones((1, 4, 1)), 2, padding="causal")
    with pytest.raises(ValueError, match="3 input channels"):
        ops.conv(ops.ones((1, 4, 3)), ops.ones((2, 2, 1)))
    with pytest.raises(ValueError, match="strides must be"):
        ops.conv(ops.ones((1, 4, 3)), ops.ones((2, 3, 1)), strides=(1, 1))
    with pytest.raises(ValueError, match=r"target must have the shape \(2,\)"):
        ops.sparse_categorical_crossentropy(np.zeros(3, int), x)


def test_in_and_out_of_16_bits(engine: str) -> None:
    x = ops.full((1000,), 100.0, "float16")
    assert float(numpy(ops.var(x + 1))) == 0
    assert ops.dtype(ops.mean(x)) == "float16"
    far = ops.convert_to_tensor(np.array([300, -300], "float16"))
    assert numpy(ops.var(far)).tolist() == np.inf  # 90000 is no float16
    assert [numpy(part).tolist() for part in ops.moments(far, 0)] == [0, 65504]


# ---- control flow -----------------------------------------------------------------------------------


def test_cond(engine: str) -> None:
    x = ops.array([1.0, 2.0])
    for predicate, wanted in ((True, [2, 4]), (ops.sum(x) > 5, [0, 0])):
        found = ops.cond(predicate, lambda: (x * 2, 1), lambda: (ops.zeros_like(x), 2))
        assert numpy(found[0]).tolist() == wanted


def test_scan(engine: str) -> None:
    total, sums = ops.scan(lambda c, x: (c + x, c + x), 0, np.arange(4, dtype="int32"))
    assert int(numpy(total)) == 6
    assert numpy(sums).tolist() == [0, 1, 3, 6]
    _, back = ops.scan(lambda c, x: (c + x, c), np.float32(0), np.arange(3, dtype="float32"), reverse=True)
    assert numpy(back).tolist() == [3, 2, 0]
    assert numpy(ops.scan(lambda c, i: (c + i, i * 2), 0, length=3)[1]).tolist() == [0, 2, 4]
    with pytest.raises(ValueError, match="give xs or length"):
        ops.scan(lambda c, x: (c, x), 0)


def test_map(engine: str) -> None:
    assert numpy(ops.map(lambda x: ops.sum(x), np.arange(6.0).reshape(2, 3))).tolist() == [3, 12]


def test_while_loop(engine: str) -> None:
    i, x = ops.while_loop(lambda i, x: i < 5, lambda i, x: (i + 1, x * 2), (0, 1.0))
    assert (int(numpy(i)), float(numpy(x))) == (5, 32)
    assert int(numpy(ops.while_loop(lambda i: True, lambda i: i + 2, 0, maximum_iterations=3))) == 6


def test_fori_loop(engine: str) -> None:
    assert int(numpy(ops.fori_loop(2, 5, lambda i, total: total + i, 0))) == 9


def test_control_flow_on_shapes() -> None:
    x = Spec((None, 5, 3))
    with spec_mode():
        last, ys = ops.scan(lambda c, x: (c, x @ Spec((3, 2))), Spec((4,)), x)
        assert (last, ys) == (Spec((4,)), Spec((None, 5, 2)))
        assert ops.map(lambda row: ops.sum(row), x) == Spec((None,))
        assert ops.while_loop(lambda x: ops.sum(x) > 0, lambda x: x - 1, x) == x
        with pytest.raises(ShapeError, match="branches"):
            ops.cond(True, lambda: x, lambda: x[0])


# ---- gradients and programs -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["relu", "elu", "celu", "gelu", "silu", "softplus", "log_sigmoid", "softmax", "log_softmax", "sigmoid"],
)
def test_gradients_of_activations_are_finite_far_out(name: str, engine: str) -> None:
    x = ops.convert_to_tensor(np.array([-1e4, -100, -1, 0, 1, 100, 1e4], "float32"))
    loss = load().value_and_grad(lambda params: (ops.sum(getattr(ops, name)(params[0]) * 0.5), None))
    (value, _), (gradient,) = loss([x])
    assert np.isfinite(numpy(gradient)).all()
    assert np.isfinite(numpy(value))


def test_gradients_of_losses(engine: str) -> None:
    x = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    labels = np.array([0, 1, 2, 3, 0])

    def loss(params: list[Any]) -> tuple[Any, Any]:
        return ops.mean(ops.sparse_categorical_crossentropy(labels, params[0], from_logits=True)), None

    _, (gradient,) = load().value_and_grad(loss)([ops.array(x)])
    probabilities = numpy(ops.softmax(x))
    np.testing.assert_allclose(numpy(gradient), (probabilities - np.eye(4)[labels]) / 5, atol=1e-6)


def test_compiled_ops(engine: str) -> None:
    program = load().compile(lambda x, i: ops.softmax(ops.take(x, i, axis=1) * 2 + 1))
    x = np.ones((2, 3), "float32")
    np.testing.assert_allclose(P.to_numpy(program(x, np.array([0, -1]))), np.full((2, 2), 0.5))
