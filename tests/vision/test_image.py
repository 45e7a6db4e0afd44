"""Reading pictures of every kind, and refusing what isn't one."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signdesk.errors import ImageError
from signdesk.vision.image import (
    IMAGE_SUFFIXES,
    Image,
    encode_image,
    mirrored,
    read_image,
    write_image,
)

KINDS = (".png", ".jpg", ".webp", ".tif", ".bmp", ".gif")

# What EXIF says: on which side of the upright picture the first stored row lies, and the first stored column.
ORIENTATIONS = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}
OPPOSITE = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}


def corner(image: Image, *sides: str) -> list[int]:
    """The colour of a corner, by name; JPEG's small errors rounded away."""
    pixel = image[1 if "top" in sides else -2, 1 if "left" in sides else -2]
    return [255 if value > 127 else 0 for value in pixel]


def assert_same_colours(image: Image, expected: Image) -> None:
    """The middles of the quarters agree; at their borders JPEG and WebP mix colours."""
    assert image.shape == expected.shape
    np.testing.assert_allclose(image[8::16, 12::24].astype(int), expected[8::16, 12::24].astype(int), atol=12)


def assert_upright(image: Image, stored: Image, orientation: int) -> None:
    first_row, first_column = ORIENTATIONS[orientation]
    last_row, last_column = OPPOSITE[first_row], OPPOSITE[first_column]
    assert corner(image, first_row, first_column) == stored[1, 1].tolist()
    assert corner(image, first_row, last_column) == stored[1, -2].tolist()
    assert corner(image, last_row, first_column) == stored[-2, 1].tolist()
    assert corner(image, last_row, last_column) == stored[-2, -2].tolist()


@pytest.mark.parametrize("suffix", KINDS)
def test_every_kind_gives_the_same_picture(make: SimpleNamespace, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"hand{suffix}"
    path.write_bytes(make.every_kind()[suffix])
    image = read_image(path)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    assert image.flags.writeable
    if suffix == ".jpg":
        assert_same_colours(image, make.quarters())
    else:
        np.testing.assert_array_equal(image, make.quarters())
    np.testing.assert_array_equal(read_image(str(path)), image)
    np.testing.assert_array_equal(read_image(path.read_bytes()), image)


def test_content_counts_not_the_suffix(make: SimpleNamespace, tmp_path: Path) -> None:
    path = tmp_path / "hand.png"
    path.write_bytes(make.every_kind()[".webp"])
    np.testing.assert_array_equal(read_image(path), make.quarters())


@pytest.mark.parametrize("name", ["手.png", "main gauche é.png", "рука 🤟.png", "a'b\"c%20.png"])
def test_names_in_any_script(make: SimpleNamespace, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_image(path, make.quarters())
    np.testing.assert_array_equal(read_image(path), make.quarters())


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "tiff16"])
def test_turned_as_exif_says(make: SimpleNamespace, kind: str, orientation: int, order: str) -> None:
    stored = make.quarters()
    block = make.exif(orientation, order)
    data = {
        "jpeg": lambda: make.jpeg(stored, block),
        "png": lambda: make.png_rgb(stored, make.png_chunk(b"eXIf", block)),
        "webp": lambda: make.webp(stored, block),
        "tiff": lambda: make.tiff(stored, orientation, order),
        "tiff16": lambda: make.tiff(stored.astype(np.uint16) * 257, orientation, order),
    }[kind]()
    image = read_image(data)
    assert image.shape == ((48, 32, 3) if orientation >= 5 else (32, 48, 3))
    assert_upright(image, stored, orientation)


@pytest.mark.parametrize(
    "block", [b"", b"II", b"XX*\0\x08\0\0\0", b"II*\0\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff"]
)
def test_nonsense_in_exif_is_passed_over(make: SimpleNamespace, block: bytes) -> None:
    data = make.png_rgb(make.quarters(), make.png_chunk(b"eXIf", block))
    np.testing.assert_array_equal(read_image(data), make.quarters())
    wrong = make.png_rgb(make.quarters(), make.png_chunk(b"eXIf", make.exif(9)))
    np.testing.assert_array_equal(read_image(wrong), make.quarters())


