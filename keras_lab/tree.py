"""Nested structures: lists, tuples (named ones too) and dicts of things, taken apart and put together again.

Dicts are walked in the order of their sorted keys, as `keras.tree` does, so two dicts with the same
keys always flatten alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any


def is_nested(structure: Any) -> bool:
    """Whether `structure` is a list, tuple or dict."""
    return isinstance(structure, (list, tuple, dict))


def flatten(structure: Any) -> list[Any]:
    """The leaves, left to right."""
    return list(_leaves(structure))


def _leaves(structure: Any) -> Iterator[Any]:
    if isinstance(structure, dict):
        for key in sorted(structure):
            yield from _leaves(structure[key])
    elif isinstance(structure, (list, tuple)):
        for item in structure:
            yield from _leaves(item)
    else:
        yield structure


def map_structure(func: Callable[..., Any], *structures: Any, none_is_leaf: bool = True) -> Any:
    """Applies `func` to corresponding leaves and keeps the structure of the first one.

    Args:
        none_is_leaf: whether `func` is applied to None as well, or None stays as it is.

    Raises:
        ValueError: if the others are not built like the first, or if there is none.
    """
    if not structures:
        raise ValueError("tree.map_structure: give at least one structure.")
    first, *others = structures
    for other in others:
        assert_same_structure(first, other)
    return _map(func if none_is_leaf else _sparing_none(func), first, tuple(others))


def _sparing_none(func: Callable[..., Any]) -> Callable[..., Any]:
    return lambda leaf, *others: None if leaf is None else func(leaf, *others)


def _map(fn: Callable[..., Any], first: Any, others: tuple[Any, ...]) -> Any:
    if isinstance(first, dict):
        return type(first)((key, _map(fn, first[key], tuple(o[key] for o in others))) for key in first)
    if isinstance(first, (list, tuple)):
        items = [_map(fn, item, tuple(o[i] for o in others)) for i, item in enumerate(first)]
        return _rebuild(first, items)
    return fn(first, *others)


def _rebuild(like: Any, items: list[Any]) -> Any:
    if hasattr(like, "_fields"):
        return type(like)(*items)
    return type(like)(items)


def assert_same_structure(a: Any, b: Any, check_types: Any = None) -> None:
    """Checks that two structures nest alike.

    Args:
        check_types: has no effect: lists and tuples are the same here, as in Keras now.

    Raises:
        ValueError: naming the first place where they differ.
    """
    if is_nested(a) != is_nested(b) or isinstance(a, dict) != isinstance(b, dict):
        raise ValueError(f"The two structures differ: {a!r} against {b!r}.")
    if isinstance(a, dict):
        if a.keys() != b.keys():
            raise ValueError(f"The two dicts have different keys: {sorted(a)} against {sorted(b)}.")
        for key in a:
            assert_same_structure(a[key], b[key])
    elif is_nested(a):
        if len(a) != len(b):
            raise ValueError(f"The two structures have different lengths: {len(a)} against {len(b)}.")
        for left, right in zip(a, b, strict=True):
            assert_same_structure(left, right)


def pack_sequence_as(structure: Any, flat_sequence: Sequence[Any]) -> Any:
    """The structure of `structure` with other leaves (left to right, as `flatten` gives them) at its places.

    Raises:
        ValueError: if there are more or fewer leaves than places.
    """
    wanted = len(flatten(structure))
    if wanted != len(flat_sequence):
        raise ValueError(f"The structure has {wanted} places, but {len(flat_sequence)} leaves were given.")
    return _pack(structure, iter(flat_sequence))


def _pack(structure: Any, leaves: Iterator[Any]) -> Any:
    if isinstance(structure, dict):
        packed = {key: _pack(structure[key], leaves) for key in sorted(structure)}
        return type(structure)((key, packed[key]) for key in structure)
    if isinstance(structure, (list, tuple)):
        return _rebuild(structure, [_pack(item, leaves) for item in structure])
    return next(leaves)


# ---- paths ------------------------------------------------------------------------------------------

Path = tuple[Any, ...]


def flatten_with_path(structure: Any) -> list[tuple[Path, Any]]:
    """The leaves, left to right, each with the keys and places that lead to it."""
    return list(_paths(structure, ()))


def _paths(structure: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if not is_nested(structure):
        yield path, structure
        return
    keys = sorted(structure) if isinstance(structure, dict) else range(len(structure))
    for key in keys:
        yield from _paths(structure[key], (*path, key))


def assert_same_paths(a: Any, b: Any) -> None:
    """Checks that the same paths lead to leaves in both structures.

    Raises:
        ValueError: naming a path that one of them lacks.
    """
    one, other = ({path for path, _ in flatten_with_path(structure)} for structure in (a, b))
    if one != other:
        raise ValueError(f"A path leads to a leaf in one structure only: {min(one ^ other, key=str)}")


# ---- other ways to go through -----------------------------------------------------------------------


class MAP_TO_NONE:  # noqa: N801
    """What the function of `traverse` returns to put None in a place: None itself means "as it is"."""


def traverse(func: Callable[[Any], Any], structure: Any, top_down: bool = True) -> Any:
    """Applies `func` to all substructures and leaves.

    Args:
        func: returns what is put in the place of its argument: None: the argument stays (and is gone into),
            `MAP_TO_NONE`: None.
        top_down: wholes before their parts; what `func` has put somewhere is then not gone into.
    """
    if top_down:
        found = func(structure)
        if found is not None:
            return _none_or(found)
    if isinstance(structure, dict):
        parts = {key: traverse(func, structure[key], top_down) for key in structure}
        structure = type(structure)(parts.items())
    elif is_nested(structure):
        structure = _rebuild(structure, [traverse(func, item, top_down) for item in structure])
    if top_down:
        return structure
    found = func(structure)
    return structure if found is None else _none_or(found)


def _none_or(found: Any) -> Any:
    return None if found is MAP_TO_NONE or isinstance(found, MAP_TO_NONE) else found


def map_structure_up_to(shallow_structure: Any, func: Callable[..., Any], *structures: Any) -> Any:
    """Applies `func` where `shallow_structure` has its leaves: to whatever the structures have there."""
    if isinstance(shallow_structure, dict):
        return type(shallow_structure)(
            (key, map_structure_up_to(shallow_structure[key], func, *(s[key] for s in structures)))
            for key in shallow_structure
        )
    if not is_nested(shallow_structure):
        return func(*structures)
    lengths = {len(s) for s in structures}
    if lengths != {len(shallow_structure)}:
        raise ValueError(f"The structures have not {len(shallow_structure)} parts: {structures!r}")
    parts = zip(shallow_structure, *structures, strict=True)
    return _rebuild(shallow_structure, [map_structure_up_to(part[0], func, *part[1:]) for part in parts])


def map_shape_structure(func: Callable[[Any], Any], structure: Any) -> Any:
    """Applies `func` to the shapes in a structure: to tuples and lists of ints and None."""
    if isinstance(structure, (list, tuple)) and all(n is None or isinstance(n, int) for n in structure):
        return func(tuple(structure))
    if isinstance(structure, dict):
        return type(structure)((key, map_shape_structure(func, structure[key])) for key in structure)
    if isinstance(structure, (list, tuple)):
        return _rebuild(structure, [map_shape_structure(func, item) for item in structure])
    raise ValueError(f"This is neither a shape nor a structure of shapes: {structure!r}")


def lists_to_tuples(structure: Any) -> Any:
    """The structure with tuples in the place of its lists."""
    if isinstance(structure, dict):
        return type(structure)((key, lists_to_tuples(structure[key])) for key in structure)
    if isinstance(structure, (list, tuple)):
        parts = [lists_to_tuples(item) for item in structure]
        return tuple(parts) if isinstance(structure, list) else _rebuild(structure, parts)
    return structure
