"""What people wear about the hand: a sleeve, a ring, a watch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.flesh import FOREARM
from signdesk.handmodel.skeleton import BONES, Bones, Skeleton

__all__ = ["Cloth", "Dress", "dressed"]

Array = NDArray[np.float32]
Colour = tuple[float, float, float]

_AROUND = 40
_ELBOW = [-2.25 * FOREARM]
"""Where a sleeve ends: below the forearm that is drawn out for views from far away."""


@dataclass(frozen=True, slots=True)
class Dress:
    """What is worn, in linear colours: a sleeve of ``cloth`` whose cuff lies ``sleeve`` millimetres below the wrist's
    crease, a ``ring`` on the ring finger, a ``watch`` with a strap of that colour; None: not worn."""

    sleeve: float | None = None
    cloth: Colour = (0.08, 0.12, 0.25)
    ring: Colour | None = None
    watch: Colour | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Cloth:
    """Surfaces that are not skin: ``vertices`` (n × 3, in the palm's frame), ``faces`` (m × 3), and of each vertex its
    colour (n × 3, linear) and ``gloss`` (n)."""

    vertices: Array
    faces: NDArray[np.int32]
    colours: Array
    gloss: Array


_NOTHING = Cloth(
    np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32), np.zeros((0, 3), np.float32), np.zeros(0, np.float32)
)


def dressed(dress: Dress, measures: Skeleton, bones: Bones) -> Cloth:
    """Everything worn by a hand posed as ``bones``."""
    pieces = []
    if dress.watch is not None:
        pieces += _watch(dress.watch, measures, bones)
    if dress.sleeve is not None:
        pieces.append(_sleeve(dress.sleeve, dress.cloth, measures, bones))
    if dress.ring is not None:
        pieces.append(_ring(dress.ring, measures, bones))
    if not pieces:
        return _NOTHING
    starts = np.cumsum([0, *(len(piece.vertices) for piece in pieces)])
    return Cloth(
        np.concatenate([piece.vertices for piece in pieces]),
        np.concatenate([piece.faces + start for piece, start in zip(pieces, starts, strict=False)]).astype(np.int32),
        np.concatenate([piece.colours for piece in pieces]),
        np.concatenate([piece.gloss for piece in pieces]),
    )


def _sleeve(below: float, colour: Colour, measures: Skeleton, bones: Bones) -> Cloth:
    """A tube about the forearm, with folds and a cuff."""
    along = np.concatenate([[-below, -below, -below - 2.0], np.linspace(-below - 9, -FOREARM - 20, 22), _ELBOW])
    wider = 7.5 + 2.2 * np.sin(np.linspace(0, 16, 22)) + np.linspace(0, 5, 22)
    wider = np.concatenate([[1.5, 7.5, 8.5], wider, wider[-1:] + 4])
    angle = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    folds = 1.2 * np.sin(3 * angle[None] + along[:, None] * 0.11) * (along[:, None] < -below - 5)
    across, deep = _arm(along, measures)
    return _tube(
        bones,
        "forearm",
        along,
        across[:, None] + wider[:, None] + folds,
        deep[:, None] + wider[:, None] + folds,
        colour,
        0.0,
    )


def _watch(colour: Colour, measures: Skeleton, bones: Bones) -> list[Cloth]:
    """A strap about the forearm, and a case on its back."""
    along = np.array([-22.0, -22.0, -23.0, -37.0, -38.0, -38.0])
    wider = np.array([-2.0, 2.0, 3.0, 3.0, 2.0, -2.0])
    across, deep = _arm(along, measures)
    strap = _tube(bones, "forearm", along, (across + wider)[:, None], (deep + wider)[:, None], colour, 0.3)
    centre = float(_arm(np.array([-30.0]), measures)[1][0])
    rise = np.array([-4.0, 4.5, 5.5, 5.5])
    radius = np.array([17.0, 17.0, 16.0, 0.01])
    angle = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    points = np.stack(
        [
            radius[:, None] * np.cos(angle),
            np.broadcast_to(-30.0 - radius[:, None] * np.sin(angle), (4, _AROUND)),
            -centre - rise[:, None] + np.zeros(_AROUND),
        ],
        -1,
    )
    case = _grid(points, bones, "forearm", (0.35, 0.35, 0.37), 0.9)
    return [strap, case]


def _ring(colour: Colour, measures: Skeleton, bones: Bones) -> Cloth:
    """A band about the first bone of the ring finger."""
    middle = 0.52 * measures.lengths[3, 0]
    along = middle + np.array([2.2, 2.2, 1.4, -1.4, -2.2, -2.2])
    radius = 0.5 * (measures.radii[3, 0] + measures.radii[3, 1])
    wider = np.array([-2.0, 0.5, 1.1, 1.1, 0.5, -2.0])[:, None] + radius * 0.99
    return _tube(bones, "ring.1", along, wider, wider * 1.04, colour, 1.6)


def _arm(along: NDArray[np.float64], measures: Skeleton) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Half the forearm's breadth and depth at places along it."""
    stout = measures.radii[2, 0] / 11.6
    share = np.clip((-along - 12) / (FOREARM - 12), 0, 1.15)
    wide = measures.heels[0, 0] / -7.0 * measures.roots[2, 1] / 90.5
    return (11 + 2 * share) * wide + (17 + 12 * share) * stout, (17 + 12 * share) * stout


def _tube(
    bones: Bones,
    bone: str,
    along: NDArray[np.float64],
    across: NDArray[np.float64],
    deep: NDArray[np.float64],
    colour: Colour,
    gloss: float,
) -> Cloth:
    """Rings about a bone's length at ``along``, ``across`` and ``deep`` its half axes."""
    angle = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    points = np.stack(
        [across * np.cos(angle), np.broadcast_to(along[:, None], (len(along), _AROUND)), deep * np.sin(angle)], -1
    )
    return _grid(points, bones, bone, colour, gloss)


def _grid(points: NDArray[np.float64], bones: Bones, bone: str, colour: Colour, gloss: float) -> Cloth:
    """Rings of points (r × n × 3, in a bone's frame) joined to a surface, placed by that bone."""
    rows, around = points.shape[:2]
    number = BONES.index(bone)
    placed = points.reshape(-1, 3) @ bones.turns[number].T + bones.heads[number]
    index = np.arange(rows * around).reshape(rows, around)
    a, b = index[:-1], index[1:]
    c, d = np.roll(b, -1, 1), np.roll(a, -1, 1)
    faces = np.concatenate([np.stack([a, c, b], -1).reshape(-1, 3), np.stack([a, d, c], -1).reshape(-1, 3)]).astype(
        np.int32
    )
    count = rows * around
    return Cloth(
        placed.astype(np.float32),
        faces,
        np.broadcast_to(np.array(colour, np.float32), (count, 3)).copy(),
        np.full(count, gloss, np.float32),
    )
