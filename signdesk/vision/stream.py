"""A stream from the network as a source of frames: a phone as a webcam, or a network camera."""

from __future__ import annotations

import http.client
import select
import socket
import time
from contextlib import suppress

from signdesk.errors import ImageError, SourceError, SourceProblem
from signdesk.vision.capture import Capture
from signdesk.vision.image import Image, read_image
from signdesk.vision.live_source import LiveSource
from signdesk.vision.multipart import MultipartError, PictureParts
from signdesk.vision.opencv_capture import OpenCvCapture
from signdesk.vision.web_address import ask, reach, readable_address, split_address

__all__ = ["StreamSource"]

_CHUNK = 1 << 16
_MAX_DRAINED = 64  # chunks, 4 MB: as much as lies ready when a reader was slow
_MAX_BROKEN = 30


class StreamSource(LiveSource):
    """What the address ``url`` sends: http(s) with a stream of JPEGs, or whatever FFmpeg reads over http(s) or rtsp(s).

    ``timeout`` in seconds holds for connecting, for the first picture, and for each that follows. The end of a
    stream is a loss: it is for whoever sends to go on. `name` leaves out password and query.
    """

    tries = 10

    def __init__(self, url: str, timeout: float = 5.0) -> None:
        self._parts = split_address(url)
        super().__init__(readable_address(self._parts))
        self.open_timeout = self.first_timeout = self.read_timeout = timeout
        self._timeout = timeout
        self._socket: socket.socket | None = None

    def _connect(self) -> Capture:
        if self._parts.scheme in ("rtsp", "rtsps"):
            # FFmpeg doesn't say why it fails: find out first whether anybody is there.
            reach(self._parts, self._timeout).close()
            return self._through_ffmpeg()
        response, connection = ask(self._parts, self._timeout, self._remember)
        if response.headers.get_content_maintype() == "multipart":
            return _PictureStream(response, connection, self.name)
        response.close()
        connection.close()
        what = {"text": "a web page", "image": "a single picture"}.get(response.headers.get_content_maintype())
        if what:
            raise SourceError(
                f"{self.name} gives {what}, not a video. On many phones the video is at /video.",
                SourceProblem.UNREADABLE,
            )
        return self._through_ffmpeg()

    def _through_ffmpeg(self) -> OpenCvCapture:
        from signdesk.vision.opencv import cv2

        limit = int(self._timeout * 1000)
        options = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, limit, cv2.CAP_PROP_READ_TIMEOUT_MSEC, limit]
        start = time.monotonic()
        device = cv2.VideoCapture(self._parts.geturl(), cv2.CAP_FFMPEG, options)
        if not device.isOpened():
            # Silence and nonsense look the same from here, but for the time they take.
            gave_up = time.monotonic() - start >= 0.9 * self._timeout
            raise self._unanswered() if gave_up else _unreadable(self.name)
        return OpenCvCapture(device)

    def _remember(self, connection: socket.socket) -> None:
        self._socket = connection

    def _interrupt(self) -> None:
        connection, self._socket = self._socket, None
        if connection is not None:
            with suppress(OSError):
                # The plain socket's own shutdown: that of an encrypted one would first talk to the other side.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def _unanswered(self) -> SourceError:
        return SourceError(
            f"{self.name} doesn't answer. Check the address, and that the phone or camera is on and in this network.",
            SourceProblem.UNREACHABLE,
        )

    def _without_pictures(self) -> SourceError:
        return SourceError(
            f"{self.name} answers, but sends no pictures. Check that the camera is running there.",
            SourceProblem.NO_FRAMES,
        )

    def _lost(self) -> SourceError:
        return SourceError(
            f"{self.name} has stopped sending pictures. Check that the phone or camera is on and in the network.",
            SourceProblem.LOST,
        )


class _PictureStream:
    """A `Capture` of the pictures in an endless http answer."""

    def __init__(self, response: http.client.HTTPResponse, connection: socket.socket, name: str) -> None:
        self._response = response
        self._connection = connection
        self._name = name
        try:
            self._parts = PictureParts(response.headers.get_boundary() or "")
        except MultipartError as error:
            self.release()
            raise _unreadable(name) from error

    def read(self) -> Image | None:
        """The newest picture that has come; `OSError` when no more come, `SourceError` when they are no pictures."""
        for _ in range(_MAX_BROKEN):
            # A picture may be broken, on a bad radio link for one: the next may be whole.
            with suppress(ImageError):
                return read_image(self._newest())
        raise _unreadable(self._name)

    def _newest(self) -> bytes:
        newest = None
        drained = 0
        # Pictures that came while nobody asked are late: go on as long as something lies ready.
        while newest is None or (drained < _MAX_DRAINED and self._ready()):
            try:
                chunk = self._response.read1(_CHUNK)
                self._parts.feed(chunk)
            except http.client.HTTPException as error:
                raise ConnectionError("the answer broke off") from error
            except MultipartError as error:
                raise _unreadable(self._name) from error
            if not chunk:
                if newest is None:
                    raise ConnectionError("the answer ended")
                break
            drained += 1
            newest = self._parts.newest() or newest
        return newest

    def _ready(self) -> bool:
        return bool(select.select([self._connection], [], [], 0)[0])

    def release(self) -> None:
        """Hang up."""
        self._response.close()
        self._connection.close()


def _unreadable(name: str) -> SourceError:
    return SourceError(
        f"What {name} sends is not a video that signdesk can read. Check that it is the address of the video itself.",
        SourceProblem.UNREADABLE,
    )
