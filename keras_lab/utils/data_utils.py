"""Files from the net, checked and unpacked."""

from __future__ import annotations

import os
import shutil
import urllib.parse
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any

from keras_lab import config
from keras_lab.utils.archives import FORMATS, extract_archive
from keras_lab.utils.file import check_digest, download

_LARGEST = 1 << 40  # bytes: a file without a digest is taken whole
_ALGORITHMS = {"auto": (32, 64), "md5": (32,), "sha256": (64,)}


def get_file(
    fname: str | os.PathLike[str] | None = None,
    origin: str | None = None,
    untar: bool = False,
    md5_hash: str | None = None,
    file_hash: str | None = None,
    cache_subdir: str | os.PathLike[str] = "datasets",
    hash_algorithm: str = "auto",
    extract: bool = False,
    archive_format: Any = "auto",
    cache_dir: str | os.PathLike[str] | None = None,
    force_download: bool = False,
) -> str:
    """A file from the net, downloaded unless it is there; an archive is unpacked on request.

    The file appears under its name only when it is whole and its digest is right; archives are unpacked safely (see
    `archives`).

    Arguments:
        fname: its name on the disk; the one at `origin` unless given.
        origin: where it is published: https, http, or a file of one's own as `file://…`.
        untar: Keras 2's word for `extract=True, archive_format="tar"`.
        md5_hash: Keras 1's word for `file_hash`.
        file_hash: the published SHA-256 or MD5.
        cache_subdir: a folder in `cache_dir`, or an absolute path.
        hash_algorithm: `"sha256"`, `"md5"` or `"auto"`.
        extract: whether to unpack it.
        archive_format: `"tar"`, `"zip"`, a list of these, or `"auto"` for both.
        cache_dir: `~/.keras` (or `$KERAS_HOME`) unless given.
        force_download: whether to download it even if it is there.

    Returns:
        The path of the file, or of the folder it was unpacked to.

    Raises:
        DownloadError: (an OSError) if it cannot be had; also a ValueError if its digest is wrong.
        ArchiveError: (a ValueError) if it is not safe to unpack.
        ValueError: for bad arguments.

    Example:

        get_file(origin="https://example.org/photos.tgz", extract=True)
    """
    if not origin:
        raise ValueError("get_file needs the address of the file in origin.")
    file_hash = _checked_hash(file_hash or md5_hash, "md5" if md5_hash and not file_hash else hash_algorithm)
    folder = Path(cache_dir or config.keras_home()).expanduser() / cache_subdir
    name = _name(fname, origin)
    target = folder / name
    unpacked = None
    if extract or untar:
        stem = name.partition(".")[0]
        unpacked = folder / (f"{stem}_extracted" if fname and "." in name else name)
        target = folder / (name if fname and "." in name else f"{name}_archive")
    fresh = force_download or not _is_there(target, file_hash)
    if fresh:
        print(f"Downloading {origin}")
        _fetch(origin, target, file_hash)
    if unpacked is None:
        return str(target)
    if fresh or not unpacked.exists():
        formats = ("tar",) if untar else _formats(archive_format)
        if not extract_archive(target, unpacked, formats):
            raise ValueError(f"{target} is no archive of the kind {' or '.join(formats) or 'None'}.")
    return str(unpacked)


def validate_file(
    fpath: str | os.PathLike[str], file_hash: str, algorithm: str = "auto", chunk_size: int = 65535
) -> bool:
    """Whether a file has the given SHA-256 or MD5. (`chunk_size` has no effect.)"""
    try:
        check_digest(Path(fpath), _checked_hash(file_hash, algorithm) or "")
    except ValueError:
        return False
    return True


def _checked_hash(file_hash: str | None, algorithm: str) -> str | None:
    if algorithm not in _ALGORITHMS:
        raise ValueError(f"hash_algorithm must be one of {', '.join(_ALGORITHMS)}. Received: {algorithm!r}")
    if file_hash is not None and len(file_hash) not in _ALGORITHMS[algorithm]:
        raise ValueError(f"{file_hash!r} is no digest of the kind {algorithm!r}.")
    return file_hash


def _name(fname: Any, origin: str) -> str:
    name = os.fspath(fname) if fname else Path(urllib.parse.urlsplit(origin).path).name
    if not name:
        raise ValueError(f"The address {origin!r} names no file: give fname.")
    if name in (".", "..") or "/" in name or os.sep in name:
        raise ValueError(
            f"fname must be a name, not a path; use cache_dir and cache_subdir. Received: {name!r}"
        )
    return name


def _is_there(target: Path, file_hash: str | None) -> bool:
    if not target.exists():
        return False
    if file_hash is not None and not validate_file(target, file_hash):
        print(f"{target} is not the published file; it is downloaded again.")
        return False
    return True


def _fetch(origin: str, target: Path, file_hash: str | None) -> None:
    if origin.startswith("file:"):
        _copy(Path(urllib.request.url2pathname(urllib.parse.urlsplit(origin).path)), target, file_hash)
    else:
        download(origin, target, partial(check_digest, digest=file_hash) if file_hash else bool, _LARGEST)


def _copy(source: Path, target: Path, file_hash: str | None) -> None:
    if file_hash is not None:
        check_digest(source, file_hash)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        shutil.copyfile(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _formats(given: Any) -> tuple[str, ...]:
    if given == "auto":
        return FORMATS
    formats = (given,) if isinstance(given, str) else tuple(given or ())
    for name in formats:
        if name not in FORMATS:
            raise ValueError(f"archive_format must be 'tar', 'zip' or 'auto'. Received: {given!r}")
    return formats
