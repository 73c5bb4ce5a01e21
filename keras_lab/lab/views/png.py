"""Small pictures as PNG in a data URI, for SVG images."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import numpy as np


def data_uri(picture: Any) -> str:
    """A picture as `data:image/png;base64,…`.

    Arguments:
        picture: uint8, `(height, width)` grey or `(height, width, 3)` red, green, blue.
    """
    return "data:image/png;base64," + base64.b64encode(png(picture)).decode()


def png(picture: Any) -> bytes:
    """A picture as a PNG file (ISO/IEC 15948)."""
    pixels = np.ascontiguousarray(picture, np.uint8)
    height, width = pixels.shape[:2]
    kind = 2 if pixels.ndim == 3 else 0
    rows = pixels.reshape(height, -1)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(name, data) for name, data in parts)


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
