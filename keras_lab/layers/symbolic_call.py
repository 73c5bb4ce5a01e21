"""Calling a layer on symbolic tensors: its outputs' shapes, and the node that goes into the graph."""

from __future__ import annotations

import inspect
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from keras_lab import engine, tree
from keras_lab.engine.spec import ShapeError, Spec
from keras_lab.graph.symbolic import Node, from_specs, is_symbolic, to_specs
from keras_lab.layers import building
from keras_lab.layers.call import masks_of, signature_of
from keras_lab.masks import get_mask, mask_table, set_mask
from keras_lab.variables import Scope

if TYPE_CHECKING:
    from keras_lab.layers.layer import Layer


def record(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Calls `layer` on shapes alone and notes the call down; returns symbolic outputs."""
    with mask_table():
        specs = output_specs(layer, args, kwargs)
        outputs = from_specs(specs)
        for spec, output in zip(tree.flatten(specs), tree.flatten(outputs), strict=True):
            if get_mask(spec) is not None:
                set_mask(output, from_specs(get_mask(spec)))
    layer._nodes.append(Node(layer, args, kwargs, outputs))
    return outputs


def compute(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The nest of symbolic tensors that a call would give; it is not noted down."""
    return from_specs(_computed(layer, args, kwargs))


def output_specs(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The nest of `Spec`s that the layer returns for symbolic tensors or specs, by its `compute_output_spec`."""
    stated = _overrides(layer, "compute_output_spec") or _overrides(layer, "symbolic_call")
    if engine.counting() or not stated:
        return _computed(layer, args, kwargs)
    with layer._open_name_scope():
        if not layer.built:
            layer.build(**building.arguments(layer, args, kwargs))
        with engine.spec_mode(False):
            return to_specs(layer.symbolic_call(*_as_symbolic(args), **_as_symbolic(kwargs)))


def _overrides(layer: Layer, name: str) -> bool:
    from keras_lab.layers.layer import Layer

    method = getattr(type(layer), name)
    return method is not getattr(Layer, name) and not hasattr(method, "as_call")


def describe(cls: type) -> None:
    """Gives one of our layers a `compute_output_spec` of which can be seen that it takes what `call` takes."""
    if "compute_output_spec" in cls.__dict__:
        return

    def compute_output_spec(self: Layer, *args: Any, **kwargs: Any) -> Any:
        """Symbolic tensors of the shapes and dtypes that a call with symbolic tensors gives."""
        return compute(self, args, kwargs)

    compute_output_spec.__signature__ = inspect.signature(cls.call)  # type: ignore[attr-defined]
    compute_output_spec.as_call = True  # type: ignore[attr-defined]
    cls.compute_output_spec = compute_output_spec  # type: ignore[attr-defined]


def _as_symbolic(structure: Any) -> Any:
    return tree.map_structure(lambda x: from_specs(x) if isinstance(x, Spec) else x, structure)


def _computed(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any], asked: bool = True) -> Any:
    """The specs of the outputs, by running `call` on specs.

    A layer of somebody else's may say its output shape itself: that is then what counts. One that computes
    with raw engine tensors cannot run on specs: then the engine traces the call without computing. A layer
    whose `compute_output_shape` it is that wants to know is not `asked`.
    """
    args, kwargs = _as_specs(layer, args), _as_specs(layer, kwargs)
    try:
        with engine.spec_mode():
            outputs = layer.apply_to(args, dict(kwargs))
    except Exception as error:
        if isinstance(error, ShapeError) or engine.counting() or not _is_foreign(layer):
            named = _named(layer, error)
            if named is error:
                raise
            raise named from error
        return _other_way(layer, args, kwargs, error, asked)
    return _as_stated(layer, args, kwargs, outputs) if asked and _states_shape(layer) else outputs


def _as_specs(layer: Layer, structure: Any) -> Any:
    def spec(leaf: Any) -> Any:
        if not is_symbolic(leaf) and not isinstance(leaf, Spec):
            return leaf
        floats = layer.autocast and "float" in leaf.dtype and "float" in layer.input_dtype
        made = Spec(leaf.shape, layer.input_dtype if floats else leaf.dtype)
        if get_mask(leaf) is not None:
            set_mask(made, to_specs(get_mask(leaf)))
        return made

    return tree.map_structure(spec, structure)


def _is_foreign(layer: Layer) -> bool:
    """Whether code that is not ours may run in the layer's call."""
    ours = type(layer).__module__.startswith("keras_lab.")
    return not ours or any(_is_foreign(sub) for sub in layer._sublayers) or hasattr(layer, "function")


def _states_shape(layer: Layer) -> bool:
    """Whether the layer has a `compute_output_shape` that is not ours."""
    stating = next(cls for cls in type(layer).__mro__ if "compute_output_shape" in cls.__dict__)
    return not stating.__module__.startswith("keras_lab.")


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


def _other_way(
    layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception, asked: bool
) -> Any:
    if (
        asked
        and _overrides(layer, "compute_output_shape")
        and getattr(layer, "output_shape", ...) is not None
    ):
        return _masked_by(layer, args, _stated(layer, args, kwargs))
    try:
        return _traced(layer, args, kwargs)
    except Exception as second:
        raise _named(layer, second) from error


def _stated(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The specs of the shapes that the layer's `compute_output_shape` tells."""
    wanted = signature_of(type(layer).compute_output_shape).names
    first, *others = signature_of(type(layer).call).bind(args, kwargs).items() or [("inputs", args[0])]
    shapes = [building.shapes_of(first[1])]
    named = {
        f"{name}_shape": building.shapes_of(value) for name, value in others if building.has_shapes(value)
    }
    stated = layer.compute_output_shape(
        *shapes, **{name: shape for name, shape in named.items() if name in wanted[1:]}
    )
    return specs_of_shapes(stated, layer.compute_dtype)


def _masked_by(layer: Layer, args: tuple[Any, ...], outputs: Any) -> Any:
    """`outputs` with the masks that the layer gives them, if it can tell without tensors."""
    with suppress(Exception), engine.spec_mode():  # code of somebody else's may fail in any way
        layer._pass_mask_on(args[0], outputs, masks_of(args[0]))
    return outputs


def _as_stated(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any) -> Any:
    """`outputs` with the shapes that the layer states; as they are if it states none that fit them."""

    def both(out: Spec, spec: Spec) -> Spec:
        made = Spec(spec.shape, out.dtype)
        set_mask(made, get_mask(out))
        return made

    try:
        return tree.map_structure(both, outputs, _stated(layer, args, kwargs))
    except Exception:  # code of somebody else's may fail in any way
        return outputs


def _traced(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The specs that the engine finds by tracing the call; what the call assigns is forgotten."""
    leaves = tree.flatten((args, kwargs))
    specs = [leaf for leaf in leaves if isinstance(leaf, Spec)]
    masked = [(place, get_mask(spec)) for place, spec in enumerate(specs) if get_mask(spec) is not None]

    def run(*tensors: Any) -> Any:
        for (place, _), mask in zip(masked, tensors[len(specs) :], strict=True):
            set_mask(tensors[place], mask)
        given = iter(tensors)
        filled = [next(given) if isinstance(leaf, Spec) else leaf for leaf in leaves]
        a, k = tree.pack_sequence_as((args, kwargs), filled)
        with Scope({variable: variable.value for variable in layer.variables}):
            outputs = layer.apply_to(a, dict(k))
        masks = {place: get_mask(output) for place, output in enumerate(tree.flatten(outputs))}
        return outputs, {place: mask for place, mask in masks.items() if mask is not None}

    with engine.spec_mode(False):
        outputs, masks = engine.load().shape_of(run, *specs, *(mask for _, mask in masked))
    flat = tree.flatten(outputs)
    for place, mask in masks.items():
        set_mask(flat[place], mask)
    return outputs


def specs_of_shapes(shapes: Any, dtype: str) -> Any:
    """A nest of specs from a nest of shapes, where a tuple of ints and None is one shape."""
    if _is_shape(shapes):
        return Spec(tuple(shapes), dtype)
    if isinstance(shapes, dict):
        return {key: specs_of_shapes(value, dtype) for key, value in shapes.items()}
    made = [specs_of_shapes(shape, dtype) for shape in shapes]
    return tuple(made) if isinstance(shapes, tuple) else made


def _is_shape(thing: Any) -> bool:
    return isinstance(thing, (tuple, list)) and all(n is None or isinstance(n, int) for n in thing)


def output_shape(layer: Layer, input_shapes: tuple[Any, ...], named_shapes: dict[str, Any]) -> Any:
    """The shape(s) that the layer returns for inputs of the given shapes."""

    def specs(shape: Any) -> Any:
        return None if shape is None else specs_of_shapes(shape, layer.compute_dtype)

    first = signature_of(type(layer).call).first or "inputs"
    names = {name: first if name == "input_shape" else name.removesuffix("_shape") for name in named_shapes}
    kwargs = {names[name]: specs(shape) for name, shape in named_shapes.items()}
    outputs = _computed(layer, tuple(specs(shape) for shape in input_shapes), kwargs, asked=False)
    return tree.map_structure(lambda spec: spec.shape, outputs)
