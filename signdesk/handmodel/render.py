"""A picture of a posed hand, and everything that is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.camera import Camera, View
from signdesk.handmodel.dress import Cloth, Dress, dressed
from signdesk.handmodel.light import Light, Lit, occlusion, shade, shadow
from signdesk.handmodel.pose import Pose
from signdesk.handmodel.raster import Fragments, rasterise
from signdesk.handmodel.relief import behind_neighbours, bumped, flesh_capsules
from signdesk.handmodel.shape import HandShape
from signdesk.handmodel.skeleton import Bones, Skeleton
from signdesk.handmodel.skinning import Skin, moved, normals_of, skin
from signdesk.handmodel.texture import SkinLook, Spot, paint
from signdesk.handmodel.tone import to_srgb
from signdesk.vision.box import Box

__all__ = ["Rendered", "render"]

Array = NDArray[np.float32]
Picture = NDArray[np.uint8]

_FINE, _ROUGH = 1.7, 3.2
"""Millimetres between vertices for large and small pictures."""

_WORN = 6
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
    shape, view, look, light = shape or HandShape(), view or View(), look or SkinLook(), light or Light()
    width, height = (size, size) if isinstance(size, int) else size
    surface = skin(shape, _FINE if min(width, height) > 320 else _ROUGH)
    bones = surface.flesh.bones.pose(pose.array())
    camera = Camera.fitted(view, pose.turn(), bones.joints, (width, height))
    oversampling = 3 if max(width, height) <= 80 else 2
    worn = dressed(dress or Dress(), surface.flesh.bones, bones)
    scene = _Scene(surface, bones, camera, view.mirrored, worn)
    colour, alpha, depth = scene.drawn(width, height, oversampling, look, light)
    image = _composed(colour, alpha, background)
    return _labelled(image, alpha, depth, camera, bones, surface.flesh.bones, oversampling)


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    surface: Skin
    bones: Bones
    camera: Camera
    mirrored: bool
    worn: Cloth

    def drawn(self, width: int, height: int, times: int, look: SkinLook, light: Light) -> tuple[Array, Array, Array]:
        """Colour (height × width × 3, linear, times alpha), alpha, and depth at ``times`` the size (mm, or inf)."""
        vertices = np.concatenate([moved(self.surface, self.bones), self.worn.vertices])
        faces = np.concatenate([self.surface.faces, self.worn.faces + len(self.surface.vertices)])
        faces = faces[:, ::-1] if self.mirrored else faces
        points = self.camera.project(vertices).astype(np.float32)
        points[:, :2] *= times
        seen = rasterise(points, faces, width * times, height * times)
        placed = self.camera.placed(vertices).astype(np.float32)
        normals = normals_of(placed, faces)
        used = _used(faces[seen.faces], len(placed))
        shades = np.ones((len(placed), 2), np.float32)
        blockers = flesh_capsules(self.surface.flesh.bones, self.bones, self.camera.placed)
        shades[used, 0] = occlusion(placed[used], normals[used], blockers)
        shades[used, 1] = shadow(placed[used], normals[used], blockers, light.rays())
        own = np.concatenate([self.surface.palmar[:, None], self.surface.local], axis=1)
        other = np.concatenate([self.worn.gloss[:, None], self.worn.colours], axis=1)
        values = np.concatenate([normals, shades, np.concatenate([own, other]), points[:, 2:]], axis=1)
        at = seen.interpolated(values, faces)
        depth = np.full((height * times, width * times), np.inf, np.float32)
        depth.ravel()[seen.pixels] = at[:, 9]
        colours = self._coloured(seen, at, faces, depth, look, light, times)
        return *_shrunk(colours, seen, width, height, times), depth

    def _coloured(
        self,
        seen: Fragments,
        at: Array,
        faces: NDArray[np.int32],
        depth: Array,
        look: SkinLook,
        light: Light,
        times: int,
    ) -> Array:
        """The colour of each fragment (k × 3, linear)."""
        finger = np.concatenate([self.surface.finger, np.full(len(self.worn.vertices), _WORN, np.int8)])
        spot = Spot(finger[faces[seen.faces, 0]], at[:, 6:9], at[:, 5])
        skin_like = spot.finger != _WORN
        painted = paint(spot, self.surface.flesh.bones, look)
        albedo = np.where(skin_like[:, None], painted.albedo, at[:, 6:9])
        gloss = np.where(skin_like, painted.gloss, at[:, 5])
        height = painted.height * skin_like
        pixel = 1 / (self.camera.scale * times)
        normals = bumped(at[:, :3], height, seen.pixels, depth.shape, pixel)
        near = behind_neighbours(depth, 6.0 / pixel).ravel()[seen.pixels]
        lit = Lit(normals, albedo, at[:, 3] * near, at[:, 4], skin_like.astype(np.float32), gloss)
        return np.asarray(shade(lit, light.rays()))


def _used(corners: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """Which of ``count`` vertices are corners of what is seen."""
    there = np.zeros(count, np.bool_)
    there[corners.ravel()] = True
    return np.flatnonzero(there)


def _shrunk(colours: Array, seen: Fragments, width: int, height: int, times: int) -> tuple[Array, Array]:
    """Fragments as a picture of the final size: linear colour times alpha, and alpha."""
    from signdesk.vision.opencv import cv2

    full = np.zeros((height * times * width * times, 4), np.float32)
    full[seen.pixels, :3] = np.clip(colours, 0, 1)
    full[seen.pixels, 3] = 1
    small = cv2.resize(full.reshape(height * times, width * times, 4), (width, height), interpolation=cv2.INTER_AREA)
    colour, alpha = np.asarray(small[..., :3], np.float32), np.asarray(small[..., 3], np.float32)
    return colour, alpha


def _composed(colour: Array, alpha: Array, background: Picture | tuple[int, int, int]) -> Picture:
    """The hand before its background, as sRGB bytes."""
    behind = np.broadcast_to(np.asarray(background, np.float32), colour.shape)
    cover = alpha[..., None]
    hand = to_srgb(np.asarray(colour / np.maximum(cover, 1e-4), np.float32)) * 255
    return np.clip(hand * cover + behind * (1 - cover) + 0.5, 0, 255).astype(np.uint8)


def _labelled(
    image: Picture, mask: Array, depth: Array, camera: Camera, bones: Bones, measures: Skeleton, times: int
) -> Rendered:
    points = camera.project(bones.joints)
    placed = camera.placed(bones.joints)
    thick = np.concatenate([[20.0], measures.radii.ravel()])
    box = _flesh_box(points, thick * camera.scale)
    column = np.clip((points[:, 0] * times).astype(int), 0, depth.shape[1] - 1)
    row = np.clip((points[:, 1] * times).astype(int), 0, depth.shape[0] - 1)
    inside = (points[:, :2] >= 0).all(1) & (points[:, :2] < (image.shape[1], image.shape[0])).all(1)
    visible = inside & (depth[row, column] > points[:, 2] - 1.5 * thick - 2)
    return Rendered(image, mask, points[:, :2].astype(np.float32), placed.astype(np.float32), visible, box)


def _flesh_box(points: NDArray[np.floating[Any]], thick: NDArray[np.float64]) -> Box:
    """The box around the joints' flesh; a fingertip's joint lies in the skin already."""
    reach = thick.copy()
    reach[4::4] *= 0.35
    reach[0] *= 0.4
    low, high = (points[:, :2] - reach[:, None]).min(0), (points[:, :2] + reach[:, None]).max(0)
    return Box.around(np.stack([low, high]))
