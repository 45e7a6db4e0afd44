"""The flesh around the bones of an open hand, as a distance function.

Each piece is a round cone: the space within a radius of a bone, the radius going from one end's to the other's. Pieces
of a finger melt into each other a little, those of the palm a lot; two fingers never do. Distances are in millimetres,
negative inside, and right near the surface, which is all that `surface` needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.shape import HandShape
from signdesk.handmodel.skeleton import NEUTRAL, Bones, Skeleton, angle_array, skeleton

__all__ = ["FOREARM", "Flesh", "flesh"]

Array = NDArray[np.float32]

FOREARM = 170.0
"""How far below the wrist's crease the forearm goes on, in millimetres."""

_PALM_MELT, _FINGER_MELT, _ROOT_MELT, _THUMB_MELT = 11.0, 3.5, 9.0, 15.0


@dataclass(frozen=True, slots=True, eq=False)
class Cones:
    """Round cones (n each): from ``start`` (n × 3) with radius ``wide`` to ``end`` with radius ``narrow``."""

    start: Array
    end: Array
    wide: Array
    narrow: Array

    def distance(self, points: Array, melt: float) -> Array:
        """The distance (m) of ``points`` (m × 3) to all cones, melted into one by ``melt`` millimetres."""
        total: Array | None = None
        for start, end, wide, narrow in zip(self.start, self.end, self.wide, self.narrow, strict=True):
            axis = end - start
            offset = points - start
            along = np.clip(offset @ (axis / max(float(axis @ axis), 1e-6)), 0.0, 1.0)
            offset -= along[:, None] * axis
            one = np.sqrt(np.einsum("ij,ij->i", offset, offset)) - (wide + (narrow - wide) * along)
            total = one if total is None else melted(total, one, melt)
        assert total is not None
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Flesh:
    """An open hand: the cones of the palm with the forearm, and of the five fingers, thumb first."""

    bones: Skeleton
    rest: Bones
    palm: Cones
    fingers: tuple[Cones, ...]

    def parts(self, points: Array) -> Array:
        """The distance (m × 6) of ``points`` (m × 3) to the palm and to each finger."""
        fingers = [cones.distance(points, _FINGER_MELT) for cones in self.fingers]
        return np.stack([self.palm.distance(points, _PALM_MELT), *fingers], axis=1)

    def distance(self, points: Array) -> Array:
        """The distance (m) of ``points`` (m × 3) to the whole hand."""
        return joined(self.parts(points))


def melted(a: Array, b: Array, melt: float) -> Array:
    """The smooth lesser of two distances (Quílez' quadratic one): where they are within ``melt``, flesh fills in."""
    share = np.maximum(melt - np.abs(a - b), 0.0) / melt
    return np.asarray(np.minimum(a, b) - share * share * (melt * 0.25), np.float32)


def joined(parts: Array) -> Array:
    """The whole from the distances to its parts: each finger melts into the palm, none into another."""
    palm = parts[:, 0]
    whole = melted(palm, parts[:, 1], _THUMB_MELT)
    for finger in range(2, 6):
        whole = np.minimum(whole, melted(palm, parts[:, finger], _ROOT_MELT))
    return whole


def flesh(shape: HandShape) -> Flesh:
    """The flesh of a hand of that build, in the neutral pose."""
    bones = skeleton(shape)
    rest = bones.pose(angle_array(NEUTRAL))
    fingers = tuple(_cones(_finger(bones, rest, number, shape)) for number in range(5))
    return Flesh(bones, rest, _cones(_palm(bones, rest, shape)), fingers)


_Piece = tuple[NDArray[np.float64], NDArray[np.float64], float, float]


def _cones(pieces: list[_Piece]) -> Cones:
    starts, ends, wide, narrow = zip(*pieces, strict=True)
    return Cones(
        np.array(starts, np.float32),
        np.array(ends, np.float32),
        np.array(wide, np.float32),
        np.array(narrow, np.float32),
    )


def _finger(bones: Skeleton, rest: Bones, finger: int, shape: HandShape) -> list[_Piece]:
    """A finger's bones, the pads on their palm side, and the bumps of its joints."""
    joints = rest.joints[1 + 4 * finger : 5 + 4 * finger]
    radii = bones.radii[finger]
    pieces: list[_Piece] = []
    for part in range(3):
        out = rest.turns[1 + 3 * finger + part][:, 2]  # towards the palm's side
        start, end, wide, narrow = joints[part], joints[part + 1], radii[part], radii[part + 1]
        if part == 2:
            end = end - (end - start) / np.linalg.norm(end - start) * narrow
        waist = 0.93 if part < 2 else 1.0
        middle = 0.5 * (start + end)
        pieces.append((start, middle, wide, waist * 0.5 * (wide + narrow)))
        pieces.append((middle, end, waist * 0.5 * (wide + narrow), narrow))
        if finger == 0 and part == 0:
            continue
        fat = 0.84 * 0.5 * (wide + narrow)
        pieces.append(
            (
                start + 0.32 * (end - start) + out * 0.26 * wide,
                start + 0.72 * (end - start) + out * 0.26 * wide,
                fat,
                fat,
            )
        )
        if part:
            bump = shape.knuckles * 0.10 * wide
            pieces.append((start - out * bump, start - out * bump, wide * 0.97, wide * 0.97))
    return pieces


def _palm(bones: Skeleton, rest: Bones, shape: HandShape) -> list[_Piece]:
    """Metacarpals, the balls of thumb and little finger, wrist and forearm."""
    size, wide = shape.size, shape.size * shape.width
    stout = shape.size * shape.thickness
    scale = np.array([wide, size, size])
    pieces: list[_Piece] = []
    heels = ((9.0, 24.0, -1.0), (2.0, 24.0, -2.0), (-6.0, 24.0, -1.0), (-12.0, 22.0, 0.0))
    for finger, heel in enumerate(heels, 1):
        pieces.append((np.array(heel) * scale, bones.roots[finger], 13.5 * stout, bones.radii[finger, 0] * 1.04))
    for start, end, first, last in (
        ((14.0, 16.0, 7.0), (21.0, 40.0, 11.0), 13.5, 13.0),  # the ball of the thumb
        ((-17.0, 14.0, 6.0), (-27.0, 52.0, 7.0), 12.5, 12.0),  # and of the little finger
        ((-27.0, 52.0, 7.0), (-31.0, 70.0, 5.0), 12.0, 10.5),
        ((22.0, 62.0, 4.0), (-24.0, 60.0, 5.0), 10.5, 10.0),  # below the fingers
        ((9.5, 12.0, 0.0), (11.0, -12.0, 0.0), 17.0, 17.0),  # wrist
        ((-10.0, 12.0, 0.0), (-11.0, -12.0, 0.0), 16.0, 17.0),
        ((-17.0, -8.0, -7.0), (-17.0, -14.0, -6.0), 11.5, 11.0),  # the ulna's head
        ((11.0, -12.0, 0.0), (13.0, -FOREARM, 2.0), 17.0, 29.0),
        ((-11.0, -12.0, 0.0), (-13.0, -FOREARM, 2.0), 16.5, 28.0),
    ):
        pieces.append((np.array(start) * scale, np.array(end) * scale, first * stout, last * stout))
    return pieces
