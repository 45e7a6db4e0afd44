"""What cameras and streams have in common: frames come at their own time, and may stop coming."""

from __future__ import annotations

import time
from abc import abstractmethod

from signdesk.errors import SourceError, SourceProblem
from signdesk.vision.capture import Capture, CaptureClosedError, CaptureThread
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image
from signdesk.vision.source import FrameSource, as_frame

__all__ = ["LiveSource"]

_PAUSE = 0.02
"""Seconds before asking again when a device had no picture: it answers at once then."""


class LiveSource(FrameSource):
    """Frames of something that may take long, fail for a moment, or be gone.

    `open` takes ``open_timeout`` seconds at most to connect and ``first_timeout`` more until there is a picture, `read`
    waits ``read_timeout`` seconds for each of ``tries``; then they give up with a `SourceError`.
    """

    open_timeout: float
    first_timeout: float
    read_timeout: float
    tries: int

    def __init__(self, name: str) -> None:
        self.name = name
        self.live = True
        self.fps: float | None = None
        self._thread: CaptureThread | None = None
        self._ahead: tuple[Image, float] | None = None
        self._index = 0

    @abstractmethod
    def _connect(self) -> Capture:
        """Connect and give what pictures can be read from; `SourceError` says why not. Runs on a thread of its own."""

    @abstractmethod
    def _unanswered(self) -> SourceError:
        """What to say when connecting takes too long."""

    @abstractmethod
    def _without_pictures(self) -> SourceError:
        """What to say when it is connected and no picture comes."""

    @abstractmethod
    def _lost(self) -> SourceError:
        """What to say when pictures stop coming."""

    def _interrupt(self) -> None:
        """Help a call that is under way on the other thread to come back. Never raises."""

    def open(self) -> None:
        self.close()
        self._index = 0
        self._thread = thread = CaptureThread(self.name, self._connect)
        try:
            self._wait_for_connection(thread)
            # With the first picture here, an open source is one that works.
            self._ahead = self._wait_for_first(thread)
        except CaptureClosedError:
            raise SourceError(f"Opening {self.name} was broken off.", SourceProblem.LOST) from None
        except BaseException:
            self.close()
            raise

    def _wait_for_connection(self, thread: CaptureThread) -> None:
        try:
            thread.open(self.open_timeout)
        except TimeoutError as error:
            raise self._unanswered() from error

    def _wait_for_first(self, thread: CaptureThread) -> tuple[Image, float]:
        deadline = time.monotonic() + self.first_timeout
        while (remaining := deadline - time.monotonic()) > 0:
            try:
                picture = thread.read(remaining)
            except OSError as error:  # a TimeoutError is one too
                raise self._without_pictures() from error
            if picture is not None:
                return picture
            thread.closed.wait(_PAUSE)
        raise self._without_pictures()

    def read(self) -> Frame | None:
        thread = self._thread
        if thread is None:
            return None
        try:
            image, moment = self._next(thread)
        except CaptureClosedError:
            return None
        except BaseException:
            self.close()
            raise
        index = self._index
        self._index += 1
        return as_frame(image, index, moment)

    def _next(self, thread: CaptureThread) -> tuple[Image, float]:
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            return ahead
        for _ in range(self.tries):
            try:
                picture = thread.read(self.read_timeout)
            except OSError as error:
                raise self._lost() from error
            if picture is not None:
                return picture
            thread.closed.wait(_PAUSE)
        raise self._lost()

    def close(self) -> None:
        thread, self._thread, self._ahead = self._thread, None, None
        if thread is not None:
            thread.close(self._interrupt)
