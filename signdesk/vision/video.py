"""A video file as a source of frames."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from signdesk.errors import SourceError, SourceProblem
from signdesk.vision.files import FileError, check_file, shown
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image
from signdesk.vision.pace import Pace
from signdesk.vision.source import FrameSource, as_frame

if TYPE_CHECKING:
    import cv2

__all__ = ["VideoSource"]

_FALLBACK_FPS = 30.0
_CREDIBLE_FPS = 240.0  # files made by browsers claim 1000


class VideoSource(FrameSource):
    """The frames of the video file ``path``, each with its time since the first one.

    With ``real_time`` it behaves as a camera does: frames come when they are due, by ``time.monotonic``, and those
    that nobody fetched in time are left out (their indices are missing then).
    """

    def __init__(self, path: Path, real_time: bool = False) -> None:
        self.name = path.name
        self.live = real_time
        self.fps: float | None = None
        # Absolute, so that FFmpeg never takes a file's name for an address.
        self._path = path.absolute()
        self._lock = Lock()
        self._recording: _Recording | None = None
        self._ahead: Image | None = None
        self._pace = Pace()

    def open(self) -> None:
        self.close()
        try:
            check_file(self._path)
        except FileError as error:
            raise SourceError(f"Can't open {shown(self._path)}: {error}.", _problem(error)) from error
        with self._lock:
            recording = self._opened()
            self.fps = recording.fps
            # A video without a single frame should fail here, where people look for it.
            self._ahead = recording.decode() if recording.advance() else None
            if self._ahead is None:
                recording.release()
                raise SourceError(
                    f"There are no pictures in the video {shown(self._path)}. Choose another one.",
                    SourceProblem.NO_FRAMES,
                )
            self._recording, self._pace = recording, Pace()

    def _opened(self) -> _Recording:
        from signdesk.vision.opencv import cv2

        # FFmpeg comes with OpenCV's wheels; the other readers would take a name such as %d.png for a pattern.
        has_ffmpeg = cv2.videoio_registry.hasBackend(cv2.CAP_FFMPEG)
        video = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG if has_ffmpeg else cv2.CAP_ANY)
        if not video.isOpened():
            raise SourceError(
                f"Can't read {shown(self._path)} as a video: it is damaged, cut off, or of an unknown kind. "
                "Try to save it as MP4.",
                SourceProblem.UNREADABLE,
            )
        return _Recording(video)

    def read(self) -> Frame | None:
        with self._lock:
            recording, pace = self._recording, self._pace
            image = self._next_image(recording, pace) if recording else None
            if recording is None or image is None:
                return None
            index, time = recording.index, recording.time
        if not self.live:
            return as_frame(image, index, time)
        # Waiting happens without the lock, so that `close` can end it.
        due = pace.wait_until(time)
        return None if due is None else as_frame(image, index, due)

    def _next_image(self, recording: _Recording, pace: Pace) -> Image | None:
        image, self._ahead = self._ahead, None
        while image is None and recording.advance():
            overdue = self.live and recording.time + recording.interval < pace.elapsed()
            image = None if overdue else recording.decode()
        return image

    def close(self) -> None:
        self._pace.stop()
        with self._lock:
            recording, self._recording, self._ahead = self._recording, None, None
            if recording is not None:
                recording.release()


class _Recording:
    """An open video with a place in it."""

    def __init__(self, video: cv2.VideoCapture) -> None:
        from signdesk.vision.opencv import cv2

        fps = video.get(cv2.CAP_PROP_FPS)
        self.fps = fps if 0 < fps <= _CREDIBLE_FPS else None
        self.interval = 1 / (self.fps or _FALLBACK_FPS)
        self.index = -1
        self.time = 0.0
        self._video = video
        self._start = 0.0

    def advance(self) -> bool:
        """Go on to the next frame; False at the end. Its time lies after the last one's, whatever the file says."""
        from signdesk.vision.opencv import cv2

        if not self._video.grab():
            return False
        stamp = self._video.get(cv2.CAP_PROP_POS_MSEC) / 1000
        self.index += 1
        if self.index == 0:
            self._start = stamp
        else:
            time = stamp - self._start
            self.time = time if time > self.time else self.time + self.interval
        return True

    def decode(self) -> Image | None:
        """The picture at this place; None when it is damaged."""
        from signdesk.vision.opencv import cv2

        done, pixels = self._video.retrieve()
        return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False) if done else None

    def release(self) -> None:
        self._video.release()


def _problem(error: FileError) -> SourceProblem:
    if isinstance(error.cause, PermissionError):
        return SourceProblem.NO_PERMISSION
    return SourceProblem.NOT_FOUND if isinstance(error.cause, FileNotFoundError) else SourceProblem.UNREADABLE
