"""Several runs in one table, one file, or one folder: the forms of `export` for any number of runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from keras_lab.runs import export
from keras_lab.runs.query import Run

_HEAD = ("run", "id")
_END = 4  # characters of an id that tell runs of one name apart
_POINT = ("kind", "step", "epoch")


def labels(runs: Sequence[Run]) -> list[str]:
    """What each run is called: its name, and where names are not unique the end of its id, too."""
    names = [run.name for run in runs]
    ends = [run.id[-_END:] for run in runs]
    unique = len(set(zip(names, ends, strict=True))) == len(runs)
    return [
        name if names.count(name) == 1 else f"{name} (…{end})" if unique else f"{name} ({run.id})"
        for name, end, run in zip(names, ends, runs, strict=True)
    ]


def rows(runs: Sequence[Run]) -> Iterator[dict[str, Any]]:
    """The points of all runs, each with the run's name, its id and what was set (`"set lr"`)."""
    for run in runs:
        head = {"run": run.name, "id": run.id, **{f"set {name}": text for name, text in run.values.items()}}
        for row in export.rows(run):
            yield head | row


def columns(runs: Sequence[Run]) -> list[str]:
    """The names in `rows`, in order."""
    was_set = dict.fromkeys(f"set {name}" for run in runs for name in run.values)
    metrics = dict.fromkeys(name for run in runs for name in export.names_of(run))
    return [*_HEAD, *was_set, *_POINT, *metrics]


def csv_text(runs: Sequence[Run]) -> str:
    """All of `rows` as CSV."""
    file = io.StringIO(newline="")
    _write_csv(runs, file)
    return file.getvalue()


def to_frame(runs: Sequence[Run]) -> Any:
    """All of `rows` as a pandas DataFrame.

    Raises:
        ImportError: if pandas is not installed.
    """
    return export.import_pandas().DataFrame(rows(runs), columns=columns(runs))


def write(runs: Sequence[Run], form: str, path: Path) -> None:
    """Writes one run as `export` does, several together: a table or a file of all, or a folder each.

    Arguments:
        runs: the runs, one or more.
        form: one of `export.FORMS`.
        path: the file, or for TensorBoard the folder.

    Raises:
        OSError: if it cannot be written.
    """
    if len(runs) == 1:
        export.FORMS[form](runs[0], path)
    else:
        _FORMS[form](runs, path)


def _to_csv(runs: Sequence[Run], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        _write_csv(runs, file)


def _write_csv(runs: Sequence[Run], file: TextIO) -> None:
    writer = csv.DictWriter(file, columns(runs), restval="")
    writer.writeheader()
    writer.writerows(rows(runs))


def _to_json(runs: Sequence[Run], path: Path) -> None:
    every = [export.as_json(run) for run in runs]
    path.write_text(json.dumps(every, indent=1, default=str) + "\n", encoding="utf-8")


def _to_tensorboard(runs: Sequence[Run], folder: Path) -> None:
    for run, label in zip(runs, labels(runs), strict=True):
        export.to_tensorboard(run, folder / _file_name(label))


def _file_name(label: str) -> str:
    return "".join(c if c.isalnum() or c in "-_.,=() " else "_" for c in label).strip(". ") or "run"


_FORMS: Mapping[str, Callable[[Sequence[Run], Path], None]] = {
    "csv": _to_csv,
    "json": _to_json,
    "tensorboard": _to_tensorboard,
}
