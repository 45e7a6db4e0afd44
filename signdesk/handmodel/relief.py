"""What lies between the parts of a hand and on its skin: flesh that throws shadows, creases, contact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.flesh import FOREARM
from signdesk.handmodel.light import Capsules
from signdesk.handmodel.skeleton import Bones, Skeleton
from signdesk.handmodel.skinning import lengths

__all__ = ["behind_neighbours", "bumped", "flesh_capsules"]

Array = NDArray[np.float32]
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


def bumped(normals: Array, height: Array, pixels: NDArray[np.int64], shape: tuple[int, ...], pixel: float) -> Array:
    """``normals`` (k × 3) tilted as the surface's fine heights (k, mm) ask; ``pixel`` is a pixel's width in mm."""
    from signdesk.vision.opencv import cv2

    field = np.zeros(shape, np.float32)
    field.ravel()[pixels] = height
    out = normals / np.maximum(lengths(normals), 1e-6)[:, None]
    slope = np.float32(0.125 * 0.55 / pixel)
    right = cv2.Sobel(field, cv2.CV_32F, 1, 0).ravel()[pixels]
    down = cv2.Sobel(field, cv2.CV_32F, 0, 1).ravel()[pixels]
    strength = np.clip(out[:, 2], 0, 1) * slope
    out[:, 0] -= np.clip(right * strength, -0.6, 0.6)
    out[:, 1] += np.clip(down * strength, -0.6, 0.6)
    return np.asarray(out / lengths(out)[:, None], np.float32)


def behind_neighbours(depth: Array, sigma: float) -> Array:
    """Less than 1 where a pixel lies behind what is around it (Luft et al., *Unsharp masking the depth buffer*)."""
    from signdesk.vision.opencv import cv2

    there = np.isfinite(depth)
    filled = np.where(there, depth, 0).astype(np.float32)
    shrink = max(1, int(sigma / 3))
    size = (max(depth.shape[1] // shrink, 1), max(depth.shape[0] // shrink, 1))
    total = cv2.GaussianBlur(cv2.resize(filled, size, interpolation=cv2.INTER_AREA), (0, 0), sigma / shrink)
    count = cv2.GaussianBlur(
        cv2.resize(there.astype(np.float32), size, interpolation=cv2.INTER_AREA), (0, 0), sigma / shrink
    )
    mean = cv2.resize(total / np.maximum(count, 1e-3), depth.shape[::-1], interpolation=cv2.INTER_LINEAR)
    behind = np.where(there, filled - mean, 0)
    return np.asarray(1 - 0.55 * np.clip(behind / 14.0, 0, 1), np.float32)
