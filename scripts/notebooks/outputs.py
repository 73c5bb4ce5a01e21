"""Outputs that are kept in the repository: what a reader sees who runs nothing."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scripts.notebooks import files

LARGEST_NOTEBOOK = 500_000  # bytes
LARGEST_OUTPUT = 100_000
LONGEST_TEXT = 4_000  # characters of what was printed

RUN_ID = re.compile(r"\b\d{8}-\d{6}-[0-9a-f]{8}\b")
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
TEMPORARY = re.compile(r"/tmp/tmp\w+")


def asked_for(notebook: files.Notebook) -> bool:
    """Whether the notebook wants its outputs kept."""
    return files.marks(notebook).get("outputs") == "saved"


def in_step(notebook: files.Notebook) -> bool:
    """Whether its outputs are those of its code; where none are asked for, whether there are none."""
    if asked_for(notebook):
        return files.marks(notebook).get("code") == files.sum_of_code(notebook)
    return not any(cell["outputs"] for cell in files.code_cells(notebook))


def all_in_step(path: Path) -> bool:
    """The same of a notebook and its translations, in their files."""
    return all(in_step(files.read(each)) for each in [path, *files.translations(path)])


def save(path: Path, executed: files.Notebook) -> Iterator[Path]:
    """Puts the outputs into the notebook and its translations, where they are asked for; gives the files written.

    Raises:
        ValueError: if a file has other code than was executed, or would become too large.
    """
    outputs = cleaned([cell["outputs"] for cell in files.code_cells(executed)])
    for target in [path, *files.translations(path)]:
        notebook = files.read(target)
        if not asked_for(notebook):
            continue
        if files.sum_of_code(notebook) != files.sum_of_code(executed):
            raise ValueError(f"{target} has other code than the notebook that was run.")
        for cell, kept in zip(files.code_cells(notebook), outputs, strict=True):
            cell["outputs"] = kept
        notebook["metadata"]["keras_lab"]["code"] = files.sum_of_code(notebook)
        files.write(target, notebook)
        if target.stat().st_size > LARGEST_NOTEBOOK:
            raise ValueError(f"{target} has become too large: {target.stat().st_size:,} bytes.")
        yield target


def cleaned(outputs: list[list[Any]]) -> list[list[Any]]:
    """The outputs of all cells without what is noise, too large, or another one in each run.

    Times stay: they say how long a thing takes.
    """
    names: dict[str, str] = {}

    def steady(text: str) -> str:
        text = RUN_ID.sub(lambda found: names.setdefault(found[0], f"run-{len(names) + 1}"), text)
        return TEMPORARY.sub("/tmp/folder", ADDRESS.sub("0x…", text))

    return [[_kept(each, steady) for each in cell if _is_worth_it(each)] for cell in outputs]


def _is_worth_it(output: dict[str, Any]) -> bool:
    """What goes to stderr are remarks of libraries."""
    return output["output_type"] != "stream" or output["name"] != "stderr"


def _kept(output: dict[str, Any], steady: Callable[[str], str]) -> dict[str, Any]:
    kept: dict[str, Any] = _everywhere(copy.deepcopy(output), steady)
    if kept["output_type"] == "stream":
        text = "".join(kept["text"])
        short = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…\n"
        kept["text"] = short.splitlines(keepends=True)
        return kept
    if kept["output_type"] == "execute_result":
        kept["execution_count"] = None
    kept["data"] = _small(kept["data"])
    return kept


def _everywhere(value: Any, change: Callable[[str], str]) -> Any:
    """`value`, plain JSON, with all its texts changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_everywhere(each, change) for each in value]
    if isinstance(value, dict):
        return {key: _everywhere(each, change) for key, each in value.items()}
    return value


def _small(data: dict[str, Any]) -> dict[str, Any]:
    """An output without its largest forms, if all together are too large; its text stays."""
    sizes = {kind: len(json.dumps(content)) for kind, content in data.items()}
    while sum(sizes.values()) > LARGEST_OUTPUT and len(sizes) > 1:
        del sizes[max((kind for kind in sizes if kind != "text/plain"), key=sizes.__getitem__)]
    return {kind: data[kind] for kind in sizes}
