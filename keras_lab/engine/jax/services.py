"""JAX: gradients, control flow, compilation, abstract evaluation, devices."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import jax
from jax import lax
from jax import numpy as jnp

from keras_lab import tree
from keras_lab.engine.host import device_named
from keras_lab.engine.jax.arrays import convert, own_dtype
from keras_lab.engine.probing import probe
from keras_lab.engine.spec import Spec

Tensor = Any


def stop_gradient(x: Tensor) -> Tensor:
    return lax.stop_gradient(x)


def value_and_grad(fn: Callable[..., Any]) -> Callable[..., Any]:
    return jax.value_and_grad(fn, has_aux=True)


def cond(predicate: Tensor, true_fn: Callable[..., Any], false_fn: Callable[..., Any], *operands: Any) -> Any:
    return lax.cond(predicate, true_fn, false_fn, *operands)


def loop(count: int | Tensor, body: Callable[[Tensor, Any], Any], carry: Any) -> Any:
    return lax.fori_loop(jnp.int32(0), jnp.int32(count), body, carry)


def while_loop(test: Callable[[Any], Tensor], body: Callable[[Any], Any], carry: Any) -> Any:
    return lax.while_loop(test, body, carry)


def scan(body: Callable[[Any, Any], tuple[Any, Any]], carry: Any, xs: Any, reverse: bool = False) -> Any:
    return lax.scan(body, carry, xs, reverse=reverse)


def compile(fn: Callable[..., Any], *, hints: frozenset[str] = frozenset()) -> Callable[..., Any]:
    return jax.jit(fn)


def shape_of(fn: Callable[..., Any], *specs: Any) -> Any:
    def evaluate(args: Any) -> Any:
        inputs = tree.map_structure(
            lambda spec: jax.ShapeDtypeStruct(spec.shape, own_dtype(spec.dtype)), args
        )
        return jax.tree.map(lambda x: Spec(x.shape, x.dtype.name), jax.eval_shape(fn, *inputs))

    return probe(evaluate, specs)


def eagerly() -> AbstractContextManager[Any]:
    return jax.ensure_compile_time_eval()


def put_on_device(x: Any) -> Tensor:
    return jax.device_put(convert(x), jax.devices()[0])


def devices() -> list[str]:
    found = [*jax.devices(), *(jax.devices("cpu") if jax.default_backend() != "cpu" else [])]
    return [f"{device.platform}:{device.id}" for device in found]


def on_device(name: str) -> AbstractContextManager[Any]:
    platform, _, number = device_named(name, devices()).partition(":")
    return jax.default_device(jax.devices(platform)[int(number)])


def version() -> str:
    return jax.__version__
