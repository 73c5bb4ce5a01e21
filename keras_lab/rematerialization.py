"""Rematerialization: what a layer computes on its way is not kept for the gradients but computed again.

Chen et al., "Training deep nets with sublinear memory cost", 2016 (arXiv:1604.06174).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from keras_lab import engine, tree
from keras_lab.engine import P
from keras_lab.open_stack import OpenStack
from keras_lab.ops import dispatch
from keras_lab.ops.random import inherited_key, key_source
from keras_lab.variables import Scope

_open_scopes: OpenStack[RematMode] = OpenStack()
_MODES = ("full", "activations", "larger_than", "list_of_layers", None)


class RematMode(NamedTuple):
    """What a `RematScope` asks for."""

    mode: str | None
    output_size_threshold: int
    layer_names: list[str]


class RematScope:
    """Layers made inside compute again, for gradients, what they did not keep.

    Args:
        mode: `"full"` (all layers), `"activations"` (activation functions of layers), `"larger_than"` (layers
            with more than `output_size_threshold` outputs), `"list_of_layers"` (those called `layer_names`) or
            None (no layers).
        output_size_threshold, layer_names: see `mode`.

    Raises:
        ValueError: for another mode.
    """

    def __init__(
        self,
        mode: str | None = "full",
        output_size_threshold: int = 1024,
        layer_names: Sequence[str] | None = None,
    ) -> None:
        if mode not in _MODES:
            raise ValueError(f"RematScope: the mode is one of {_MODES}. Received: {mode!r}")
        self._asked = RematMode(mode, output_size_threshold, list(layer_names or []))

    def __enter__(self) -> RematScope:
        _open_scopes.items.append(self._asked)
        return self

    def __exit__(self, *error: object) -> None:
        _open_scopes.items.pop()


def get_current_remat_mode() -> RematMode | None:
    """What the innermost open `RematScope` asks for; None outside of all."""
    return _open_scopes.innermost


def remat(f: Callable[..., Any]) -> Callable[..., Any]:
    """`f`, whose intermediate values are computed again for gradients instead of kept.

    Args:
        f: a function of tensors, or a layer; gradients are found for the tensors among its arguments, and for
            a layer's weights.
    """
    variables_of = getattr(f, "flatten_layers", None) and (lambda: f.variables)  # type: ignore[attr-defined]

    @functools.wraps(f, updated=())
    def call(*args: Any, **kwargs: Any) -> Any:
        return _run(f, variables_of() if variables_of else [], args, kwargs)

    return call


def wrapped(layer: Any, compute: Callable[..., Any]) -> Callable[..., Any]:
    """`compute`, which is the layer's `call`, in the way the layer's `RematScope` asks for."""
    asked = layer._remat_mode
    if asked is None or asked.mode is None or engine.in_spec_mode():
        return compute
    if asked.mode == "activations":
        return _with_activation_again(layer, compute)

    def call(*args: Any, **kwargs: Any) -> Any:
        if not _is_meant(layer, asked, args, kwargs):
            return compute(*args, **kwargs)
        return _run(compute, layer.variables, args, kwargs)

    return call


def _is_meant(layer: Any, asked: RematMode, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    if asked.mode == "list_of_layers":
        return layer.name in asked.layer_names
    if asked.mode == "larger_than":
        outputs = tree.flatten(layer.compute_output_spec(*args, **kwargs))
        return sum(math.prod(n or 1 for n in out.shape) for out in outputs) > asked.output_size_threshold
    return True


def _with_activation_again(layer: Any, compute: Callable[..., Any]) -> Callable[..., Any]:
    activation = getattr(layer, "activation", None)
    if activation is None:
        return compute

    def call(*args: Any, **kwargs: Any) -> Any:
        layer.activation = remat(activation)
        try:
            return compute(*args, **kwargs)
        finally:
            layer.activation = activation

    return call


def _run(f: Callable[..., Any], variables: list[Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """`f(*args, **kwargs)` as a function of its tensors, of the values of `variables` and of a key alone."""
    if engine.in_spec_mode() or dispatch.find_symbolic([*args, *kwargs.values()]) is not None:
        return f(*args, **kwargs)
    leaves = tree.flatten((args, kwargs))
    places = [i for i, leaf in enumerate(leaves) if _is_float(leaf)]
    variables = [variable for variable in variables if "float" in variable.dtype]
    key = inherited_key()
    told: list[Any] = []

    def pure(*given: Any) -> Any:
        filled = list(leaves)
        for place, tensor in zip(places, given[len(variables) :], strict=True):
            filled[place] = tensor
        a, k = tree.pack_sequence_as((args, kwargs), filled)
        with Scope(dict(zip(variables, given, strict=False))) as scope, key_source(key):
            outputs = f(*a, **k)
        told[:] = [outputs, list(scope.assigned)]
        return [tree.flatten(outputs), scope.read(told[1])]

    held = [variable.value for variable in variables]
    flat, new = P.recomputed(pure)(*held, *(dispatch.tensor(leaves[i]) for i in places))
    outputs, assigned = told
    for variable, value in zip(assigned, new, strict=True):
        variable.assign(value)
    return tree.pack_sequence_as(outputs, flat)


def _is_float(x: Any) -> bool:
    return (P.is_tensor(x) or hasattr(x, "__array__")) and "float" in str(dispatch.dtype_of(x))
