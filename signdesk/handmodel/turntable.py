"""A sign to be turned about and looked at from any side, quickly enough to follow the mouse.

`render` makes one picture of one hand and all that is known about it. Here, everything that does not depend on the
side is made once for each handshape: how the skin lies, its normals, and what its folds take from the light. What is
left for a picture is to turn, to rasterise and to shade. The hand does not grow nor jump while it is turned, its light
stays where the viewer is, and its forearm fades away instead of being cut off.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.light import Capsules, Light, Lit, occlusion, shade, shadow
from signdesk.handmodel.motion import Keyframe, motion, motions
from signdesk.handmodel.pose import load_pose
from signdesk.handmodel.raster import Fragments, rasterise
from signdesk.handmodel.relief import flesh_capsules
from signdesk.handmodel.render import coloured
from signdesk.handmodel.shape import HAND_LENGTH, HandShape
from signdesk.handmodel.skeleton import BONES, Bones, skeleton, turned
from signdesk.handmodel.skinning import Skin, posed, skin
from signdesk.handmodel.texture import Painted, SkinLook, Spot, complexion, paint
from signdesk.handmodel.tone import to_srgb

__all__ = ["FINGERTIPS", "Side", "Stage", "picture", "stage", "trace"]

Array = NDArray[np.float32]
Whole = NDArray[np.int32]

FINGERTIPS = {"J": 20, "Z": 8}
"""Which keypoint draws a letter that moves."""

_STEP = 3.2
"""Millimetres between vertices: with painted creases and nails this is smooth up to 600 pixels."""
_DISTANCE = 700.0
_FADE = (-70.0, -26.0)
_ARM = -46.0
"""Where the forearm fades away, in millimetres along it from the wrist's crease."""
_FLESH = 14.0
_LEAST = 108.0
"""A fist is not drawn so large that its hand seems another than that of a sign with fingers stretched out."""
_LIGHT = Light()
_STEPS = 32


@dataclass(frozen=True, slots=True)
class Side:
    """From where a sign is looked at: turned by ``yaw`` about the upright and tipped towards the viewer by ``pitch``,
    in degrees; 0, 0 is from where the person who is spelled to sees it. ``left``: formed by a left hand."""

    yaw: float = 0.0
    pitch: float = 0.0
    left: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """The room that a sign takes, over all its movement: its ``middle`` (3, mm) and how far it reaches from there."""

    middle: NDArray[np.float64]
    reach: float

    def turn(self, side: Side) -> NDArray[np.float64]:
        """From the room to the viewer (3 × 3)."""
        turn = turned(side.yaw, side.pitch, 0.0)
        # What a left hand does is what a mirror shows of a right one: so the mirror stands before the hand.
        return np.asarray(turn @ np.diag([-1.0, 1.0, 1.0]) if side.left else turn)

    def projected(self, points: NDArray[np.floating], side: Side, size: float) -> NDArray[np.floating]:
        """Points of the room (n × 3, mm) as x, y in a square picture of ``size`` pixels and how far away (n × 3)."""
        placed = (points - self.middle) @ self.turn(side).T
        away = _DISTANCE - placed[:, 2]
        factor = self.scale(size) * _DISTANCE / away
        return np.stack([size / 2 + placed[:, 0] * factor, size / 2 - placed[:, 1] * factor, away], axis=1)

    def scale(self, size: float) -> float:
        """Pixels a millimetre in the middle of a picture of ``size`` pixels."""
        return 0.5 * size / self.reach * (1 - 0.5 * self.reach / _DISTANCE)


@dataclass(frozen=True, slots=True, eq=False)
class _Figure:
    """A hand in one handshape, in the room: its skin (n × 3), normals (n × 3), how open each vertex is to the sky (n),
    and what throws shadows."""

    vertices: Array
    normals: Array
    open: Array
    blockers: Capsules


