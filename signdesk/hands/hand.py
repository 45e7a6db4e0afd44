"""A hand in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from signdesk.vision.box import Box

__all__ = ["KEYPOINTS", "SKELETON", "Hand"]

KEYPOINTS = 21
"""0 wrist; 1–4 thumb from its base to its tip; 5–8 index, 9–12 middle, 13–16 ring, 17–20 little finger likewise."""

SKELETON = tuple(
    (a, b) for start in (1, 5, 9, 13, 17) for a, b in ((0, start), *((i, i + 1) for i in range(start, start + 3)))
)
"""Pairs of keypoints joined by a bone, for drawing."""


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """Where a hand is: ``box`` close around it, ``score`` from 0 to 1, and what else is known of it.

    ``keypoints`` are 21 × 2 pixels of the picture or None; ``side`` is the person's own, "left" or "right", or None.
    """

    box: Box
    score: float
    keypoints: NDArray[np.float32] | None = None
    side: Literal["left", "right"] | None = None
