"""What a picture file says about itself, read without decoding it.

Only the six kinds of picture that signdesk reads are known here. The parsers look at sizes and orientation, and see
whether a PNG or a JPEG is whole; they trust nothing and read no further than the bytes they were given.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

__all__ = ["Header", "HeaderError", "read_header"]


@dataclass(frozen=True, slots=True)
class Header:
    """The kind of a picture, its stored size in pixels, and how to turn it upright.

    ``orientation`` is that of EXIF, 1 to 8. For TIFF it is always 1: OpenCV turns those itself.
    """

    kind: str
    width: int
    height: int
    orientation: int = 1


class HeaderError(ValueError):
    """Why bytes can't be taken for a picture, as a clause that goes on from "Can't read FILE: "."""


_UNKNOWN = "it is not a picture of a kind that signdesk reads. Those are PNG, JPEG, WebP, TIFF, BMP and GIF"
_CUT_OFF = "it is cut off before its end. Copy or download it again"
_DAMAGED = "it is damaged. Copy or download it again"
_FOREIGN = "it is in the format {}. Save it as JPEG or PNG first"


def read_header(data: bytes) -> Header:
    """What ``data``, a whole picture file, says about itself. `HeaderError` if it is not a picture or cut off."""
    for signature, parse in _PARSERS.items():
        if data.startswith(signature):
            try:
                return parse(data)
            except (struct.error, IndexError, OverflowError):
                raise HeaderError(_CUT_OFF) from None
    if data[4:8] == b"ftyp":  # the container that phones and browsers use for newer kinds of pictures, and for video
        foreign = {b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC", b"avif": "AVIF"}.get(data[8:12])
        if foreign:
            raise HeaderError(_FOREIGN.format(foreign))
    raise HeaderError(_UNKNOWN)


def _png(data: bytes) -> Header:
    width, height, orientation = 0, 0, 1
    position = 8
    while True:
        length, kind = struct.unpack_from(">I4s", data, position)
        body = memoryview(data)[position + 8 : position + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, position + 8 + length)
        # A capital letter marks the chunks without which there is no picture.
        if kind[:1].isupper() and zlib.crc32(body, zlib.crc32(kind)) != checksum:
            raise HeaderError(_DAMAGED)
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", body)
        elif kind == b"eXIf":
            orientation = _exif_orientation(bytes(body))
        elif kind == b"IEND":
            return Header("PNG", width, height, orientation)
        position += 12 + length


_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE_MARKERS = frozenset((0x01, *range(0xD0, 0xD9)))


def _jpeg(data: bytes) -> Header:
    width, height, orientation = 0, 0, 1
    position = 2
    while True:
        position = data.find(b"\xff", position)
        if position < 0:
            raise HeaderError(_CUT_OFF)
        marker = data[position + 1]
        if marker == 0xFF:  # a fill byte
            position += 1
            continue
        if marker == 0 or marker in _BARE_MARKERS:
            position += 2
            continue
        if marker == 0xD9:
            raise HeaderError(_CUT_OFF)
        (length,) = struct.unpack_from(">H", data, position + 2)
        if marker in _SIZE_MARKERS:
            height, width = struct.unpack_from(">HH", data, position + 5)
        elif marker == 0xE1 and data[position + 4 : position + 10] == b"Exif\0\0":
            orientation = _exif_orientation(data[position + 10 : position + 2 + length])
        elif marker == 0xDA:
            # In what follows, the coded picture, FF is never followed by D9 but at its very end.
            if data.find(b"\xff\xd9", position + 2 + length) < 0:
                raise HeaderError(_CUT_OFF)
            return Header("JPEG", width, height, orientation)
        position += 2 + length


def _webp(data: bytes) -> Header:
    if data[8:12] != b"WEBP":
        raise HeaderError(_UNKNOWN)
    (size,) = struct.unpack_from("<I", data, 4)
    if len(data) < size + 8:
        raise HeaderError(_CUT_OFF)
    kind = data[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
        return Header("WebP", width, height, _webp_orientation(data))
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return Header("WebP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return Header("WebP", width & 0x3FFF, height & 0x3FFF)
    raise HeaderError(_DAMAGED)


def _webp_orientation(data: bytes) -> int:
    position = 12
    while position + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, position)
        if kind == b"EXIF":
            return _exif_orientation(data[position + 8 : position + 8 + length])
        position += 8 + length + length % 2
    return 1


def _gif(data: bytes) -> Header:
    return Header("GIF", *struct.unpack_from("<HH", data, 6))


def _bmp(data: bytes) -> Header:
    (size,) = struct.unpack_from("<I", data, 14)
    if size == 12:  # the header of OS/2
        return Header("BMP", *struct.unpack_from("<HH", data, 18))
    width, height = struct.unpack_from("<ii", data, 18)
    return Header("BMP", width, abs(height))  # a negative height says that the first row is the top one


def _tiff(data: bytes) -> Header:
    tags = _tiff_tags(data)
    return Header("TIFF", tags.get(256, 0), tags.get(257, 0))


def _exif_orientation(data: bytes) -> int:
    """The orientation in a block of EXIF; 1, upright, when it says none or nonsense."""
    try:
        orientation = _tiff_tags(data.removeprefix(b"Exif\0\0")).get(274, 1)
    except (struct.error, OverflowError, HeaderError):
        return 1
    return orientation if 1 <= orientation <= 8 else 1


def _tiff_tags(data: bytes) -> dict[int, int]:
    """The tags of the first picture in a TIFF (EXIF is one too) that hold one whole number."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        raise HeaderError(_DAMAGED)
    (version,) = struct.unpack_from(order + "H", data, 2)
    # Version 43 is BigTIFF: the same with wider numbers.
    big = version == 43
    (start,) = struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)
    (count,) = struct.unpack_from(order + ("Q" if big else "H"), data, start)
    first, step, value_at = (start + 8, 20, 12) if big else (start + 2, 12, 8)
    tags: dict[int, int] = {}
    for position in range(first, min(first + step * count, len(data)), step):
        tag, kind = struct.unpack_from(order + "HH", data, position)
        form = {1: "B", 3: "H", 4: "I", 16: "Q"}.get(kind)
        if form and tag not in tags:
            (tags[tag],) = struct.unpack_from(order + form, data, position + value_at)
    return tags


_PARSERS = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpeg,
    b"RIFF": _webp,
    b"GIF87a": _gif,
    b"GIF89a": _gif,
    b"BM": _bmp,
    b"II*\0": _tiff,
    b"MM\0*": _tiff,
    b"II+\0": _tiff,
    b"MM\0+": _tiff,
}
