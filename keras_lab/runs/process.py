"""Who is running: enough of a process to tell later whether it is still there."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any


def identity() -> dict[str, Any]:
    """This process: `{"pid", "started", "host", "boot"}`; what cannot be found out is None."""
    pid = os.getpid()
    return {"pid": pid, "started": start_time(pid), "host": _host(), "boot": _boot()}


def is_alive(process: Mapping[str, Any]) -> bool | None:
    """Whether the process that `identity` described is still running; None where that cannot be told.

    A process of another computer cannot be asked, nor can one on a system without `/proc` and `ps`.
    """
    pid, boot = process.get("pid"), process.get("boot")
    if process.get("host") != _host() or not isinstance(pid, int):
        return None
    if boot is not None and boot != _boot():
        return False
    if process.get("started") is None:
        return None
    return start_time(pid) == process["started"]


def start_time(pid: int) -> str | None:
    """When the process `pid` started, in the system's own notation; None if it runs no more."""
    if platform.system() == "Linux":
        return _start_time_from_proc(pid)
    return _start_time_from_ps(pid)


def _start_time_from_proc(pid: int) -> str | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The second field is the program's name in parentheses, which may contain anything.
    fields = text[text.rindex(")") + 1 :].split()
    state, ticks_since_boot = fields[0], fields[19]
    return None if state in "ZX" else ticks_since_boot


def _start_time_from_ps(pid: int) -> str | None:
    try:
        shown = subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)],
            capture_output=True, text=True, timeout=5, env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return shown.stdout.strip() or None


@lru_cache(maxsize=1)
def _host() -> str:
    return platform.node()


@lru_cache(maxsize=1)
def _boot() -> str | None:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
