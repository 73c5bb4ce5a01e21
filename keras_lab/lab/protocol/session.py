"""What a kernel computes with."""

from __future__ import annotations

from typing import TypedDict

from keras_lab.lab.protocol.basics import Number


class EngineState(TypedDict):
    """An engine: `version` is null and `devices` is empty until it is `loaded`."""

    name: str
    installed: bool
    loaded: bool
    in_use: bool
    version: str | None
    devices: list[str]


class Devices(TypedDict):
    """The answer to "session.devices". `memory`: bytes that the kernel has in use; `device_memory`: those in use on
    the default device of the engine in use; null where nobody tells."""

    engines: list[EngineState]
    processors: int
    memory: Number
    device_memory: Number
