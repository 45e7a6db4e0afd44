"""What lies between the parts of a hand and on its skin: flesh that throws shadows, creases, contact."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import array_api_compat
import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.arrays import Values, namespace
from signdesk.handmodel.filters import mean_around, slopes
from signdesk.handmodel.flesh import FOREARM
from signdesk.handmodel.light import Capsules
from signdesk.handmodel.skeleton import Bones, Skeleton
from signdesk.handmodel.skinning import lengths

__all__ = ["behind_neighbours", "bumped", "flesh_capsules"]

Points = NDArray[np.floating[Any]]


def flesh_capsules(bones: Skeleton, lying: Bones, placed: Callable[[Points], Points]) -> Capsules:
    """What throws shadows: fingers, metacarpals and the forearm; ``placed`` brings points (n × 3) of the palm's frame
    to where the light is reckoned."""
    first = np.array([1 + 4 * finger + part for finger in range(5) for part in range(3)])
    knuckles = lying.joints[[5, 9, 13, 17]]
    heels = np.array([[9.0, 24, -1], [2, 24, -2], [-6, 24, -1], [-12, 22, 0]]) * bones.roots[2, 1] / 90.5
    arm = np.array([[0.0, -25, 0], [0, -FOREARM, 0]]) @ lying.turns[18].T
    start = np.concatenate([lying.joints[first], heels, arm[:1]])
    end = np.concatenate([lying.joints[first + 1], knuckles, arm[1:]])
    tips = np.arange(2, 15, 3)
    back = end[tips] - start[tips]
    end[tips] -= back / np.linalg.norm(back, axis=1, keepdims=True) * bones.radii[:, 3:]
    wide = np.concatenate([bones.radii[:, :3].ravel(), np.full(4, 12.0), [22.0]])
    narrow = np.concatenate([bones.radii[:, 1:].ravel(), bones.radii[1:, 0], [32.0]])
    arrays = (placed(start), placed(end), wide, narrow)
    return Capsules(*(np.asarray(array, np.float32) for array in arrays))


def bumped(normals: Values, height: Values, pixels: Values, shape: tuple[int, ...], pixel: Values) -> Values:
    """``normals`` (k × 3) tilted as the surface's fine heights (k, mm) ask; ``pixel`` is a pixel's width in mm."""
    xp = namespace(normals)
    field = xp.zeros((math.prod(shape),), dtype=xp.float32, device=array_api_compat.device(normals))
    field[pixels] = height
    out = normals / lengths(normals).clip(min=1e-6)[:, None]
    right, down = (slope.ravel()[pixels] for slope in slopes(field.reshape(shape)))
    strength = out[:, 2].clip(0, 1) * (0.125 * 0.55 / pixel)
    out[:, 0] -= (right * strength).clip(-0.6, 0.6)
    out[:, 1] += (down * strength).clip(-0.6, 0.6)
    return out / lengths(out)[:, None]


def behind_neighbours(depth: Values, sigma: Values) -> Values:
    """Less than 1 where a pixel lies behind what is around it (Luft et al., *Unsharp masking the depth buffer*)."""
    xp = namespace(depth)
    there = xp.isfinite(depth)
    filled = xp.where(there, depth, 0.0)
    behind = xp.where(there, filled - mean_around(filled, there, sigma), 0.0)
    return 1 - 0.55 * (behind / 14.0).clip(0, 1)
