"""Pictures in memory as a source of frames."""

from __future__ import annotations

from collections.abc import Sequence

from signdesk.vision.frame import Frame
from signdesk.vision.image import Image
from signdesk.vision.pace import Pace
from signdesk.vision.source import FrameSource, as_frame

__all__ = ["ArraySource"]


class ArraySource(FrameSource):
    """The pictures ``images`` one after another, ``fps`` of them in a second.

    With ``real_time`` it behaves as a camera does: frames come when they are due, and those that nobody fetched in
    time are left out (their indices are missing then).
    """

    def __init__(self, images: Sequence[Image], fps: float = 30.0, real_time: bool = False) -> None:
        if not fps > 0:
            raise ValueError(f"the rate must be above 0 frames a second, not {fps}")
        self.name = f"{len(images)} pictures"
        self.live = real_time
        self.fps: float | None = fps
        self._images = images
        self._interval = 1 / fps
        self._next = 0
        self._pace: Pace | None = None

    def open(self) -> None:
        self.close()
        self._next = 0
        self._pace = Pace()

    def read(self) -> Frame | None:
        pace = self._pace
        if pace is None:
            return None
        if self.live:
            self._next = max(self._next, int(pace.elapsed() / self._interval))
        index = self._next
        if index >= len(self._images):
            return None
        time: float | None = index * self._interval
        if self.live and (time := pace.wait_until(index * self._interval)) is None:
            return None
        self._next += 1
        assert time is not None
        return as_frame(self._images[index], index, time)

    def close(self) -> None:
        pace, self._pace = self._pace, None
        if pace is not None:
            pace.stop()
