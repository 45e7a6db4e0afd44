"""Pictures of hands that nobody had to hold up: drawn from spheres swept along bones, for screenshots.

A hand is 21 points in space. Its bones are tapered capsules seen from the front; the nearest surface is kept for
each pixel and shaded by its slope. It is a drawing, good enough to show what the window looks like and no more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.hands.hand import Hand
from signdesk.vision.box import Box
from signdesk.vision.image import Image
from signdesk.vision.opencv import cv2

__all__ = ["POSES", "DrawnHand", "Pose", "draw"]

Array = NDArray[np.float64]

# x to the right, y up, in palm lengths, as the person's right hand is seen from the front, palm towards the viewer.
_KNUCKLES = {"index": (-0.36, 1.0), "middle": (-0.1, 1.06), "ring": (0.16, 1.0), "little": (0.4, 0.86)}
_LENGTHS = {"index": 0.92, "middle": 1.02, "ring": 0.95, "little": 0.74}
_RADII = {"thumb": 0.17, "index": 0.145, "middle": 0.15, "ring": 0.14, "little": 0.125}


@dataclass(frozen=True, slots=True)
class Pose:
    """How the fingers stand: for each of index, middle, ring and little its bend (0 straight, 1 folded) and its lean
    in degrees (to the right positive); for the thumb its tip and its middle joint."""

    bends: tuple[float, float, float, float]
    leans: tuple[float, float, float, float]
    thumb: tuple[tuple[float, float, float], tuple[float, float, float]]


_AT_SIDE = ((-0.62, 0.72, 0.12), (-0.6, 1.02, 0.1))
_ACROSS = ((-0.5, 0.62, 0.34), (0.02, 0.72, 0.44))
_OUT = ((-0.86, 0.62, 0.1), (-1.28, 0.78, 0.1))
_OVER = ((-0.46, 0.62, 0.4), (0.0, 0.86, 0.56))

POSES: dict[str, Pose] = {
    "A": Pose((1, 1, 1, 1), (0, 0, 0, 0), _AT_SIDE),
    "B": Pose((0, 0, 0, 0), (2, 0, -1, -3), _ACROSS),
    "D": Pose((0, 0.95, 0.97, 1), (-2, 0, 0, 0), _OVER),
    "F": Pose((0.8, 0, 0, 0), (-4, -4, 5, 14), ((-0.62, 0.72, 0.3), (-0.42, 1.12, 0.44))),
    "I": Pose((1, 1, 1, 0), (0, 0, 0, 8), _OVER),
    "L": Pose((0, 1, 1, 1), (-3, 0, 0, 0), _OUT),
    "S": Pose((1, 1, 1, 1), (0, 0, 0, 0), _OVER),
    "U": Pose((0, 0, 1, 1), (2, -2, 0, 0), _OVER),
    "V": Pose((0, 0, 1, 1), (-13, 9, 0, 0), _OVER),
    "W": Pose((0, 0, 0, 1), (-14, 0, 13, 0), ((-0.3, 0.6, 0.44), (0.22, 0.74, 0.52))),
    "Y": Pose((1, 1, 1, 0), (0, 0, 0, 26), _OUT),
    "5": Pose((0, 0, 0, 0), (-16, -4, 8, 20), _OUT),
}


@dataclass(frozen=True, slots=True)
class DrawnHand:
    """A picture, and where its hand is."""

    image: Image
    hand: Hand


def draw(
    letter: str,
    width: int = 640,
    height: int = 480,
    *,
    centre: tuple[float, float] = (0.5, 0.56),
    size: float = 0.26,
    tilt: float = 0.0,
    skin: tuple[int, int, int] = (222, 170, 138),
    sleeve: tuple[int, int, int] = (58, 84, 110),
    room: int = 0,
) -> DrawnHand:
    """The sign ``letter`` before a room.

    ``centre`` of the palm and its ``size`` are in parts of the picture's width and height, and of its height; ``tilt``
    in degrees; ``room`` picks one of the backgrounds.
    """
    points = _posed(POSES[letter])
    angle = np.radians(tilt)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    scale = size * height
    flat = (points[:, :2] - (0, 0.55)) @ turn.T
    elbow = (np.array([0.12, -2.9]) - (0, 0.55)) @ turn.T
    place = np.array([centre[0] * width, centre[1] * height])
    pixels = place + flat * (scale, -scale)
    joints = np.column_stack([pixels, points[:, 2] * scale])
    arm = place + elbow * (scale, -scale)
    image = _room(width, height, room)
    _paint(image, joints, arm, scale, np.array(skin, float), np.array(sleeve, float))
    rgb = np.clip(image + 0.5, 0, 255).astype(np.uint8)
    keypoints = pixels.astype(np.float32)
    return DrawnHand(rgb, Hand(Box.around(keypoints).grown(1.12), 0.98, keypoints, "right"))


def _posed(pose: Pose) -> Array:
    """The 21 points, in palm lengths."""
    points = np.zeros((21, 3))
    points[1] = (-0.3, 0.24, 0.06)
    (points[2], points[4]) = (np.array(pose.thumb[0]), np.array(pose.thumb[1]))
    points[3] = 0.45 * points[2] + 0.55 * points[4]
    points[2] = 0.45 * points[1] + 0.55 * points[2]
    for finger, (name, knuckle) in enumerate(_KNUCKLES.items()):
        start = 5 + 4 * finger
        points[start] = (*knuckle, 0.05)
        points[start + 1 : start + 4] = _finger(points[start], _LENGTHS[name], pose.bends[finger], pose.leans[finger])
    return points


def _finger(knuckle: Array, length: float, bend: float, lean: float) -> Array:
    """The three joints after ``knuckle``; bending turns each bone further towards the viewer and down."""
    side = np.array([np.sin(np.radians(lean)), np.cos(np.radians(lean)), 0.0])
    front = np.array([0.0, 0.0, 1.0])
    joints, at = [], knuckle
    for share, turned in zip((0.45, 0.31, 0.24), (62, 165, 205), strict=True):
        angle = np.radians(bend * turned)
        at = at + length * share * (np.cos(angle) * side + np.sin(angle) * front)
        joints.append(at)
    return np.array(joints)


def _paint(image: Array, joints: Array, arm: Array, scale: float, skin: Array, sleeve: Array) -> None:
    height, width = image.shape[:2]
    depth = np.full((height, width), -np.inf)
    cover = np.zeros((height, width))
    for start, end, first, last in _capsules(joints, scale):
        _sweep(depth, cover, start, end, first, last)
    _blend(image, depth, cover, skin, scale)
    wrist = joints[0]
    cuff = wrist + 0.42 * (np.array([*arm, 0]) - wrist)
    depth, cover = np.full((height, width), -np.inf), np.zeros((height, width))
    _sweep(depth, cover, np.array([*cuff[:2], 0.1 * scale]), np.array([*arm, 0]), 0.43 * scale, 0.6 * scale, flat=True)
    _blend(image, depth, cover, sleeve, scale)


def _capsules(joints: Array, scale: float) -> list[tuple[Array, Array, float, float]]:
    """Start, end and radii of everything the hand is made of, in pixels."""
    parts = []
    wrist = joints[0]
    below = wrist + (wrist - joints[9]) * 0.9
    parts.append((wrist, below, 0.3 * scale, 0.31 * scale))
    for knuckle in (5, 9, 13, 17):
        root = wrist + (joints[knuckle] - wrist) * 0.12
        parts.append((root, joints[knuckle], 0.26 * scale, 0.175 * scale))
    parts.append((wrist, joints[1], 0.27 * scale, 0.24 * scale))
    for finger, name in enumerate(_RADII):
        chain = range(1 + 4 * finger, 4 + 4 * finger)
        for step, joint in enumerate(chain):
            radius = _RADII[name] * scale
            parts.append((joints[joint], joints[joint + 1], radius * (1.08 - 0.08 * step), radius * (1 - 0.08 * step)))
    return parts


def _sweep(
    depth: Array, cover: Array, start: Array, end: Array, first: float, last: float, *, flat: bool = False
) -> None:
    """Put a ball that goes from ``start`` to ``end``, and from radius ``first`` to ``last``, into the depth map.

    ``flat`` cuts it off at its start, where it would be round.
    """
    height, width = depth.shape
    reach = max(first, last) + 2
    left, right = (int(v) for v in (min(start[0], end[0]) - reach, max(start[0], end[0]) + reach + 1))
    top, bottom = (int(v) for v in (min(start[1], end[1]) - reach, max(start[1], end[1]) + reach + 1))
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    if left >= right or top >= bottom:
        return
    y, x = np.mgrid[top:bottom, left:right].astype(float)
    along = end[:2] - start[:2]
    t = ((x - start[0]) * along[0] + (y - start[1]) * along[1]) / max(float(along @ along), 1e-6)
    cut = np.clip(t * np.hypot(*along) + 0.5, 0, 1) if flat else 1.0
    t = np.clip(t, 0, 1)
    radius = first + (last - first) * t
    away = np.hypot(x - start[0] - t * along[0], y - start[1] - t * along[1])
    surface = start[2] + (end[2] - start[2]) * t + np.sqrt(np.clip(radius**2 - away**2, 0, None))
    inside = (away < radius) & (cut > 0.0)
    window = (slice(top, bottom), slice(left, right))
    depth[window] = np.where(inside, np.maximum(depth[window], surface), depth[window])
    cover[window] = np.maximum(cover[window], np.clip(radius - away + 0.5, 0, 1) * cut)


def _blend(image: Array, depth: Array, cover: Array, colour: Array, scale: float) -> None:
    """Shade the surface and lay it over ``image``, with a soft shadow on what is behind."""
    seen = np.isfinite(depth)
    if not seen.any():
        return
    filled = np.where(seen, depth, depth[seen].min())
    smooth = cv2.GaussianBlur(filled, (0, 0), max(scale * 0.022, 0.8))
    slope_y, slope_x = np.gradient(smooth)
    length = np.sqrt(slope_x**2 + slope_y**2 + 1)
    light = np.array([0.42, 0.58, 0.7])
    lit = np.clip((slope_x * light[0] + slope_y * light[1] + light[2]) / length, 0, 1)
    # Folds lie deeper than what surrounds them and get less light.
    hollow = np.clip((cv2.GaussianBlur(filled, (0, 0), scale * 0.11) - smooth) / (0.3 * scale), 0, 1)
    shade = (0.42 + 0.66 * lit) * (1 - 0.5 * hollow)
    warm = np.array([1.06, 0.94, 0.9]) ** (1 - lit[..., None])
    surface = colour * shade[..., None] * warm
    shadow = cv2.GaussianBlur(cover, (0, 0), scale * 0.12)
    down, right = int(scale * 0.08), int(scale * 0.06)
    image[down:, right:] *= 1 - 0.25 * shadow[: -down or None, : -right or None, None]
    alpha = cv2.GaussianBlur(cover, (0, 0), 0.7)[..., None]
    image[:] = image * (1 - alpha) + surface * alpha


_WALLS = (((232, 226, 214), (198, 188, 172)), ((206, 216, 220), (160, 174, 182)), ((222, 212, 202), (150, 138, 130)))
_THINGS = (
    (
        (0.06, 0.05, 0.3, 0.55, (246, 243, 232)),
        (0.7, 0.5, 1.0, 1.0, (150, 120, 92)),
        (0.78, 0.2, 0.94, 0.5, (92, 118, 96)),
    ),
    (
        (0.72, 0.04, 1.0, 0.6, (240, 244, 246)),
        (0.0, 0.62, 0.34, 1.0, (112, 96, 84)),
        (0.06, 0.34, 0.2, 0.62, (196, 150, 88)),
    ),
    (
        (0.0, 0.0, 0.22, 1.0, (108, 88, 76)),
        (0.62, 0.08, 0.9, 0.4, (172, 96, 72)),
        (0.3, 0.78, 1.0, 1.0, (120, 112, 108)),
    ),
)


def _room(width: int, height: int, number: int) -> Array:
    """A wall in soft light, with a few things out of focus."""
    light, dark = (np.array(colour, float) for colour in _WALLS[number % len(_WALLS)])
    y, x = np.mgrid[0:height, 0:width].astype(float)
    share = np.clip(0.7 * y / height + 0.35 * np.abs(x / width - 0.35), 0, 1)[..., None]
    room = light * (1 - share) + dark * share
    for left, top, right, bottom, colour in _THINGS[number % len(_THINGS)]:
        room[int(top * height) : int(bottom * height), int(left * width) : int(right * width)] = colour
    return np.asarray(cv2.GaussianBlur(room, (0, 0), height / 26), dtype=float)
