"""Docstrings as they are written here, made into what Sphinx reads.

The house writes for people who read the sources: single backticks for code, `one`s in the plural, code indented
after a colon, lists of arguments that run over two lines. Sphinx asks for a little more, which is added here.
"""

from __future__ import annotations

import re

#: A colon at the end of these opens a section (napoleon), not a block of code.
SECTIONS = frozenset(
    {"Args", "Arguments", "Attributes", "Call arguments", "Raises", "Returns", "Shapes", "Warns", "Yields"}
)

_AFTER_CODE = re.compile(r"(?<![`:\w])(`[^`\n]+`)(?=[\w])")
_STARS = re.compile(r"(?<=, )(\*{1,2})(?=\w+:)")
_NAMES = re.compile(r"\s+[\w*]+(, [\w*]+)*,")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def with_code_blocks(lines: list[str]) -> list[str]:
    """A second colon where indented lines follow a colon: they are code."""
    found = list(lines)
    for i, line in enumerate(lines[:-2]):
        opens = line.endswith(":") and not line.endswith("::") and line.strip()[:-1] not in SECTIONS
        if opens and not lines[i + 1].strip() and _indent(lines[i + 2]) > _indent(line):
            found[i] += ":"
    return found


def with_joined_names(lines: list[str]) -> list[str]:
    """`first, second,` and, further in, `third: what they are` as one line."""
    found: list[str] = []
    for line in lines:
        wrapped = bool(found) and _NAMES.fullmatch(found[-1]) and _indent(line) > _indent(found[-1])
        if wrapped:
            found[-1] = f"{found[-1]} {line.strip()}"
        else:
            found.append(line)
    return found


def with_ends(line: str) -> str:
    """Letters right after code, and stars in the middle of a list of arguments."""
    return _STARS.sub(lambda match: match[0].replace("*", r"\*"), _AFTER_CODE.sub(r"\1\\ ", line))


def readable(lines: list[str]) -> list[str]:
    """The lines of a docstring for Sphinx."""
    return [with_ends(line) for line in with_joined_names(with_code_blocks(lines))]
