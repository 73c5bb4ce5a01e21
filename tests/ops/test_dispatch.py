"""Recording instead of running, fused versions of engines, Python's operators."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keras_lab import engine as engines
from keras_lab import ops
from keras_lab.engine import P, spec_mode
from keras_lab.engine.spec import Spec
from keras_lab.ops import operators
from keras_lab.ops.dispatch import Symbolic, floating, fused, op, promoted_floats


class Noted(Symbolic):
    """Says what it was recorded with."""

    shape = (2, 3)
    dtype = "float32"

    def record(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return function, args, kwargs


operators.install(Noted)


def test_a_symbolic_argument_is_recorded_wherever_it_is() -> None:
    x, y = Noted(), np.ones(3)
    assert ops.add(y, x) == (ops.add, (y, x), {})
    assert ops.add(y, x2=x) == (ops.add, (y,), {"x2": x})
    assert ops.concatenate([y, (x,)], axis=1) == (ops.concatenate, ([y, (x,)],), {"axis": 1})
    assert ops.exp({"a": x}) == (ops.exp, ({"a": x},), {})
    assert ops.softmax(x) == (ops.softmax, (x,), {})


def test_what_is_recorded_can_be_run(engine: str) -> None:
    function, args, kwargs = ops.clip(Noted(), 0, x_max=1)
    assert ops.convert_to_numpy(function(np.array([-5.0, 5.0]), *args[1:], **kwargs)).tolist() == [0, 1]


def test_shapes_of_symbolic_tensors_are_known_at_once() -> None:
    assert ops.shape(Noted()) == (2, 3)
    assert ops.ndim(Noted()) == 2
    assert ops.dtype(Noted()) == "float32"
    with pytest.raises(TypeError, match="no values yet"):
        ops.convert_to_numpy(Noted())


@op
@fused(floating)
def tenfold(x: Any, times: int = 1) -> Any:
    return x * 10 * times


def test_an_engine_may_have_its_own_version(monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    assert float(ops.convert_to_numpy(tenfold(2, times=2))) == 40
    seen = []

    def own(x: Any, times: int = 1) -> str:
        seen.append((P.dtype(x), times))
        return "own"

    monkeypatch.setattr(engines.load(), "tenfold", own, raising=False)
    assert [tenfold(2, 3), tenfold(2, times=3), tenfold(x=2)] == ["own"] * 3
    assert seen == [("float32", 3), ("float32", 3), ("float32", 1)]
    with spec_mode():
        assert tenfold(Spec((2,), "int32")) == Spec((2,))


def test_floats_of_integers() -> None:
    with spec_mode():
        assert promoted_floats(Spec((), "int64"), Spec((), "int8")) == [Spec(()), Spec(())]
        assert promoted_floats(Spec((), "bfloat16"), 1) == [Spec((), "bfloat16")] * 2


OPERATORS = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "floor_divide": lambda x, y: x // y,
    "mod": lambda x, y: x % y,
    "power": lambda x, y: x**y,
    "matmul": lambda x, y: x @ y,
    "logical_and": lambda x, y: x & y,
    "logical_or": lambda x, y: x | y,
    "logical_xor": lambda x, y: x ^ y,
}


@pytest.mark.parametrize("name", OPERATORS)
def test_operators_call_ops(name: str) -> None:
    x, y = Noted(), np.ones((2, 3), "float32")
    function = getattr(ops, name)
    assert OPERATORS[name](x, y) == (function, (x, y), {})
    assert OPERATORS[name](y, x) == (function, (y, x), {})  # NumPy leaves it to the other side
    assert OPERATORS[name](1.5, x) == (function, (1.5, x), {})


def test_comparisons_and_unary_operators() -> None:
    x = Noted()
    assert (x < 1)[0] is ops.less
    assert (x > 1)[0] is ops.greater
    assert (x >= 1)[0] is ops.greater_equal
    assert (-x)[0] is ops.negative
    assert abs(x)[0] is ops.absolute
    assert (~x)[0] is ops.logical_not
    assert x[0] == (ops.get_item, (x, 0), {})
    assert x == x
    assert x != Noted()
    assert len({x: 1, Noted(): 2}) == 2


def test_rows_can_be_gone_through() -> None:
    with spec_mode():
        a, b = Spec((2, None))
        assert a == b == Spec((None,))
        with pytest.raises(TypeError, match="first axis has no known size"):
            list(Spec((None, 2)))


def test_specs_compute() -> None:
    x = Spec((None, 3))
    with spec_mode():
        assert (2 * x + 1) @ Spec((3, 4)) == Spec((None, 4))
        assert (x > 0) == Spec((None, 3), "bool")
        assert np.ones(3, "float32") - x == x


NUMBERS = ("uint8", "int8", "int32", "int64", "bfloat16", "float16", "float32", "float64", bool, int, float)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["add", "divide", "maximum", "less", "power"]),
    st.sampled_from([n for n in NUMBERS if isinstance(n, str)]),
    st.sampled_from(NUMBERS),
)
def test_engines_give_the_dtypes_that_specs_have(engine: str, name: str, left: str, right: Any) -> None:
    def call(make: Any) -> Any:
        return getattr(ops, name)(make(left), make(right) if isinstance(right, str) else right(1))

    with spec_mode():
        wanted = call(lambda dtype: Spec((2, 2), dtype))
    found = call(lambda dtype: ops.ones((2, 2), dtype))
    assert P.shape(found) == wanted.shape
    assert P.dtype(found) == P.dtype(P.convert(np.zeros(0), wanted.dtype))
