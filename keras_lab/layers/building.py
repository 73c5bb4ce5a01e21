"""Building: a layer makes its weights once, from the shapes of its inputs, which it then remembers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keras_lab import tree
from keras_lab.layers.call import signature_of
from keras_lab.naming import current_path
from keras_lab.variables import outside_scopes

if TYPE_CHECKING:
    from keras_lab.layers.layer import Layer


def once(build: Callable[..., Any]) -> Callable[..., Any]:
    """Wraps a class's `build` so that it marks the layer as built and remembers the shapes.

    `build` of a base class, called through `super()`, and a call while building is under way change nothing.
    """

    @functools.wraps(build)
    def call(self: Layer, *args: Any, **kwargs: Any) -> None:
        if type(self).build is not call:
            return build(self, *args, **kwargs)
        if self._building:
            return None
        self._check_initialized()
        self._building = True
        already = len(self._variables)
        try:
            with outside_scopes(), self._open_name_scope():
                self._path = current_path()
                build(self, *args, **kwargs)
        except BaseException:
            del self._variables[already:]  # another try makes them anew
            raise
        finally:
            self._building = False
        self.built = True
        self._tracker.lock()
        self._post_build()
        self._build_config = signature_of(build).bind(args, kwargs)
        if self._initial_weights is not None:
            with outside_scopes():
                self.set_weights(self._initial_weights)
        return None

    return call


def arguments(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """What `build` is called with: the shape of the first argument, or one for each `<name>_shape`."""
    call, build = signature_of(type(layer).call), signature_of(type(layer).build)
    bound = call.bind(args, kwargs)
    if not bound and args:
        bound = {"inputs": args[0]}
    shapes = {name: shapes_of(value) for name, value in bound.items() if has_shapes(value)}
    named = [name for name in build.names if name.endswith("_shape")]
    wanted = [name for name in named if name.removesuffix("_shape") in shapes]
    if len(build.names) == 1 and build.names != wanted:
        return {build.names[0]: next(iter(shapes.values()), None)}
    for name, parameter in build.parameters.items():
        if name not in wanted and parameter.default is parameter.empty:
            _check_name(layer, name, call.names)
            raise TypeError(
                f"The call of the layer {layer.name!r} ({type(layer).__name__}) is missing its argument "
                f"{name.removesuffix('_shape')!r}, a tensor or several."
            )
    return {name: shapes[name.removesuffix("_shape")] for name in wanted}


def _check_name(layer: Layer, name: str, call_names: list[str]) -> None:
    """Raises ValueError if a parameter of `build` cannot be meant for the shape of an argument of `call`."""
    problem = None
    if not name.endswith("_shape"):
        problem = f"argument `{name}`, which does not end in `_shape`"
    elif name.removesuffix("_shape") not in call_names:
        problem = f"`{name}`, but `call()` does not have argument `{name.removesuffix('_shape')}`"
    if problem:
        raise ValueError(
            f"The layer {layer.name!r} ({type(layer).__name__}) has a build() with the {problem}: a `build` of "
            "several arguments takes the shapes of those of `call`, as `<name>_shape`."
        )


def has_shapes(value: Any) -> bool:
    """Whether `value` is a tensor or a nest of tensors."""
    leaves = [leaf for leaf in tree.flatten(value) if leaf is not None]
    return bool(leaves) and all(hasattr(leaf, "shape") for leaf in leaves)


def shapes_of(value: Any) -> Any:
    """The nest of shapes (tuples) of a nest of tensors or specs."""
    return tree.map_structure(lambda leaf: None if leaf is None else tuple(leaf.shape), value)
