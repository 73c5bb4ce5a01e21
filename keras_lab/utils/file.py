"""Files from the net, kept in the folder where Keras keeps them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any

from keras_lab import config

_BLOCK = 1 << 18
_TIMEOUT = 30.0  # seconds without a single byte


class DownloadError(OSError):
    """A file could not be downloaded; the message names the address and the reason."""


class DamagedDownloadError(DownloadError, ValueError):
    """What came is not what it should be."""


def cache_folder(subfolder: str = "datasets") -> Path:
    """Where downloaded files are kept: a folder in `$KERAS_HOME` or `~/.keras`. It need not exist yet."""
    return config.keras_home() / subfolder


def download(url: str, target: Path, check: Callable[[Path], Any], limit: int) -> None:
    """Downloads `url` to `target`, which is replaced only by a whole file that passed the check.

    The data goes to a `.part` file beside the target, so another process never sees a partial one.

    Arguments:
        url: an address that begins with `https://` or `http://`.
        target: the file to write; its folder is made if need be.
        check: called with the path of the downloaded file; raises ValueError if that is not good.
        limit: the most bytes to take.

    Raises:
        DownloadError: if the address cannot be reached, sends less or more than it should, or `check`
            refuses the file. `target` is as it was before.
        OSError: if the folder cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            _fetch(url, file, limit)
        _checked(url, part, check)
        part.chmod(0o666 & ~_umask())
        part.replace(target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()


def _fetch(url: str, file: IO[bytes], limit: int) -> None:
    if not url.startswith(("https://", "http://")):
        raise DownloadError(f"{url} cannot be downloaded: only https:// and http:// addresses can.")
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT) as response:
            declared = response.headers.get("Content-Length")
            taken = _copy(response, file, limit)
    except urllib.error.HTTPError as error:
        error.close()
        raise DownloadError(f"{url} cannot be downloaded: {error}") from error
    except (HTTPException, OSError) as error:
        raise DownloadError(f"{url} cannot be downloaded: {getattr(error, 'reason', error)}") from error
    if taken > limit:
        raise DownloadError(f"{url} sends more than {limit} bytes, which is more than it should.")
    if declared is not None and declared.isdigit() and taken != int(declared):
        raise DownloadError(f"{url} broke off: {taken} of {declared} bytes came.")


def _copy(response: Any, file: IO[bytes], limit: int) -> int:
    """Copies until the end, or until more than `limit` bytes came."""
    taken = 0
    while taken <= limit:
        block = response.read(_BLOCK)
        if not block:
            break
        file.write(block)
        taken += len(block)
    return taken


def _checked(url: str, part: Path, check: Callable[[Path], Any]) -> None:
    try:
        check(part)
    except ValueError as error:
        raise DamagedDownloadError(f"What came from {url} cannot be used: {error}") from error


def check_digest(path: Path, digest: str) -> None:
    """Compares a file with its published digest.

    Arguments:
        path: of the file.
        digest: SHA-256 or MD5 in hexadecimal digits; which one it is, is seen by the length.

    Raises:
        ValueError: if they differ, or `digest` is none.
    """
    kinds = {64: "sha256", 32: "md5"}
    if len(digest) not in kinds:
        raise ValueError(f"A digest has 64 (SHA-256) or 32 (MD5) hexadecimal digits. Received: {digest!r}")
    found = hashlib.new(kinds[len(digest)], usedforsecurity=False)
    with open(path, "rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    if found.hexdigest() != digest.lower():
        raise ValueError(f"its {kinds[len(digest)]} is {found.hexdigest()}, but should be {digest}.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
