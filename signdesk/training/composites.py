"""Real hands in rooms they were never in: from them the finder learns that a hand ends where it ends, whatever is
behind.

::

    hands ─cut_out─> Cutout ─anyhow─> somewhere in a room ─> picture, keypoints
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.samples import Samples
from signdesk.errors import ImageError
from signdesk.vision.box import Box
from signdesk.vision.cutout import Cutout, cut_out, set_into
from signdesk.vision.forearm import forearm_of
from signdesk.vision.image import Image

__all__ = ["Composite", "composites"]

_SMALLEST, _LARGEST = 0.15, 0.85
"""The hand's longer side, as a share of the picture's shorter one."""

_ARMS = 0.8
"""The share of hands, among those with a forearm, whose arm leads out of the picture: a finder that only ever saw the
stumps of cut-out hands would take the whole arm for the hand."""


class Composite(NamedTuple):
    """A room with a hand: ``keypoints`` (21, 2) in pixels of ``image``; whose hand it is."""

    image: Image
    keypoints: NDArray[np.float32]
    signer: str


def composites(hands: Samples, rooms: Samples, count: int, seed: int) -> Iterator[Composite]:
    """About ``count`` pictures of ``rooms``, which show no hands, with one of ``hands`` each; people count alike (by
    the square root of their pictures). Hands whose keypoints are unknown, or that can't be cut out, are left out.

    Takes about a fortieth of a second a picture.
    """
    rng = np.random.default_rng(seed)
    signers = hands.signer_ids()
    known = np.flatnonzero(np.isfinite(hands.keypoints).all((1, 2)))
    if not len(known) or not len(rooms):
        return
    _, group, counts = np.unique(signers[known], return_inverse=True, return_counts=True)
    weights = 1 / np.sqrt(counts[group])
    for row in rng.choice(known, count, p=weights / weights.sum()):
        try:
            hand = cut_out(hands.images[row], hands.keypoints[row])
            room = rooms.images[int(rng.integers(len(rooms)))]
        except ImageError:
            continue
        if hand is not None:
            part = _part(room, rng)
            arm = forearm_of(hand.alpha, hand.keypoints) if rng.random() < _ARMS else None
            image, keypoints = set_into(part, _lit(hand, part, rng), _anyhow(hand, part, rng), arm)
            yield Composite(image, keypoints, str(signers[row]))


def _part(room: Image, rng: np.random.Generator) -> Image:
    """The room, or what a camera that is nearer sees of it."""
    height, width = (round(side * float(rng.uniform(0.5, 1.0))) for side in room.shape[:2])
    top, left = int(rng.integers(room.shape[0] - height + 1)), int(rng.integers(room.shape[1] - width + 1))
    return room[top : top + height, left : left + width]


def _lit(hand: Cutout, room: Image, rng: np.random.Generator) -> Cutout:
    """The hand, in part as bright as the room."""
    own = float((hand.image.mean(2) * hand.alpha).sum() / max(float(hand.alpha.sum()), 1.0))
    gain = ((room.mean() + 20) / (own + 20)) ** float(rng.uniform(0, 0.6)) * float(np.exp(rng.normal(0, 0.15)))
    image = np.clip(hand.image * gain, 0, 255).astype(np.uint8)
    return Cutout(image, hand.alpha, hand.keypoints)


def _anyhow(hand: Cutout, room: Image, rng: np.random.Generator) -> NDArray[np.float64]:
    """A map (2 × 3) of the hand somewhere into the room: of any size, a little turned and stretched."""
    box = Box.around(hand.keypoints)
    share = float(np.exp(rng.uniform(np.log(_SMALLEST), np.log(_LARGEST))))
    scale = share * min(room.shape[:2]) / max(box.width, box.height)
    stretch, angle = float(np.exp(rng.uniform(-0.15, 0.15))), float(np.deg2rad(rng.normal(0, 20)))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = np.diag([stretch, 1 / stretch]) @ turn * scale
    # Its middle stays so far inside that most of it is seen.
    edge = 0.35 * share
    place = rng.uniform(edge, 1 - edge, 2) * (room.shape[1], room.shape[0])
    return np.column_stack([linear, place - linear @ box.centre])
