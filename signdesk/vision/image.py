"""Pictures as arrays: reading, writing and turning them.

OpenCV is imported inside the functions that use it, so that naming the type `Image` costs nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.errors import ImageError
from signdesk.paths import write_whole
from signdesk.vision import MAX_PIXELS
from signdesk.vision.files import FileError, read_file, shown
from signdesk.vision.header import Header, HeaderError, read_header

__all__ = ["IMAGE_SUFFIXES", "Image", "encode_image", "mirrored", "read_image", "write_image"]

Image = NDArray[np.uint8]
"""A picture: H × W × 3, RGB, uint8."""

IMAGE_SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".tif", ".tiff", ".bmp", ".dib", ".gif"))
"""The endings of the files that `read_image` reads, in lower case. It goes by their content, though."""

_NO_DATA = 128
"""The grey of a JPEG's pixels that no data says anything about."""

_WRITABLE = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp")


def read_image(source: str | Path | bytes) -> Image:
    """The picture in the file ``source``, or in the bytes of one: upright, H × W × 3, RGB, uint8.

    PNG, JPEG, WebP, TIFF, BMP, and the first picture of a GIF (or of any of them that holds several). EXIF's rotation
    is applied, what is transparent becomes white, grey becomes three equal channels, 16 bits become 8. `ImageError`
    if it isn't such a picture, is damaged or cut off, or has more than 100 megapixels, which is found out before it is
    decoded.
    """
    name = "the picture" if isinstance(source, bytes) else shown(source)
    try:
        data = source if isinstance(source, bytes) else read_file(Path(source))
        if not data:
            raise HeaderError("it is empty")
        header = read_header(data)
        _check_size(header)
        return _upright(_decoded(data, header), header.orientation)
    except (FileError, HeaderError) as error:
        raise ImageError(f"Can't read {name}: {error}.") from error


def _check_size(header: Header) -> None:
    if header.width < 1 or header.height < 1:
        raise HeaderError("it says that it has no pixels")
    if header.width * header.height > MAX_PIXELS:
        raise HeaderError(
            f"it has {header.width} × {header.height} pixels, and signdesk reads at most "
            f"{MAX_PIXELS // 1_000_000} megapixels. Save it smaller"
        )


def _decoded(data: bytes, header: Header) -> Image:
    pixels = _pixels(data)
    if pixels is None or (header.kind == "JPEG" and _lacks_data(data, pixels)):
        raise HeaderError(f"its {header.kind} data is damaged or cut off. Copy or download it again")
    # OpenCV multiplies the colours of TIFFs of 8 bits with their alpha itself.
    premultiplied = header.kind == "TIFF" and pixels.dtype == np.uint8
    return _as_rgb(_as_bytes(pixels), premultiplied)


def _pixels(data: bytes) -> NDArray[Any] | None:
    """What OpenCV makes of ``data``; None when it can't decode that."""
    from signdesk.vision.opencv import cv2

    try:
        # UNCHANGED keeps alpha and 16 bits, which we turn into colours better than OpenCV does, and no rotation.
        return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        return None


def _lacks_data(data: bytes, pixels: NDArray[Any]) -> bool:
    """Whether the JPEG ``data`` is marked as ended before its last row, which decoders then fill with grey.

    Of a picture that is grey there by itself, more data before the mark would change nothing.
    """
    if not (pixels[-1] == _NO_DATA).all():
        return False
    end = data.rfind(b"\xff\xd9")
    with_more = _pixels(data[:end] + bytes(range(64)) + data[end:])
    return with_more is not None and not np.array_equal(pixels, with_more)


def _as_bytes(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    from signdesk.vision.opencv import cv2

    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == np.uint16:
        return cv2.convertScaleAbs(pixels, alpha=1 / 257).astype(np.uint8, copy=False)
    if pixels.dtype.kind == "f":  # by custom from 0 to 1
        scaled: NDArray[np.uint8] = (np.clip(np.nan_to_num(pixels), 0, 1) * 255 + 0.5).astype(np.uint8)
        return scaled
    raise HeaderError("its pixels are numbers of an unusual kind. Save it with 8 or 16 bits a channel")


def _as_rgb(pixels: NDArray[np.uint8], premultiplied: bool) -> Image:
    from signdesk.vision.opencv import cv2

    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    if channels == 1:
        return cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB).astype(np.uint8, copy=False)
    if channels == 3:
        return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
    if channels == 4:
        return _over_white(cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGBA).astype(np.uint8, copy=False), premultiplied)
    raise HeaderError(f"it has {channels} channels, and signdesk reads 1, 3 or 4. Save it in colour or grey")


def _over_white(rgba: NDArray[np.uint8], premultiplied: bool) -> Image:
    colours, alpha = rgba[..., :3], rgba[..., 3:].astype(np.uint16)
    if alpha.min() == 255:
        return np.ascontiguousarray(colours)
    # Half of 255 is added so that the whole division rounds; the sum stays under 2¹⁶.
    weighted = colours.astype(np.uint16) if premultiplied else (colours * alpha + 127) // 255
    blended: Image = np.minimum(weighted + (255 - alpha), 255).astype(np.uint8)
    return blended


def _upright(image: Image, orientation: int) -> Image:
    """``image`` as EXIF's ``orientation`` wants it seen."""
    if orientation >= 5:
        image = image.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        image = image[:, ::-1]
    if orientation in (3, 4, 7, 8):
        image = image[::-1]
    return np.ascontiguousarray(image)


def encode_image(image: Image, suffix: str = ".png", quality: int = 90) -> bytes:
    """``image`` as the bytes of a file of the kind that ``suffix`` names; ``quality``, 1 to 100, is for JPEG and WebP.

    `ImageError` if signdesk doesn't write that kind, or the kind can't hold so large a picture.
    """
    from signdesk.vision.opencv import cv2

    suffix = suffix.lower()
    if suffix not in _WRITABLE:
        raise ImageError(f"Can't write a picture as “{suffix}”. Choose one of {', '.join(_WRITABLE)}.")
    options: list[int] = []
    if suffix in (".jpg", ".jpeg"):
        options = [cv2.IMWRITE_JPEG_QUALITY, quality]
    elif suffix == ".webp":
        options = [cv2.IMWRITE_WEBP_QUALITY, quality]
    try:
        done, data = cv2.imencode(suffix, cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    except cv2.error:
        done, data = False, np.empty(0, np.uint8)
    if not done:
        height, width = image.shape[:2]
        raise ImageError(f"Can't write a picture of {width} × {height} pixels as “{suffix}”. Choose .png.")
    return data.tobytes()


def write_image(path: Path, image: Image) -> None:
    """Write ``image`` to the file ``path``, whose suffix says how; never half of it. `ImageError` if that fails."""
    data = encode_image(image, path.suffix)
    try:
        with write_whole(path) as file:
            file.write(data)
    except OSError as error:
        raise ImageError(
            f"Can't write {shown(path)}: the system says “{error.strerror or error}”. Choose another folder."
        ) from error


def mirrored(image: Image) -> Image:
    """``image`` as seen in a mirror, in an array of its own."""
    return np.ascontiguousarray(image[:, ::-1])
