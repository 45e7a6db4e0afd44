"""The whole way of a frame: what the live view and ``signdesk spell`` both walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from signdesk.alphabet import Alphabet
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.recognition.composer import Composer
from signdesk.recognition.reading import Letter, Reading
from signdesk.recognition.recognition import Recognizing
from signdesk.recognition.steady import Steady
from signdesk.vision.box import Box
from signdesk.vision.frame import Frame

__all__ = ["Followed", "Follower"]


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """What one frame gave: the hand, the steady reading, the letter or space that was just written, and the times."""

    hand: Hand | None
    reading: Reading | None
    letter: Letter | None
    find_ms: float
    read_ms: float


class Follower:
    """Takes frames in their order, from the hand to the text: ``recognizer``, then steadying, then ``composer``."""

    def __init__(self, recognizer: Recognizing, composer: Composer) -> None:
        self._recognizer = recognizer
        self._composer = composer
        self._steady = Steady()
        recognizer.reset()
        composer.forget()

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Followed:
        """What the next frame of a stream gives."""
        seen = self._recognizer.follow(frame, alphabet, region)
        box = seen.hand.box if seen.hand else None
        reading = self._steady.update(seen.reading, frame.time, box)
        letter = self._composer.update(reading, frame.time, self._steady.moving)
        return Followed(seen.hand, reading, letter, seen.find_ms, seen.read_ms)

    def look(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Followed:
        """What a single picture gives, which has nothing to do with the one before; it writes no text."""
        height, width = frame.image.shape[:2]
        hand: Literal["auto"] | Box = region.box(width, height) if region else "auto"
        seen = self._recognizer.recognize(frame.image, alphabet, hand)
        return Followed(seen.hand, seen.reading, None, seen.find_ms, seen.read_ms)
