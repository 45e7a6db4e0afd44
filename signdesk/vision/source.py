"""What every source of frames can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from signdesk.vision.frame import Frame
from signdesk.vision.image import Image

__all__ = ["FrameSource", "as_frame"]


class FrameSource(ABC):
    """Something that gives frames: a camera, a video, a stream, a folder of pictures, arrays.

    ``name`` is for people. ``live`` says whether frames come at their own time, and are lost to whoever reads too
    slowly, or as fast as they are read. ``fps`` is the rate that the source claims, None when it claims none; it may be
    known only after `open`. Making a source touches neither device nor network: that is what `open` does.

    One thread opens and reads; `close` may come from any other.
    """

    name: str
    live: bool
    fps: float | None

    @abstractmethod
    def open(self) -> None:
        """Get ready to read, from the start; may block. `SourceError` says why not.

        May be called again after `close`, and after a read failed: a camera may have been plugged in again. Frames
        are then counted from 0 again.
        """

    @abstractmethod
    def read(self) -> Frame | None:
        """The next frame; may block until there is one. None at the end, and for a source that is not open.

        `SourceError` when the source is lost; it is closed then.
        """

    @abstractmethod
    def close(self) -> None:
        """Let the device, file or connection go. Never raises, may be called twice.

        A read that waits in another thread comes back with None, an `open` with a `SourceError`.
        """

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Frame]:
        """The frames of an open source, to its end."""
        while (frame := self.read()) is not None:
            yield frame


def as_frame(image: Image, index: int, time: float) -> Frame:
    """A frame of ``image`` that nobody can write into; the array that was given stays writable."""
    view = image.view()
    view.setflags(write=False)
    return Frame(view, index, time)
