"""`%%keras --set name=value`: the cell with other values, its line numbers unchanged."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from IPython.core.error import UsageError

from keras_lab.registry import suggest


def assignments(words: Sequence[str]) -> dict[str, ast.expr]:
    """The values of `["lr=0.1", "units=32"]`.

    Raises:
        UsageError: for what is not a name, “=” and a literal of Python.
    """
    return {name: literal(name, text) for name, text in map(_halves, words)}


def alternatives(words: Sequence[str]) -> dict[str, list[ast.expr]]:
    """The values of `["lr=0.1,0.01", "units=32,64"]`.

    Raises:
        UsageError: for what is not a name, “=” and literals of Python with commas between them.
    """
    found = {}
    for name, text in map(_halves, words):
        values = literal(name, f"[{text}]")
        found[name] = values.elts if isinstance(values, ast.List) else []
        if not found[name]:
            raise UsageError(f"There are no values for {name}: {name}=1,2,3.")
    return found


def literal(name: str, text: str) -> ast.expr:
    """`text` as an expression that is a literal.

    Raises:
        UsageError: if it is none.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        ast.literal_eval(tree)
    except (ValueError, SyntaxError, TypeError):
        hint = f" A text stands in quotes: {name}='{text}'." if text.strip("[]").isidentifier() else ""
        raise UsageError(
            f"{text} is no number, text, list … as Python writes it, for {name}.{hint}"
        ) from None
    return tree


def set_values(tree: ast.Module, values: Mapping[str, ast.expr]) -> None:
    """Puts other values into the first assignments to these variables, at the top level of the cell.

    Raises:
        UsageError: if the cell does not assign to one of them; the nearest name is suggested.
    """
    targets: dict[str, Callable[[ast.expr], None]] = {}
    for statement in tree.body:
        for name, put in _targets(statement):
            targets.setdefault(name, put)
    for name, value in values.items():
        if name not in targets:
            known = f" It sets: {', '.join(targets)}." if targets else " It sets none at its top level."
            raise UsageError(f"The cell sets no variable {name}.{suggest(name, targets)}{known}")
        targets[name](value)
    ast.fix_missing_locations(tree)


def _halves(word: str) -> tuple[str, str]:
    name, equals, text = word.partition("=")
    if not (equals and name.isidentifier() and text):
        raise UsageError(f"Values are set by name=value, without blanks around “=”. Received: {word}")
    return name, text


def _targets(statement: ast.stmt) -> Iterator[tuple[str, Callable[[ast.expr], None]]]:
    """Names a statement assigns a value of its own to, and how to give it another one."""
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
        yield statement.target.id, _put(statement, "value", statement.value)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return
    target, value = statement.targets[0], statement.value
    if isinstance(target, ast.Name):
        yield target.id, _put(statement, "value", value)
    elif (
        isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts)
    ):
        for place, name in enumerate(target.elts):
            if isinstance(name, ast.Name):
                yield name.id, _put(value.elts, place, value.elts[place])


def _put(home: Any, place: Any, before: ast.expr) -> Callable[[ast.expr], None]:
    def put(value: ast.expr) -> None:
        for node in ast.walk(value):
            ast.copy_location(node, before)
        if isinstance(home, list):
            home[place] = value
        else:
            setattr(home, place, value)

    return put
