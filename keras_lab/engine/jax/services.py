"""JAX: gradients, control flow, compilation, abstract evaluation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp

from keras_lab import tree
from keras_lab.engine.host import fitted
from keras_lab.engine.jax.arrays import convert, own_dtype, to_numpy
from keras_lab.engine.jax.shared_programs import Compiled
from keras_lab.engine.probing import probe
from keras_lab.engine.spec import Spec

Tensor = Any


def stop_gradient(x: Tensor) -> Tensor:
    return lax.stop_gradient(x)


def value_and_grad(fn: Callable[..., Any]) -> Callable[..., Any]:
    return jax.value_and_grad(fn, has_aux=True)


def recomputed(fn: Callable[..., Any]) -> Callable[..., Any]:
    return jax.checkpoint(fn)


def cond(predicate: Tensor, true_fn: Callable[..., Any], false_fn: Callable[..., Any], *operands: Any) -> Any:
    if isinstance(predicate, jax.core.Tracer):
        return lax.cond(predicate, true_fn, false_fn, *operands)
    # Compiling both branches for one call takes a thousand times as long as running one.
    return jax.tree.map(convert, (true_fn if predicate else false_fn)(*operands))


def loop(count: int | Tensor, body: Callable[[Tensor, Any], Any], carry: Any) -> Any:
    return lax.fori_loop(jnp.int32(0), jnp.int32(count), body, carry)


def while_loop(test: Callable[[Any], Tensor], body: Callable[[Any], Any], carry: Any) -> Any:
    return lax.while_loop(test, body, carry)


def scan(body: Callable[[Any, Any], tuple[Any, Any]], carry: Any, xs: Any, reverse: bool = False) -> Any:
    return lax.scan(body, carry, xs, reverse=reverse)


def compile(fn: Callable[..., Any], *, hints: frozenset[str] = frozenset()) -> Callable[..., Any]:
    return Compiled(fn)


def loops(hints: frozenset[str]) -> bool:
    """In a loop, XLA computes convolutions on a CPU naively: measured 8.4 s a step for 0.26 s outside of it."""
    return "convolutions" not in hints or jax.default_backend() != "cpu"


def warms_up(hints: frozenset[str]) -> bool:
    return False  # there is one compiler for all


def hastened(program: Callable[..., Any]) -> Callable[..., Any]:
    return program


def fuse(fn: Callable[..., Any], *tensors: Tensor, **constants: Any) -> Any:
    return fn(*tensors, **constants)


def shape_of(fn: Callable[..., Any], *specs: Any) -> Any:
    def evaluate(args: Any) -> Any:
        inputs = tree.map_structure(
            lambda spec: jax.ShapeDtypeStruct(spec.shape, own_dtype(spec.dtype)), args
        )
        return jax.tree.map(lambda x: Spec(x.shape, x.dtype.name), jax.eval_shape(fn, *inputs))

    return probe(evaluate, specs)


def on_host(fn: Callable[..., Any], specs: Any, *tensors: Tensor) -> Any:
    if not any(isinstance(x, jax.core.Tracer) for x in tensors):
        results = fitted(fn(*map(to_numpy, tensors)), specs)
        texts = (spec.dtype == "string" for spec in tree.flatten(specs))
        results = [x if text else convert(x) for x, text in zip(results, texts, strict=True)]
        return tree.pack_sequence_as(specs, results)
    wanted = [Spec(spec.shape, own_dtype(_numeric(spec.dtype)).name) for spec in tree.flatten(specs)]
    shapes = [jax.ShapeDtypeStruct(spec.shape, spec.dtype) for spec in wanted]
    results = jax.pure_callback(
        lambda *arrays: fitted(fn(*map(np.asarray, arrays)), wanted), shapes, *tensors
    )
    return tree.pack_sequence_as(specs, results)


def _numeric(dtype: str) -> str:
    if dtype == "string":
        raise TypeError(
            "JAX computes with numbers only: no program can have strings. Call the layer outside of one."
        )
    return dtype


def eagerly() -> AbstractContextManager[Any]:
    return jax.ensure_compile_time_eval()


def version() -> str:
    return jax.__version__
