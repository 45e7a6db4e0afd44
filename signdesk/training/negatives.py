"""Places without a hand, from which the reader learns to say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from signdesk.alphabet import NO_HAND
from signdesk.datasets.samples import Samples
from signdesk.errors import ImageError
from signdesk.hands.finder import HandFinder
from signdesk.training.crops import Crops, wide
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec, to_input
from signdesk.vision.image import Image

__all__ = ["mistaken", "negatives"]

_OVERLAP = 0.1
"""IoU with the hand below which a place shows none."""

Places = Callable[[Image], Iterable[Box]]


def negatives(samples: Samples, spec: InputSpec, boxes: Sequence[Box | None], each: int, seed: int) -> Crops:
    """``each`` wide crops a picture of places anywhere.

    Pictures with a hand whose place is unknown are left out.
    """
    rng = np.random.default_rng(seed)

    def anywhere(image: Image) -> Iterable[Box]:
        height, width = image.shape[:2]
        for _ in range(each):
            side = float(rng.uniform(0.15, 0.6)) * min(width, height)
            yield Box.centred(float(rng.uniform(0, width)), float(rng.uniform(0, height)), side, side)

    return _without_hands(samples, spec, boxes, anywhere)


def mistaken(samples: Samples, spec: InputSpec, boxes: Sequence[Box | None], finder: HandFinder) -> Crops:
    """Wide crops of the places that ``finder`` takes for hands, however unsure: what the reader has to be shown (hard
    negatives; Sung and Poggio 1998, IEEE PAMI 20, call it bootstrapping)."""
    return _without_hands(samples, spec, boxes, lambda image: [hand.box for hand in finder.search(image)])


def _without_hands(samples: Samples, spec: InputSpec, boxes: Sequence[Box | None], places: Places) -> Crops:
    big = wide(spec)
    images, signers = [], []
    groups = samples.signer_ids()
    for i, label in enumerate(samples.labels):
        hand = boxes[i]
        if label != NO_HAND and hand is None:
            continue
        try:
            image = samples.images[i]
        except ImageError:
            continue
        for box in places(image):
            if hand is None or box.iou(hand) < _OVERLAP:
                images.append(to_input(image, box, big))
                signers.append(groups[i])
    count = len(images)
    pictures = np.stack(images) if images else np.empty((0, big.size, big.size, big.channels), np.uint8)
    nowhere = np.full((count, 21, 2), np.nan, np.float32)
    ones = np.ones(count, np.float32)
    return Crops(pictures, np.full(count, NO_HAND), np.array(signers, np.str_), nowhere, np.zeros(count, bool), ones)
