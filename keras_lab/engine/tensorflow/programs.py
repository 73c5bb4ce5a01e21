"""TensorFlow: programs written to folders, which run without this library (SavedModel)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf


class ProgramWriter:
    """Collects functions and variables, and writes them as a SavedModel."""

    def __init__(self) -> None:
        self.root = tf.__internal__.tracking.AutoTrackable()
        self._endpoints: dict[str, Any] = {}
        self._held: list[Any] = []

    def add(self, name: str, fn: Callable[..., Any], signature: Sequence[Any] | None) -> Any:
        """Adds a function; `signature` has specs for its arguments, None if it is a program already."""
        program = fn if signature is None else _program(fn, [_specs(each) for each in signature])
        self._endpoints[name] = program
        setattr(self.root, name, program)
        return program

    def is_program(self, fn: Any) -> bool:
        """Whether this is a `tf.function` that has been called."""
        return hasattr(fn, "get_concrete_function") and bool(
            getattr(fn, "_list_all_concrete_functions", lambda: True)()
        )

    def is_part(self, thing: Any) -> bool:
        """Whether this is something that TensorFlow itself can write: a table, a variable."""
        return isinstance(thing, tf.__internal__.tracking.Trackable)

    def hold(self, parts: Sequence[Any]) -> None:
        """Keeps parts that functions use."""
        self._held.extend(part for part in parts if not any(part is held for held in self._held))

    def add_variables(self, name: str, cells: Sequence[Any]) -> None:
        """Adds variables as a list of that name."""
        setattr(self.root, name, list(cells))

    def write(self, path: str, options: Any = None) -> None:
        """Writes everything; the first function is the one that is served."""
        self.root._held = list(self._held)
        served = {
            name: program
            for name, program in self._endpoints.items()
            if getattr(program, "input_signature", None)
        }
        signatures = {"serving_default": next(iter(served.values())), **served} if served else {}
        tf.saved_model.save(self.root, path, signatures if _flat(signatures) else None, options)


def _flat(signatures: dict[str, Any]) -> bool:
    """Whether signatures can be made of them: only tensors go in, and a flat structure comes out."""
    for program in signatures.values():
        if any(tf.nest.is_nested(spec) for spec in program.input_signature):
            return False
        outputs = program.get_concrete_function().structured_outputs
        items = outputs.values() if isinstance(outputs, dict) else [outputs]
        if any(not isinstance(item, tf.TensorSpec) for item in items) and not _is_list(outputs):
            return False
    return True


def _is_list(outputs: Any) -> bool:
    return isinstance(outputs, (list, tuple)) and all(isinstance(x, tf.TensorSpec) for x in outputs)


def _specs(spec: Any) -> Any:
    if isinstance(spec, dict):
        return {key: _specs(each) for key, each in spec.items()}
    if hasattr(spec, "shape") and hasattr(spec, "dtype"):
        name = getattr(spec, "name", None)
        dtype = tf.as_dtype(spec.dtype or "float32")
        return tf.TensorSpec(spec.shape, dtype, name if isinstance(name, str) else None)
    if isinstance(spec, (list, tuple)) and not hasattr(spec, "dtype"):
        return type(spec)(_specs(each) for each in spec)
    raise TypeError(f"Unsupported x={spec!r} among the specs of a program's arguments.")


def _program(fn: Callable[..., Any], specs: list[Any]) -> Any:
    leaves = tf.nest.flatten(specs)
    known = all(spec.shape.is_fully_defined() for spec in leaves)
    by_row = all(spec.shape.rank and None not in spec.shape.as_list()[1:] for spec in leaves)
    if not known and not by_row:
        raise ValueError(
            f"In the specs of a program's arguments only the batch axis may be unknown. Received: {leaves}"
        )
    run = fn if known else _row_by_row(fn)
    names = [p for p in inspect.signature(fn).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    names = [p.replace(default=p.empty) for p in names[: len(specs)]]

    def call(*args: Any, **kwargs: Any) -> Any:
        return run(*args, **kwargs)

    if len(names) == len(specs):
        call.__signature__ = inspect.Signature(names)  # type: ignore[attr-defined]
    return tf.function(call, input_signature=specs, autograph=False)


def _row_by_row(fn: Callable[..., Any]) -> Callable[..., Any]:
    """For any number of rows what `fn` computes for one: TensorFlow turns it into operations on all at once."""

    def run(*args: Any, **kwargs: Any) -> Any:
        def one(row: Any) -> Any:
            args, kwargs = tf.nest.map_structure(lambda x: x[None], row)
            return tf.nest.map_structure(lambda x: tf.squeeze(x, 0), fn(*args, **kwargs))

        return tf.vectorized_map(one, (args, kwargs), warn=False)

    return run
