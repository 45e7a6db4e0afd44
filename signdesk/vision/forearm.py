"""Where a cut-out hand's forearm is cut off, and how it goes on beyond.

::

    alpha, keypoints ─forearm_of─> Forearm ─folded(places)─> where in the cutout the pixels of an endless arm come from
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Forearm", "folded", "forearm_of"]

_KNUCKLE = 9
_AS_WIDE = 0.6
"""Where the arm is narrower than this share of the wrist, it has been cut off."""

_RIM = 3
"""Pixels at the cut that are no more than half the arm."""

_LEAST, _REPEATED = 0.3, 0.9
"""Palms of arm that must be there to go on from, and that are repeated at most."""


class Forearm(NamedTuple):
    """``wrist`` (2,) in pixels of the cutout and ``axis`` (2,), a unit vector away from the hand; from ``start`` to
    ``end`` along it, in pixels, there is arm to repeat."""

    wrist: NDArray[np.float32]
    axis: NDArray[np.float32]
    start: float
    end: float


def forearm_of(alpha: NDArray[np.float32], keypoints: NDArray[np.float32]) -> Forearm | None:
    """The part of the arm that a hand was cut out with; None if there is too little. ``alpha`` and ``keypoints`` as in
    `Cutout`."""
    wrist, knuckle = keypoints[0], keypoints[_KNUCKLE]
    palm = float(np.linalg.norm(wrist - knuckle))
    if palm < 1:
        return None
    axis = (wrist - knuckle) / palm
    down, across = np.mgrid[: alpha.shape[0], : alpha.shape[1]] + 0.5
    right, below = across - wrist[0], down - wrist[1]
    along, beside = right * axis[0] + below * axis[1], right * axis[1] - below * axis[0]
    near = (along >= 0) & (abs(beside) < palm)
    widths = np.bincount(along[near].astype(int), alpha[near])
    if not len(widths):
        return None
    ends = np.flatnonzero(widths <= _AS_WIDE * np.median(widths[: max(round(palm * _LEAST), 1)]))
    end = float(ends[0] if len(ends) else len(widths)) - _RIM
    reached = ((keypoints - wrist) @ axis).max()  # by fingers that hang from a bent wrist
    if end < max(palm * _LEAST, reached):
        return None
    return Forearm(wrist, axis.astype(np.float32), max(0.0, end - palm * _REPEATED), end)


def folded(places: NDArray[np.float32], arm: Forearm) -> NDArray[np.float32]:
    """For ``places`` (…, 2) of a cutout whose ``arm`` never ends, the places of the real one that look like them.

    Beyond its end the arm is repeated to and fro."""
    along = (places - arm.wrist) @ arm.axis
    beyond = np.maximum(along - arm.end, 0)
    length = arm.end - arm.start
    back = length - abs(beyond % (2 * length) - length)
    return (places - (beyond + back)[..., None] * arm.axis).astype(np.float32)
