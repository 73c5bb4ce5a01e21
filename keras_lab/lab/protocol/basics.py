"""What all parts of the protocol share."""

from __future__ import annotations

from typing import Any

VERSION = 1
COMM_TARGET = "keras_lab"

#: JSON has no NaN: a number that is not finite travels as null.
Number = float | None
JSON = dict[str, Any]

CONSTANTS = {"VERSION": VERSION, "COMM_TARGET": COMM_TARGET}
