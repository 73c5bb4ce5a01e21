"""TensorFlow: gradients, control flow, compilation, abstract evaluation."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import tensorflow as tf

from keras_lab import tree
from keras_lab.engine.host import fitted
from keras_lab.engine.probing import probe
from keras_lab.engine.spec import Spec
from keras_lab.engine.tensorflow.arrays import convert, dtype, to_numpy
from keras_lab.engine.tensorflow.placement import on_gpu
from keras_lab.engine.tensorflow.shared_programs import shared

Tensor = Any


def stop_gradient(x: Tensor) -> Tensor:
    return tf.stop_gradient(x)


def value_and_grad(fn: Callable[..., Any]) -> Callable[..., Any]:
    def with_gradients(params: list[Tensor], *args: Any) -> Any:
        params = [tf.identity(param) for param in params]  # so that args may hold the same tensors
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(params)
            loss, aux = fn(params, *args)
        grads = tape.gradient(loss, params)
        return (loss, aux), [_dense(grad, param) for grad, param in zip(grads, params, strict=True)]

    return with_gradients


def _dense(gradient: Any, param: Tensor) -> Tensor:
    if gradient is None:
        return tf.zeros_like(param)
    if isinstance(gradient, tf.IndexedSlices):
        return tf.math.unsorted_segment_sum(gradient.values, gradient.indices, param.shape[0])
    return gradient


def gradients_along(loss: Tensor, tensors: list[Tensor]) -> list[Tensor | None]:
    if not tf.is_symbolic_tensor(loss):
        raise TypeError(
            "K.gradients needs a loss that is computed from placeholders or from a model's tensors. "
            f"Received: {loss!r}"
        )
    return tf.gradients(loss, tensors)


# ---- control flow -----------------------------------------------------------------------------------


def recomputed(fn: Callable[..., Any]) -> Callable[..., Any]:
    return tf.recompute_grad(fn)


def cond(predicate: Tensor, true_fn: Callable[..., Any], false_fn: Callable[..., Any], *operands: Any) -> Any:
    results: list[Any] = []

    def branch(fn: Callable[..., Any]) -> Callable[[], tuple[Tensor, ...]]:
        def run() -> tuple[Tensor, ...]:
            results.append(fn(*operands))
            return _leaves(results[-1])

        return run

    leaves = tf.nest.flatten(tf.cond(predicate, branch(true_fn), branch(false_fn)))
    return _packed(results[0], leaves)


def loop(count: int | Tensor, body: Callable[[Tensor, Any], Any], carry: Any) -> Any:
    def step(i: Tensor, *leaves: Tensor) -> tuple[Tensor, ...]:
        return i + 1, *_leaves(body(i, _packed(carry, leaves)))

    start = (tf.constant(0), *_leaves(carry))
    _, *leaves = tf.while_loop(lambda i, *_: i < count, step, start)
    return _packed(carry, leaves)


def while_loop(test: Callable[[Any], Tensor], body: Callable[[Any], Any], carry: Any) -> Any:
    leaves = tf.while_loop(
        lambda *leaves: test(_packed(carry, leaves)),
        lambda *leaves: _leaves(body(_packed(carry, leaves))),
        _leaves(carry),
    )
    return _packed(carry, leaves)


def _leaves(nest: Any) -> tuple[Tensor, ...]:
    """The tensors of a nest; None is no tensor, but part of the structure."""
    return tuple(convert(leaf) for leaf in tree.flatten(nest) if leaf is not None)


def _packed(like: Any, leaves: Sequence[Tensor]) -> Any:
    remaining = iter(leaves)
    return tree.pack_sequence_as(like, [x if x is None else next(remaining) for x in tree.flatten(like)])


def _converted(nest: Any) -> Any:
    return _packed(nest, _leaves(nest))


def scan(body: Callable[[Any, Any], tuple[Any, Any]], carry: Any, xs: Any, reverse: bool = False) -> Any:
    sequences = _leaves(xs)
    count = sequences[0].shape[0]
    order = range(count - 1, -1, -1) if reverse else range(count)
    if tf.executing_eagerly():
        return _scan_eagerly(body, carry, xs, sequences, order)
    return _scan_in_graph(body, carry, xs, sequences, order)


def _scan_eagerly(body: Any, carry: Any, xs: Any, sequences: tuple[Tensor, ...], order: range) -> Any:
    ys: list[Any] = [None] * len(order)
    for i in order:
        carry, ys[i] = body(carry, _packed(xs, [x[i] for x in sequences]))
    return carry, tree.map_structure(lambda *steps: tf.stack(steps), *ys)


def _scan_in_graph(body: Any, carry: Any, xs: Any, sequences: tuple[Tensor, ...], order: range) -> Any:
    count = len(order)

    def flat_body(leaves: Any, items: Any) -> Any:
        after, y = body(_packed(carry, leaves), _packed(xs, items))
        return _leaves(after), _converted(y)

    def step(k: Tensor, leaves: Any, outputs: Any) -> Any:
        i = count - 1 - k if order.step < 0 else k
        after, y = flat_body(leaves, [array.read(i) for array in inputs])
        return k + 1, after, tuple(out.write(i, leaf) for out, leaf in zip(outputs, _leaves(y), strict=True))

    start = _leaves(carry)
    y = _outline(flat_body, start, [tf.TensorSpec(x.shape[1:], x.dtype) for x in sequences])[1]
    inputs = [_array(count, x.dtype, x.shape[1:]).unstack(x) for x in sequences]
    empty = tuple(_array(count, leaf.dtype, leaf.shape) for leaf in _leaves(y))
    _, leaves, outputs = tf.while_loop(
        lambda k, *_: k < count, step, (tf.constant(0), start, empty), maximum_iterations=count
    )
    ys = _packed(y, [array.stack() for array in outputs])
    return _packed(carry, leaves), ys


def _array(size: int, dtype: tf.DType, shape: tf.TensorShape) -> tf.TensorArray:
    return tf.TensorArray(dtype, size, element_shape=shape)


def _outline(fn: Callable[..., Any], *args: Any) -> Any:
    """The nest of tensors `fn` returns, traced aside: only their shapes and dtypes are of use."""
    return tf.function(fn, autograph=False).get_concrete_function(*args).structured_outputs


# ---- programs ---------------------------------------------------------------------------------------


class _Compiled:
    """A function's programs, one for each combination of shapes and dtypes: `make(args, leaves)` gives one more."""

    def __init__(self, make: Callable[[Any, tuple[Tensor, ...]], Callable[..., Any]]) -> None:
        self._make = make
        self._programs: dict[str, Callable[..., Any]] = {}

    def __call__(self, *args: Any) -> Any:
        leaves = _leaves(args)
        return self.program(args, leaves)(*leaves)

    def program(self, args: Any, leaves: tuple[Tensor, ...]) -> Callable[..., Any]:
        signature = repr(_packed(args, [(x.dtype, x.shape) for x in leaves]))
        if signature not in self._programs:
            self._programs[signature] = self._make(args, leaves)
        return self._programs[signature]


