"""What was made of one picture, and what has to be able to make it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from signdesk.alphabet import Alphabet
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.recognition.reading import Reading
from signdesk.vision.box import Box
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image

__all__ = ["Recognition", "Recognizing"]


@dataclass(frozen=True, slots=True, eq=False)
class Recognition:
    """The hand in one picture and what it says; both None when no hand was seen.

    ``find_ms`` and ``read_ms`` are the milliseconds it took to find the hand and to read it.
    """

    hand: Hand | None
    reading: Reading | None
    find_ms: float
    read_ms: float


class Recognizing(Protocol):
    """Reads hands in stills and in streams; one thread at a time may use it."""

    def recognize(self, image: Image, alphabet: Alphabet, hand: Literal["auto", "full"] | Box = "auto") -> Recognition:
        """What one still picture says; ``hand`` tells where the hand is, if it need not be looked for."""
        ...

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        """What the next frame of a stream says; a guide region replaces looking for the hand."""
        ...

    def reset(self) -> None:
        """Forget the hand that was followed: the next frame is another stream's."""
        ...
