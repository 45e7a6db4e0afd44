"""A recording with everything that is read from it, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from signdesk.alphabet import Alphabet
from signdesk.recognition.composer import Composer
from signdesk.recognition.follower import Followed, Follower
from signdesk.recognition.recognition import Recognizing
from signdesk.vision.frame import Frame
from signdesk.vision.source import FrameSource

__all__ = ["Watched", "watch"]


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """A ``frame`` with what it gave, and the ``text`` that was written up to it."""

    frame: Frame
    followed: Followed
    text: str


def watch(source: FrameSource, recognizer: Recognizing, alphabet: Alphabet, hold: float = 0.6) -> Iterator[Watched]:
    """Every frame of the stream ``source`` with what the live view would read from it, had it the time for each.

    The source is opened here, and closed when its frames end or are no longer wanted. `SourceError` when it can't be
    read.
    """
    composer = Composer(hold)
    follower = Follower(recognizer, composer)
    with source:
        for frame in source:
            followed = follower.follow(frame, alphabet)
            yield Watched(frame, followed, composer.text)
