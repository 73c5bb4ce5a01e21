"""Has a file read by a process of its own: a hostile file can neither hold up nor fill up the server."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

QUESTIONS = ("contents", "numbers")

SECONDS = 60.0  # that a reading may take
BYTES = 16 << 20  # that it may say
_AT_ONCE = asyncio.Semaphore(2)
_BLOCK = 1 << 16


class ReadingError(Exception):
    """Why a file cannot be shown, in a sentence."""


async def read(what: str, file: str, seconds: float | None = None) -> Any:
    """What `python -m keras_lab.lab.server.reading` says of a file.

    Raises:
        ReadingError: if it says why not, takes too long, or says too much.
    """
    async with _AT_ONCE:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "keras_lab.lab.server.reading", what, file,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=os.path.abspath(os.sep),  # -m would take modules from the folder that the server is in
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        try:
            said = await asyncio.wait_for(_everything(process), SECONDS if seconds is None else seconds)
        except asyncio.TimeoutError:
            raise ReadingError("It takes too long to look into this file; it was given up.") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    try:
        answer = json.loads(said)
    except ValueError:
        raise ReadingError(
            "The file could not be looked into: it takes too much memory, or is damaged."
        ) from None
    if answer["error"] is not None:
        raise ReadingError(answer["error"])
    return answer["found"]


async def _everything(process: asyncio.subprocess.Process) -> bytes:
    said = bytearray()
    assert process.stdout is not None
    while block := await process.stdout.read(_BLOCK):
        said += block
        if len(said) > BYTES:
            raise ReadingError("There is more in this file than can be shown.")
    await process.wait()
    return bytes(said)