def test_sixteen_bits_become_eight_by_rounding(make: SimpleNamespace) -> None:
    levels = np.array([0, 127, 128, 129, 385, 386, 32767, 32768, 65406, 65407, 65535], ">u2")
    data = make.png(len(levels), 1, 16, 0, b"\0" + levels.tobytes())
    expected = np.round(levels.astype(float) / 257).astype(np.uint8)
    assert read_image(data)[0, :, 0].tolist() == expected.tolist()


def test_grey_has_three_equal_channels(make: SimpleNamespace) -> None:
    grey = np.arange(200, dtype=np.uint8).reshape(10, 20)
    image = read_image(make.png(20, 10, 8, 0, b"".join(b"\0" + row.tobytes() for row in grey)))
    np.testing.assert_array_equal(image, np.repeat(grey[..., None], 3, axis=2))


def test_black_and_white_of_one_bit(make: SimpleNamespace) -> None:
    image = read_image(make.png(8, 1, 1, 0, bytes([0, 0b10100101])))
    assert image[0, :, 0].tolist() == [255, 0, 255, 0, 0, 255, 0, 255]


def test_palette_gives_its_colours(make: SimpleNamespace) -> None:
    palette = make.png_chunk(b"PLTE", bytes([10, 20, 30, 200, 100, 50]))
    image = read_image(make.png(2, 1, 8, 3, b"\0\0\1", palette))
    assert image.tolist() == [[[10, 20, 30], [200, 100, 50]]]


def test_palette_with_a_transparent_colour(make: SimpleNamespace) -> None:
    palette = make.png_chunk(b"PLTE", bytes([10, 20, 30, 200, 100, 50]))
    image = read_image(make.png(2, 1, 8, 3, b"\0\0\1", palette, make.png_chunk(b"tRNS", b"\0\xff")))
    assert image.tolist() == [[[255, 255, 255], [200, 100, 50]]]


@pytest.mark.parametrize(("alpha", "expected"), [(0, [255, 255, 255]), (255, [200, 100, 0]), (51, [244, 224, 204])])
def test_what_is_transparent_becomes_white(make: SimpleNamespace, alpha: int, expected: list[int]) -> None:
    eight = make.png(1, 1, 8, 6, bytes([0, 200, 100, 0, alpha]))
    sixteen = make.png(1, 1, 16, 6, b"\0" + struct.pack(">4H", 200 * 257, 100 * 257, 0, alpha * 257))
    assert read_image(eight).tolist() == [[expected]]
    assert read_image(sixteen).tolist() == [[expected]]


def test_grey_with_alpha(make: SimpleNamespace) -> None:
    image = read_image(make.png(2, 1, 8, 4, bytes([0, 100, 255, 100, 0])))
    assert image.tolist() == [[[100, 100, 100], [255, 255, 255]]]


def test_gif_gives_its_first_picture(make: SimpleNamespace) -> None:
    first, second = np.full((20, 30), 1, np.uint8), np.full((20, 30), 2, np.uint8)
    assert np.unique(read_image(make.gif(first, second)).reshape(-1, 3), axis=0).tolist() == [[0, 255, 0]]


def test_transparent_gif_is_white_there(make: SimpleNamespace) -> None:
    indices = np.array([[0, 1, 2, 0]], np.uint8)
    image = read_image(make.gif(indices, transparent=1))
    assert image[0, :2].tolist() == [[255, 0, 0], [255, 255, 255]]


# What is refused.


