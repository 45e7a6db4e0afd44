"""The whole way from a picture to a reading: find the hand, look closer, read it."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Literal

from signdesk import paths
from signdesk.alphabet import Alphabet
from signdesk.hands.finder import GuideRegion, HandFinder
from signdesk.hands.hand import Hand
from signdesk.hands.learned import LearnedFinder
from signdesk.hands.tracker import HandTracker, TrackerOptions
from signdesk.networks.checkpoint import ModelCard, load_checkpoint
from signdesk.recognition.classifier import Classifier, Seen
from signdesk.recognition.recognition import Recognition
from signdesk.vision.box import Box
from signdesk.vision.crop import whole
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image
from signdesk.vision.look import Look

__all__ = ["Recognizer"]

_CANDIDATES = 3
"""So many of the finder's candidates are looked at closely before a picture is said to hold no hand."""

_FAINT = 0.15
"""Candidates of a still picture may be fainter than those of a stream, as small or backlit hands are."""

_ALL_BUT_CERTAIN = 0.99
"""How sure the reader must be that such a candidate is a hand."""

_FLESH = 1.15
"""Fingers reach beyond their joints: the box that is shown is so much larger than that of the keypoints."""

_WIDER = 1.1
"""The reader looks at so much more than the finder's box: one too tight may lack a finger, and a hand without it
shows another sign."""

_ANEW = (Look(0.9, mirrored=True),)
"""How a still picture is looked at too that the first look leaves in doubt: no next frame could make good what this one
gets wrong."""

_CERTAIN = 0.8
"""From this confidence on, one look is enough."""

_HARDLY = 0.3
"""Where a first look is less sure than this that there is a hand, others would not find one either."""


