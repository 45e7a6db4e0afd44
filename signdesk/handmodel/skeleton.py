"""The bones of a hand: 21 joints, 26 angles, and where the one puts the other.

A hand's own frame, in millimetres, of a right hand: the wrist is the origin, x points to the thumb's side, y along the
middle finger, z out of the palm. Seen with the palm to the camera, x is right and y is up in the picture.

- Lengths of the phalanges, with the soft tissue of the tips: Buryanov and Kotiuk, *Proportions of Hand Segments*, Int.
  J. Morphol. 28(3):755–758, 2010 (doi 10.4067/S0717-95022010000300015), table I, radiographs of 66 adults; compared
  with four public copies of it, the paper itself not being at hand. The fingers are 5.5 % longer than there, for the
  hand lengths of ANSUR II; beside that, middle phalanges are 2 to 6 % longer, the last ones 1 to 7 % shorter, the first
  ones the same within 2 %. The thumb is not drawn out: two of its bones are as long as there, the last is 9 % shorter.
  Bones of people differ by 7 to 15 % (standard deviations in the same table).
- Where the knuckles lie across the palm: for a skin that is 82 to 85 mm broad there; by a summary of ANSUR II hands are
  85 mm broad in the mean of all.
- Limits: Eaton, *Normal Range of Motion Reference Values*, Electronic Textbook of Hand Surgery, e-hand.com:
  knuckles −45 to 90°, middle joints 0 to 100, end joints 0 to 80; the thumb's −10 to 55 and −15 to 80; the wrist −70
  to 75, 20 to the thumb's side and 35 to the other. American Academy of Orthopaedic Surgeons, *Joint Motion*, 1965,
  has 0 to 50 and −20 to 80 for the thumb, −70 to 80 for the wrist. Those of the hand are widened, for letters go beyond
  what is measured without load (a thumb pressed against a fist), and the model's thumb bends at its middle joint for
  some of what a saddle joint does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.shape import HandShape

__all__ = [
    "ANGLES",
    "BONES",
    "FINGERS",
    "LIMITS",
    "NEUTRAL",
    "Bones",
    "Skeleton",
    "angle_array",
    "rotation",
    "skeleton",
    "turned",
]

Array = NDArray[np.float64]

FINGERS = ("thumb", "index", "middle", "ring", "little")

LIMITS: dict[str, tuple[float, float]] = {
    "thumb.spread": (-45.0, 70.0),  # in the palm's plane, away from the index finger; below 0 across the palm
    "thumb.lift": (-15.0, 75.0),  # out of the palm's plane
    "thumb.turn": (10.0, 150.0),  # about its own length: 0 the pad faces as the palm does, 90 the little finger
    "thumb.mcp": (-25.0, 80.0),
    "thumb.sway": (-20.0, 20.0),
    "thumb.ip": (-40.0, 95.0),
    **{
        f"{finger}.{joint}": limits
        for finger in FINGERS[1:]
        for joint, limits in (
            ("mcp", (-35.0, 100.0)),
            ("spread", (-30.0, 35.0)),  # away from the middle finger; the middle finger's own: to the thumb's side
            ("pip", (-12.0, 118.0)),
            ("dip", (-22.0, 90.0)),
        )
    },
    "palm.cup": (0.0, 30.0),  # the little finger's side of the palm, folded towards the thumb
    "wrist.flexion": (-70.0, 80.0),
    "wrist.deviation": (-20.0, 35.0),  # to the little finger's side; below 0 to the thumb's
    "wrist.twist": (-40.0, 40.0),  # of the palm against the skin of the forearm
}
"""Every angle by name, with its least and greatest value in degrees. Bending towards the palm is above 0."""

ANGLES = tuple(LIMITS)
NEUTRAL = dict.fromkeys(ANGLES, 0.0) | {
    "thumb.spread": 40.0,
    "thumb.lift": 24.0,
    "thumb.turn": 66.0,
    "index.spread": 9.0,
    "ring.spread": 9.0,
    "little.spread": 19.0,
}
"""The pose in which the skin is made: an open hand."""

_INDEX = {name: i for i, name in enumerate(ANGLES)}

BONES = (
    "palm",
    *(f"{finger}.{part}" for finger in FINGERS for part in (1, 2, 3)),  # thumb: metacarpal and two phalanges
    "ring.0",
    "little.0",
    "forearm",
)
"""What moves as one piece: index, middle and their metacarpals are the palm's, the outer two can be folded."""

