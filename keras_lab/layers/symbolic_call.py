"""Calling a layer on symbolic tensors: its outputs' shapes, and the node that goes into the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lab import engine, tree
from keras_lab.engine.spec import ShapeError, Spec
from keras_lab.graph.symbolic import Node, from_specs, is_symbolic
from keras_lab.variables import Scope

if TYPE_CHECKING:
    from keras_lab.layers.layer import Layer


def record(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Calls `layer` on shapes alone and notes the call down; returns symbolic outputs."""
    outputs = from_specs(output_specs(layer, args, kwargs))
    layer._nodes.append(Node(layer, args, kwargs, outputs))
    return outputs


def output_specs(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The nest of `Spec`s that the layer returns for symbolic tensors or specs.

    A layer that computes with raw engine tensors cannot run on specs: then its own `compute_output_shape`
    is asked, and at last the engine, which traces the call without computing.
    """
    args, kwargs = _as_specs(layer, args), _as_specs(layer, kwargs)
    try:
        with engine.spec_mode():
            return layer.apply_to(args, dict(kwargs))
    except Exception as error:
        if isinstance(error, ShapeError) or not _is_foreign(layer):
            named = _named(layer, error)
            if named is error:
                raise
            raise named from error
        return _other_way(layer, args, kwargs, error)


def _as_specs(layer: Layer, structure: Any) -> Any:
    def spec(leaf: Any) -> Any:
        if not is_symbolic(leaf) and not isinstance(leaf, Spec):
            return leaf
        floats = layer.autocast and leaf.dtype in ("float16", "bfloat16", "float32", "float64")
        return Spec(leaf.shape, layer.compute_dtype if floats else leaf.dtype)

    return tree.map_structure(spec, structure)


def _is_foreign(layer: Layer) -> bool:
    """Whether code that is not ours may run in the layer's call."""
    ours = type(layer).__module__.startswith("keras_lab.")
    return not ours or any(_is_foreign(sub) for sub in layer._sublayers) or hasattr(layer, "function")


def _named(layer: Layer, error: Exception) -> Exception:
    """The same kind of error, with the layer's name in front, unless a layer inside has put its own there."""
    text = str(error)
    if not isinstance(error, (ValueError, TypeError)) or repr(layer.name) in text:
        return error
    if text.startswith("In the layer"):
        return error
    kind = ShapeError if isinstance(error, ShapeError) else type(error)
    try:
        return kind(f"In the layer {layer.name!r} ({type(layer).__name__}): {text}")
    except TypeError:
        return error


def _other_way(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception) -> Any:
    from keras_lab.layers.layer import Layer

    states_its_shape = type(layer).compute_output_shape is not Layer.compute_output_shape
    if states_its_shape and getattr(layer, "output_shape", ...) is not None:
        shapes = tree.map_structure(lambda spec: spec.shape, args[0])
        return specs_of_shapes(layer.compute_output_shape(shapes), layer.compute_dtype)
    try:
        return _traced(layer, args, kwargs)
    except Exception as second:
        raise _named(layer, second) from error


def _traced(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The specs that the engine finds by tracing the call; what the call assigns is forgotten."""
    leaves = tree.flatten((args, kwargs))

    def run(*tensors: Any) -> Any:
        given = iter(tensors)
        filled = [next(given) if isinstance(leaf, Spec) else leaf for leaf in leaves]
        a, k = tree.pack_sequence_as((args, kwargs), filled)
        with Scope({variable: variable.value for variable in layer.variables}):
            return layer.apply_to(a, dict(k))

    with engine.spec_mode(False):
        return engine.load().shape_of(run, *(leaf for leaf in leaves if isinstance(leaf, Spec)))


def specs_of_shapes(shapes: Any, dtype: str) -> Any:
    """A nest of specs from a nest of shapes, where a tuple of ints and None is one shape."""
    if _is_shape(shapes):
        return Spec(tuple(shapes), dtype)
    if isinstance(shapes, dict):
        return {key: specs_of_shapes(value, dtype) for key, value in shapes.items()}
    return [specs_of_shapes(shape, dtype) for shape in shapes]


def _is_shape(thing: Any) -> bool:
    return isinstance(thing, (tuple, list)) and all(n is None or isinstance(n, int) for n in thing)


def output_shape(layer: Layer, *input_shapes: Any) -> Any:
    """The shape(s) that the layer returns for inputs of `input_shapes`."""
    args = tuple(specs_of_shapes(shape, layer.compute_dtype) for shape in input_shapes)
    return tree.map_structure(lambda spec: spec.shape, output_specs(layer, args, {}))
