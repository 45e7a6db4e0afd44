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

from signdesk.handmodel.arrays import Values, namespace, rows
from signdesk.handmodel.filters import looked_up
from signdesk.handmodel.skeleton import Skeleton
from signdesk.handmodel.tone import monk

__all__ = ["Complexion", "Painted", "SkinLook", "Spot", "complexion", "paint"]

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
    """Points on skin (k each): which ``finger`` (5: palm), ``local`` place (k × 3, mm) and how ``palmar`` they are; and
    if they are of several hands, of which (``hand``)."""

    finger: Values
    local: Values
    palmar: Values
    hand: Values | None = None

    def hands(self, some: Values) -> Values | None:
        """Of which hands ``some`` of the points are; all of one: None."""
        return None if self.hand is None else self.hand[some]


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """The colour of points on skin (``albedo``, k × 3, linear), how far they stand out (``height``, k, mm), and their
    ``gloss`` (k)."""

    albedo: Values
    height: Values
    gloss: Values


@dataclass(frozen=True, slots=True, eq=False)
class Pigments:
    """The colours (3 each, linear) of the ``back`` of a hand and of its ``palm``, of a ``nail``'s bed, its ``moon`` and
    its ``free`` edge; how much light ``blood`` takes (3), how far pores stand out (``pores``), how ``polished`` nails
    are. For several hands, a row of each for every one."""

    back: Values
    palm: Values
    nail: Values
    moon: Values
    free: Values
    blood: Values
    pores: Values
    polished: Values


@dataclass(frozen=True, slots=True, eq=False)
class Complexion:
    """What a hand's skin is painted with: its ``pigments``, its ``age``, how large the palm is (``size``, 1), and of
    each finger where its joints and tip lie along it (``joints``, 5 × 3, mm) and its ``radii`` there (5 × 4). For
    several hands, a row of each for every one."""

    pigments: Pigments
    age: Values
    size: Values
    joints: Values
    radii: Values


@dataclass(frozen=True, slots=True, eq=False)
class _Digit:
    """One finger of a hand, or of each point's: ``joints`` and tip along it (3), ``radii`` (4), and the ``age``."""

    joints: Values
    radii: Values
    age: Values


def complexion(look: SkinLook, bones: Skeleton) -> Complexion:
    """What a hand of those measures that looks like that is painted with."""
    joints = np.cumsum(bones.lengths, axis=1).astype(np.float32)
    size = np.array([bones.roots[2, 1] / 90.5], np.float32)
    return Complexion(_pigments(look), look.age, size, joints, bones.radii.astype(np.float32))


def _pigments(look: SkinLook) -> Pigments:
    """Palms are lighter and rosier than backs, all the more the darker the skin."""
    back = monk(look.tone)
    dark = np.clip((look.tone - 4) / 6, 0, 1)
    nail, free = _nail_colours(back, look)
    return Pigments(
        back=back,
        palm=back ** np.float32(1 - 0.42 * dark) * np.array([1.02, 0.955, 0.93], np.float32),
        nail=nail,
        moon=0.7 * nail + 0.3 * free,
        free=free,
        # The scale's colours are of skin in even light; under a key light they would burn out.
        blood=np.array([0.10, 0.62, 0.62], np.float32) * np.float32(0.55 - 0.25 * dark),
        pores=0.6 + 0.8 * look.age,
        polished=0.55 if look.polish is None else 1.2,
    )


def _nail_colours(back: Array, look: SkinLook) -> tuple[Array, Array]:
    """The nail's bed, which shows pink through it, and its free edge."""
    if look.polish is not None:
        polish = np.array(look.polish, np.float32)
        return polish, polish
    pink = np.array([0.80, 0.47, 0.42], np.float32)
    bed = (0.38 * pink + 0.62 * np.maximum(back, 0.06)) * np.float32(0.5 + 0.62 * float(back.mean()))
    return bed, 0.72 * bed + 0.28 * np.array([0.78, 0.72, 0.64], np.float32)


def paint(spot: Spot, skin: Complexion) -> Painted:
    """What skin looks like at ``spot``."""
    xp = namespace(spot.local)
    inner = _ramp(spot.palmar, -0.25, 0.55)
    height, blood = xp.zeros_like(inner), xp.zeros_like(inner)
    nail = xp.zeros_like(spot.local)  # how much nail, its free edge, its moon
    for finger in range(5):
        own = xp.nonzero(spot.finger == finger)[0]
        if len(own):
            digit = rows(_Digit(skin.joints[..., finger, :], skin.radii[..., finger, :], skin.age), spot.hands(own))
            part = _finger(spot.local[own], spot.palmar[own], inner[own], digit, finger == 0)
            height[own], blood[own], nail[own] = part
    palm = xp.nonzero(spot.finger == 5)[0]
    hands = spot.hands(palm)
    size, age = (skin.size, skin.age) if hands is None else (skin.size[hands], skin.age[hands])
    height[palm] -= _palm_lines(spot.local[palm] / size) * inner[palm] * (0.5 + 0.5 * age)
    return _coloured(spot.local, rows(skin.pigments, spot.hand), inner, height, blood, nail)