def compile(fn: Callable[..., Any], *, hints: frozenset[str] = frozenset()) -> Callable[..., Any]:
    def make(args: Any, leaves: tuple[Tensor, ...]) -> Callable[..., Any]:
        def flat(*leaves: Tensor) -> Any:
            return _converted(fn(*_packed(args, leaves)))

        def traced(xla: bool) -> Callable[..., Any]:
            return _traced(flat, leaves, xla)

        return _or_without_xla(traced) if _use_xla(hints) else traced(False)

    return _Compiled(make)


def hastened(program: Callable[..., Any]) -> Callable[..., Any]:
    def make(args: Any, leaves: tuple[Tensor, ...]) -> Callable[..., Any]:
        there = program.program(args, leaves)  # type: ignore[attr-defined]
        return _or_without_xla(lambda xla: _traced(there, leaves, True) if xla else there)

    return _Compiled(make)


def _traced(flat: Callable[..., Any], leaves: tuple[Tensor, ...], xla: bool) -> Callable[..., Any]:
    function = tf.function(lambda *leaves: flat(*leaves), autograph=False, jit_compile=xla or None)
    return shared(function.get_concrete_function(*(tf.TensorSpec(x.shape, x.dtype) for x in leaves)), xla)


def _use_xla(hints: frozenset[str]) -> bool:
    """Only for chunks of steps that are nothing but products and arithmetic, or where a person wants it.

    Measured on two quiet cores: the MNIST network makes 8,900 steps a second with it and 4,900 without; under
    load there is no gain. Convolutions and pooling are up to 100 times slower, random numbers slower too.
    """
    return "products" in hints or "jit" in hints


