"""Files for TensorBoard, written without TensorFlow.

A file is a row of records (length, its checksum, data, its checksum; checksums are CRC-32C, rotated and shifted), each
of them an `Event` message in the wire format of Protocol Buffers. Numbers of fields are those of event.proto,
summary.proto and tensor.proto in TensorFlow's sources.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

_FLOAT, _DOUBLE, _STRING = 1, 2, 7  # TensorFlow's numbers of element types
_SCALAR, _TENSOR, _BLOBS = 1, 2, 3  # TensorBoard's classes of data
_BUCKETS = 30
_numbers = count()


class EventFile:
    """Summaries for TensorBoard in a folder, written as they come.

    Args:
        folder: made with the first summary.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self._file: Any = None

    def scalar(self, tag: str, value: float, step: int) -> None:
        """A number."""
        self._summary(tag, step, "scalars", _SCALAR, _tensor(_FLOAT, (), np.float32(value).tobytes()))

    def histogram(self, tag: str, values: Array, step: int) -> None:
        """How numbers are distributed."""
        buckets = _histogram(np.asarray(values, "float64").ravel())
        self._summary(tag, step, "histograms", _TENSOR, _tensor(_DOUBLE, buckets.shape, buckets.tobytes()))

    def images(self, tag: str, pngs: list[bytes], width: int, height: int, step: int) -> None:
        """Images of one size as PNG files."""
        strings = [str(width).encode(), str(height).encode(), *pngs]
        self._summary(tag, step, "images", _BLOBS, _strings(strings, (len(strings),)))

    def text(self, tag: str, text: str, step: int, plugin: str, content: bytes) -> None:
        """A string for a plugin of TensorBoard."""
        self._summary(tag, step, plugin, _TENSOR, _strings([text.encode()], ()), content)

    def flush(self) -> None:
        """Hands everything to the operating system."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Ends the file; a further summary begins another."""
        if self._file is not None:
            self._file.close()
        self._file = None

    def _summary(
        self, tag: str, step: int, plugin: str, kind: int, tensor: bytes, content: bytes = b""
    ) -> None:
        plugin_data = _bytes(1, plugin.encode()) + (_bytes(2, content) if content else b"")
        metadata = _bytes(1, plugin_data) + _int(4, kind)
        value = _bytes(1, tag.encode()) + _bytes(9, metadata) + _bytes(8, tensor)
        self._write(_int(2, step) + _bytes(5, _bytes(1, value)))

    def _write(self, event: bytes) -> None:
        if self._file is None:
            self._file = self._open()
        self._file.write(record(_wall_time() + event))

    def _open(self) -> Any:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = (
            f"events.out.tfevents.{int(time.time())}.{socket.gethostname()}.{os.getpid()}.{next(_numbers)}.v2"
        )
        file = open(self.folder / name, "wb")  # noqa: SIM115
        file.write(record(_wall_time() + _bytes(3, b"brain.Event:2")))
        return file


# ---- records -----------------------------------------------------------------------------------------


def record(data: bytes) -> bytes:
    """`data` as one record of a TFRecord file."""
    length = struct.pack("<Q", len(data))
    return b"".join((length, _masked_crc(length), data, _masked_crc(data)))


def _masked_crc(data: bytes) -> bytes:
    crc = crc32c(data)
    rotated = (crc >> 15 | crc << 17) & 0xFFFFFFFF
    return struct.pack("<I", (rotated + 0xA282EAD8) & 0xFFFFFFFF)


def crc32c(data: bytes) -> int:
    """The Castagnoli CRC of `data` (RFC 3720, appendix B.4)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def _table_entry(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value


_TABLE = [_table_entry(byte) for byte in range(256)]


# ---- messages ----------------------------------------------------------------------------------------


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # negative numbers in two's complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _int(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(int(value))


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _wall_time() -> bytes:
    return _varint(1 << 3 | 1) + struct.pack("<d", time.time())


def _shape(shape: tuple[int, ...]) -> bytes:
    return _bytes(2, b"".join(_bytes(2, _int(1, size)) for size in shape))


def _tensor(dtype: int, shape: tuple[int, ...], content: bytes) -> bytes:
    return _int(1, dtype) + _shape(shape) + _bytes(4, content)


def _strings(strings: list[bytes], shape: tuple[int, ...]) -> bytes:
    return _int(1, _STRING) + _shape(shape) + b"".join(_bytes(8, string) for string in strings)


def _histogram(values: Array) -> Array:
    """Rows (left edge, right edge, count)."""
    values = values[np.isfinite(values)]
    if not values.size:
        return np.zeros((0, 3))
    counts, edges = np.histogram(values, _BUCKETS)
    return np.stack([edges[:-1], edges[1:], counts], axis=1)
