"""Small pictures as PNG, for SVG images and for front ends."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import numpy as np

_KINDS = {1: 0, 3: 2, 4: 6}  # by the number of channels


def data_uri(picture: Any) -> str:
    """A picture as `data:image/png;base64,…`."""
    return "data:image/png;base64," + encoded(picture)


def encoded(picture: Any) -> str:
    """A picture as a PNG file in base64."""
    return base64.b64encode(png(picture)).decode("ascii")


def png(picture: Any) -> bytes:
    """A picture as a PNG file (ISO/IEC 15948).

    Arguments:
        picture: uint8, `(height, width)` grey or `(height, width, channels)`: 1 grey, 3 red, green, blue, or 4,
            which has opacity too.
    """
    pixels = np.ascontiguousarray(picture, np.uint8)
    height, width, *channels = pixels.shape
    lines = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, _KINDS[channels[0] if channels else 1], 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(name, data) for name, data in parts)


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