def loops(hints: frozenset[str]) -> bool:
    """Not for long steps of training on a CPU: in a loop's body, which is a circle, the rewriting for oneDNN goes by an
    order that may come to the gradient of a max pooling before the pooling, and leaves it a kernel that takes three
    times as long. With XLA a loop stays faster (784-512-512-10 in batches of 256: 230 steps a second, 163 one by one,
    136 without). Steps that only go forward do not wait for each other in a loop: a core each.
    """
    if on_gpu():
        return True
    if _use_xla(hints):
        return "convolutions" not in hints
    return "long" not in hints or "forward" in hints


def warms_up(hints: frozenset[str]) -> bool:
    """Networks of dense layers with dropout, normalization and embeddings: two cores make 1,800 steps a second of one
    without XLA and 5,300 with it, for which it compiles 1.4 seconds.
    """
    return "light" in hints and not {"long", "forward", "convolutions"} & hints and not _use_xla(hints)


def _or_without_xla(traced: Callable[[bool], Callable[..., Any]]) -> Callable[..., Any]:
    """The program for XLA; without it from the first call on if something in it is not for XLA."""
    chosen: list[Callable[..., Any]] = []

    def run(*leaves: Tensor) -> Any:
        if not chosen:
            program = traced(True)
            try:
                results = program(*leaves)
            except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError):
                chosen.append(traced(False))
            else:
                chosen.append(program)
                return results
        return chosen[0](*leaves)

    return run


def fuse(fn: Callable[..., Any], *tensors: Tensor, **constants: Any) -> Any:
    first = tensors[0]
    if tf.executing_eagerly() or (first.shape.num_elements() or 0) < _WORTH_FUSING:
        return fn(*tensors, **constants)
    return _fused(fn, tuple(constants.items()))(*tensors)


#: Elements from which on it takes longer to go through memory for every operation than to call XLA.
_WORTH_FUSING = 1 << 16


@functools.cache
def _fused(fn: Callable[..., Any], constants: tuple[tuple[str, Any], ...]) -> Callable[..., Any]:
    return tf.function(functools.partial(fn, **dict(constants)), jit_compile=True, autograph=False)


def shape_of(fn: Callable[..., Any], *specs: Any) -> Any:
    def evaluate(args: Any) -> Any:
        def flat(*leaves: Tensor) -> Any:
            return _converted(fn(*_packed(args, leaves)))

        inputs = [tf.TensorSpec(spec.shape, spec.dtype) for spec in tree.flatten(args)]
        result = _outline(flat, *inputs)
        return _packed(result, [Spec(tuple(x.shape), dtype(x)) for x in _leaves(result)])

    return probe(evaluate, specs)


def on_host(fn: Callable[..., Any], specs: Any, *tensors: Tensor) -> Any:
    leaves = tree.flatten(specs)
    if all(not tf.is_symbolic_tensor(x) for x in tensors):
        results = [convert(x) for x in fitted(fn(*map(to_numpy, tensors)), specs)]
    else:
        kinds = [tf.as_dtype(spec.dtype) for spec in leaves]
        results = tf.numpy_function(lambda *arrays: fitted(fn(*arrays), specs), tensors, kinds)
        for result, spec in zip(results, leaves, strict=True):
            result.set_shape(spec.shape)
    return tree.pack_sequence_as(specs, results)


def eagerly() -> AbstractContextManager[Any]:
    return tf.init_scope()


def version() -> str:
    return str(tf.__version__)
