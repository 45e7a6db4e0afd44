"""A picture of a posed hand, and everything that is known about it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import array_api_compat
import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.arrays import Values, namespace, rows
from signdesk.handmodel.camera import Camera, View
from signdesk.handmodel.dress import Cloth, Dress, dressed
from signdesk.handmodel.filters import shrunk
from signdesk.handmodel.light import Light, Lit, Rays, occlusion, shade, shadow
from signdesk.handmodel.pose import Pose
from signdesk.handmodel.raster import Fragments, rasterise
from signdesk.handmodel.relief import behind_neighbours, bumped, flesh_capsules
from signdesk.handmodel.shape import HandShape
from signdesk.handmodel.skeleton import Bones
from signdesk.handmodel.skinning import Skin, moved, normals_of, skin
from signdesk.handmodel.texture import Complexion, SkinLook, Spot, complexion, paint
from signdesk.handmodel.tone import to_srgb
from signdesk.vision.box import Box

__all__ = ["WORN", "Rendered", "Scene", "Sitting", "coloured", "composed", "flattened", "labelled", "render", "shown"]

Array = NDArray[np.float32]
Picture = NDArray[np.uint8]

_FINE, _ROUGH = 1.7, 3.2
"""Millimetres between vertices for large and small pictures."""

WORN = 6
"""Stands for a finger where there is no skin."""

PLAIN = (226, 229, 233)
"""The background when none is asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """A picture of a hand: ``image`` (height × width × 3, RGB, uint8), and its labels.

    ``mask`` (height × width, 0 to 1): how much of a pixel is hand or forearm. ``keypoints`` (21 × 2, pixels),
    ``keypoints_3d`` (21 × 3, mm from their middle: x right, y up, z to the camera) and ``visible`` (21), in the order
    of `signdesk.hands.hand`. ``box`` is close around the hand without its forearm.
    """

    image: Picture
    mask: Array
    keypoints: Array
    keypoints_3d: Array
    visible: NDArray[np.bool_]
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Sitting:
    """What a picture is to show: a hand of that ``shape`` in that ``pose``, before a ``background``, which is a colour
    or a picture as large as the whole."""

    pose: Pose
    shape: HandShape = field(default_factory=HandShape)
    view: View = field(default_factory=View)
    look: SkinLook = field(default_factory=SkinLook)
    light: Light = field(default_factory=Light)
    dress: Dress = field(default_factory=Dress)
    background: Picture | tuple[int, int, int] = PLAIN


def render(
    pose: Pose,
    shape: HandShape | None = None,
    view: View | None = None,
    size: int | tuple[int, int] = 160,
    *,
    look: SkinLook | None = None,
    light: Light | None = None,
    dress: Dress | None = None,
    background: Picture | tuple[int, int, int] = PLAIN,
) -> Rendered:
    """A picture, ``size`` pixels square or (width, height), of a hand of that build in that pose.

    ``background`` is a colour, or a picture of the same size.
    """
    sitting = Sitting(
        pose,
        shape or HandShape(),
        view or View(),
        look or SkinLook(),
        light or Light(),
        dress or Dress(),
        background,
    )
    return shown(sitting, size)


def shown(sitting: Sitting, size: int | tuple[int, int] = 160) -> Rendered:
    """The picture of ``sitting``, ``size`` pixels square or (width, height)."""
    scene = Scene.of(sitting, (size, size) if isinstance(size, int) else size)
    colour, alpha, depth = scene.drawn()
    image = composed(colour, alpha, np.asarray(sitting.background, np.float32))
    row, column = scene.joint_pixels()
    return labelled(scene, image, alpha, depth[row, column])


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A sitting with everything in its place: the hand's ``surface`` and ``bones``, the ``camera`` for a picture of
    ``size`` (width, height), ``times`` as large while it is drawn; what is ``worn``, and the ``skin``'s paint."""

    surface: Skin
    bones: Bones
    camera: Camera
    mirrored: bool
    worn: Cloth
    skin: Complexion
    rays: Rays
    size: tuple[int, int]
    times: int

    @classmethod
    def of(cls, sitting: Sitting, size: tuple[int, int]) -> Scene:
        """``sitting`` before a camera that takes pictures of that size."""
        surface = skin(sitting.shape, _FINE if min(size) > 320 else _ROUGH)
        measures = surface.flesh.bones
        bones = measures.pose(sitting.pose.array())
        return cls(
            surface=surface,
            bones=bones,
            camera=Camera.fitted(sitting.view, sitting.pose.turn(), bones.joints, size),
            mirrored=sitting.view.mirrored,
            worn=dressed(sitting.dress, measures, bones),
            skin=complexion(sitting.look, measures),
            rays=sitting.light.rays(),
            size=size,
            times=3 if max(size) <= 80 else 2,
        )

    def drawn(self) -> tuple[Array, Array, Array]:
        """Colour (height × width × 3, linear, times alpha), alpha, and depth at ``times`` the size (mm, or inf)."""
        width, height = self.size[0] * self.times, self.size[1] * self.times
        vertices = np.concatenate([moved(self.surface, self.bones), self.worn.vertices])
        faces = np.concatenate([self.surface.faces, self.worn.faces + len(self.surface.vertices)])
        faces = faces[:, ::-1] if self.mirrored else faces
        points = self.camera.project(vertices).astype(np.float32)
        points[:, :2] *= self.times
        seen = rasterise(points, faces, width, height)
        values = np.concatenate([self._shaded(vertices, faces, seen), points[:, 2:]], axis=1)
        at = seen.interpolated(values, faces)
        depth = np.full((height, width), np.inf, np.float32)
        depth.ravel()[seen.pixels] = at[:, -1]
        finger = np.concatenate([self.surface.finger, np.full(len(self.worn.vertices), WORN, np.int8)])
        spot = Spot(finger[faces[seen.faces, 0]], at[:, 6:9], at[:, 5])
        colours = coloured(spot, at, seen.pixels, depth, self.pixel(), self.skin, self.rays)
        return *flattened(colours, seen.pixels, depth.shape, self.times), depth

    def _shaded(self, vertices: Array, faces: NDArray[np.int32], seen: Fragments) -> Array:
        """Of each vertex its normal, how open to the sky and to the key light it is, how palmar, and where on the skin;
        of what is worn, instead of the last two, its gloss and colour (n × 9)."""
        placed = self.camera.placed(vertices).astype(np.float32)
        normals = normals_of(placed, faces)
        used = _used(faces[seen.faces], len(placed))
        shades = np.ones((len(placed), 2), np.float32)
        blockers = flesh_capsules(self.surface.flesh.bones, self.bones, self.camera.placed)
        shades[used, 0] = occlusion(placed[used], normals[used], blockers)
        shades[used, 1] = shadow(placed[used], normals[used], blockers, self.rays)
        own = np.concatenate([self.surface.palmar[:, None], self.surface.local], axis=1)
        other = np.concatenate([self.worn.gloss[:, None], self.worn.colours], axis=1)
        return np.concatenate([normals, shades, np.concatenate([own, other])], axis=1)

    def pixel(self) -> float:
        """How many millimetres a pixel is wide while it is drawn."""
        return 1 / (float(self.camera.scale) * self.times)

    def joint_pixels(self) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        """In which rows and columns (21 each) the joints lie while it is drawn, or the nearest in the picture."""
        points, (width, height) = self.camera.project(self.bones.joints), self.size
        column = np.clip((points[:, 0] * self.times).astype(int), 0, width * self.times - 1)
        row = np.clip((points[:, 1] * self.times).astype(int), 0, height * self.times - 1)
        return row, column


