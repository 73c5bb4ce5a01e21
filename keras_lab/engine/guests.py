"""Functions and programs of other libraries, made to compute with the engine in charge."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from keras_lab import config, engine


def library(name: str, who: str, package: str | None = None) -> Any:
    """The module `name`, for the layer class `who`.

    Raises:
        ImportError: if it is not installed; the message says what to type.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ImportError(
            f"{who} needs {name}, which is not installed: pip install {package or name}"
        ) from error


def from_jax(fn: Callable[..., Any], who: str) -> Callable[..., Any]:
    """`fn`, a function of nests of JAX's arrays, as one of nests of the engine's tensors; gradients flow through.

    Raises:
        NotImplementedError: where only shapes are computed, or the engine cannot run JAX's programs.
    """
    if engine.in_spec_mode():
        raise NotImplementedError(f"{who} cannot be run on shapes alone.")
    if config.engine_name() == "jax":
        return fn
    if config.engine_name() == "tensorflow":
        return library("jax.experimental.jax2tf", who, "jax").convert(fn)
    raise NotImplementedError(
        f"{who} runs on the JAX and the TensorFlow engine, not on {config.engine_name()!r}."
    )


def jax_key(key: Any) -> Any:
    """An engine's key, within a function of JAX: JAX's own key."""
    jax = importlib.import_module("jax")
    return key if key.dtype == "uint32" else jax.lax.bitcast_convert_type(key, "uint32")


def sparse(x: Any) -> Any:
    """A tensor as the sparse tensor of the library underneath; itself where there is no such thing."""
    if config.engine_name() == "tensorflow":
        return importlib.import_module("tensorflow").sparse.from_dense(x)
    if config.engine_name() == "jax":
        return importlib.import_module("jax.experimental.sparse").BCOO.fromdense(x)
    return x


def is_sparse(x: Any) -> bool:
    """Whether it is a sparse tensor of TensorFlow or JAX, or a sparse matrix of SciPy."""
    return type(x).__name__ == "SparseTensor" or hasattr(x, "todense")


def dense(x: Any) -> Any:
    """What is sparse as a dense tensor or array; anything else as it is."""
    if not is_sparse(x):
        return x
    if hasattr(x, "dense_shape"):
        of_tensorflow = importlib.import_module("tensorflow").sparse
        return of_tensorflow.to_dense(of_tensorflow.reorder(x))
    return x.toarray() if hasattr(x, "toarray") else x.todense()


def batch_size_of(dataset: Any) -> int | None:
    """The number of samples in the batches of a `tf.data.Dataset`; None if it is not the same in all or not known."""
    module = importlib.import_module("tensorflow.python.data.experimental.ops.distribute")
    nested = importlib.import_module("tensorflow").nest.flatten(dataset.element_spec)
    if not all(getattr(spec, "shape", None) is not None and spec.shape.rank for spec in nested):
        return None
    size = int(module.compute_batch_size(dataset))
    return size if size >= 0 else None


def saved_model(path: str, who: str) -> Any:
    """The program in a folder in TensorFlow's SavedModel format.

    Raises:
        ValueError: on another engine than TensorFlow.
    """
    if config.engine_name() != "tensorflow":
        raise ValueError(
            f"{who} is only supported with the TensorFlow engine, not with {config.engine_name()!r}."
        )
    return library("tensorflow", who).saved_model.load(path)
