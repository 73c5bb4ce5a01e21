"""Finding files in folders, in an order that is the same everywhere."""

from __future__ import annotations

import os
from pathlib import Path


def subfolders(folder: Path) -> list[str]:
    """The names of the folders in `folder`, sorted; hidden ones are left out.

    Raises:
        FileNotFoundError: if there is no such folder; the message names it.
    """
    _check(folder)
    return sorted(
        entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith(".")
    )


def files_below(folder: Path, endings: tuple[str, ...], follow_links: bool = False) -> list[str]:
    """The files at any depth below `folder` with one of the endings, as sorted paths relative to it.

    Arguments:
        folder: where to look.
        endings: in lower case, such as `(".png",)`.
        follow_links: whether links to folders are followed; each folder is visited once.

    Raises:
        FileNotFoundError: if there is no such folder; the message names it.
    """
    _check(folder)
    found: list[str] = []
    seen: set[str] = set()
    for path, folders, files in os.walk(folder, followlinks=follow_links):
        folders[:] = [] if os.path.realpath(path) in seen else folders
        seen.add(os.path.realpath(path))
        names = (name for name in files if name.lower().endswith(endings))
        found += [os.path.relpath(os.path.join(path, name), folder) for name in names]
    return sorted(found, key=os.path.split)


def _check(folder: Path) -> None:
    if not folder.is_dir():
        raise FileNotFoundError(f"There is no folder {str(folder)!r}.")
