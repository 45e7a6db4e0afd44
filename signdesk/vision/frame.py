"""One picture of a stream."""

from __future__ import annotations

from dataclasses import dataclass

from signdesk.vision.image import Image

__all__ = ["Frame"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture as it was captured: H × W × 3 uint8 RGB, never mirrored; nobody writes into it.

    ``index`` counts the frames of a source from 0, ``time`` is when it was captured, in seconds of
    ``time.monotonic`` for live sources and of the recording for files.
    """

    image: Image
    index: int
    time: float
