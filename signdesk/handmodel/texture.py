"""What is drawn on skin: nails, creases, knuckle folds, the lines of the palm, and blood that shows through.

Everything is a function of where a point lies on the open hand (``local`` of `Skin`), so it moves with the skin and is
sharp at any size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.skeleton import Skeleton
from signdesk.handmodel.tone import monk

__all__ = ["Painted", "SkinLook", "Spot", "paint"]

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class SkinLook:
    """How skin looks: ``tone`` on the Monk scale (1 to 10), ``age`` from 0 to 1 for the depth of its creases,
    ``polish`` on the nails as linear red, green, blue, or none."""

    tone: float = 4.5
    age: float = 0.35
    polish: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Points on skin (k each): which ``finger`` (5: palm), ``local`` place (k × 3, mm) and how ``palmar`` they are."""

    finger: NDArray[np.int8]
    local: Array
    palmar: Array


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """The colour of points on skin (``albedo``, k × 3, linear), how far they stand out (``height``, k, mm), and their
    ``gloss`` (k)."""

    albedo: Array
    height: Array
    gloss: Array


def paint(spot: Spot, bones: Skeleton, look: SkinLook) -> Painted:
    """What skin looks like at ``spot``."""
    tone = monk(look.tone)
    inner = _ramp(spot.palmar, -0.25, 0.55)
    height = np.zeros(len(inner), np.float32)
    blood = np.zeros(len(inner), np.float32)
    nail = np.zeros((len(inner), 3), np.float32)  # how much nail, its free edge, its moon
    for finger in range(5):
        own = np.flatnonzero(spot.finger == finger)
        if len(own):
            part = _finger(spot.local[own], spot.palmar[own], inner[own], bones, finger, look)
            height[own], blood[own], nail[own] = part
    palm = np.flatnonzero(spot.finger == 5)
    lines = _palm_lines(spot.local[palm] / np.float32(bones.roots[2, 1] / 90.5)) * inner[palm]
    height[palm] -= lines * (0.5 + 0.5 * look.age)
    mottle, pores = _noise(spot.local, 0.045), _noise(spot.local, 0.45)
    height += 0.10 * pores * (0.6 + 0.8 * look.age)
    blood += 0.30 * mottle * inner
    albedo = _skin_colour(tone, inner, blood, look.tone) * np.exp(0.38 * np.minimum(height, 0) + 0.05 * mottle)[:, None]
    albedo = _with_nails(albedo, nail, tone, look)
    gloss = 0.10 + 0.05 * inner + nail[:, 0] * (0.55 if look.polish is None else 1.2)
    return Painted(albedo.astype(np.float32), height, gloss.astype(np.float32))


def _skin_colour(tone: Array, inner: Array, blood: Array, number: float) -> Array:
    """Palms are lighter and rosier than backs, all the more the darker the skin; blood takes out green and blue."""
    dark = np.clip((number - 4) / 6, 0, 1)
    palm = tone ** np.float32(1 - 0.42 * dark) * np.array([1.02, 0.955, 0.93], np.float32)
    base = tone + (palm - tone) * inner[:, None]
    # The scale's colours are of skin in even light; under a key light they would burn out.
    take = np.array([0.10, 0.62, 0.62], np.float32) * np.float32(0.55 - 0.25 * dark)
    return np.asarray(0.80 * base * np.exp(-take * np.clip(0.25 + blood, 0, 1.6)[:, None]))


def _finger(
    local: Array, palmar: Array, inner: Array, bones: Skeleton, finger: int, look: SkinLook
) -> tuple[Array, Array, Array]:
    """Height, blood and nail (k × 3) on a finger."""
    across, along = local[:, 0], local[:, 1]
    first, second, third = np.cumsum(bones.lengths[finger]).astype(np.float32)
    radii = bones.radii[finger].astype(np.float32)
    middle, last = first, second
    outer = 1 - inner
    depth = 0.55 + 0.6 * look.age
    height: Array = np.zeros(len(along), np.float32)
    folds = ((middle - 1.6, 0.8), (middle + 1.8, 1.0), (last, 0.9)) if finger else ((middle, 0.9), (last, 1.0))
    root = ((0.46 * first, 0.9),) if finger else ()
    for place, strength in (*folds, *root):
        height -= strength * depth * _line(along - place - 0.012 * across * across, 0.62) * inner
    bulge, bow = _bump(across, 0.75 * radii[1]) * outer, 0.018 * across * across
    for joint, strength in ((middle, 0.55), (last, 0.35)):
        for offset in (-4.6, -2.2, 0.2, 2.4, 4.4):
            height -= strength * depth * _line(along - joint - offset - bow * np.sign(offset), 0.5) * bulge
    tip = _ramp(along, third - 16, third - 2)
    blood = (
        0.55 * tip * (0.5 + 0.5 * inner)
        + 0.35 * _bump(along - middle, 8) * outer
        + 0.2 * _bump(along - last, 6) * outer
    )
    nail = _nail(across, along, palmar, third, radii[3], finger)
    groove = 4 * nail[:, 0] * (1 - nail[:, 0])
    height += 0.5 * nail[:, 0] - 0.75 * groove
    height *= 1 - 0.8 * (nail[:, 0] > 0.9)
    return height, blood, nail


