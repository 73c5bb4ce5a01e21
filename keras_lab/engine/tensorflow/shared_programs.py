"""Programs that were made before: a cell that is run again makes the same graph again."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

import tensorflow as tf
from tensorflow.python.framework import config, op_def_registry  # nothing public tells of this

#: So many are kept, those used last; a graph of more bytes is not looked at.
KEPT, LARGEST = 32, 16 << 20
#: Operations with a state only if what they run has one, which is part of the graph.
_CALLS = frozenset({"While", "If", "Case", "StatefulPartitionedCall"})

_programs: OrderedDict[str, Callable[..., Any]] = OrderedDict()
_lock = Lock()


def shared(function: Any, xla: bool) -> Callable[..., Any]:
    """The first program of a graph equal to that of `function`, which TensorFlow has optimized and compiled already;
    `function` itself if there is none.

    All that a program computes is in its graph: operations, their order, shapes and constants. One with more than
    that, a variable that it changes, Python code that it calls, random numbers that go on from call to call, stays
    alone.

    Args:
        function: a concrete function.
        xla: whether XLA compiles it.
    """
    graph = function.graph.as_graph_def()
    alone = function.captured_inputs or graph.ByteSize() > LARGEST or any(map(_has_state, _nodes(graph)))
    if alone:
        return function
    key = f"{xla} {_settings()} {function.structured_outputs!r} {_digest(graph)}"
    with _lock:
        found = _programs.setdefault(key, function)
        _programs.move_to_end(key)
        if len(_programs) > KEPT:
            _programs.popitem(last=False)
    return found


def _settings() -> str:
    """Those that TensorFlow looks at when it makes a program of a graph."""
    how = tf.config.optimizer
    return f"{how.get_jit()} {how.get_experimental_options()} {config.is_op_determinism_enabled()}"


def _nodes(graph: Any) -> Iterator[Any]:
    yield from graph.node
    for function in graph.library.function:
        yield from function.node_def


def _has_state(node: Any) -> bool:
    definition = op_def_registry.get(node.op)
    return node.op not in _CALLS and (definition is None or definition.is_stateful)


def _digest(graph: Any) -> str:
    """Of the graph and the functions in it, with numbers by their order in the place of names: those have counters of
    the process in them. As text, since in its bytes a name's length counts."""
    functions = {function.signature.name: str(function) for function in graph.library.function}
    graph.ClearField("library")
    names = re.compile("|".join(map(re.escape, sorted(functions, reverse=True))) or "(?!)")
    places: dict[str, int] = {}
    digest = hashlib.sha256()

    def add(text: str) -> None:
        renamed = names.sub(lambda match: f"<{places.setdefault(match[0], len(places))}>", text)
        digest.update(f"{len(renamed)} {renamed}".encode())

    add(str(graph))
    done = 0
    while done < len(places):
        add(functions[list(places)[done]])
        done += 1
    return digest.hexdigest()
