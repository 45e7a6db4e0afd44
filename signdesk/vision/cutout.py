"""Hands cut out of their pictures, and set into others.

::

    image, keypoints ─cut_out─> Cutout ─set_into(picture, matrix)─> picture with the hand, its keypoints there
                    ─hand_mask─> which of the picture's own pixels are the hand
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec, crop_frame, to_input
from signdesk.vision.forearm import Forearm, folded
from signdesk.vision.image import Image

__all__ = ["BONES", "Cutout", "cut_out", "hand_mask", "set_into"]

BONES = (
    (0, 1), (1, 2), (2, 3), (3, 4), (0, 5), (5, 6), (6, 7), (7, 8), (0, 9), (9, 10), (10, 11), (11, 12),
    (0, 13), (13, 14), (14, 15), (15, 16), (0, 17), (17, 18), (18, 19), (19, 20), (2, 5), (5, 9), (9, 13), (13, 17),
)  # fmt: skip
"""Pairs of keypoints with flesh between them."""

_FOREARM = (0, 21)
_PALM = (0, 5, 9, 13, 17)
_SPEC = InputSpec(224, 3, margin=1.7)
_COARSE = 112
"""The side in which hand and surroundings are told apart; at the full one it would take four times as long."""

_STEPS = 3
_CERTAIN, _LIKELY, _POSSIBLE = 0.16, 0.5, 1.1
"""Widths around a bone, in sizes of the palm, that are the hand's for certain, likely, or possibly."""


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A hand, with as much of its forearm as lies near: ``image`` (s, s, 3) uint8; ``alpha`` (s, s) float32, how much
    of each pixel is the hand, 0 to 1; ``keypoints`` (21, 2) in pixels of it."""

    image: Image
    alpha: NDArray[np.float32]
    keypoints: NDArray[np.float32]


def cut_out(image: Image, keypoints: NDArray[np.float32]) -> Cutout | None:
    """The hand with these ``keypoints`` (21 × 2, pixels of ``image``), cut out by GrabCut (Rother, Kolmogorov and Blake
    2004, ACM TOG 23), which begins with what lies along the bones. None where that finds no hand."""
    from signdesk.vision.opencv import cv2

    box = Box.around(keypoints)
    crop = to_input(image, box, _SPEC)
    points = crop_frame(box, _SPEC).to_crop(keypoints)
    small = cv2.resize(crop, (_COARSE, _COARSE), interpolation=cv2.INTER_AREA)
    coarse = points * (_COARSE / _SPEC.size)
    belief = _belief(coarse)
    if (belief != cv2.GC_BGD).all():
        return None
    # GrabCut begins with random clusters: from a seed of its own, so that the same picture gives the same hand.
    cv2.setRNGSeed(1)
    begin, nowhere = np.zeros((1, 65)), (0, 0, 1, 1)
    cv2.grabCut(small, belief, nowhere, begin, begin.copy(), _STEPS, cv2.GC_INIT_WITH_MASK)
    mask = ((belief == cv2.GC_FGD) | (belief == cv2.GC_PR_FGD)).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    mask[belief == cv2.GC_FGD] = 1  # without its thin finger a D is an S
    _, parts = cv2.connectedComponents(mask)
    across, down = np.clip(coarse[9], 0, _COARSE - 1).astype(int)
    if not parts[down, across]:
        return None
    alpha = cv2.blur((parts == parts[down, across]).astype(np.float32), (3, 3))
    alpha = cv2.resize(alpha, (_SPEC.size, _SPEC.size), interpolation=cv2.INTER_LINEAR)
    # Pixels that are mostly something else would take a rim of it along.
    alpha = np.clip(alpha * 1.5 - 0.25, 0, 1)
    return Cutout(crop, alpha.astype(np.float32, copy=False), points)


def hand_mask(image: Image, keypoints: NDArray[np.float32], side: int) -> NDArray[np.uint8] | None:
    """Which places of a square ``image`` are the hand with these ``keypoints``, 0 to 255 (side × side); see
    `cut_out`."""
    hand = cut_out(image, keypoints)
    if hand is None:
        return None
    frame, scale = crop_frame(Box.around(keypoints), _SPEC), side / image.shape[1]
    back = np.array([[1 / frame.scale, 0, frame.x], [0, 1 / frame.scale, frame.y]]) * scale
    mask: NDArray[np.uint8] = np.rint(_laid(hand.alpha, back, (side, side)) * 255).astype(np.uint8)
    return mask


def set_into(
    picture: Image, hand: Cutout, matrix: NDArray[np.floating], arm: Forearm | None = None
) -> tuple[Image, NDArray[np.float32]]:
    """``picture`` with ``hand`` where ``matrix`` (2 × 3) takes it, and the hand's keypoints there; with ``arm`` the
    forearm goes on until the picture ends."""
    size = picture.shape[1], picture.shape[0]
    alpha = _laid(hand.alpha, matrix, size, arm)[..., None]
    mixed = _laid(hand.image, matrix, size, arm) * alpha + picture * (1 - alpha)
    points = hand.keypoints @ matrix[:, :2].T + matrix[:, 2]
    return np.rint(mixed).astype(np.uint8), points.astype(np.float32)


def _laid(
    pixels: NDArray[Any], matrix: NDArray[np.floating], size: tuple[int, int], arm: Forearm | None = None
) -> NDArray[Any]:
    """``pixels`` where ``matrix`` takes them, in a picture of ``size`` (width, height); 0 around them."""
    from signdesk.vision.opencv import cv2

    shrink = max(int(np.sqrt(1 / abs(np.linalg.det(matrix[:, :2])))), 1)
    if shrink > 1:
        # Area-average first: one linear step over many pixels would skip most of them.
        pixels = cv2.resize(pixels, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
        matrix = matrix * ((shrink, shrink, 1),)
    if arm:
        down, across = np.mgrid[: size[1], : size[0]].astype(np.float32) + 0.5
        places = (np.stack([across, down], 2) - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T
        x, y = (folded(places * shrink, arm) / shrink - 0.5).transpose(2, 0, 1)
        return cv2.remap(pixels, x, y, cv2.INTER_LINEAR)
    # Pixel centres lie at half-integers.
    centred = np.column_stack([matrix[:, :2], matrix[:, 2] + (matrix[:, :2].sum(1) - 1) / 2])
    return cv2.warpAffine(pixels, centred, size, flags=cv2.INTER_LINEAR)


def _belief(points: NDArray[np.float32]) -> NDArray[np.uint8]:
    """What GrabCut begins with: which pixels are the hand's, which aren't, and which may be."""
    from signdesk.vision.opencv import cv2

    wrist, knuckle = points[0], points[9]
    length, across = np.linalg.norm(knuckle - wrist), np.linalg.norm(points[5] - points[17])
    palm = float(max(length * 0.8, across, points.std(0).max()))
    places = np.vstack([points, wrist + 2.2 * (wrist - knuckle)])
    belief = np.full((_COARSE, _COARSE), cv2.GC_BGD, np.uint8)
    for kind, bones, width in (
        (cv2.GC_PR_BGD, (*BONES, _FOREARM), _POSSIBLE),
        (cv2.GC_PR_FGD, (*BONES, _FOREARM), _LIKELY),
        (cv2.GC_FGD, BONES, _CERTAIN),
    ):
        _draw(belief, places, bones, kind, palm * width)
    cv2.fillPoly(belief, [np.rint(points[list(_PALM)]).astype(np.int32)], cv2.GC_FGD)
    return belief


def _draw(
    mask: NDArray[np.uint8], points: NDArray[np.float32], bones: Iterable[tuple[int, int]], value: int, width: float
) -> None:
    from signdesk.vision.opencv import cv2

    for start, end in bones:
        ends = [tuple(np.rint(points[i]).astype(int).tolist()) for i in (start, end)]
        cv2.line(mask, ends[0], ends[1], value, max(round(width), 1))
