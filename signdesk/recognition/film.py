"""What was read from a recording, written on its pictures and into a video."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from signdesk.hands.hand import SKELETON
from signdesk.recognition.watch import Watched
from signdesk.vision.annotate import with_box, with_caption, with_lines
from signdesk.vision.image import Image
from signdesk.vision.video_writer import written_video

__all__ = ["annotated", "filmed"]


def annotated(seen: Watched, note: str = "") -> Image:
    """The frame with the hand's joints and box, the letter that is read, and below it the text so far and ``note``."""
    image = seen.frame.image
    hand, reading = seen.followed.hand, seen.followed.reading
    if hand is not None:
        if hand.keypoints is not None:
            image = with_lines(image, hand.keypoints, SKELETON)
        label = reading.label if reading else None
        image = with_box(image, hand.box, f"{label} {reading.confidence:.0%}" if reading and label else "")
    return with_caption(image, seen.text, note)


def filmed(seen: Iterable[Watched], path: Path, fps: float, note: str = "") -> Iterator[Watched]:
    """Pass on what is ``seen``, and write it to the video ``path`` meanwhile; `ImageError` when that fails.

    The video is there when all was seen; who stops before leaves none.
    """
    with written_video(path, fps) as add:
        for one in seen:
            add(annotated(one, note))
            yield one
