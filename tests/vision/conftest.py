"""Pictures made in code: what the tests of this folder read."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from signdesk.vision.image import Image
from signdesk.vision.opencv import cv2

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def quarters(height: int = 32, width: int = 48) -> Image:
    """Red, green / blue, white: each corner has a colour of its own, and it is wider than high."""
    image = np.empty((height, width, 3), np.uint8)
    image[: height // 2, : width // 2] = RED
    image[: height // 2, width // 2 :] = GREEN
    image[height // 2 :, : width // 2] = BLUE
    image[height // 2 :, width // 2 :] = WHITE
    return image


def exif(orientation: int, order: str = "<") -> bytes:
    """A block of EXIF that holds nothing but the orientation."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return mark + struct.pack(order + "IHHHIHHI", 8, 1, 274, 3, 1, orientation, 0, 0)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int, colour: int, rows: bytes, *extra: bytes) -> bytes:
    """A PNG of ``rows`` (each begins with a zero byte); ``extra`` chunks lie between its header and them."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    data = png_chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + data + png_chunk(b"IEND", b"")


def tiff(pixels: NDArray[np.uint8] | NDArray[np.uint16], orientation: int = 1, order: str = "<") -> bytes:
    """``pixels``, H × W × 3, as an uncompressed TIFF."""
    height, width, channels = pixels.shape
    data = pixels.astype(pixels.dtype.newbyteorder(order)).tobytes()
    bits = pixels.dtype.itemsize * 8
    tags = (
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 3, 8),  # the three numbers of bits lie right behind the header
        (259, 3, 1, 1),
        (262, 3, 1, 2),
        (273, 4, 1, 14),
        (274, 3, 1, orientation),
        (277, 3, 1, channels),
        (278, 4, 1, height),
        (279, 4, 1, len(data)),
    )
    out = b"II*\0" if order == "<" else b"MM\0*"
    out += struct.pack(order + "IHHH", 14 + len(data), bits, bits, bits) + data
    out += struct.pack(order + "H", len(tags))
    for tag, kind, count, value in tags:
        short = kind == 3 and count == 1
        out += struct.pack(order + ("HHIHH" if short else "HHII"), tag, kind, count, value, *((0,) if short else ()))
    return out + struct.pack(order + "I", 0)


def gif(*frames: NDArray[np.uint8], transparent: int | None = None) -> bytes:
    """A GIF of pictures made of the colours 0 red, 1 green, 2 blue, 3 white; one of them may be transparent."""
    height, width = frames[0].shape
    out = b"GIF89a" + struct.pack("<HHBBB", width, height, 0b10000001, 0, 0) + bytes(RED + GREEN + BLUE + WHITE)
    for frame in frames:
        flags = 0 if transparent is None else 1
        out += b"\x21\xf9\x04" + struct.pack("<BHB", flags, 5, transparent or 0) + b"\0"
        out += b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x07"
        # Codes of 8 bits, cleared before they would grow to 9: a GIF without compression.
        codes = b"".join(b"\x80" + frame.tobytes()[i : i + 100] for i in range(0, frame.size, 100)) + b"\x81"
        for i in range(0, len(codes), 255):
            out += bytes([len(codes[i : i + 255])]) + codes[i : i + 255]
        out += b"\0"
    return out + b"\x3b"


def webp(image: Image, exif_block: bytes = b"") -> bytes:
    """``image`` as a lossless WebP in the container that can hold EXIF."""
    done, data = cv2.imencode(".webp", image[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, 101])
    assert done
    height, width = image.shape[:2]
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<II", 10, 8 if exif_block else 0) + size
    body += data.tobytes()[12:]
    if exif_block:
        body += b"EXIF" + struct.pack("<I", len(exif_block)) + exif_block + b"\0" * (len(exif_block) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg(image: Image, exif_block: bytes = b"", quality: int = 95) -> bytes:
    """``image`` as a JPEG, with EXIF if wanted."""
    done, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    coded = data.tobytes()
    if exif_block:
        body = b"Exif\0\0" + exif_block
        coded = coded[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + coded[2:]
    return coded


def bmp(image: Image) -> bytes:
    done, data = cv2.imencode(".bmp", image[..., ::-1])
    assert done
    return data.tobytes()


def png_rgb(image: Image, *extra: bytes) -> bytes:
    height, width = image.shape[:2]
    return png(width, height, 8, 2, b"".join(b"\0" + row.tobytes() for row in image), *extra)


def every_kind() -> dict[str, bytes]:
    """`quarters` as a file of each kind that signdesk reads."""
    image = quarters()
    indices = np.zeros(image.shape[:2], np.uint8)
    indices[:16, 24:], indices[16:, :24], indices[16:, 24:] = 1, 2, 3
    return {
        ".png": png_rgb(image),
        ".jpg": jpeg(image),
        ".webp": webp(image),
        ".tif": tiff(image),
        ".bmp": bmp(image),
        ".gif": gif(indices),
    }


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The makers of pictures and files above, for tests."""
    makers = (quarters, exif, png, png_chunk, png_rgb, jpeg, webp, tiff, bmp, gif, every_kind)
    return SimpleNamespace(**{maker.__name__: maker for maker in makers})


@pytest.fixture
def make_video(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a video whose frame number i is grey of the brightness 8 × i."""

    def make(count: int, name: str = "hand.avi", fps: float = 10.0) -> Path:
        path = tmp_path / name
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, (64, 48))
        for i in range(count):
            writer.write(np.full((48, 64, 3), i * 8, np.uint8))
        writer.release()
        return path

    return make