class Recognizer:
    """Reads still pictures (`recognize`) and streams (`follow`) with one pair of networks.

    One thread may use it at a time. Making one imports torch.
    """

    def __init__(self, finder: HandFinder, classifier: Classifier, threshold: float = 0.5) -> None:
        self._finder = finder
        self._classifier = classifier
        self._threshold = threshold
        self._tracker = HandTracker(self._find_wider, TrackerOptions(presence=classifier.card.presence_threshold))
        # While frames leave doubt, every other one is looked at mirrored: pooled, the two are right more often.
        self._next_look = Look()

    @classmethod
    def load(cls, checkpoint: Path | None = None, threads: int = 1, folder: Path | None = None) -> Recognizer:
        """With the networks in ``folder``, signdesk's own if not said, or with the reader in ``checkpoint`` in place of
        theirs; `CheckpointError` says what is wrong with a file.

        ``threads`` is what torch may use in this process. A second one saves a fifth of the time on an idle computer,
        which is worth it for many pictures; but where anything else runs, two wait for each other, and live frames take
        up to ten times as long.
        """
        import torch

        torch.set_num_threads(threads)
        folder = folder or paths.models()
        finder = LearnedFinder(load_checkpoint(folder / "finder.safetensors"))
        classifier = Classifier(load_checkpoint(checkpoint or folder / "reader.safetensors"))
        return cls(finder, classifier, finder.card.presence_threshold)

    @property
    def card(self) -> ModelCard:
        """The reader's card."""
        return self._classifier.card

    def recognize(self, image: Image, alphabet: Alphabet, hand: Literal["auto", "full"] | Box = "auto") -> Recognition:
        """What the hand in one still picture says; ``hand`` tells where it is, if not to be looked for."""
        begun = time.perf_counter()
        if hand == "auto":
            places = [(found.box.grown(_WIDER), found.score) for found in self._finder.search(image)[:_CANDIDATES]]
            places = [(box, score) for box, score in places if score >= min(_FAINT, self._threshold)]
        else:
            places = [(whole(image, self.card.input) if hand == "full" else hand, 1.0)]
        found_at = time.perf_counter()
        recognition = Recognition(None, None, 0.0, 0.0)
        for box, score in places:
            views = self._classifier.views(image, box, still=True)
            seen = self._classifier.seen(views, alphabet)
            if hand != "full" and self._in_doubt(seen, score):
                views += self._classifier.views(image, box, _ANEW, still=True)
                seen = self._classifier.seen(views, alphabet)
            if hand != "auto":
                shown = Box(0, 0, image.shape[1], image.shape[0]) if hand == "full" else box
                recognition = Recognition(Hand(shown, score, seen.keypoints), seen.reading, 0.0, 0.0)
            elif self._believes(seen, score):
                recognition = Recognition(Hand(_close(box, seen), score, seen.keypoints), seen.reading, 0.0, 0.0)
                break
        done = time.perf_counter()
        return replace(recognition, find_ms=(found_at - begun) * 1e3, read_ms=(done - found_at) * 1e3)

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        """What the hand in the next frame of a stream says; a region of the user's replaces looking for the hand."""
        if region is not None:
            return self._read_region(frame.image, alphabet, region)
        begun = time.perf_counter()
        hand = self._tracker.update(frame)
        found = time.perf_counter()
        if hand is None:
            return Recognition(None, None, (found - begun) * 1e3, 0.0)
        seen = self._classifier.read(frame.image, hand.box, alphabet, (self._next_look,))
        doubtful = seen.reading.confidence < _CERTAIN
        self._next_look = Look(mirrored=doubtful and not self._next_look.mirrored)
        hand = self._tracker.follow(seen.keypoints, seen.presence)
        times = ((found - begun) * 1e3, (time.perf_counter() - found) * 1e3)
        if hand is None:
            return Recognition(None, None, *times)
        return Recognition(replace(hand, box=hand.box.grown(_FLESH)), seen.reading, *times)

    def reset(self) -> None:
        """Forget the hand that was followed: the next frame is another stream's."""
        self._tracker.reset()
        self._next_look = Look()

    def _find(self, image: Image, near: Box | None = None) -> list[Hand]:
        return [hand for hand in self._finder.find(image, near) if hand.score >= self._threshold]

    def _find_wider(self, image: Image, near: Box | None) -> list[Hand]:
        return [replace(hand, box=hand.box.grown(_WIDER)) for hand in self._find(image, near)]

    def _read_region(self, image: Image, alphabet: Alphabet, region: GuideRegion) -> Recognition:
        """The hand somewhere in the region: the whole region is looked at first, then the hand in it."""
        begun = time.perf_counter()
        box = region.box(image.shape[1], image.shape[0])
        seen = self._look(image, box.squared().grown(1 / self.card.input.margin), alphabet)
        read_ms = (time.perf_counter() - begun) * 1e3
        if not self._sees_hand(seen):
            return Recognition(None, None, 0.0, read_ms)
        return Recognition(Hand(_close(box, seen), seen.presence, seen.keypoints), seen.reading, 0.0, read_ms)

    def _look(self, image: Image, box: Box, alphabet: Alphabet) -> Seen:
        """Read the hand in ``box``, then once more where its keypoints say that it really is."""
        seen = self._classifier.read(image, box, alphabet)
        if seen.keypoints is None or not self._sees_hand(seen):
            return seen
        again = self._classifier.read(image, Box.around(seen.keypoints), alphabet)
        return again if self._sees_hand(again) else seen

    def _sees_hand(self, seen: Seen) -> bool:
        return seen.presence >= self.card.presence_threshold

    def _in_doubt(self, seen: Seen, score: float) -> bool:
        certain = self._believes(seen, score) and seen.reading.confidence >= _CERTAIN
        return not certain and seen.presence >= _HARDLY

    def _believes(self, seen: Seen, score: float) -> bool:
        """Whether there is a hand where the finder is ``score`` sure; its doubt only a reader that knows hands
        outvotes."""
        if score >= self._threshold:
            return self._sees_hand(seen)
        return seen.keypoints is not None and seen.presence >= _ALL_BUT_CERTAIN


def _close(box: Box, seen: Seen) -> Box:
    """The box close around what was seen, or the one that was looked at when no keypoints are known."""
    return box if seen.keypoints is None else Box.around(seen.keypoints).grown(_FLESH)