def coloured(
    spot: Spot, at: Values, pixels: Values, depth: Values, pixel: Values, skin: Complexion, rays: Rays
) -> Values:
    """The colour (k × 3, linear) of the points ``spot``, seen at ``pixels`` (k) of the ``depth`` (… height × width).

    ``at`` (k × 9 or more) is what `Scene` knows of vertices. Of several pictures, ``pixel`` (how many millimetres one
    is wide), ``skin`` and ``rays`` have a row for each, and ``spot`` says to which each point belongs.
    """
    xp = namespace(at)
    own = pixel if spot.hand is None else pixel[spot.hand]
    skin_like, painted = spot.finger != WORN, paint(spot, skin)
    albedo = xp.where(skin_like[:, None], painted.albedo, at[:, 6:9])
    gloss = xp.where(skin_like, painted.gloss, at[:, 5])
    normals = bumped(at[:, :3], painted.height * skin_like, pixels, depth.shape, own)
    near = behind_neighbours(depth, 6.0 / pixel).ravel()[pixels]
    lit = Lit(normals, albedo, at[:, 3] * near, at[:, 4], xp.astype(skin_like, xp.float32), gloss)
    return shade(lit, rows(rays, spot.hand))


def flattened(colours: Values, pixels: Values, shape: tuple[int, ...], times: int) -> tuple[Values, Values]:
    """The ``colours`` (k × 3) at ``pixels`` of pictures of that ``shape`` (… height × width) as pictures of the final
    size: linear colour times alpha, and alpha."""
    xp = namespace(colours)
    full = xp.zeros((math.prod(shape), 4), dtype=xp.float32, device=array_api_compat.device(colours))
    full[pixels, :3] = colours.clip(0, 1)
    full[pixels, 3] = 1.0
    small = shrunk(full.reshape(*shape, 4), times)
    return small[..., :3], small[..., 3]


def composed(colour: Values, alpha: Values, background: Values) -> Values:
    """The hand before its background (as broad as ``colour``, 0 to 255), as sRGB bytes."""
    xp = namespace(colour)
    cover = alpha[..., None]
    hand = to_srgb(colour / cover.clip(min=1e-4)) * 255
    return xp.astype((hand * cover + background * (1 - cover) + 0.5).clip(0, 255), xp.uint8)


def labelled(scene: Scene, image: Picture, mask: Array, met: Array) -> Rendered:
    """The picture with its labels; ``met`` (21): how far away it is what the camera sees where the joints lie."""
    points, placed = scene.camera.project(scene.bones.joints), scene.camera.placed(scene.bones.joints)
    thick = np.concatenate([[20.0], scene.surface.flesh.bones.radii.ravel()])
    box = _flesh_box(points, thick * scene.camera.scale)
    inside = (points[:, :2] >= 0).all(1) & (points[:, :2] < scene.size).all(1)
    visible = inside & (met > points[:, 2] - 1.5 * thick - 2)
    return Rendered(image, mask, points[:, :2].astype(np.float32), placed.astype(np.float32), visible, box)


def _used(corners: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """Which of ``count`` vertices are corners of what is seen."""
    there = np.zeros(count, np.bool_)
    there[corners.ravel()] = True
    return np.flatnonzero(there)


def _flesh_box(points: NDArray[np.floating[Any]], thick: NDArray[np.float64]) -> Box:
    """The box around the joints' flesh; a fingertip's joint lies in the skin already."""
    reach = thick.copy()
    reach[4::4] *= 0.35
    reach[0] *= 0.4
    low, high = (points[:, :2] - reach[:, None]).min(0), (points[:, :2] + reach[:, None]).max(0)
    return Box.around(np.stack([low, high]))
