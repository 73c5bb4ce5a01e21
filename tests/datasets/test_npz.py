"""Archives that lie, are broken, or hold something else."""

from __future__ import annotations

import hashlib
import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest

from keras_lab.datasets.npz import DamagedFileError, Expected, read_arrays

X = np.arange(60_000, dtype=np.uint8).reshape(200, 300)
EXPECTED = {"x": Expected(X.shape, "uint8", hashlib.sha256(X.tobytes()).hexdigest())}


def npy(array, **options):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asanyarray(array), **options)
    return stream.getvalue()


def packed(path, content, compression=zipfile.ZIP_DEFLATED, name="x.npy"):
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr(name, content)
    return path


def refused(path, message):
    with pytest.raises(DamagedFileError, match=message) as caught:
        read_arrays(path, EXPECTED)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_any_archive_of_the_right_arrays_will_do(tmp_path, save):
    save(tmp_path / "x.npz", other=np.zeros(3), x=X)
    np.testing.assert_array_equal(read_arrays(tmp_path / "x.npz", EXPECTED)["x"], X)


def test_other_members_are_not_looked_at(tmp_path):
    path = packed(tmp_path / "x.npz", npy(X))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("y.npy", npy(np.array([{}]), allow_pickle=True))
    assert list(read_arrays(path, EXPECTED)) == ["x"]


def test_pickles_are_never_opened(tmp_path):
    refused(packed(tmp_path / "x.npz", npy(np.array([print]), allow_pickle=True)), "should be uint8.*'.O'")


@pytest.mark.parametrize("array", [X[:-1], X.T, X.astype(np.int16), np.asfortranarray(X), X.ravel()])
def test_another_array(tmp_path, array):
    refused(packed(tmp_path / "x.npz", npy(array)), r"x should be uint8 of shape \(200, 300\)")


def test_other_values(tmp_path):
    refused(packed(tmp_path / "x.npz", npy(X + np.uint8(1))), "not the published ones")


def test_less_than_declared(tmp_path):
    refused(packed(tmp_path / "x.npz", npy(X)[:-7]), "should have 60000 bytes, but has 59993")


def test_more_than_declared(tmp_path):
    refused(packed(tmp_path / "x.npz", npy(X) + b"1"), "should have 60000 bytes, but has more")


def test_a_partial_file(tmp_path):
    whole = packed(tmp_path / "x.npz", npy(X)).read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        (tmp_path / "part.npz").write_bytes(whole[:length])
        refused(tmp_path / "part.npz", "damaged")


def test_a_flipped_bit_anywhere_is_seen_or_harmless(tmp_path):
    whole = packed(tmp_path / "x.npz", npy(X), zipfile.ZIP_STORED).read_bytes()
    for position in range(0, len(whole), 997):
        flipped = bytearray(whole)
        flipped[position] ^= 16
        (tmp_path / "flipped.npz").write_bytes(flipped)
        try:
            arrays = read_arrays(tmp_path / "flipped.npz", EXPECTED)
        except DamagedFileError:
            continue
        np.testing.assert_array_equal(arrays["x"], X)


def test_a_member_is_missing(tmp_path):
    refused(packed(tmp_path / "x.npz", npy(X), name="y.npy"), "x.npy")


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_packings_that_numpy_does_not_use(tmp_path, compression):
    refused(packed(tmp_path / "x.npz", npy(X), compression), "does not use")


@pytest.mark.parametrize("start", [b"", b"no array at all", b"\x93NUMPY\x02\x00\xff\xff\xff\xff"])
def test_what_is_no_array(tmp_path, start):
    refused(packed(tmp_path / "x.npz", start), "no array")


def test_a_header_that_declares_to_be_long(tmp_path):
    refused(packed(tmp_path / "x.npz", b"\x93NUMPY\x01\x00" + struct.pack("<H", 65000)), "header of 65000")


@pytest.mark.parametrize(
    "header", [b"{'descr'", b"[" * 4000, b"__import__('os')", b"{}", b"{[]: 1}", b"9" * 4000]
)
def test_a_header_that_is_none(tmp_path, header):
    start = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header))
    refused(packed(tmp_path / "x.npz", start + header), "damaged")


def test_memory_stays_small_whatever_an_archive_unpacks_to(tmp_path):
    bomb = packed(tmp_path / "x.npz", npy(X) + bytes(200_000_000))
    assert bomb.stat().st_size < 300_000
    tracemalloc.start()
    refused(bomb, "but has more")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_memory_stays_small_whatever_a_header_declares(tmp_path):
    head = npy(np.lib.stride_tricks.as_strided(np.uint8(0), (10**6, 10**6), (0, 0))[:1, :1])
    huge = head.replace(b"(1, 1), }".ljust(30), b"(1000000, 1000000), }".ljust(30))
    assert b"1000000" in huge
    tracemalloc.start()
    refused(packed(tmp_path / "x.npz", huge), r"\(1000000, 1000000\)")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000
