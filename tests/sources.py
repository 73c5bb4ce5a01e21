"""The package's own sources, parsed: for tests that look at how it is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "keras_lab"


@dataclass(frozen=True)
class Source:
    """A module of the package: its dotted name, its file, its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first part of its name below `keras_lab`; empty for the package itself."""
        return self.name.partition(".")[2].partition(".")[0]


@cache
def sources() -> list[Source]:
    """All modules, in the order of their names."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Source(name, path, ast.parse(path.read_text(encoding="utf-8"), str(path))))
    return found


def imports(source: Source) -> Iterator[str]:
    """The dotted names of everything a module imports when it runs, in functions too.

    `from keras_lab import tree` gives `keras_lab.tree`; imports for type checkers only are left out.
    """
    for node in _run_nodes(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, source)
            if module == "keras_lab":
                yield from (f"keras_lab.{alias.name}" for alias in node.names)
            else:
                yield module


def lazy_tables(source: Source) -> Iterator[str]:
    """The dotted names that a module's table of lazy names leads to."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "attach":
            for leaf in ast.walk(node):
                if isinstance(leaf, ast.Constant) and str(leaf.value).startswith("keras_lab."):
                    yield leaf.value


def _run_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from _run_nodes(node)


def _absolute(node: ast.ImportFrom, source: Source) -> str:
    if not node.level:
        return node.module or ""
    parts = source.name.split(".")
    keep = len(parts) - node.level + (source.path.name == "__init__.py")
    return ".".join([*parts[:keep], *([node.module] if node.module else [])])