def picture(
    label: str, side: Side, size: int, variant: int = 0, time: float = 0.0, fine: int = 1, tone: float = 5.0
) -> NDArray[np.uint8]:
    """``label`` seen from ``side``: size × size × 4, RGBA, the colours multiplied with alpha.

    ``variant`` is one of `variants`, ``time`` (s) is where a letter that moves is. ``fine`` 0 is for a hand that is
    being dragged: shaded where its vertices are. 1 paints each pixel, 2 makes it of four. ``tone`` is the skin's, as in
    `SkinLook`. Raises `KeyError` for a sign that there is no handshape for.
    """
    figure, room = _figure(label, variant, time if label in motions() else 0.0), stage(label, variant)
    wide = size * max(fine, 1)
    points = room.projected(figure.vertices, side, wide).astype(np.float32)
    faces = _towards_viewer(points, _body().faces[:, ::-1] if side.left else _body().faces)
    seen = rasterise(points, faces, wide, wide)
    sight = _Sight(figure, room.turn(side).astype(np.float32), room.scale(wide), points[:, 2], SkinLook(tone))
    colours = sight.rough(seen, faces) if fine < 1 else sight.fine(seen, faces, wide)
    return _shrunk(colours, seen, size, max(fine, 1))


@lru_cache(maxsize=64)
def stage(label: str, variant: int = 0) -> Stage:
    """The room that ``label`` takes; the same for all its sides and its whole movement."""
    bones = skeleton(HandShape())
    frames = _frames(label, variant)
    joints = np.concatenate([_placed(_outline(bones.pose(frame.pose.array())), frame) for frame in frames])
    middle = 0.5 * (joints.min(0) + joints.max(0))
    y = np.abs(joints - middle)[:, 1].max()
    around = np.hypot(*(joints - middle)[:, [0, 2]].T).max()  # what turns about the upright stays in the picture
    return Stage(middle, max(float(max(around, y)) + _FLESH, _LEAST))


def trace(label: str, side: Side) -> NDArray[np.float64]:
    """The way of the fingertip that draws ``label`` (n × 2), in parts of the picture, from the first to the last."""
    return np.asarray(stage(label).projected(_way(label), side, 1.0)[:, :2], float)


@lru_cache(maxsize=8)
def _way(label: str) -> NDArray[np.float64]:
    """The same in the room (n × 3), its corners a little rounded."""
    bones, tip = skeleton(HandShape()), FINGERTIPS[label]
    way = np.array([_placed(bones.joints(frame.pose.array())[[tip]], frame)[0] for frame in _frames(label, 0)])
    for _ in range(2):
        way[1:-1] = 0.25 * way[:-2] + 0.5 * way[1:-1] + 0.25 * way[2:]
    return way


@lru_cache(maxsize=64)
def _frames(label: str, variant: int) -> tuple[Keyframe, ...]:
    """The hand at the times of the whole movement; of a still sign, once."""
    if label not in motions():
        return (Keyframe(0.0, load_pose(label, variant)),)
    moves = motion(label)
    return tuple(moves.at(float(time)) for time in np.linspace(0, moves.duration, _STEPS))


def _outline(bones: Bones) -> NDArray[np.float64]:
    """The joints and where the forearm has all but faded away (22 × 3)."""
    return np.concatenate([bones.joints, [bones.turns[BONES.index("forearm")] @ (0.0, _ARM, 0.0)]])


def _placed(points: NDArray[np.floating], frame: Keyframe) -> NDArray[np.floating]:
    """Points (n × 3) of the palm's frame in the room."""
    shift = np.array([*frame.at, 0.0]) * HAND_LENGTH
    return np.asarray(points @ frame.pose.turn().T + shift)


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    """What all signs share: the skin, its triangles without those of the faded forearm, and how opaque each vertex
    is."""

    skin: Skin
    faces: Whole
    opacity: Array


_making = Lock()


def _body() -> _Body:
    """The hand; made once, though several threads ask."""
    with _making:
        return _body_made()


@lru_cache(maxsize=1)
def _body_made() -> _Body:
    body = skin(HandShape(), _STEP)
    kept = (body.finger != 5) | (body.vertices[:, 1] > _FADE[0])
    spot = Spot(body.finger, body.local, body.palmar)
    faces = np.ascontiguousarray(body.faces[kept[body.faces].any(1)])
    return _Body(body, faces, _opacity(spot))


@lru_cache(maxsize=4)
def _painted(look: SkinLook) -> Painted:
    """The skin's paint by vertex."""
    body = _body().skin
    return paint(Spot(body.finger, body.local, body.palmar), complexion(look, body.flesh.bones))


@lru_cache(maxsize=96)
def _figure(label: str, variant: int, time: float) -> _Figure:
    body = _body().skin
    frame = motion(label).at(time) if label in motions() else Keyframe(0.0, load_pose(label, variant))
    bones = body.flesh.bones.pose(frame.pose.array())
    lying = posed(body, bones)
    facing = frame.pose.turn().astype(np.float32)
    blockers = flesh_capsules(body.flesh.bones, bones, lambda points: _placed(points, frame))
    vertices, normals = _placed(lying.vertices, frame).astype(np.float32), lying.normals @ facing.T
    return _Figure(vertices, normals, occlusion(vertices, normals, blockers), blockers)


