"""Nested structures: lists, tuples (named ones too) and dicts of things, taken apart and put together again.

Dicts are walked in the order of their sorted keys, as `keras.tree` does, so two dicts with the same
keys always flatten alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


def map_structure(fn: Callable[..., Any], structure: Any, *others: Any) -> Any:
    """Applies `fn` to corresponding leaves and keeps the structure of the first one.

    Raises:
        ValueError: if `others` are not built like `structure`.
    """
    for other in others:
        assert_same_structure(structure, other)
    return _map(fn, structure, others)


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


def assert_same_structure(a: Any, b: Any) -> None:
    """Checks that two structures nest alike.

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


def pack_sequence_as(structure: Any, leaves: list[Any]) -> Any:
    """The structure of `structure` with `leaves` (left to right, as `flatten` gives them) at its places.

    Raises:
        ValueError: if there are more or fewer leaves than places.
    """
    wanted = len(flatten(structure))
    if wanted != len(leaves):
        raise ValueError(f"The structure has {wanted} places, but {len(leaves)} leaves were given.")
    return _pack(structure, iter(leaves))


def _pack(structure: Any, leaves: Iterator[Any]) -> Any:
    if isinstance(structure, dict):
        packed = {key: _pack(structure[key], leaves) for key in sorted(structure)}
        return type(structure)((key, packed[key]) for key in structure)
    if isinstance(structure, (list, tuple)):
        return _rebuild(structure, [_pack(item, leaves) for item in structure])
    return next(leaves)
