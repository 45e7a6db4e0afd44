"""Hands that show another sign's handshape too, so that people who signed one teach the other.

American Sign Language forms 0 like O, 2 like V, 6 like W and 9 like F; in letters, what is formed like a 1 is many
people's D. Turned, K is P, U is H and G is Q: the same fingers, held in another direction.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from signdesk.training.crops import Crops

__all__ = ["same_handshape"]

_AS_IT_IS = {"0": "O", "1": "D", "2": "V", "6": "W", "9": "F", "O": "0", "V": "2", "W": "6", "F": "9"}
_TURNED = {"K": "P", "U": "H", "G": "Q"}
_KNUCKLE, _TIP = 5, 8
"""Of the index finger, among the keypoints."""

_WEIGHT = 0.6
"""How often such a hand is drawn, relative to one of its own sign."""


def same_handshape(crops: Crops, seed: int) -> Crops:
    """Those of ``crops`` whose handshape is another sign's too, as that sign, where need be turned by quarter turns."""
    parts = [crops.take(crops.labels == sign).called(other) for sign, other in _AS_IT_IS.items()]
    for sign, other in _TURNED.items():
        some = crops.take(crops.labels == sign)
        quarters = _quarters(some, sign, np.random.default_rng(seed))
        parts.append(some.turned(quarters).called(other).take(quarters > 0))
    joined = Crops.joined(parts)
    return replace(joined, weights=joined.weights * np.float32(_WEIGHT))


def _quarters(crops: Crops, sign: str, rng: np.random.Generator) -> NDArray[np.intp]:
    """By how many quarter turns against the clock each hand of ``sign`` becomes the other sign; 0 if it doesn't."""
    if sign == "K":
        return np.full(len(crops), 2)
    if sign == "U":
        return rng.choice([1, 3], len(crops))
    right, down = (crops.keypoints[:, _TIP] - crops.keypoints[:, _KNUCKLE]).T
    return np.where(abs(right) > abs(down), np.where(right < 0, 1, 3), 0)  # NaN is no more than anything
