"""Taking apart what a webcam server sends: pictures one after another in one endless answer (“MJPEG”)."""

from __future__ import annotations

import re

__all__ = ["MultipartError", "PictureParts"]

_MAX_HEADERS = 1 << 16
_MAX_PICTURE = 1 << 25
_LENGTH = re.compile(rb"content-length:\s*(\d{1,9})", re.IGNORECASE)
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"


class MultipartError(ValueError):
    """The bytes are not a stream of pictures."""


class PictureParts:
    """Bytes in, as they arrive; the bytes of whole pictures out.

    Servers are careless with this format: they count dashes in the boundary differently, leave lengths out or state
    wrong ones. So a boundary is known by its core alone, a wrong length spoils a picture and at most the next, for
    then a boundary is looked for again, and a JPEG without a stated length counts as whole when it ends as JPEGs end.
    """

    def __init__(self, boundary: str) -> None:
        self._boundary = boundary.strip("-").encode("latin-1", "replace")
        if not self._boundary:
            raise MultipartError("there is no boundary")
        self._buffer = bytearray()
        self._in_body = False
        self._length: int | None = None

    def feed(self, data: bytes) -> None:
        """Take ``data`` in; `MultipartError` when it can't be such a stream."""
        self._buffer += data
        if len(self._buffer) > (_MAX_PICTURE if self._in_body else _MAX_HEADERS) + len(data):
            raise MultipartError("a part never ends")

    def newest(self) -> bytes | None:
        """The last picture that is here as a whole, if there is one; those before it are late and left out."""
        newest = None
        while (picture := self._next()) is not None:
            newest = picture
        return newest

    def _next(self) -> bytes | None:
        while not self._in_body:
            end = _HEADERS_END.search(self._buffer)
            if end is None:
                return None
            headers = bytes(self._buffer[: end.start()])
            del self._buffer[: end.end()]
            # Without a boundary it is something before the first part, or the rest of one with a wrong length.
            self._in_body = self._boundary in headers
            length = _LENGTH.search(headers, headers.rfind(self._boundary))
            self._length = int(length.group(1)) if length else None
        return self._body()

    def _body(self) -> bytes | None:
        if self._length is not None:
            end = self._length if len(self._buffer) >= self._length else -1
        else:
            end = self._buffer.find(self._boundary)
            if end < 0 and self._buffer.startswith(_JPEG_START) and self._buffer.rstrip(b"\r\n").endswith(_JPEG_END):
                end = len(self._buffer)
        if end < 0:
            return None
        picture = bytes(self._buffer[:end])
        del self._buffer[:end]
        self._in_body = False
        return picture.rstrip(b"-\r\n") if self._length is None else picture
