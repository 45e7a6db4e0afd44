"""From where a hand is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.arrays import Values, namespace
from signdesk.handmodel.skeleton import turned

__all__ = ["Camera", "View"]

_FLESH = 20.0
"""By how many millimetres a hand spans more than its joints."""

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class View:
    """How a camera looks at a hand.

    ``yaw``, ``pitch``, ``roll`` (degrees) turn the hand beyond how its pose faces: yaw about the upright, its left side
    coming nearer; pitch tips its top towards the camera; roll turns it in the picture, against the clock. ``distance``
    is the camera's, in millimetres. ``fill`` is the share of the picture's shorter side that the hand spans,
    and ``x``, ``y`` where in the picture (0 to 1) their middle lies. ``mirrored`` shows a left hand.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    distance: float = 650.0
    fill: float = 0.78
    x: float = 0.5
    y: float = 0.5
    mirrored: bool = False

    def __post_init__(self) -> None:
        if not (self.distance >= 250 and self.fill > 0):
            raise ValueError("a camera stands at least 250 mm away, and the hand fills more than nothing")


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """A view made fit for one pose: points of the palm's frame go to pixels.

    ``turn`` (3 × 3) and ``centre`` (3) bring points before the camera, which looks along −z from ``distance``;
    ``scale`` is pixels a millimetre at the centre; ``origin`` (2) is where the centre lies in the picture.

    Of several pictures (b) these are arrays: b × 3 × 3, b × 1 × 3, b × 1, b × 1 and b × 1 × 2, for points b × n × 3.
    """

    turn: Array
    centre: Array
    distance: Values
    scale: Values
    origin: Array

    @classmethod
    def fitted(cls, view: View, facing: Array, joints: Array, size: tuple[int, int]) -> Camera:
        """The camera that shows ``joints`` (21 × 3, palm's frame) as ``view`` says in a picture that size."""
        turn = turned(view.yaw, view.pitch, view.roll) @ facing
        if view.mirrored:
            turn = np.diag([-1.0, 1.0, 1.0]) @ turn
        placed = joints @ turn.T
        centre = 0.5 * (placed.min(0) + placed.max(0))
        across = np.array(size, float)
        rough = cls(turn, centre, view.distance, 1.0, np.zeros(2))
        flat = rough.project(joints)[:, :2]
        extent = float((flat.max(0) - flat.min(0)).max())
        scale = view.fill * across.min() / (extent + _FLESH)
        middle = 0.5 * (flat.max(0) + flat.min(0)) * scale
        return cls(turn, centre, view.distance, scale, across * (view.x, view.y) - middle)

    def placed(self, points: Values) -> Values:
        """Points (n × 3) of the palm's frame as the camera has them: x right, y up, z towards it, from the centre."""
        return points @ self.turn.mT - self.centre

    def project(self, points: Values) -> Values:
        """Points (n × 3) of the palm's frame as x, y in pixels and how far away in millimetres (n × 3)."""
        placed = self.placed(points)
        away = self.distance - placed[..., 2]
        factor = self.scale * self.distance / away
        x, y = placed[..., 0] * factor + self.origin[..., 0], -placed[..., 1] * factor + self.origin[..., 1]
        return namespace(placed).stack([x, y, away], axis=-1)
