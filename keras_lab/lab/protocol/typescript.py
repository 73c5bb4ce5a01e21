"""The protocol in TypeScript."""

from __future__ import annotations

import re
import textwrap
from functools import cache
from types import ModuleType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from keras_lab.lab.protocol import (
    basics,
    builder,
    compare,
    files,
    layers,
    looks,
    messages,
    models,
    pads,
    playground,
    runs,
    session,
    tutorials,
)  # fmt: skip

#: One module a subject; each may have `CONSTANTS` (name → value) and `ALIASES` (name → type).
SUBJECTS: tuple[ModuleType, ...] = (
    basics, looks, runs, models, builder, compare, layers, pads, playground, session, files, tutorials, messages,
)  # fmt: skip

_SCALARS = {str: "string", int: "number", float: "number", bool: "boolean", NoneType: "null", Any: "unknown"}
_HEADER = """\
// Rendered from keras_lab/lab/protocol/; change it there, then:
//   python -m keras_lab.lab.protocol labextension/src/protocol
"""


def rendered() -> dict[str, str]:
    """Name → text of the files in `labextension/src/protocol/`: one a subject, and one that has it all."""
    names = [name_of(subject) for subject in SUBJECTS]
    index = _HEADER + "\n" + "".join(f"export * from './{name}';\n" for name in sorted(names))
    return {"index.ts": index, **{f"{name_of(subject)}.ts": render(subject) for subject in SUBJECTS}}


def render(subject: ModuleType) -> str:
    """The types and constants of a subject, and where those of others come from."""
    constants = "".join(
        f"export const {name} = {_literal(value)};\n" for name, value in _of(subject, "CONSTANTS").items()
    )
    own = [f"export type {name} = {_expand(alias)};\n" for name, alias in _of(subject, "ALIASES").items()]
    own += [_interface(each) for each in typed_dicts(subject)]
    parts = [_HEADER, _imports(subject, "\n".join(own)), constants, *own]
    return "\n".join(part for part in parts if part)


def _imports(subject: ModuleType, text: str) -> str:
    """An import of each type that `text` uses and another subject has."""
    lines = []
    for other in sorted(SUBJECTS, key=name_of):
        theirs = [*_of(other, "ALIASES"), *(each.__name__ for each in typed_dicts(other))]
        used = sorted(name for name in theirs if re.search(rf"\b{name}\b", _code(text)))
        if used and other is not subject:
            lines.append(f"import type {{ {', '.join(used)} }} from './{name_of(other)}';\n")
    return "".join(lines)


def _code(text: str) -> str:
    """Without comments and strings, in which names mean nothing."""
    return re.sub(r"/\*.*?\*/|'[^']*'", "", text, flags=re.DOTALL)


def name_of(subject: ModuleType) -> str:
    """What its file is called."""
    return subject.__name__.rpartition(".")[2]


def typed_dicts(subject: ModuleType) -> list[Any]:
    """Those that a module defines, in order."""
    every = vars(subject).values()
    return [each for each in every if is_typeddict(each) and each.__module__ == subject.__name__]


@cache
def aliases() -> dict[str, Any]:
    """Name → type of all types that have a name."""
    return {name: alias for subject in SUBJECTS for name, alias in _of(subject, "ALIASES").items()}


def _of(subject: ModuleType, table: str) -> dict[str, Any]:
    return dict(getattr(subject, table, {}))


def _interface(message: Any) -> str:
    doc = textwrap.fill(
        " ".join((message.__doc__ or "").split()), 100, initial_indent=" * ", subsequent_indent=" * "
    )
    fields = "".join(f"  {name}: {_type(hint)};\n" for name, hint in get_type_hints(message).items())
    return f"/**\n{doc}\n */\nexport interface {message.__name__} {{\n{fields}}}\n"


def _type(hint: Any) -> str:
    """A Python type in TypeScript, by its alias where it has one."""
    for name, alias in aliases().items():
        if hint == alias:
            return name
    return _expand(hint)


def _expand(hint: Any) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if is_typeddict(hint):
        return hint.__name__
    if origin is Literal:
        return " | ".join(_literal(value) for value in arguments)
    if origin in (Union, UnionType):
        return " | ".join(_type(argument) for argument in arguments)
    if origin is list:
        item = _type(arguments[0])
        return f"({item})[]" if " " in item else f"{item}[]"
    if origin is dict:
        return f"{{ [key: string]: {_type(arguments[1])} }}"
    raise TypeError(f"No TypeScript for {hint!r}: add it to _expand in {__name__}.")


def _literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)