def _nail(across: Array, along: Array, palmar: Array, tip: np.float32, radius: np.float32, finger: int) -> Array:
    """How much a point is nail, its free edge, and its moon (k × 3)."""
    wide = radius * (0.98 if finger else 1.06)
    long = wide * 0.92
    centre = tip - long - 1.3
    u, v = across / wide, (along - centre) / long
    edge = (np.abs(u) ** 2.6 + np.abs(v) ** 2.9).astype(np.float32)
    nail = _ramp(-edge, -1.12, -0.9) * _ramp(-palmar, -0.12, 0.12)
    free = nail * _ramp(v + 0.18 * (1 - u * u), 0.86, 0.97)
    moon = nail * _ramp(-(u * u * 1.6 + (v + 1.05) ** 2 * 3.2), -1.05, -0.75)
    return np.stack([nail, free, moon], 1).astype(np.float32)


def _with_nails(albedo: Array, nail: Array, tone: Array, look: SkinLook) -> Array:
    """Nails over skin: the bed shows pink through them."""
    light = float(tone.mean())
    if look.polish is not None:
        colour: Array = np.array(look.polish, np.float32)
        free: Array = colour
    else:
        pink = np.array([0.80, 0.47, 0.42], np.float32)
        colour = (0.38 * pink + 0.62 * np.maximum(tone, 0.06)) * np.float32(0.5 + 0.62 * light)
        free = 0.72 * colour + 0.28 * np.array([0.78, 0.72, 0.64], np.float32)
    pale = 0.7 * colour + 0.3 * free
    bed = colour + (pale - colour) * (0.7 * nail[:, 2:]) + (free - colour) * nail[:, 1:2]
    return np.asarray(albedo + (bed - albedo) * nail[:, :1])


# The three great lines, in the palm's millimetres: heart, head, life.
_LINES = (
    ((-36, 60), (-24, 63), (-10, 66), (4, 72), (10, 80)),
    ((27, 62), (14, 60), (-2, 54), (-16, 46), (-27, 38)),
    ((27, 63), (17, 56), (9, 44), (5, 30), (6, 14)),
)


@lru_cache(maxsize=1)
def _line_map() -> Array:
    """How deep the palm's lines are, at every half millimetre from −60 to 60 across and −20 to 110 along."""
    from signdesk.vision.opencv import cv2

    canvas = np.zeros((260 * 2, 240 * 2), np.float32)
    for line in _LINES:
        points = (_smooth(np.array(line, float)) + np.array([60.0, 20.0])) * 4
        cv2.polylines(canvas, [np.round(points * 16).astype(np.int32)], False, 1.0, 3, cv2.LINE_AA, 4)
    return np.asarray(np.clip(cv2.GaussianBlur(canvas, (0, 0), 1.5) * 1.9, 0, 1), np.float32)


def _smooth(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """A Catmull-Rom curve through ``points`` (n × 2)."""
    padded = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, 12)[:, None]
    pieces = []
    for p, a, b, q in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(0.5 * (2 * a + (b - p) * t + (2 * p - 5 * a + 4 * b - q) * t**2 + (3 * a - p - 3 * b + q) * t**3))
    return np.concatenate(pieces)


def _palm_lines(local: Array) -> Array:
    from signdesk.vision.opencv import cv2

    if not len(local):
        return np.zeros(0, np.float32)
    x, y = (local[:, 0] + 60) * 4, (local[:, 1] + 20) * 4
    found = _looked_up(_line_map(), x, y, cv2.BORDER_CONSTANT)
    wrist = 0.7 * (_line(local[:, 1] + 1 - 0.002 * local[:, 0] ** 2, 0.7) + 0.6 * _line(local[:, 1] + 7, 0.6))
    return np.asarray(found + wrist, np.float32)


@lru_cache(maxsize=1)
def _noise_map() -> Array:
    """Noise of several grains that repeats every 256 cells, about −1 to 1."""
    from signdesk.vision.opencv import cv2

    rng = np.random.default_rng(20)
    total = np.zeros((256, 256), np.float32)
    for sigma, weight in ((1.2, 0.5), (3.0, 0.8), (8.0, 1.0)):
        grain: Array = np.tile(rng.normal(size=(256, 256)).astype(np.float32), (3, 3))
        grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), sigma)[256:512, 256:512], np.float32)
        total += np.float32(weight) * grain / grain.std()
    return np.asarray(total / np.abs(total).max(), np.float32)


def _noise(local: Array, scale: float) -> Array:
    """Noise (k) at places on the skin, ``scale`` cells of the map to a tenth of a millimetre."""
    from signdesk.vision.opencv import cv2

    x = (local[:, 0] + 0.7 * local[:, 2]) * np.float32(scale * 10) + 1024
    y = local[:, 1] * np.float32(scale * 10) + 2048
    return _looked_up(_noise_map(), np.mod(x, 255), np.mod(y, 255), cv2.BORDER_REFLECT)


def _looked_up(table: Array, x: Array, y: Array, border: int) -> Array:
    """``table`` at k places; OpenCV wants them as a picture no wider than 2¹⁵."""
    from signdesk.vision.opencv import cv2

    count, width = len(x), 4096
    rows = max(1, -(-count // width))  # a hand that is out of the picture has no place
    padded = np.zeros((2, rows * width), np.float32)
    padded[0, :count], padded[1, :count] = x, y
    grid = padded.reshape(2, rows, width)
    return np.asarray(cv2.remap(table, grid[0], grid[1], cv2.INTER_LINEAR, borderMode=border).ravel()[:count])


def _line(value: Array, width: float) -> Array:
    """1 at 0, fading over ``width``."""
    scaled = value / np.float32(width)
    return np.asarray(np.exp(-scaled * scaled))


def _bump(value: Array, width: float | np.float32) -> Array:
    return _line(value, float(width))


def _ramp(value: Array, low: float | np.float32, high: float | np.float32) -> Array:
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
