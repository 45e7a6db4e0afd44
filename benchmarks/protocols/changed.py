"""The same pictures as they would be of a left hand, in other light, of another skin."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from signdesk.vision.image import Image, mirrored

__all__ = ["CHANGES", "TONES", "toned"]

_PALM = (0, 1, 5, 9, 13, 17)

TONES = {
    "very light": (80.0, 7.0, 15.0),
    "light": (70.0, 11.0, 19.0),
    "medium": (60.0, 14.0, 22.0),
    "tan": (48.0, 15.0, 23.0),
    "dark": (36.0, 13.0, 17.0),
    "very dark": (26.0, 9.0, 10.0),
}
"""Means of lit skin in CIE L*a*b*, spread over what is found among people."""


def toned(image: Image, keypoints: NDArray[np.float32], tone: tuple[float, float, float]) -> Image | None:
    """``image`` with all that has the colour of the hand's palm moved to ``tone``; None where the palm is unknown.

    Colour transfer as Reinhard et al. 2001, of the means alone: light and shade stay, in proportion. What is of
    another hue than the palm stays as it is, with a soft passage.
    """
    if not np.isfinite(keypoints).all():
        return None
    mask = np.zeros(image.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(keypoints[list(_PALM)].round().astype(np.int32)), 1)
    if mask.sum() < 12:
        return None
    lab = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    palm = np.median(lab[mask > 0], axis=0)
    share = _likeness(lab, palm, float(np.sqrt(mask.sum())))
    moved = np.empty_like(lab)
    moved[..., 0] = lab[..., 0] * min(tone[0] / max(float(palm[0]), 5.0), 2.2)
    moved[..., 1:] = lab[..., 1:] + (np.array(tone[1:]) - palm[1:])
    moved[..., 0] = moved[..., 0].clip(0, 100)
    out = cv2.cvtColor((lab * (1 - share) + moved * share).astype(np.float32), cv2.COLOR_LAB2RGB)
    return (out.clip(0, 1) * 255 + 0.5).astype(np.uint8)


def _likeness(lab: NDArray[np.float32], palm: NDArray[np.float32], size: float) -> NDArray[np.float32]:
    """How much each pixel has the palm's colour, 0 to 1: (height, width, 1). Colour is compared relative to lightness,
    for light varies over a hand far more than its colour does, and evened out over a tenth of the palm's ``size``."""
    hue, palm_hue = lab[..., 1:] / (lab[..., :1] + 8), palm[1:] / (palm[0] + 8)
    far = np.linalg.norm(hue - palm_hue, axis=2) / max(float(np.linalg.norm(palm_hue)), 0.12)
    alike = (np.clip(1.7 - 1.7 * far, 0, 1) * 255).astype(np.uint8)
    alike = cv2.medianBlur(alike, 2 * max(round(size / 20), 1) + 1)
    return (cv2.GaussianBlur(alike, (0, 0), max(size / 25, 0.8)).astype(np.float32) / 255)[..., None]


def _light(factor: float) -> Callable[[Image, NDArray[np.float32]], Image]:
    return lambda image, _keypoints: (image.astype(np.float32) * factor).clip(0, 255).astype(np.uint8)


def _tone(tone: tuple[float, float, float]) -> Callable[[Image, NDArray[np.float32]], Image | None]:
    return lambda image, keypoints: toned(image, keypoints, tone)


CHANGES: dict[str, Callable[[Image, NDArray[np.float32]], Image | None]] = {
    "mirrored": lambda image, _keypoints: mirrored(image),
    "half as bright": _light(0.5),
    "half brighter": _light(1.5),
    **{f"{name} skin": _tone(tone) for name, tone in TONES.items()},
}
"""By name: (picture, keypoints) → the changed picture, or None where that can't be made."""