def bomb(make: SimpleNamespace, kind: str, side: int = 20_000) -> bytes:
    """A small file that says it holds ``side`` × ``side`` pixels."""
    files = make.every_kind()
    if kind == "png":
        return make.png(side, side, 8, 0, b"\0")
    if kind == "jpg":
        data = bytearray(files[".jpg"])
        at = data.index(b"\xff\xc0") + 5
        data[at : at + 4] = struct.pack(">HH", side, side)
    elif kind == "webp":
        data = bytearray(files[".webp"])
        data[24:30] = (side - 1).to_bytes(3, "little") * 2
    elif kind == "bmp":
        data = bytearray(files[".bmp"])
        data[18:26] = struct.pack("<ii", side, -side)
    elif kind == "gif":
        data = bytearray(files[".gif"])
        data[6:10] = struct.pack("<HH", side, side)
    else:
        data = bytearray(files[".tif"])
        for tag in (256, 257):
            at = data.index(struct.pack("<HHI", tag, 4, 1)) + 8
            data[at : at + 4] = struct.pack("<I", side)
    return bytes(data)


@pytest.mark.parametrize("kind", ["png", "jpg", "webp", "bmp", "gif", "tif"])
def test_more_than_100_megapixels_are_refused_by_the_header(make: SimpleNamespace, kind: str) -> None:
    with pytest.raises(ImageError, match=r"20000 × 20000 pixels.*100 megapixels"):
        read_image(bomb(make, kind))


def test_bigtiff_is_measured_too() -> None:
    tags = struct.pack("<HHQQHHQQ", 256, 16, 1, 1 << 40, 257, 16, 1, 1 << 40)
    with pytest.raises(ImageError, match="100 megapixels"):
        read_image(b"II+\0" + struct.pack("<HHQQ", 8, 0, 16, 2) + tags)


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"hello", b"\x89PNG", b"GIF89a", b"BM", b"RIFF\0\0\0\0WAVE", b"\xff\xd8\xff"]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ImageError, match="Can't read the picture: "):
        read_image(data)


def test_pictures_of_newer_phones_are_named() -> None:
    with pytest.raises(ImageError, match="HEIC"):
        read_image(b"\0\0\0\x18ftypheic" + bytes(100))


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_cut_off_files_are_refused(make: SimpleNamespace, tmp_path: Path, suffix: str, share: float) -> None:
    data = make.every_kind()[suffix]
    path = tmp_path / f"cut{suffix}"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(ImageError, match="cut"):
        read_image(path)


