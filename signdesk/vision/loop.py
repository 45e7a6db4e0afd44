"""A recording that begins anew when it ends."""

from __future__ import annotations

from threading import Event

from signdesk.vision.frame import Frame
from signdesk.vision.source import FrameSource
from signdesk.vision.video import VideoSource

__all__ = ["LoopedSource"]


class LoopedSource(FrameSource):
    """``video`` again and again, until it is closed; with each round its frames are counted from 0.

    The video has to be one in real time, whose frames' times are the clock's: so time goes on from round to round.
    """

    def __init__(self, video: VideoSource, name: str = "") -> None:
        if not video.live:
            raise ValueError("only a recording in real time can be played again and again")
        self.name = name or video.name
        self.live = True
        self.fps: float | None = None
        self._video = video
        self._closed = Event()
        self._rewound = Event()

    def open(self) -> None:
        self._closed = Event()
        self._rewound.clear()
        self._video.open()
        self.fps = self._video.fps

    def read(self) -> Frame | None:
        closed = self._closed
        frame = None if self._rewound.is_set() else self._video.read()
        while frame is None and not closed.is_set():
            self._rewound.clear()
            self._video.open()
            if closed.is_set():  # while it was being opened
                self._video.close()
                return None
            frame = self._video.read()
        return frame

    def rewind(self) -> None:
        """Begin anew with the next frame; any thread may ask for that."""
        self._rewound.set()

    def close(self) -> None:
        self._closed.set()
        self._video.close()
