"""The public names of keras_lab, read off the package itself, and the one place where each is explained."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

ROOT = "keras_lab"

#: Modules that hand on names of other rooms: module → where from. Elsewhere, what is imported is a tool.
HANDED_ON = {
    f"{ROOT}.activations": (f"{ROOT}.ops.activation",),
    f"{ROOT}.metrics": (f"{ROOT}.losses",),
    f"{ROOT}.backend": (f"{ROOT}.ops", f"{ROOT}.config", f"{ROOT}.engine.dtypes", f"{ROOT}.naming"),
    f"{ROOT}.ops.image": (f"{ROOT}.ops.image_color", f"{ROOT}.ops.image_warp"),
    f"{ROOT}.ops.nn": (f"{ROOT}.ops",),
    f"{ROOT}.ops.numpy": (f"{ROOT}.ops",),
}

#: Public modules that `dir(keras_lab)` does not list.
FURTHER = (f"{ROOT}.lab", f"{ROOT}.export")

#: Where a thing is explained that has several public names: in the first of these that has it.
FIRST = (
    *(
        "layers",
        "models",
        "losses",
        "random",
        "ops",
        "activations",
        "metrics",
        "optimizers",
        "saving",
        "datasets",
    ),
    *("config", "dtype_policies", "quantizers", "utils", "backend"),
)


@dataclass(frozen=True)
class Name:
    """A public name.

    Attributes:
        module: the public module it is in.
        name: its name there.
        value: what it stands for.
    """

    module: str
    name: str
    value: Any

    @property
    def full(self) -> str:
        """`keras_lab.layers.Dense`."""
        return f"{self.module}.{self.name}"

    @property
    def kind(self) -> str:
        """`"class"`, `"function"` or `"data"`."""
        if inspect.isclass(self.value):
            return "class"
        return "function" if inspect.isroutine(self.value) else "data"

    @property
    def home(self) -> str:
        """The file that defines it, as a module's name."""
        return getattr(self.value, "__module__", None) or self.module


def _is_public(name: str) -> bool:
    return not name.startswith("_") and name not in ("load_ipython_extension", "unload_ipython_extension")


def _imported(tree: ast.Module, module: str) -> Iterator[tuple[str, str, bool]]:
    """`(name, from where, whether it is imported in order to be handed on)`."""
    inside = (module, *HANDED_ON.get(module, ()))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                handed_on = alias.asname == alias.name or any(
                    node.module == each or node.module.startswith(f"{each}.") for each in inside
                )
                yield alias.asname or alias.name, node.module, handed_on


def _assigned(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))


def _written(module: ModuleType) -> list[str]:
    """The public names of a module that does not load them lazily, as far as `__all__` does not say them."""
    tree = ast.parse(inspect.getsource(module))
    found = {name for name, _, handed_on in _imported(tree, module.__name__) if handed_on}
    for name in _assigned(tree):
        value = getattr(module, name, None)
        if (getattr(value, "__module__", None) or "").startswith(ROOT) and callable(value):
            found.add(name)
    return sorted(found)


def _listed(module: ModuleType) -> list[str]:
    if "__getattr__" in vars(module):
        found = dir(module)
        if module.__name__ == ROOT:
            found = [*found, "version"]
        return found
    return [*getattr(module, "__all__", ()), *_written(module)]


@cache
def modules() -> tuple[str, ...]:
    """The public modules, from the package down."""
    found: list[str] = []

    def visit(module: ModuleType) -> None:
        if module.__name__ in found:
            return
        found.append(module.__name__)
        for name in _listed(module):
            value = getattr(module, name)
            if (
                inspect.ismodule(value)
                and value.__name__.startswith(f"{module.__name__}.")
                and _is_public(name)
            ):
                visit(value)

    for name in (ROOT, *FURTHER):
        visit(importlib.import_module(name))
    return tuple(found)


@cache
def names(module: str) -> tuple[Name, ...]:
    """The public names of a public module, in alphabetical order, modules left out."""
    found = importlib.import_module(module)
    pairs = ((name, getattr(found, name)) for name in sorted(set(_listed(found)), key=str.lower))
    return tuple(
        Name(module, name, value) for name, value in pairs if _is_public(name) and not inspect.ismodule(value)
    )


def _rank(name: Name) -> tuple[bool, int, int]:
    """Its own name before others; the rooms in the order of FIRST, the package itself last."""
    room = name.module.partition(".")[2].partition(".")[0]
    place = FIRST.index(room) if room in FIRST else len(FIRST) + (not room)
    return (getattr(name.value, "__name__", name.name) != name.name, place, name.module.count("."))


@cache
def homes() -> dict[int, Name]:
    """For each thing, by its id: the name under which it is explained."""
    found: dict[int, Name] = {}
    for name in (each for module in modules() for each in names(module)):
        if id(name.value) not in found or _rank(name) < _rank(found[id(name.value)]):
            found[id(name.value)] = name
    return found


def home_of(value: Any) -> Name | None:
    """The name under which `value` is explained, or None."""
    return homes().get(id(value))


def _is_documented(cls: type, member: str) -> bool:
    value = inspect.getattr_static(cls, member)
    return bool(getattr(value, "__doc__", None)) and (
        inspect.isfunction(value) or isinstance(value, (property, classmethod, staticmethod))
    )


@cache
def members(cls: type) -> list[str]:
    """Methods and properties explained with `cls`: its own and those of bases that are not public themselves."""
    above = {
        id(value)
        for base in cls.__mro__[1:]
        if home_of(base)
        for each in base.__mro__
        for value in vars(each).values()
    }
    found = []
    for base in cls.__mro__:
        if not base.__module__.startswith(ROOT):
            continue
        for member, value in vars(base).items():
            shown = not member.startswith("_") and member not in found and id(value) not in above
            if shown and inspect.getattr_static(cls, member) is value and _is_documented(cls, member):
                found.append(member)
    return found


def shared_bases(found: Iterable[Name]) -> list[type]:
    """Bases of the classes among `found` that are not public, but explain arguments."""
    bases = {base: None for name in found if name.kind == "class" for base in name.value.__mro__[1:]}
    return [
        base
        for base in bases
        if base.__module__.startswith(ROOT)
        and home_of(base) is None
        and "Args:" in (vars(base).get("__doc__") or "")
    ]
