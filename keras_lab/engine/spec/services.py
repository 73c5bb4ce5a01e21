"""Control flow, gradients and compilation on Specs: every function given is run once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from keras_lab import tree
from keras_lab.engine import spec_mode
from keras_lab.engine.spec.shapes import Dim, ShapeError, agree, merge
from keras_lab.engine.spec.tensor import Spec, convert


def value_and_grad(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Gradients are shaped like the parameters; the loss must be a scalar."""

    def value_and_gradients(params: list[Spec], *args: Any) -> tuple[tuple[Spec, Any], list[Spec]]:
        loss, aux = fn(params, *args)
        if loss.shape != ():
            raise ShapeError(f"A loss must be a scalar to be differentiated. Received shape: {loss.shape}")
        return (loss, aux), [convert(param) for param in params]

    return value_and_gradients


def custom_gradient(fn: Callable[..., Any]) -> Callable[..., Any]:
    """The function without its gradients."""
    return lambda *xs: fn(*xs)[0]


def recomputed(fn: Callable[..., Any]) -> Callable[..., Any]:
    """`fn` itself."""
    return fn


def cond(predicate: Spec, true_fn: Callable[..., Any], false_fn: Callable[..., Any], *operands: Any) -> Any:
    """What both branches give; they must agree."""
    _check_scalar("cond", predicate)
    return _merged("cond: the two branches", true_fn(*operands), false_fn(*operands))


def loop(count: int | Spec, body: Callable[[Spec, Any], Any], carry: Any) -> Any:
    """`body` keeps the shapes of the carry."""
    return _merged("loop: the carry before and after a step", carry, body(Spec((), "int32"), carry))


def while_loop(test: Callable[[Any], Spec], body: Callable[[Any], Any], carry: Any) -> Any:
    """`body` keeps the shapes of the carry."""
    _check_scalar("while_loop", test(carry))
    return _merged("while_loop: the carry before and after a step", carry, body(carry))


def scan(body: Callable[[Any, Any], tuple[Any, Any]], carry: Any, xs: Any, reverse: bool = False) -> Any:
    """`body` on one step; what it gives is stacked along a new first axis."""
    length = _length([convert(x) for x in tree.flatten(xs)])
    step = tree.map_structure(lambda x: Spec(convert(x).shape[1:], convert(x).dtype), xs)
    after, y = body(carry, step)
    stacked = tree.map_structure(lambda leaf: Spec((length, *convert(leaf).shape), convert(leaf).dtype), y)
    return _merged("scan: the carry before and after a step", carry, after), stacked


def _length(xs: list[Spec]) -> Dim:
    if not xs or any(x.ndim == 0 for x in xs):
        raise ShapeError(f"scan: every tensor needs a first axis to go along. Received: {xs}")
    length: Dim = None
    for x in xs:
        if not agree(length, x.shape[0]):
            raise ShapeError(f"scan: the first axes differ: {length} and {x.shape[0]} steps.")
        length = x.shape[0] if length is None else length
    return length


def _merged(what: str, first: Any, second: Any) -> Any:
    def both(a: Any, b: Any) -> Spec:
        a, b = convert(a), convert(b)
        if a.dtype != b.dtype:
            raise ShapeError(f"{what} must have the same dtype. Received: {a.dtype} and {b.dtype}.")
        return Spec(merge(a.shape, b.shape, what), a.dtype)

    return tree.map_structure(both, first, second)


def _check_scalar(what: str, predicate: Any) -> None:
    found = convert(predicate)
    if found.shape != () or found.dtype != "bool":
        raise ShapeError(f"{what}: the condition must be a bool scalar. Received: {found}")


def compile(fn: Callable[..., Any], *, hints: frozenset[str] = frozenset()) -> Callable[..., Any]:
    """`fn` itself."""
    return fn


def loops(hints: frozenset[str]) -> bool:
    """Yes: nothing is computed."""
    return True


def warms_up(hints: frozenset[str]) -> bool:
    """No: nothing is compiled."""
    return False


def hastened(program: Callable[..., Any]) -> Callable[..., Any]:
    """`program` itself."""
    return program


def fuse(fn: Callable[..., Any], *tensors: Spec, **constants: Any) -> Any:
    """`fn` itself."""
    return fn(*tensors, **constants)


def recurrence(kind: str, dtype: str) -> Callable[..., Any] | None:
    """None: nothing is computed."""
    return None


def shape_of(fn: Callable[..., Any], *specs: Any) -> Any:
    """Just runs `fn`."""
    with spec_mode():
        return fn(*specs)


def on_host(fn: Callable[..., Any], specs: Any, *tensors: Spec) -> Any:
    """`specs`."""
    return specs


def eagerly() -> AbstractContextManager[None]:
    """Changes nothing: there is no tracing."""
    return nullcontext()


def devices() -> list[str]:
    """None: nothing is computed."""
    return []


def device_memory() -> int | None:
    """None, for the same reason."""
    return None


def on_device(name: str) -> AbstractContextManager[None]:
    """Does nothing: shapes are on no device."""
    return nullcontext()


def mesh(devices: Any, names: Sequence[str]) -> None:
    """Nothing, for the same reason."""


def layout(mesh: Any, axes: Sequence[str | None]) -> None:
    """Nothing."""


def lay_out(x: Spec, layout: Any) -> Spec:
    """`x` itself."""
    return x


def join(address: str | None, count: int | None, number: int | None) -> None:
    """Does nothing."""


def processes() -> tuple[int, int]:
    """This one."""
    return 1, 0


def agreed(number: int) -> int:
    """`number` itself."""
    return number


def version() -> str:
    """There is no library underneath."""
    return ""
