"""Modules and functions are small enough to be read at one sitting; with `pytest -s` a table is shown."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator

from .sources import Source, sources

LONGEST_MODULE = 400
LONGEST_FUNCTION = 50

#: Rooms that are not the core.
NOT_THE_CORE = {
    "applications",
    "cli",
    "datasets",
    "lab",
    "program",
    "runs",
    "runs_command",
    "shim",
    "show_command",
    "tutorials",
}

NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

#: What is longer, and why it is better so.
LONGER_MODULES: dict[str, str] = {
    "keras_lab.engine.contract": "the whole agreement in one place",
    "keras_lab.initializers": "twenty small classes of one family",
    "keras_lab.ops": "a list of names",
    "keras_lab.ops.elementwise": "some eighty ops of one line each",
}
LONGER_FUNCTIONS: dict[str, str] = {
    "keras_lab.preprocessing.image.generator.ImageDataGenerator.__init__": "23 arguments to keep",
}


def lines_of(source: Source) -> int:
    return len(source.path.read_text(encoding="utf-8").splitlines())


def functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        inside = f"{prefix}.{child.name}" if hasattr(child, "name") else prefix
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield inside, child
        yield from functions(child, inside)


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the end, without the docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def test_modules_are_short():
    long = {source.name for source in sources() if lines_of(source) > LONGEST_MODULE}
    assert long <= set(LONGER_MODULES), "Split the module, or say in LONGER_MODULES why it is better long."


def test_functions_are_short():
    found = (pair for source in sources() for pair in functions(source.tree, source.name))
    long = {name for name, function in found if code_lines(function) > LONGEST_FUNCTION}
    assert long <= set(LONGER_FUNCTIONS), (
        "Split the function, or say in LONGER_FUNCTIONS why it is better long."
    )


def test_modules_say_what_they_are_for():
    assert [source.name for source in sources() if not ast.get_docstring(source.tree)] == []


def lines_with_code(source: Source) -> int:
    """Lines that do something: no docstrings, comments and empty lines."""
    places: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source.path.read_text(encoding="utf-8")).readline):
        if token.type not in NO_CODE:
            places.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(source.tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            places.difference_update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return len(places)


def test_table_of_sizes():
    rooms: Counter[str] = Counter()
    for source in sources():
        rooms[source.room or "__init__"] += lines_with_code(source)
    lengths = sorted(code_lines(f) for source in sources() for _, f in functions(source.tree, source.name))
    for room, count in rooms.most_common():
        print(f"{room:16}{count:6}")
    core = sum(count for room, count in rooms.items() if room not in NOT_THE_CORE)
    print(f"{'all':16}{rooms.total():6} lines of code in {len(sources())} modules; the core {core}")
    print(f"functions: {len(lengths)}, median {lengths[len(lengths) // 2]} lines, longest {lengths[-1]}")
    assert lengths[len(lengths) // 2] <= 12
