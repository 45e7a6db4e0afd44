"""Places without a hand: anywhere, and where a finder errs."""

from __future__ import annotations

import numpy as np

from signdesk.alphabet import NO_HAND
from signdesk.datasets.samples import Samples
from signdesk.datasets.stores import ArrayImages
from signdesk.hands.hand import Hand
from signdesk.training.negatives import mistaken, negatives
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec
from signdesk.vision.image import Image

SPEC = InputSpec(32, 3, 1.25)
HAND = Box(10, 10, 40, 40)
LAMP = Box(80, 60, 30, 30)


class _SeesTwo:
    def find(self, image: Image, near: Box | None = None) -> list[Hand]:
        return [Hand(HAND, 0.9), Hand(LAMP, 0.2)]

    def search(self, image: Image) -> list[Hand]:
        return self.find(image)


def _pictures() -> Samples:
    image = np.zeros((120, 160, 3), np.uint8)
    image[60:90, 80:110] = 200
    nowhere = np.full((3, 21, 2), np.nan, np.float32)
    return Samples(
        "rooms",
        ArrayImages(np.stack([image] * 3)),
        np.array(["A", NO_HAND, "B"]),
        np.array(["ann", "", "ben"]),
        np.array(["", "", ""]),
        np.full((3, 4), np.nan, np.float32),
        nowhere,
        np.array(["a.png", "room.png", "b.png"]),
    )


def test_a_finders_errors_are_shown_and_its_hands_are_not() -> None:
    crops = mistaken(_pictures(), SPEC, [HAND, None, None], _SeesTwo())
    assert len(crops) == 3  # the lamp of A's picture, both places of the empty room, nothing where the hand is unknown
    assert set(crops.labels) == {NO_HAND}
    assert crops.middle()[0].mean() > 100
    assert not np.isfinite(crops.keypoints).any()


def test_places_anywhere_avoid_the_hand() -> None:
    crops = negatives(_pictures(), SPEC, [Box(-400, -400, 1000, 1000), None, None], 6, seed=1)
    assert len(crops) > 6  # so large a hand hardly overlaps with any place
    beside = negatives(_pictures(), SPEC, [Box(0, 0, 160, 120), None, None], 50, seed=1)
    assert 50 < len(beside) < 100