_CMC = np.array([20.0, 22.0, 9.0])  # the thumb's first joint
_KNUCKLES = np.array([[25.5, 88.0, 0.5], [4.0, 90.5, -2.5], [-15.5, 84.5, -1.0], [-32.5, 75.5, 3.0]])
_HEELS = np.array([[-7.0, 24.0, 1.0], [-12.0, 22.0, 2.0]])  # where the outer two metacarpals turn
_LENGTHS = np.array(
    [
        [46.2, 31.6, 25.0],
        [42.5, 25.0, 20.5],
        [46.5, 28.8, 21.8],
        [43.0, 27.6, 21.6],
        [34.5, 20.0, 19.4],
    ]
)
_RADII = np.array(  # at the four joints of each finger, the last at the tip
    [
        [13.5, 11.4, 10.2, 7.4],
        [11.4, 9.5, 8.1, 6.6],
        [11.6, 9.7, 8.3, 6.7],
        [11.0, 9.2, 7.8, 6.3],
        [9.8, 8.0, 6.9, 5.7],
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """The measures of one hand in millimetres.

    ``roots`` (5 × 3): the first joint of each finger in the palm's frame; ``lengths`` (5 × 3) of its bones; ``radii``
    (5 × 4) of its flesh at its joints and tip; ``heels`` (2 × 3): about what ring and little finger's metacarpals fold.
    """

    roots: Array
    lengths: Array
    radii: Array
    heels: Array

    def joints(self, angles: Array) -> Array:
        """The 21 joints (… × 21 × 3) for ``angles`` (… × 26, degrees, in the order of `ANGLES`)."""
        return self.pose(angles).joints

    def pose(self, angles: Array) -> Bones:
        """Where ``angles`` (… × 26, degrees) put every joint and bone, in the palm's frame."""
        angles = np.asarray(angles, float)
        shape = angles.shape[:-1]
        joints = np.zeros((*shape, 21, 3))
        turns = np.broadcast_to(np.eye(3), (*shape, len(BONES), 3, 3)).copy()
        heads = np.zeros((*shape, len(BONES), 3))
        for finger in range(5):
            base, position = self._root(finger, angles)
            number = 1 + 4 * finger
            joints[..., number, :] = position
            for part, turn in enumerate(_turns(finger, angles)):
                base = base @ turn
                bone = 1 + 3 * finger + part
                turns[..., bone, :, :], heads[..., bone, :] = base, position
                position = position + base[..., :, 1] * self.lengths[finger, part]
                joints[..., number + part + 1, :] = position
        for outer, bone in enumerate((16, 17)):
            turns[..., bone, :, :] = _cup(outer, angles)
            heads[..., bone, :] = self.heels[outer]
        turns[..., 18, :, :] = _forearm(angles)
        return Bones(joints, turns, heads)

    def _root(self, finger: int, angles: Array) -> tuple[Array, Array]:
        """The frame (… × 3 × 3) and place of a finger's first joint."""
        if finger < 3:
            shape = angles.shape[:-1]
            return np.broadcast_to(np.eye(3), (*shape, 3, 3)), np.broadcast_to(self.roots[finger], (*shape, 3))
        fold = _cup(finger - 3, angles)
        heel = self.heels[finger - 3]
        return fold, heel + fold @ (self.roots[finger] - heel)


@dataclass(frozen=True, slots=True, eq=False)
class Bones:
    """A posed skeleton: ``joints`` (… × 21 × 3), and of each of the `BONES` its frame and where it begins."""

    joints: Array
    turns: Array
    heads: Array


@lru_cache(maxsize=64)
def skeleton(shape: HandShape) -> Skeleton:
    """The skeleton of a hand of that build."""
    across = np.array([shape.width, 1.0, 1.0]) * shape.size
    factors = shape.finger_lengths()[:, None]
    # A long finger is hardly thicker than a short one; a big hand is.
    stout = shape.thickness * shape.size
    taper = np.array([1.0, 1.0, 1.0, 1.0]) - (shape.taper - 1.0) * np.array([0.0, 0.35, 0.7, 1.0])
    return Skeleton(
        roots=np.vstack([_CMC, _KNUCKLES]) * across,
        lengths=_LENGTHS * factors,
        radii=_RADII * stout * taper,
        heels=_HEELS * across,
    )


def angle_array(angles: dict[str, float]) -> Array:
    """Angles by name as an array in the order of `ANGLES`; those not named are 0."""
    out = np.zeros(len(ANGLES))
    for name, value in angles.items():
        out[_INDEX[name]] = value
    return out


def rotation(axis: int, degrees: Array | float) -> Array:
    """The rotation (… × 3 × 3) about x (0), y (1) or z (2), counter-clockwise as seen from the axis' end."""
    radians = np.deg2rad(np.asarray(degrees, float))
    cos, sin = np.cos(radians), np.sin(radians)
    out = np.zeros((*radians.shape, 3, 3))
    one, two = (axis + 1) % 3, (axis + 2) % 3
    out[..., axis, axis] = 1.0
    out[..., one, one] = out[..., two, two] = cos
    out[..., one, two], out[..., two, one] = -sin, sin
    return out


def turned(yaw: Array | float, pitch: Array | float, roll: Array | float) -> Array:
    """The rotation that rolls in the plane of the picture, then tilts forward, then turns about the upright."""
    return rotation(1, yaw) @ rotation(0, pitch) @ rotation(2, roll)


def _angle(angles: Array, name: str) -> Array:
    return angles[..., _INDEX[name]]


def _turns(finger: int, angles: Array) -> tuple[Array, Array, Array]:
    """The rotations at a finger's three joints."""
    name = FINGERS[finger]
    if finger == 0:
        saddle = (
            rotation(2, -_angle(angles, "thumb.spread"))
            @ rotation(0, _angle(angles, "thumb.lift"))
            @ rotation(1, -_angle(angles, "thumb.turn"))
        )
        middle = rotation(2, -_angle(angles, "thumb.sway")) @ rotation(0, _angle(angles, "thumb.mcp"))
        return saddle, middle, rotation(0, _angle(angles, "thumb.ip"))
    side = -1.0 if finger <= 2 else 1.0
    knuckle = rotation(2, side * _angle(angles, f"{name}.spread")) @ rotation(0, _angle(angles, f"{name}.mcp"))
    return knuckle, rotation(0, _angle(angles, f"{name}.pip")), rotation(0, _angle(angles, f"{name}.dip"))


def _cup(outer: int, angles: Array) -> Array:
    """How far the ring (0) and little finger's (1) metacarpal is folded."""
    return rotation(0, _angle(angles, "palm.cup") * (0.45, 1.0)[outer]) @ rotation(
        1, _angle(angles, "palm.cup") * (0.2, 0.45)[outer]
    )


def _forearm(angles: Array) -> Array:
    """The forearm's frame as the hand sees it."""
    return (
        rotation(0, -_angle(angles, "wrist.flexion"))
        @ rotation(2, -_angle(angles, "wrist.deviation"))
        @ rotation(1, _angle(angles, "wrist.twist"))
    )