def _coloured(local: Values, skin: Pigments, inner: Values, height: Values, blood: Values, nail: Values) -> Painted:
    """Skin with those creases, that blood in it, and those nails."""
    mottle, pores = _noise(local, 0.045), _noise(local, 0.45)
    height += 0.10 * pores * skin.pores
    blood += 0.30 * mottle * inner
    albedo = _skin_colour(skin, inner, blood)
    albedo = albedo * namespace(height).exp(0.38 * height.clip(max=0) + 0.05 * mottle)[:, None]
    bed = skin.nail + (skin.moon - skin.nail) * (0.7 * nail[:, 2:]) + (skin.free - skin.nail) * nail[:, 1:2]
    gloss = 0.10 + 0.05 * inner + nail[:, 0] * skin.polished
    return Painted(albedo + (bed - albedo) * nail[:, :1], height, gloss)


def _skin_colour(skin: Pigments, inner: Values, blood: Values) -> Values:
    """From back to palm; blood takes out green and blue."""
    base = skin.back + (skin.palm - skin.back) * inner[:, None]
    return 0.80 * base * namespace(inner).exp(-skin.blood * (0.25 + blood).clip(0, 1.6)[:, None])


def _finger(local: Values, palmar: Values, inner: Values, digit: _Digit, thumb: bool) -> tuple[Values, Values, Values]:
    """Height, blood and nail (k × 3) on a finger."""
    across, along = local[:, 0], local[:, 1]
    middle, last, tip = (digit.joints[..., k] for k in range(3))
    outer = 1 - inner
    depth = 0.55 + 0.6 * digit.age
    height = namespace(along).zeros_like(along)
    folds = ((middle, 0.9), (last, 1.0)) if thumb else ((middle - 1.6, 0.8), (middle + 1.8, 1.0), (last, 0.9))
    root = () if thumb else ((0.46 * middle, 0.9),)
    for place, strength in (*folds, *root):
        height -= strength * depth * _line(along - place - 0.012 * across * across, 0.62) * inner
    bulge, bow = _line(across, 0.75 * digit.radii[..., 1]) * outer, 0.018 * across * across
    for joint, strength in ((middle, 0.55), (last, 0.35)):
        for offset in (-4.6, -2.2, 0.2, 2.4, 4.4):
            height -= strength * depth * _line(along - joint - offset - bow * np.sign(offset), 0.5) * bulge
    pulp = _ramp(along, tip - 16, tip - 2)
    blood = (
        0.55 * pulp * (0.5 + 0.5 * inner)
        + 0.35 * _line(along - middle, 8.0) * outer
        + 0.2 * _line(along - last, 6.0) * outer
    )
    nail = _nail(across, along, palmar, digit, thumb)
    groove = 4 * nail[:, 0] * (1 - nail[:, 0])
    height += 0.5 * nail[:, 0] - 0.75 * groove
    height *= 1 - 0.8 * (nail[:, 0] > 0.9)
    return height, blood, nail


def _nail(across: Values, along: Values, palmar: Values, digit: _Digit, thumb: bool) -> Values:
    """How much a point is nail, its free edge, and its moon (k × 3)."""
    wide = digit.radii[..., 3] * (1.06 if thumb else 0.98)
    long = wide * 0.92
    centre = digit.joints[..., 2] - long - 1.3
    u, v = across / wide, (along - centre) / long
    edge = abs(u) ** 2.6 + abs(v) ** 2.9
    nail = _ramp(-edge, -1.12, -0.9) * _ramp(-palmar, -0.12, 0.12)
    free = nail * _ramp(v + 0.18 * (1 - u * u), 0.86, 0.97)
    moon = nail * _ramp(-(u * u * 1.6 + (v + 1.05) ** 2 * 3.2), -1.05, -0.75)
    return namespace(nail).stack([nail, free, moon], axis=1)


# The three great lines, in the palm's millimetres: heart, head, life.
_LINES = (
    ((-36, 60), (-24, 63), (-10, 66), (4, 72), (10, 80)),
    ((27, 62), (14, 60), (-2, 54), (-16, 46), (-27, 38)),
    ((27, 63), (17, 56), (9, 44), (5, 30), (6, 14)),
)


@lru_cache(maxsize=1)
def _line_map() -> Array:
    """How deep the palm's lines are, at every quarter of a millimetre from −60 to 60 across and −20 to 110 along."""
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


def _palm_lines(local: Values) -> Values:
    """How deep the palm's lines and the wrist's creases are (k)."""
    found = looked_up(_line_map, (local[:, 0] + 60) * 4, (local[:, 1] + 20) * 4)
    return found + 0.7 * (_line(local[:, 1] + 1 - 0.002 * local[:, 0] ** 2, 0.7) + 0.6 * _line(local[:, 1] + 7, 0.6))


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


def _noise(local: Values, scale: float) -> Values:
    """Noise (k) at places on the skin, ``scale`` cells of the map to a tenth of a millimetre."""
    x = (local[:, 0] + 0.7 * local[:, 2]) * (scale * 10) + 1024
    y = local[:, 1] * (scale * 10) + 2048
    return looked_up(_noise_map, x % 255, y % 255)


def _line(value: Values, width: Values) -> Values:
    """1 at 0, fading over ``width``."""
    scaled = value / width
    return namespace(value).exp(-scaled * scaled)


def _ramp(value: Values, low: Values, high: Values) -> Values:
    t = ((value - low) / (high - low)).clip(0, 1)
    return t * t * (3 - 2 * t)
