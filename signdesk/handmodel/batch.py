"""Several pictures at once, by a library that draws on a graphics card.

What is reckoned for a hand as a whole (its joints, the camera, what is worn) NumPy does as for `render`; all that is
done for each vertex and pixel is done where an array of the caller's lies, by the same formulas, for all pictures
together. A card waits for the processor some twenty times a batch, however many pictures that is of.

The pictures are not the same to the byte as `render`'s, and may differ from card to card: sums are made in another
order, and what OpenCV does is done otherwise (see `filters`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import array_api_compat
import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.arrays import Values, namespace, rows, sent, stacked
from signdesk.handmodel.camera import Camera
from signdesk.handmodel.light import occlusion, shadow
from signdesk.handmodel.raster import rasterise
from signdesk.handmodel.relief import flesh_capsules
from signdesk.handmodel.render import WORN, Rendered, Scene, Sitting, coloured, composed, flattened, labelled
from signdesk.handmodel.skinning import blended, bone_motions, normals_of
from signdesk.handmodel.texture import Spot

__all__ = ["render_batch"]

Array = NDArray[np.float32]


def render_batch(sittings: Sequence[Sitting], size: int | tuple[int, int], like: Values) -> list[Rendered]:
    """A picture of each of ``sittings``, all ``size`` pixels square or (width, height), drawn where ``like`` lies.

    ``like`` is any array of a library other than NumPy, on the device that is meant; as yet, a tensor of torch.
    """
    if not sittings:
        return []
    width, height = (size, size) if isinstance(size, int) else size
    scenes = [Scene.of(sitting, (width, height)) for sitting in sittings]
    backgrounds = [np.broadcast_to(np.asarray(one.background, np.uint8), (height, width, 3)) for one in sittings]
    images, alphas, met = _drawn(scenes, sent(np.stack(backgrounds), like), like)
    return [labelled(*one) for one in zip(scenes, images, alphas, met, strict=True)]


def _drawn(scenes: Sequence[Scene], behind: Values, like: Values) -> tuple[NDArray[np.uint8], Array, Array]:
    """Pictures (b × height × width × 3), alpha, and the depths where the joints lie (b × 21)."""
    width, height = (side * scenes[0].times for side in scenes[0].size)
    xp, count = namespace(like), len(scenes)
    shape, crowd = (count, height, width), _Crowd.of(scenes, like)
    seen = rasterise(crowd.points(scenes[0].times).reshape(-1, 3), crowd.faces, width, height, count)
    at = seen.interpolated(crowd.values(), crowd.faces)
    depth = xp.full(shape, float("inf"), dtype=xp.float32, device=array_api_compat.device(like))
    depth.view(-1)[seen.pixels] = at[:, 9]
    spot = Spot(crowd.finger[crowd.faces[seen.faces, 0]], at[:, 6:9], at[:, 5], seen.pixels // (width * height))
    pixel = sent(np.array([scene.pixel() for scene in scenes], np.float32), like)
    skins, rays = stacked([one.skin for one in scenes], like), stacked([one.rays for one in scenes], like)
    colours = coloured(spot, at, seen.pixels, depth, pixel, skins, rays)
    colour, alpha = flattened(colours, seen.pixels, shape, scenes[0].times)
    joints = sent(np.array([scene.joint_pixels() for scene in scenes]), like)
    met = depth[xp.arange(count, device=array_api_compat.device(like))[:, None], joints[:, 0], joints[:, 1]]
    images = composed(colour, alpha, xp.astype(behind, xp.float32))
    return _back(images), _back(alpha), _back(met)


@dataclass(frozen=True, slots=True, eq=False)
class _Crowd:
    """The hands of all pictures (b), each with as many vertices (n), and what they wear, posed: ``vertices`` (b × n ×
    3), the triangles' corners among all vertices (``faces``, m × 3), the ``finger`` of each vertex (b·n), and its
    ``paint`` (b × n × 4) as in `Scene`."""

    scenes: Sequence[Scene]
    vertices: Values
    faces: Values
    finger: Values
    paint: Values
    camera: Camera

    @classmethod
    def of(cls, scenes: Sequence[Scene], like: Values) -> _Crowd:
        """Those of ``scenes``, where ``like`` lies."""
        xp = namespace(like)
        surfaces = list(dict.fromkeys(scene.surface for scene in scenes))
        which = sent(np.array([surfaces.index(scene.surface) for scene in scenes]), like)
        skins = [_filled([getattr(one, name) for one in surfaces], like) for name in ("vertices", "weights", "finger")]
        own = _filled([np.concatenate([one.palmar[:, None], one.local], axis=1) for one in surfaces], like)
        moves = [bone_motions(scene.surface.flesh.rest, scene.bones) for scene in scenes]
        real, dual = (sent(np.stack(part), like) for part in zip(*moves, strict=True))
        lying = blended(skins[0][which], skins[1][which], real, dual)
        cloth = _filled([scene.worn.vertices for scene in scenes], like)
        other = [np.concatenate([one.worn.gloss[:, None], one.worn.colours], axis=1) for one in scenes]
        worn = xp.full_like(cloth[..., 0], WORN, dtype=skins[2].dtype)
        return cls(
            scenes=scenes,
            vertices=xp.concat([lying, cloth], axis=1),
            faces=_faces(scenes, lying.shape[1], lying.shape[1] + cloth.shape[1], like),
            finger=xp.concat([skins[2][which], worn], axis=1).reshape(-1),
            paint=xp.concat([own[which], _filled(other, like)], axis=1),
            camera=_camera(scenes, like),
        )

    def points(self, times: int) -> Values:
        """The vertices in pictures ``times`` as large (b × n × 3): x, y, and how far away."""
        points = self.camera.project(self.vertices)
        points[..., :2] *= times
        return points

    def values(self) -> Values:
        """What is known of each vertex (b·n × 10): as in `Scene`, and how far away it is."""
        xp = namespace(self.vertices)
        placed = self.camera.placed(self.vertices)
        normals = normals_of(placed.reshape(-1, 3), self.faces).reshape(placed.shape)
        blockers = [flesh_capsules(one.surface.flesh.bones, one.bones, one.camera.placed) for one in self.scenes]
        capsules = stacked(blockers, self.vertices)
        rays = stacked([one.rays for one in self.scenes], self.vertices)
        shades = [
            occlusion(placed, normals, capsules),
            shadow(placed, normals, capsules, rows(rays, (slice(None), None))),
        ]
        away = self.camera.distance - placed[..., 2]
        parts = [normals, xp.stack(shades, axis=-1), self.paint, away[..., None]]
        return xp.concat(parts, axis=-1).reshape(-1, 10)


def _filled(arrays: Sequence[NDArray[Any]], like: Values) -> Values:
    """Arrays of different lengths as one (b × n × …), where ``like`` lies; the last row of each, or 0, fills it up."""
    longest = max(map(len, arrays))
    padded = [
        np.pad(one, [(0, longest - len(one)), *[(0, 0)] * (one.ndim - 1)], "edge" if len(one) else "constant")
        for one in arrays
    ]
    return sent(np.stack(padded), like)


def _faces(scenes: Sequence[Scene], skin: int, whole: int, like: Values) -> Values:
    """The triangles of all pictures (m × 3), each of whose hands has ``whole`` vertices, the first ``skin`` of them
    skin's."""
    xp, there, parts = namespace(like), dict[Any, Values](), []
    for number, scene in enumerate(scenes):
        for faces, first in ((scene.surface.faces, 0), (scene.worn.faces, skin)):
            key = (id(faces), scene.mirrored)
            if key not in there:
                there[key] = sent((faces[:, ::-1] if scene.mirrored else faces).astype(np.int64), like)
            parts.append(there[key] + (number * whole + first))
    return xp.concat(parts, axis=0)


def _camera(scenes: Sequence[Scene], like: Values) -> Camera:
    """The cameras of all pictures as one."""
    one = stacked([scene.camera for scene in scenes], like)
    return Camera(one.turn, one.centre[:, None], one.distance[:, None], one.scale[:, None], one.origin[:, None])


def _back(array: Values) -> NDArray[Any]:
    return np.asarray(array_api_compat.to_device(array, "cpu"))
