"""Model files: what JupyterLab's server says of one (see `keras_lab.lab.server`)."""

from __future__ import annotations

from typing import Literal, TypedDict

from keras_lab.lab.protocol.layers import Distribution
from keras_lab.lab.protocol.models import ModelBundle

#: Where the server answers, below its base address.
FILES_ADDRESS = "keras-lab/file"

CONSTANTS = {"FILES_ADDRESS": FILES_ADDRESS}

FileFormat = Literal["keras", "hdf5", "weights"]

ALIASES = {"FileFormat": FileFormat}


class StoredWeight(TypedDict):
    """An array in a file: `path` is its place there, `name` that of layer and weight where they are known; `problem`
    says why it cannot be read."""

    path: str
    name: str
    shape: list[int]
    dtype: str
    problem: str | None


class FileContents(TypedDict):
    """What is in a model's file of `size` bytes. `model` is null where there is none, or where `problem` says why it
    cannot be shown; `left_out`: there are more weights."""

    format: FileFormat
    size: int
    written_by: str
    date: str
    model: ModelBundle | None
    problem: str | None
    weights: list[StoredWeight]
    left_out: bool


class StoredNumbers(TypedDict):
    """The numbers of the array at `path`, or why there are none."""

    path: str
    numbers: Distribution | None
    problem: str | None


class FileAnswer(TypedDict):
    """The server's answer: the contents, or (asked with `what=numbers`) the weights in numbers; else `error` is a
    sentence."""

    error: str | None
    contents: FileContents | None
    numbers: list[StoredNumbers] | None
