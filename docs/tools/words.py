"""What a word in a docstring means: `Layer`, `losses.mse`, `fit` where the docstring is one of `Model`'s."""

from __future__ import annotations

import inspect
import re
from functools import cache

from tools import names
from tools.names import ROOT, Name, shared_bases

_A_NAME = re.compile(r"[A-Za-z_][\w.]*")


@cache
def _table() -> dict[str, Name]:
    """Words that mean one thing wherever they stand: full names, names without the package, classes' names."""
    found: dict[str, Name] = {}
    classes: dict[str, set[Name]] = {}
    for name in (each for module in names.modules() for each in names.names(module)):
        home = names.home_of(name.value) or name
        found[name.full] = found[name.full.removeprefix(f"{ROOT}.")] = home
        found.setdefault(f"{home.home}.{home.name}", home)
        if name.kind == "class":
            classes.setdefault(name.name, set()).add(home)
    for base in shared_bases(names.homes().values()):
        classes.setdefault(base.__name__, set()).add(Name(base.__module__, base.__name__, base))
    for word, homes in classes.items():
        if len(homes) == 1:
            found.setdefault(word, *homes)
    return found


def _member(name: Name, member: str) -> str | None:
    """The full name of a method, where it is explained: with the class, or with a public base."""
    for base in name.value.__mro__ if name.kind == "class" else ():
        home = names.home_of(base)
        if home is not None and member in names.members(base):
            return f"{home.full}.{member}"
    return None


def meant(word: str, module: str | None, cls: str | None) -> str | None:
    """The full name that `word` stands for in a docstring of `module` (and, within it, of `cls`); or None."""
    if not _A_NAME.fullmatch(word):
        return None
    table = _table()
    owner = table.get(f"{module}.{cls}") if cls else None
    if owner is not None:
        method = inspect.getattr_static(owner.value, word, None)
        if inspect.isfunction(method) and (found := _member(owner, word)):
            return found
    for candidate in (f"{module}.{word}", word):
        if candidate in table:
            return table[candidate].full
        first, _, last = candidate.rpartition(".")
        if first in table and (found := _member(table[first], last)):
            return found
    return None
