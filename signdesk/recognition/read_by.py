"""Networks of the user's own, live: signdesk's networks follow the hand, others say what it shows.

A network that was trained on crops of hands knows neither where a hand is nor whether there is one. So finding and
following stay with signdesk's own networks, and only the reading is another's; or several others', side by side.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from signdesk.alphabet import LETTERS, Alphabet
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.networks.checkpoint import ModelCard
from signdesk.recognition.classifier import Classifier
from signdesk.recognition.reading import Reading
from signdesk.recognition.recognition import Recognition, Recognizing
from signdesk.vision.box import Box
from signdesk.vision.crop import whole
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image

__all__ = ["ReadBy", "SideBySide", "SideReading", "known_alphabet", "reading_box"]


def known_alphabet(card: ModelCard, wanted: Alphabet) -> Alphabet:
    """The signs of ``wanted`` that a network knows: its own alphabet of that name, else the first that it has."""
    if not card.alphabets:
        return wanted
    name = wanted.name if wanted.name in card.alphabets else next(iter(card.alphabets))
    return Alphabet(name, tuple(card.alphabets[name]))


def reading_box(hand: Hand) -> Box:
    """The box that is read: close around the joints, as in training, where they are known."""
    return hand.box if hand.keypoints is None else Box.around(hand.keypoints)


class ReadBy:
    """Finds and follows hands with ``eyes``, and has them read by ``classifier``, whichever signs it knows."""

    def __init__(self, eyes: Recognizing, classifier: Classifier) -> None:
        self._eyes = eyes
        self._sees = _seen_by(eyes)
        self._classifier = classifier

    @property
    def card(self) -> ModelCard:
        """The reader's card."""
        return self._classifier.card

    def recognize(self, image: Image, alphabet: Alphabet, hand: Literal["auto", "full"] | Box = "auto") -> Recognition:
        """What one still picture says; ``hand`` tells where the hand is, if it need not be looked for."""
        if hand == "auto":
            return self._read(image, self._eyes.recognize(image, self._sees), alphabet)
        begun = time.perf_counter()
        box = whole(image, self.card.input) if hand == "full" else hand
        shown = Box(0, 0, image.shape[1], image.shape[0]) if hand == "full" else hand
        reading = self._classifier.read(image, box, known_alphabet(self.card, alphabet)).reading
        return Recognition(Hand(shown, 1.0), reading, 0.0, (time.perf_counter() - begun) * 1e3)

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        """What the next frame of a stream says; a guide region replaces looking for the hand."""
        return self._read(frame.image, self._eyes.follow(frame, self._sees, region), alphabet)

    def reset(self) -> None:
        """Forget the hand that was followed."""
        self._eyes.reset()

    def _read(self, image: Image, found: Recognition, alphabet: Alphabet) -> Recognition:
        if found.hand is None:
            return replace(found, reading=None)
        begun = time.perf_counter()
        reading = self._classifier.read(image, reading_box(found.hand), known_alphabet(self.card, alphabet)).reading
        return replace(found, reading=reading, read_ms=found.read_ms + (time.perf_counter() - begun) * 1e3)


@dataclass(frozen=True, slots=True, eq=False)
class SideReading:
    """What one of several networks read in a frame, None without a hand, and the milliseconds that took."""

    reading: Reading | None
    read_ms: float


class SideBySide:
    """Follows one hand with ``eyes`` and shows each frame's crop of it to all ``classifiers``.

    `newest` is what they read in the last frame, by name; another thread may look at it.
    """

    def __init__(self, eyes: Recognizing, classifiers: Mapping[str, Classifier]) -> None:
        self._eyes = eyes
        self._sees = _seen_by(eyes)
        self._classifiers = dict(classifiers)
        self._newest: dict[str, SideReading] = {}

    @property
    def newest(self) -> dict[str, SideReading]:
        """What each network read last."""
        return self._newest

    def recognize(self, image: Image, alphabet: Alphabet, hand: Literal["auto", "full"] | Box = "auto") -> Recognition:
        """Read one still picture with all networks; what comes back is `eyes`'s own reading."""
        found = self._eyes.recognize(image, self._sees, hand)
        self._read(image, found.hand, alphabet)
        return found

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        """Read the next frame with all networks; what comes back is `eyes`'s own reading."""
        found = self._eyes.follow(frame, self._sees, region)
        self._read(frame.image, found.hand, alphabet)
        return found

    def reset(self) -> None:
        """Forget the hand that was followed."""
        self._newest = {}
        self._eyes.reset()

    def _read(self, image: Image, hand: Hand | None, alphabet: Alphabet) -> None:
        readings: dict[str, SideReading] = {}
        for name, classifier in self._classifiers.items():
            begun = time.perf_counter()
            reading = None
            if hand is not None:
                reading = classifier.read(image, reading_box(hand), known_alphabet(classifier.card, alphabet)).reading
            readings[name] = SideReading(reading, (time.perf_counter() - begun) * 1e3)
        self._newest = readings


def _seen_by(eyes: Recognizing) -> Alphabet:
    """An alphabet that ``eyes`` can be asked for; what they read in it is of no interest here."""
    card = getattr(eyes, "card", None)
    return known_alphabet(card, LETTERS) if isinstance(card, ModelCard) else LETTERS
