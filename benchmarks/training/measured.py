"""What a program gave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """What one process gave; `failure` says why it gave nothing."""

    case: str
    peer: str
    seconds: tuple[float, ...] = ()
    loss: float = float("nan")
    megabytes: float = float("nan")
    failure: str | None = None