def _towards_viewer(points: Array, faces: Whole) -> Whole:
    """Only the triangles that turn counter-clockwise before the viewer."""
    a, b, c = (points[faces[:, k], :2] for k in range(3))
    one, two = b - a, c - a
    return np.ascontiguousarray(faces[one[:, 0] * two[:, 1] < one[:, 1] * two[:, 0]])


@dataclass(frozen=True, slots=True, eq=False)
class _Sight:
    """A figure before the viewer: ``turn`` (3 × 3) brings it there, ``scale`` is pixels a millimetre, ``away`` (n) how
    far each vertex is, ``look`` what its skin looks like."""

    figure: _Figure
    turn: Array
    scale: float
    away: Array
    look: SkinLook

    def rough(self, seen: Fragments, faces: Whole) -> Array:
        """The colour (linear) and opacity of each fragment (k × 4), from those of the vertices."""
        body, used = _body(), np.unique(faces)
        painted = _painted(self.look)
        lit = Lit(
            self.figure.normals[used] @ self.turn.T,
            painted.albedo[used],
            self.figure.open[used],
            self._sun(used),
            np.ones(len(used), np.float32),
            painted.gloss[used],
        )
        values = np.zeros((len(self.away), 4), np.float32)
        values[used, :3], values[used, 3] = shade(lit, _LIGHT.rays()), body.opacity[used]
        return np.asarray(seen.interpolated(values, faces))

    def fine(self, seen: Fragments, faces: Whole, wide: int) -> Array:
        """The same, painted and shaded pixel by pixel in a picture ``wide`` pixels square."""
        body, used = _body().skin, np.unique(faces)
        sun = np.ones(len(self.away), np.float32)
        sun[used] = self._sun(used)
        shades = np.stack([self.figure.open, sun, body.palmar], axis=1)
        values = np.concatenate([self.figure.normals @ self.turn.T, shades, body.local, self.away[:, None]], axis=1)
        at = seen.interpolated(values, faces)
        spot = Spot(body.finger[faces[seen.faces, 0]], at[:, 6:9], at[:, 5])
        depth = np.full((wide, wide), np.inf, np.float32)
        depth.ravel()[seen.pixels] = at[:, 9]
        painted = complexion(self.look, body.flesh.bones)
        colours = coloured(spot, at, seen.pixels, depth, 1 / self.scale, painted, _LIGHT.rays())
        return np.concatenate([colours, _opacity(spot)[:, None]], axis=1)

    def _sun(self, used: NDArray[np.int32]) -> Array:
        """How much of the key light, which moves with the viewer, reaches these vertices."""
        x, y, z = map(float, _LIGHT.direction() @ self.turn)
        light = Light(towards=(x, y, z), softness=_LIGHT.softness)
        figure = self.figure
        return np.asarray(shadow(figure.vertices[used], figure.normals[used], figure.blockers, light.rays()))


def _opacity(spot: Spot) -> Array:
    """1 on the hand, falling to 0 down the forearm (k)."""
    low, high = _FADE
    share = np.clip((spot.local[:, 1] - low) / (high - low), 0, 1)
    return np.where(spot.finger == 5, share * share * (3 - 2 * share), 1).astype(np.float32)


def _shrunk(colours: Array, seen: Fragments, size: int, fine: int) -> NDArray[np.uint8]:
    """Fragments (k × 4) as a picture (size × size × 4) of bytes, in sRGB and multiplied with alpha."""
    from signdesk.vision.opencv import cv2

    wide = size * fine
    full = np.zeros((wide * wide, 4), np.float32)
    full[seen.pixels, :3] = np.clip(colours[:, :3], 0, 1) * colours[:, 3:]
    full[seen.pixels, 3] = colours[:, 3]
    small = full.reshape(wide, wide, 4)
    if fine > 1:
        small = np.asarray(cv2.resize(small, (size, size), interpolation=cv2.INTER_AREA), np.float32)
    cover = small[..., 3:]
    shown = to_srgb(small[..., :3] / np.maximum(cover, 1e-4)) * cover
    return (np.concatenate([shown, cover], axis=2) * 255 + 0.5).astype(np.uint8)
