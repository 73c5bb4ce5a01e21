"""Archives made to do harm are refused, and leave nothing behind; good ones are unpacked whole."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile

import pytest

from keras_lab.utils import archives
from keras_lab.utils.archives import ArchiveError, extract_archive

GOOD = {"top/a.txt": b"a" * 1000, "top/deep/b.bin": bytes(range(256)), "empty": b""}


def tar(path, members, mode="w:gz"):
    with tarfile.open(path, mode) as archive:
        for name, content in members.items():
            info = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(name)
            data = b"" if isinstance(content, tarfile.TarInfo) else content
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def link(name, target, kind):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def special(name, kind):
    info = tarfile.TarInfo(name)
    info.type = kind
    return info


def found(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2"])
def test_good_tars(tmp_path, mode):
    path = tar(tmp_path / "x", GOOD, mode)
    assert extract_archive(path, tmp_path / "out")
    assert found(tmp_path / "out") == GOOD
    assert {p.name for p in tmp_path.iterdir()} == {"x", "out"}


def test_good_zips(tmp_path):
    path = zipped(tmp_path / "x", {**GOOD, "folder/": b""})
    assert extract_archive(path, tmp_path / "new" / "out")
    assert found(tmp_path / "new" / "out") == GOOD
    assert (tmp_path / "new" / "out" / "folder").is_dir()


def test_a_folder_that_is_there_is_replaced(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").touch()
    extract_archive(tar(tmp_path / "x", GOOD), tmp_path / "out")
    assert found(tmp_path / "out") == GOOD


@pytest.mark.parametrize("content", [b"", b"text", b"\x1f\x8bnothing", b"PK\x03\x04"])
def test_what_is_no_archive(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    assert not extract_archive(tmp_path / "x", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_only_the_wanted_formats(tmp_path):
    path = zipped(tmp_path / "x", GOOD)
    assert not extract_archive(path, tmp_path / "out", ("tar",))
    assert not extract_archive(path, tmp_path / "out", ())


NAMES = ["../evil", "a/../../evil", "/tmp/evil", "a\\..\\evil", "C:/evil", "..", "C:evil"]


@pytest.mark.parametrize("make", [tar, zipped])
@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_out(tmp_path, make, name):
    refused(make(tmp_path / "x", {"good": b"1", name: b"evil"}), "leads out of the folder")


def refused(path, message):
    """Refuses the archive; nothing is written, neither into the folder nor elsewhere."""
    before = found(path.parent)
    with pytest.raises(ArchiveError, match=message):
        extract_archive(path, path.parent / "out")
    assert found(path.parent) == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "members",
    [
        {"l": link("l", "/etc", tarfile.SYMTYPE), "l/passwd": b"evil"},
        {"l": link("l", "../..", tarfile.SYMTYPE)},
        {"l": link("l", "good", tarfile.SYMTYPE)},
        {"l": link("l", "/etc/passwd", tarfile.LNKTYPE)},
        {"l": link("l", "../x", tarfile.LNKTYPE), "m": b"evil"},
        {"d": special("d", tarfile.CHRTYPE)},
        {"d": special("d", tarfile.FIFOTYPE)},
    ],
)
def test_links_and_devices(tmp_path, members):
    refused(tar(tmp_path / "x", members), "neither a file nor a folder")


def test_links_in_zips(tmp_path):
    info = zipfile.ZipInfo("l")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    refused(zipped(tmp_path / "x", {info: b"/etc"}), "neither a file nor a folder")


@pytest.fixture
def small_budget(monkeypatch):
    monkeypatch.setattr(archives, "_ALLOWANCE", 1 << 16)


@pytest.mark.parametrize("make", [tar, zipped])
def test_bombs(tmp_path, make, small_budget):
    refused(make(tmp_path / "x", {"zeros": bytes(50 << 20)}), "far more than its size")


def test_many_files_that_are_a_bomb_together(tmp_path, small_budget):
    refused(zipped(tmp_path / "x", {str(i): bytes(2 << 20) for i in range(20)}), "far more than its size")


def test_a_bomb_in_a_header(tmp_path, small_budget):
    info = tarfile.TarInfo("a")
    info.pax_headers = {"comment": "0" * (40 << 20)}
    refused(tar(tmp_path / "x", {"a": info}), "far more than its size")


def test_holes_count_as_well(tmp_path, small_budget):
    """A sparse member declares 1 GB, of which nothing is stored."""
    info = tarfile.TarInfo("hole")
    info.type = tarfile.GNUTYPE_SPARSE
    info.size = 0
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[483:495] = b"%011o\0" % (1 << 30)  # the real size
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    (tmp_path / "x").write_bytes(bytes(header) + bytes(1024))
    refused(tmp_path / "x", "far more than its size|neither a file|cannot be unpacked")


def test_too_many_members(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_MOST_MEMBERS", 3)
    refused(tar(tmp_path / "x", {str(i): b"" for i in range(5)}), "more than 3 members")


@pytest.mark.parametrize("make", [tar, zipped])
def test_archives_that_break_off(tmp_path, make):
    whole = make(tmp_path / "x", {**GOOD, "noise": bytes(i * i % 251 for i in range(100_000))})
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    try:
        with pytest.raises(ArchiveError):
            assert not extract_archive(whole, tmp_path / "out")
            raise ArchiveError
    finally:
        assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_a_file_where_a_folder_should_be(tmp_path):
    path = tar(tmp_path / "x", {"a": b"1", "a/b": b"2"})
    with pytest.raises((ArchiveError, OSError)):
        extract_archive(path, tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
