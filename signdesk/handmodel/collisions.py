"""Whether fingers pass through each other or the palm.

Flesh is taken as one capsule around each bone. Fingers that press on one another give way a little, and capsules are
stouter than fingers between the joints: an overlap of up to `GIVE` is touch. More is not possible, except where a thumb
is shut into a fist, out of sight: a real one is squeezed flat there, and the fingers close over it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.skeleton import BONES, FINGERS, Skeleton

__all__ = ["GIVE", "PAIRS", "SQUEEZED", "overlaps", "segment_distance", "worst_overlap"]

Array = NDArray[np.float64]

GIVE = 5.5
"""By how many millimetres touching flesh may overlap."""

SQUEEZED = 10.5
"""By how many it may where a fist is closed over the thumb."""

_PALM_RADIUS = 10.0
_HEELS = np.array([[6.0, 22.0, -4.0], [1.0, 22.0, -5.0], [-6.0, 22.0, -4.0], [-12.0, 22.0, -2.0]])


def _segments() -> list[tuple[str, int]]:
    """Every capsule: its finger (or the palm) and the number of the bone along it; palm: under which finger."""
    fingers = [(finger, part) for finger in FINGERS for part in range(3)]
    return [*fingers, *(("palm", k) for k in range(4))]


def _pairs() -> NDArray[np.intp]:
    """Which capsules must stay apart: of different fingers, not both at the knuckles, and of fingertips and palm."""
    segments, out = _segments(), []
    for a, (finger, part) in enumerate(segments):
        for b, (other, piece) in enumerate(segments[a + 1 :], a + 1):
            if finger == other or "palm" in (finger, other):
                if other == "palm" and finger != "palm" and (part == 2 or (part == 1 and finger == "thumb")):
                    out.append((a, b))
                continue
            near_the_root = part == 0 and (piece == 0 or finger == "thumb")
            if not near_the_root:
                out.append((a, b))
    return np.array(out)


PAIRS = _pairs()
"""Pairs of capsules (n × 2) that are looked at."""


def segment_distance(a0: Array, a1: Array, b0: Array, b1: Array) -> tuple[Array, Array, Array]:
    """The least distance (…) between segments (… × 3), and where on each it is, 0 to 1.

    After Ericson, *Real-Time Collision Detection*, 2005, 5.1.9, for arrays.
    """
    d1, d2, r = a1 - a0, b1 - b0, a0 - b0
    aa, ee, ff = (d1 * d1).sum(-1), (d2 * d2).sum(-1), (d2 * r).sum(-1)
    bb, cc = (d1 * d2).sum(-1), (d1 * r).sum(-1)
    bottom = aa * ee - bb * bb
    s = np.clip((bb * ff - cc * ee) / np.where(bottom > 1e-9, bottom, 1.0), 0.0, 1.0)
    t = np.clip((bb * s + ff) / ee, 0.0, 1.0)
    s = np.clip((bb * t - cc) / aa, 0.0, 1.0)
    apart = r + s[..., None] * d1 - t[..., None] * d2
    return np.sqrt((apart * apart).sum(-1)), s, t


def overlaps(bones: Skeleton, angles: Array) -> Array:
    """By how many millimetres each of the `PAIRS` overlaps (… × n), for ``angles`` (… × 26); below 0: apart."""
    posed = bones.pose(angles)
    starts, ends, thick = _capsules(bones, posed.joints)
    a, b = PAIRS.T
    distance, s, t = segment_distance(starts[..., a, :], ends[..., a, :], starts[..., b, :], ends[..., b, :])
    radius_a = thick[a, 0] + (thick[a, 1] - thick[a, 0]) * s
    radius_b = thick[b, 0] + (thick[b, 1] - thick[b, 0]) * t
    return np.asarray(radius_a + radius_b - distance)


def worst_overlap(bones: Skeleton, angles: Array) -> tuple[float, str]:
    """The greatest overlap of one pose in millimetres, and between what it is."""
    over = overlaps(bones, angles)
    worst = int(over.argmax())
    names = _names()
    a, b = PAIRS[worst]
    return float(over[worst]), f"{names[a]} and {names[b]}"


@lru_cache(maxsize=1)
def _names() -> list[str]:
    return [f"{finger}.{part + 1}" for finger, part in _segments()]


def _capsules(bones: Skeleton, joints: Array) -> tuple[Array, Array, Array]:
    """Where each capsule begins and ends (… × 19 × 3 each), and its radii there (19 × 2)."""
    first = np.array([1 + 4 * finger + part for finger in range(5) for part in range(3)])
    starts, ends = joints[..., first, :], joints[..., first + 1, :]
    # The tip of the skeleton lies in the skin: the capsule's last centre is a radius before it.
    thick = np.stack([bones.radii[:, :3], bones.radii[:, 1:]], -1).reshape(15, 2)
    tips = np.arange(2, 15, 3)
    back = ends[..., tips, :] - starts[..., tips, :]
    length = np.sqrt((back * back).sum(-1, keepdims=True))
    ends = ends.copy()
    ends[..., tips, :] -= back / length * thick[tips, 1:]
    heel = np.broadcast_to(_HEELS * bones.roots[1, 1] / 88.0, (*joints.shape[:-2], 4, 3))
    knuckles = joints[..., [5, 9, 13, 17], :]
    palm = np.full((4, 2), _PALM_RADIUS * bones.radii[2, 0] / 11.6)
    assert len(BONES) == 19
    return (
        np.concatenate([starts, heel], -2),
        np.concatenate([ends, heel + 0.82 * (knuckles - heel)], -2),
        np.concatenate([thick, palm]),
    )
