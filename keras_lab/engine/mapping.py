"""Functions mapped over TensorFlow's data sets, whichever engine computes.

While `tf.data` traces a function it hands out tensors that have no values, often of unknown batch size, and that
another engine cannot read at all. What is to be computed then runs in Python, batch by batch, as it would
outside: the data set calls it back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from keras_lab import config, tree
from keras_lab.engine.host import fitted
from keras_lab.engine.spec import Spec


def is_mapped(nest: Any) -> bool:
    """Whether a leaf is a tensor of a function that `tf.data` is tracing (or that the engine in charge cannot read)."""
    tf = sys.modules.get("tensorflow")
    if tf is None or not hasattr(tf, "is_symbolic_tensor"):  # not imported, or being imported
        return False
    tensors = [
        leaf for leaf in tree.flatten(nest) if isinstance(leaf, tf.Tensor) and tf.is_symbolic_tensor(leaf)
    ]
    return bool(tensors) and (config.engine_name() != "tensorflow" or _belongs_to_data(tensors[0].graph))


def _belongs_to_data(graph: Any) -> bool:
    while graph is not None:
        if getattr(graph, "name", "").startswith("Dataset_"):
            return True
        graph = getattr(graph, "outer_graph", None)
    return False


def specs_of(nest: Any) -> Any:
    """The nest with a `Spec` in the place of each tensor."""
    tf = sys.modules["tensorflow"]
    return tree.map_structure(
        lambda leaf: Spec(tuple(leaf.shape), leaf.dtype.name) if isinstance(leaf, tf.Tensor) else leaf, nest
    )


def call_back(fn: Callable[..., Any], specs: Any, args: Any) -> Any:
    """Tensors of the shapes `specs` which, when the data set is read, are what `fn(*args)` gives for arrays.

    Args:
        fn: gives a nest like `specs` of anything NumPy can read.
        specs: a nest of `Spec`s and None.
        args: a nest with TensorFlow's tensors as some of its leaves.
    """
    tf = sys.modules["tensorflow"]
    leaves = tree.flatten(args)
    tensors = [leaf for leaf in leaves if isinstance(leaf, tf.Tensor)]
    wanted = [spec for spec in tree.flatten(specs) if spec is not None]

    def run(*arrays: Any) -> list[Any]:
        given = iter(arrays)
        filled = [next(given) if isinstance(leaf, tf.Tensor) else leaf for leaf in leaves]
        results = tree.flatten(fn(*tree.pack_sequence_as(args, filled)))
        return fitted([x for x in results if x is not None], wanted)

    results = tf.numpy_function(run, tensors, [tf.as_dtype(spec.dtype) for spec in wanted])
    for result, spec in zip(results, wanted, strict=True):
        result.set_shape(spec.shape)
    found = iter(results)
    return tree.pack_sequence_as(
        specs, [None if spec is None else next(found) for spec in tree.flatten(specs)]
    )