def test_a_jpeg_without_half_of_its_data_is_refused_though_it_is_marked_as_ended(make: SimpleNamespace) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (96, 128, 3), np.uint8)
    data = make.jpeg(noise)
    assert read_image(data).shape == noise.shape
    with pytest.raises(ImageError, match="cut off"):
        read_image(data[: len(data) // 2] + b"\xff\xd9")
    noise[48:] = 128
    assert read_image(make.jpeg(noise))[-1].tolist() == [[128] * 3] * 128  # it is grey there by itself


@pytest.mark.parametrize("suffix", KINDS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_damage_never_does_worse_than_an_image_error(make: SimpleNamespace, suffix: str, data: st.DataObject) -> None:
    bytes_ = bytearray(make.every_kind()[suffix])
    for _ in range(data.draw(st.integers(1, 4))):
        bytes_[data.draw(st.integers(0, len(bytes_) - 1))] = data.draw(st.integers(0, 255))
    del bytes_[data.draw(st.integers(1, len(bytes_))) :]
    try:
        image = read_image(bytes(bytes_))
    except ImageError:
        return
    assert image.ndim == 3
    assert image.shape[2] == 3


def test_png_with_a_wrong_checksum_is_damaged(make: SimpleNamespace) -> None:
    data = bytearray(make.every_kind()[".png"])
    data[data.index(b"IDAT") + 8] ^= 1
    with pytest.raises(ImageError, match="damaged"):
        read_image(bytes(data))


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="is a folder"):
        read_image(tmp_path)


def test_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"Can't read .*hand\.png: there is no such file\."):
        read_image(tmp_path / "hand.png")
    with pytest.raises(ImageError, match="no file can have that name"):
        read_image("hand\0.png")


def test_file_without_bytes(tmp_path: Path) -> None:
    path = tmp_path / "hand.png"
    path.touch()
    with pytest.raises(ImageError, match="is empty"):
        read_image(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipe_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "hand.png"
    os.mkfifo(path)
    errors: list[str] = []

    def read() -> None:
        with pytest.raises(ImageError) as caught:
            read_image(path)
        errors.append(str(caught.value))

    # On a thread, so that a reader who waits for the pipe fails this test instead of stopping all.
    thread = Thread(target=read, daemon=True)
    thread.start()
    thread.join(10)
    assert errors
    assert "pipe" in errors[0]


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Give up root's right to read everything, for the time of a test."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="Windows' permissions work otherwise")
def test_file_without_permission(tmp_path: Path, ordinary_user: None) -> None:
    path = tmp_path / "hand.png"
    if os.geteuid() != 65534:  # root's own folder is closed to others anyway
        path.write_bytes(b"secret")
        path.chmod(0)
    with pytest.raises(ImageError, match="no permission"):
        read_image(path)


def test_message_fits_one_line_whatever_the_name(tmp_path: Path) -> None:
    with pytest.raises(ImageError) as caught:
        read_image(tmp_path / "a\nb\x1b[31m.png")
    assert str(caught.value).isprintable()
    with pytest.raises(ImageError) as caught:
        read_image(tmp_path / os.fsdecode(b"\xff\xfe.png"))
    assert str(caught.value).encode()


# Writing and turning.


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tif", ".TIFF", ".jpg", ".webp"])
def test_written_pictures_read_the_same(make: SimpleNamespace, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "new folder" / f"hand{suffix}"
    write_image(path, make.quarters())
    if suffix in (".jpg", ".webp"):
        assert_same_colours(read_image(path), make.quarters())
    else:
        np.testing.assert_array_equal(read_image(path), make.quarters())
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_lower_quality_is_smaller() -> None:
    image = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    assert len(encode_image(image, ".jpg", 20)) < len(encode_image(image, ".jpg", 95))


def test_unknown_kind_is_not_written(make: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"Can't write a picture as “\.xyz”. Choose one of \.png"):
        write_image(tmp_path / "hand.xyz", make.quarters())
    assert not list(tmp_path.iterdir())


def test_picture_too_large_for_its_kind() -> None:
    with pytest.raises(ImageError, match=r"70000 × 1 pixels"):
        encode_image(np.zeros((1, 70_000, 3), np.uint8), ".jpg")


def test_folder_that_takes_no_files(make: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImageError, match="Choose another folder"):
        write_image(tmp_path / "file" / "hand.png", make.quarters())


def test_suffixes_are_those_that_can_be_read() -> None:
    assert set(KINDS) <= IMAGE_SUFFIXES


def test_mirrored_is_a_copy_with_left_and_right_exchanged(make: SimpleNamespace) -> None:
    image = make.quarters()
    mirror = mirrored(image)
    assert mirror[0, 0].tolist() == image[0, -1].tolist()
    assert mirror[-1, 0].tolist() == image[-1, -1].tolist()
    assert not np.shares_memory(mirror, image)
    np.testing.assert_array_equal(mirrored(mirror), image)


def test_file_that_vanishes_while_it_is_opened(
    make: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "hand.png"
    path.write_bytes(make.every_kind()[".png"])
    really_open: Callable[..., int] = os.open

    def open_too_late(name: object, *rest: object) -> int:
        path.unlink(missing_ok=True)
        return really_open(name, *rest)

    monkeypatch.setattr(os, "open", open_too_late)
    with pytest.raises(ImageError, match="there is no such file"):
        read_image(path)


def test_a_big_tiff_that_points_beyond_all_files_is_damaged() -> None:
    with pytest.raises(ImageError, match="cut off"):
        read_image(struct.pack("<2sHHHQ", b"II", 43, 8, 0, 2**63))
