from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from signdesk.datasets.open import open_dataset
from signdesk.datasets.zips import ZipFiles
from signdesk.errors import DatasetError, ImageError

Folder = Callable[..., Path]


def make_zip(path: Path, entries: dict[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return path


@pytest.mark.parametrize("inside", ["", "letters", "download/letters"])
def test_a_zip_is_what_its_folder_is(folder: Folder, zipped: Folder, inside: str) -> None:
    root = folder({"A/1.png": 10, "B/ä ö.png": 20, "A/.hidden.png": 30, "__MACOSX/A/1.png": 40})
    plain, packed = open_dataset(root), open_dataset(zipped(root, inside))
    assert packed.names.tolist() == ["A/1.png", "B/ä ö.png"]
    assert (packed.images[1] == plain.images[1]).all()
    assert packed.labels.tolist() == plain.labels.tolist()


def test_backslashes_part_folders_as_some_zips_from_windows_have_them(tmp_path: Path, png: bytes) -> None:
    entry = zipfile.ZipInfo("x")
    entry.filename = "A\\1.png"
    samples = open_dataset(make_zip(tmp_path / "w.zip", {entry: png, "B/1.png": png}))
    assert samples.labels.tolist() == ["A", "B"]
    assert samples.images[0].shape == (24, 32, 3)


@pytest.mark.parametrize(
    "name", ["../A/1.png", "A/../../1.png", "/A/1.png", "C:/A/1.png", "..\\A\\1.png", "\\A\\1.png"]
)
def test_names_that_lead_outside_are_refused(tmp_path: Path, png: bytes, name: str) -> None:
    entry = zipfile.ZipInfo("x")
    entry.filename = name
    with pytest.raises(DatasetError, match="leads outside"):
        open_dataset(make_zip(tmp_path / "bad.zip", {"A/0.png": png, entry: png}))
    assert not (tmp_path / "A").exists()


def test_links_are_refused(tmp_path: Path, png: bytes) -> None:
    link = zipfile.ZipInfo("A/passwords.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(DatasetError, match="is a link"):
        open_dataset(make_zip(tmp_path / "bad.zip", {"A/0.png": png, link: b"/etc/passwd"}))


def test_passwords_are_refused_before_reading(tmp_path: Path, png: bytes) -> None:
    path = make_zip(tmp_path / "secret.zip", {"A/0.png": png})
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(DatasetError, match="password"):
        open_dataset(path)


def test_an_unknown_packing_is_refused(tmp_path: Path, png: bytes) -> None:
    path = make_zip(tmp_path / "odd.zip", {"A/0.png": png})
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 10, 98)
    path.write_bytes(data)
    with pytest.raises(DatasetError, match="usual way"):
        open_dataset(path)


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("X.npy", "w") as entry:
        for _ in range(80):
            entry.write(bytes(1 << 20))
    with pytest.raises(DatasetError, match=r"bomb\.zip would unfold from 0\.1 MB to 80 MB"):
        open_dataset(path)


def test_a_bomb_among_honest_files_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("A/noise.png", os.urandom(3 << 20))
        with file.open("X.npy", "w") as entry:
            for _ in range(80):
                entry.write(bytes(1 << 20))
    with pytest.raises(DatasetError, match=r"'X\.npy' would unfold to 80 MB"):
        open_dataset(path)


def test_a_zip_in_a_zip_that_unfolds_is_not_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("sign_mnist_train.csv", bytes(80 << 20))
    path = make_zip(tmp_path / "outer.zip", {"sign-mnist.zip": inner.getvalue()})
    with pytest.raises(DatasetError, match="would unfold"):
        open_dataset(path)


@pytest.mark.parametrize("content", [b"no zip at all", b"PK\x03\x04", b"PK\x05\x06" + bytes(18) + b"rest"])
def test_what_is_no_zip_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letters.zip"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match="letters"):
        open_dataset(path)


def test_a_zip_cut_off_anywhere_is_an_error_and_nothing_else(tmp_path: Path, png: bytes) -> None:
    data = make_zip(tmp_path / "whole.zip", {"A/0.png": png, "B/1.png": png}).read_bytes()
    path = tmp_path / "cut.zip"
    for length in range(1, len(data), 7):
        path.write_bytes(data[:length])
        with pytest.raises(DatasetError, match=r"cut\.zip"):
            open_dataset(path)


def test_a_damaged_picture_in_a_zip_leaves_the_others(tmp_path: Path, png: bytes) -> None:
    path = make_zip(tmp_path / "letters.zip", {"A/0.png": png, "B/1.png": png, "C/empty.png": b""})
    data = bytearray(path.read_bytes())
    place = data.index(b"A/0.png") + len("A/0.png")
    data[place + 40 : place + 60] = bytes(20)
    path.write_bytes(data)
    samples = open_dataset(path)
    assert [skipped.name for skipped in samples.skipped][-1] == "C/empty.png"
    assert samples.names.tolist() == ["B/1.png"]
    assert samples.images[0].size


def test_a_picture_that_is_gone_with_its_zip_is_an_image_error(tmp_path: Path, png: bytes) -> None:
    files = ZipFiles(make_zip(tmp_path / "letters.zip", {"A/0.png": png}))
    with pytest.raises(ImageError, match=r"A/1\.png"):
        files.picture("A/1.png")


def test_an_empty_zip_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="is empty"):
        open_dataset(make_zip(tmp_path / "none.zip", {}))
