"""How light falls on a hand: a soft key light, a sky, what fingers take from each other, and red through skin.

Everything is reckoned in the camera's frame: x right, y up, z towards the camera.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.arrays import Values, constant, namespace

__all__ = ["Capsules", "Light", "Lit", "Rays", "occlusion", "shade", "shadow"]

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Light:
    """The light of a picture.

    ``towards`` points to the key light; ``key``, ``sky`` and ``ground`` are colours in linear light; ``softness`` from
    0 (a spot) to 1 (a window) says how soft its shadows are.
    """

    towards: Colour = (0.45, 0.7, 0.75)
    key: Colour = (1.0, 0.96, 0.9)
    sky: Colour = (0.36, 0.38, 0.42)
    ground: Colour = (0.22, 0.19, 0.17)
    softness: float = 0.6

    def direction(self) -> NDArray[np.float32]:
        """``towards``, of length 1."""
        out = np.array(self.towards, np.float32)
        return np.asarray(out / np.linalg.norm(out))

    def rays(self) -> Rays:
        """The same as numbers to reckon with."""
        towards = self.direction()
        half = towards + np.array([0, 0, 1], np.float32)
        half /= np.linalg.norm(half)
        key, sky, ground = (np.array(colour, np.float32) for colour in (self.key, self.sky, self.ground))
        return Rays(towards, half, key, sky, ground, 2.2 + 8.0 * (1 - self.softness))


@dataclass(frozen=True, slots=True, eq=False)
class Rays:
    """A light as arrays: ``towards`` the key light, ``half`` way between that and the camera, the colours ``key``,
    ``sky`` and ``ground`` (3 each), and how ``sharp`` its shadows are.

    Where points have lights of their own, each has a row for every point (n × 3, ``sharp`` n).
    """

    towards: Values
    half: Values
    key: Values
    sky: Values
    ground: Values
    sharp: Values


@dataclass(frozen=True, slots=True, eq=False)
class Capsules:
    """What throws shadows: k capsules from ``start`` (k × 3) to ``end`` of a radius of ``wide`` to ``narrow`` (k)."""

    start: Values
    end: Values
    wide: Values
    narrow: Values

    def distance(self, points: Values) -> Values:
        """How far ``points`` (n × 3) are from the nearest capsule, negative inside (n)."""
        xp = namespace(points)
        axis = self.end - self.start
        square = (axis * axis).sum(-1)[..., None]
        # |p − s − t·a|² written out, so that all pairs (k × n) are two products of matrices.
        cross = axis @ points.mT - (self.start * axis).sum(-1)[..., None]
        along = (cross / square).clip(0, 1)
        apart = self.start @ points.mT
        apart *= -2
        apart += (self.start * self.start).sum(-1)[..., None]
        apart += xp.einsum("...i,...i->...", points, points)[..., None, :]
        apart += along * (along * square - 2 * cross)
        apart = xp.sqrt(apart.clip(min=0))
        apart -= self.wide[..., None]
        apart -= (self.narrow - self.wide)[..., None] * along
        return xp.min(apart, axis=-2)


@dataclass(frozen=True, slots=True, eq=False)
class Lit:
    """What is to be lit, k points: outward ``normals`` and ``albedo`` (k × 3, linear), how much of the sky (``open``)
    and of the key light (``sun``) reaches them, how much they are like ``skin``, and their ``gloss`` (k each)."""

    normals: Values
    albedo: Values
    open: Values
    sun: Values
    skin: Values
    gloss: Values


_REACHES = (4.0, 10.0, 22.0)


def occlusion(points: Values, normals: Values, capsules: Capsules) -> Values:
    """How much of the sky each point sees (n), 0 to 1: less where other flesh is near before it."""
    here = capsules.distance(points)
    hidden = namespace(points).zeros_like(here)
    for reach, weight in zip(_REACHES, (0.3, 0.36, 0.34), strict=True):
        gained = capsules.distance(points + normals * reach) - here
        hidden += weight * (1 - gained / reach).clip(0, 1.4)
    return (1 - 0.92 * hidden).clip(0.12, 1)


def shadow(points: Values, normals: Values, capsules: Capsules, rays: Rays) -> Values:
    """How much of the key light reaches each point (n), 0 to 1, with soft edges (Quílez' marched penumbra)."""
    xp = namespace(points)
    start = points + normals * 1.5
    own = capsules.distance(start).clip(max=0)
    free = xp.ones_like(own)
    for reach in (7.0, 13.0, 21.0, 32.0, 48.0):
        gap = capsules.distance(start + rays.towards * reach) - own
        free = xp.minimum(free, (0.35 + rays.sharp * gap / reach).clip(0, 1))
    return free * free * (3 - 2 * free)


_THROUGH = (0.42, 0.20, 0.13)
"""How far round the edge of the light each colour goes in skin: red farthest."""


def shade(lit: Lit, rays: Rays) -> Values:
    """The colour of each point in linear light (k × 3)."""
    facing = _along(lit.normals, rays.towards)
    wrap = lit.skin[:, None] * constant(_THROUGH, lit.normals)
    diffuse = ((facing[:, None] + wrap) / (1 + wrap)).clip(0, 1)
    diffuse *= diffuse * 0.25 + 0.75
    # Light that comes through flesh at the edge of a shadow is red too.
    sun = lit.sun[:, None] ** (1 + lit.skin[:, None] * constant((-0.35, 0.05, 0.1), lit.normals))
    up = 0.5 + 0.5 * (0.8 * lit.normals[:, 1] + 0.35 * lit.normals[:, 2])
    around = rays.ground + (rays.sky - rays.ground) * up.clip(0, 1)[:, None]
    # What comes out of a fold has been on skin before, and is the redder for it.
    folds = lit.open[:, None] ** (1 + lit.skin[:, None] * constant((-0.25, 0.12, 0.2), lit.normals))
    out = lit.albedo * (diffuse * sun * rays.key + around * folds)
    return out + _highlight(lit, rays)


def _highlight(lit: Lit, rays: Rays) -> Values:
    """The sheen of skin (a broad lobe and a narrow one) and of its edge."""
    across = _along(lit.normals, rays.half).clip(0, 1)
    facing = lit.normals[:, 2].clip(0, 1)
    edge = (1 - facing) ** 4
    lobe = 0.055 * across**14 + lit.gloss * 0.35 * across**70
    strength = lobe * lit.sun + 0.07 * edge * lit.open
    return strength[:, None] * rays.key


def _along(vectors: Values, direction: Values) -> Values:
    """How far ``vectors`` (k × 3) go in a ``direction`` (3), or each in one of its own (k × 3)."""
    if direction.ndim == 1:
        return vectors @ direction
    return namespace(vectors).einsum("...i,...i->...", vectors, direction)
