"""Compressed files: every file inside is one of its own, and damage is told."""

import bz2
import gzip
import lzma
import zipfile

import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.unpacking import unpacked

TEXT = "".join(f"{number},value {number * 7919 % 104729}\n" for number in range(2_000)).encode()


def _zip(path, **inside):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in inside.items():
            archive.writestr(name, content)


def _unpacked(path, inside=None):
    return [
        (name, place.name, place.read_bytes())
        for name, place in unpacked(path, path.name, inside, path.parent)
    ]


@pytest.mark.parametrize(
    ("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_a_compressed_file_is_one_file(tmp_path, suffix, pack):
    path = tmp_path / f"a.csv{suffix}"
    path.write_bytes(pack(TEXT))
    assert _unpacked(path) == [(path.name, "a.csv", TEXT)]
    assert list(tmp_path.iterdir()) == [path]


def test_every_file_of_an_archive_is_its_own_in_natural_order(tmp_path):
    _zip(
        tmp_path / "a.zip",
        **{
            "d_10.csv": b"10",
            "d_9.csv": b"9",
            "sub/d.csv.gz": gzip.compress(b"packed"),
            "__MACOSX/d": b"",
            ".x": b"",
        },
    )
    assert _unpacked(tmp_path / "a.zip") == [
        ("a.zip/d_9.csv", "d_9.csv", b"9"),
        ("a.zip/d_10.csv", "d_10.csv", b"10"),
        ("a.zip/sub/d.csv.gz", "d.csv", b"packed"),
    ]
    assert [name for name, *_ in _unpacked(tmp_path / "a.zip", "d_9*")] == ["a.zip/d_9.csv"]


def test_names_written_by_chinese_windows_are_read(tmp_path):
    info = zipfile.ZipInfo("XXXX.csv")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, b"1")
    content = (tmp_path / "a.zip").read_bytes().replace(b"XXXX", "订单".encode("gb18030"))
    (tmp_path / "a.zip").write_bytes(content)
    assert [name for name, *_ in _unpacked(tmp_path / "a.zip")] == ["a.zip/订单.csv"]


@pytest.mark.parametrize(("inside", "message"), [(None, "holds no file"), ("o*", "matches `inside: o\\*`")])
def test_an_archive_without_the_files_wanted_is_refused(tmp_path, inside, message):
    _zip(tmp_path / "a.zip", **({"x.csv": b"1"} if inside else {}))
    with pytest.raises(HuaxiangError, match=message):
        _unpacked(tmp_path / "a.zip", inside)


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zip"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_what_is_cut_off_is_refused_and_leaves_nothing(tmp_path, suffix, share):
    path = tmp_path / f"a.csv{suffix}"
    if suffix == ".zip":
        _zip(path, **{"a.csv": TEXT})
    else:
        path.write_bytes({".gz": gzip, ".bz2": bz2, ".xz": lzma}[suffix].compress(TEXT))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(HuaxiangError, match="cut off or damaged"):
        _unpacked(path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_flipped_byte_in_an_archive_is_noticed(tmp_path):
    path = tmp_path / "a.zip"
    _zip(path, **{"a.csv": TEXT})
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(HuaxiangError, match="cut off or damaged"):
        _unpacked(path)
