"""Hashes of strings that are the same on every engine and machine: FarmHash's fingerprint and SipHash.

They give the numbers that TensorFlow's string operations give, and so put a value into the same bin as a layer of
Keras does. Sources: G. Pike, "FarmHash" (2014), function `Fingerprint64`; J.-P. Aumasson and D. J. Bernstein,
"SipHash: a fast short-input PRF" (2012), in its form 2-4.
"""

from __future__ import annotations

from functools import lru_cache

_BITS = (1 << 64) - 1
_K0, _K1, _K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F
_CROSS = 0xC6A4A7935BD1E995


def _rotated(x: int, by: int) -> int:
    """Bits shifted to the right, those that fall off coming back on the left."""
    x &= _BITS
    return (x >> by | x << (64 - by)) & _BITS


def _mixed(x: int) -> int:
    x &= _BITS
    return x ^ x >> 47


def _word(text: bytes, at: int, size: int = 8) -> int:
    return int.from_bytes(text[at : at + size], "little")


def _pair(u: int, v: int, factor: int) -> int:
    a = _mixed((u ^ v) * factor)
    return _mixed((v ^ a) * factor) * factor & _BITS


@lru_cache(maxsize=1 << 16)
def fingerprint(text: bytes) -> int:
    """FarmHash's 64-bit fingerprint."""
    length = len(text)
    if length <= 16:
        return _up_to_16(text, length)
    if length <= 32:
        return _up_to_32(text, length)
    return _up_to_64(text, length) if length <= 64 else _beyond_64(text, length)


def _up_to_16(text: bytes, length: int) -> int:
    factor = _K2 + 2 * length
    if length >= 8:
        a, b = _word(text, 0) + _K2, _word(text, length - 8)
        return _pair(_rotated(b, 37) * factor + a & _BITS, (_rotated(a, 25) + b) * factor & _BITS, factor)
    if length >= 4:
        return _pair(length + (_word(text, 0, 4) << 3), _word(text, length - 4, 4), factor)
    if length:
        y = text[0] + (text[length >> 1] << 8)
        z = length + (text[-1] << 2)
        return _mixed(y * _K2 & _BITS ^ z * _K0 & _BITS) * _K2 & _BITS
    return _K2


def _up_to_32(text: bytes, length: int) -> int:
    factor = _K2 + 2 * length
    a, b = _word(text, 0) * _K1, _word(text, 8)
    c, d = _word(text, length - 8) * factor, _word(text, length - 16) * _K2
    first = _rotated(a + b, 43) + _rotated(c, 30) + d
    return _pair(first & _BITS, a + _rotated(b + _K2, 18) + c & _BITS, factor)


def _up_to_64(text: bytes, length: int) -> int:
    factor = _K2 + 2 * length
    a, b = _word(text, 0) * _K2, _word(text, 8)
    c, d = _word(text, length - 8) * factor, _word(text, length - 16) * _K2
    y = _rotated(a + b, 43) + _rotated(c, 30) + d & _BITS
    z = _pair(y, a + _rotated(b + _K2, 18) + c & _BITS, factor)
    e, f = _word(text, 16) * factor, _word(text, 24)
    g, h = (y + _word(text, length - 32)) * factor, (z + _word(text, length - 24)) * factor
    first = _rotated(e + f, 43) + _rotated(g, 30) + h
    return _pair(first & _BITS, e + _rotated(f + a, 18) + g & _BITS, factor)


def _block(text: bytes, at: int, a: int, b: int) -> tuple[int, int]:
    """32 bytes stirred into a pair of numbers."""
    w, x, y, z = (_word(text, at + 8 * i) for i in range(4))
    start = a + w
    b = _rotated(b + start + z, 21)
    a = start + x + y
    return a + z & _BITS, b + _rotated(a, 44) + start & _BITS


def _beyond_64(text: bytes, length: int) -> int:
    seed = 81
    y = seed * _K1 + 113
    state = (seed * _K2 + _word(text, 0), y, _mixed(y * _K2 + 113) * _K2, (0, 0), (0, 0))
    for at in range(0, (length - 1) // 64 * 64, 64):
        state = _stirred(text, at, state, _K1, 1)
    x, y, z, v, w = state
    factor = _K1 + ((z & 0xFF) << 1)
    rest = w[0] + (length - 1 & 63)
    first = v[0] + rest
    state = (x, y, z, (first, v[1]), (rest + first, w[1]))
    x, y, z, v, w = _stirred(text, length - 64, state, factor, 9)
    one = _pair(v[0], w[0], factor) + _mixed(y) * _K0 + z
    return _pair(one & _BITS, _pair(v[1], w[1], factor) + x & _BITS, factor)


_State = tuple[int, int, int, tuple[int, int], tuple[int, int]]


def _stirred(text: bytes, at: int, state: _State, factor: int, weight: int) -> _State:
    """The state after another 64 bytes; its first and third number have changed places."""
    x, y, z, v, w = state
    x = _rotated(x + y + v[0] + _word(text, at + 8), 37) * factor ^ w[1] * weight
    y = _rotated(y + v[1] + _word(text, at + 48), 42) * factor + v[0] * weight + _word(text, at + 40)
    z = _rotated(z + w[0], 33) * factor
    v = _block(text, at, v[1] * factor, x + w[0])
    w = _block(text, at + 32, z + w[1], y + _word(text, at + 16))
    return z & _BITS, y & _BITS, x & _BITS, v, w


def crossed(first: int, second: int) -> int:
    """Two fingerprints made into one; the order matters."""
    x = (first ^ _CROSS ^ _mixed(second * _CROSS) * _CROSS) * _CROSS
    return _mixed(_mixed(x) * _CROSS)


def siphash(text: bytes, key: tuple[int, int]) -> int:
    """SipHash-2-4 of `text` with a key of two 64-bit numbers."""
    k0, k1 = (k & _BITS for k in key)
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]
    padded = text + b"\0" * (7 - len(text) % 8) + bytes([len(text) & 0xFF])
    for at in range(0, len(padded), 8):
        word = _word(padded, at)
        v[3] ^= word
        _sip_rounds(v, 2)
        v[0] ^= word
    v[2] ^= 0xFF
    _sip_rounds(v, 4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _sip_rounds(v: list[int], count: int) -> None:
    for _ in range(count):
        v[0] = v[0] + v[1] & _BITS
        v[1] = _rotated(v[1], 51) ^ v[0]
        v[2] = v[2] + v[3] & _BITS
        v[3] = _rotated(v[3], 48) ^ v[2]
        v[2] = v[2] + v[1] & _BITS
        v[1] = _rotated(v[1], 47) ^ v[2]
        v[0] = _rotated(v[0], 32) + v[3] & _BITS
        v[3] = _rotated(v[3], 43) ^ v[0]
        v[2] = _rotated(v[2], 32)
