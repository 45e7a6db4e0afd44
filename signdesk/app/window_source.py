"""Sources as the window shows them: recordings at their own speed, a picture or the demo as long as somebody looks."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event

from signdesk.vision.demo import demo_clip, is_demo
from signdesk.vision.folder import FolderSource
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image, read_image
from signdesk.vision.loop import LoopedSource
from signdesk.vision.source import FrameSource, as_frame
from signdesk.vision.sources import VideoSource, parse_source

__all__ = ["StillSource", "window_source"]

_STILL_FPS = 10.0


def window_source(text: str) -> FrameSource:
    """The source that ``text`` means (see `parse_source`), to be looked at; `SourceError` when it means none."""
    if is_demo(text):
        return LoopedSource(VideoSource(demo_clip(), real_time=True))
    source = parse_source(text)
    path = Path(text.strip()).expanduser()
    if isinstance(source, VideoSource):
        return VideoSource(path, real_time=True)
    if isinstance(source, FolderSource) and path.is_file():
        return StillSource(path)
    return source


class StillSource(FrameSource):
    """The picture ``path``, shown again and again as a camera before it would, so that it can be read anew."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.live = True
        self.fps: float | None = _STILL_FPS
        self._path = path
        self._image: Image | None = None
        self._index = 0
        self._closed = Event()

    def open(self) -> None:
        pictures = FolderSource(self._path)
        pictures.open()
        frame = pictures.read()
        self._image = frame.image if frame is not None else read_image(self._path)
        self._index = 0
        self._closed = Event()

    def read(self) -> Frame | None:
        if self._image is None:
            return None
        if self._index and self._closed.wait(1 / _STILL_FPS):
            return None
        self._index += 1
        return as_frame(self._image, self._index - 1, time.monotonic())

    def close(self) -> None:
        self._image = None
        self._closed.set()
