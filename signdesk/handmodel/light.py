"""How light falls on a hand: a soft key light, a sky, what fingers take from each other, and red through skin.

Everything is reckoned in the camera's frame: x right, y up, z towards the camera.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Capsules", "Light", "Lit", "occlusion", "shade", "shadow"]

Array = NDArray[np.float32]
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

    def direction(self) -> Array:
        """``towards``, of length 1."""
        out = np.array(self.towards, np.float32)
        return np.asarray(out / np.linalg.norm(out))


@dataclass(frozen=True, slots=True, eq=False)
class Capsules:
    """What throws shadows: k capsules from ``start`` (k × 3) to ``end`` of a radius of ``wide`` to ``narrow`` (k)."""

    start: Array
    end: Array
    wide: Array
    narrow: Array

    def distance(self, points: Array) -> Array:
        """How far ``points`` (n × 3) are from the nearest capsule, negative inside (n)."""
        axis = self.end - self.start
        square = (axis * axis).sum(1)[:, None]
        # |p − s − t·a|² written out, so that all pairs (k × n) are two products of matrices.
        cross = axis @ points.T - (self.start * axis).sum(1)[:, None]
        along = np.clip(cross / square, 0, 1)
        apart = self.start @ points.T
        apart *= -2
        apart += (self.start * self.start).sum(1)[:, None]
        apart += np.einsum("ij,ij->i", points, points)
        apart += along * (along * square - 2 * cross)
        apart = np.sqrt(np.maximum(apart, 0, out=apart), out=apart)
        apart -= self.wide[:, None]
        apart -= (self.narrow - self.wide)[:, None] * along
        return np.asarray(apart.min(0), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Lit:
    """What is to be lit, k points: outward ``normals`` and ``albedo`` (k × 3, linear), how much of the sky (``open``)
    and of the key light (``sun``) reaches them, how much they are like ``skin``, and their ``gloss`` (k each)."""

    normals: Array
    albedo: Array
    open: Array
    sun: Array
    skin: Array
    gloss: Array


_REACHES = (4.0, 10.0, 22.0)


def occlusion(points: Array, normals: Array, capsules: Capsules) -> Array:
    """How much of the sky each point sees (n), 0 to 1: less where other flesh is near before it."""
    here = capsules.distance(points)
    hidden = np.zeros(len(points), np.float32)
    for reach, weight in zip(_REACHES, (0.3, 0.36, 0.34), strict=True):
        gained = capsules.distance(points + normals * np.float32(reach)) - here
        hidden += np.float32(weight) * np.clip(1 - gained / reach, 0, 1.4)
    return np.asarray(np.clip(1 - 0.92 * hidden, 0.12, 1), np.float32)


def shadow(points: Array, normals: Array, capsules: Capsules, light: Light) -> Array:
    """How much of the key light reaches each point (n), 0 to 1, with soft edges (Quílez' marched penumbra)."""
    towards = light.direction()
    start = points + normals * np.float32(1.5)
    own = np.minimum(capsules.distance(start), 0)
    free = np.ones(len(points), np.float32)
    sharp = 2.2 + 8.0 * (1 - light.softness)
    for reach in (7.0, 13.0, 21.0, 32.0, 48.0):
        gap = capsules.distance(start + towards * np.float32(reach)) - own
        free = np.minimum(free, np.clip(0.35 + sharp * gap / reach, 0, 1))
    return np.asarray(free * free * (3 - 2 * free))


_THROUGH = np.array([0.42, 0.20, 0.13], np.float32)
"""How far round the edge of the light each colour goes in skin: red farthest."""


def shade(lit: Lit, light: Light) -> Array:
    """The colour of each point in linear light (k × 3)."""
    towards = light.direction()
    facing = lit.normals @ towards
    wrap = lit.skin[:, None] * _THROUGH
    diffuse = np.clip((facing[:, None] + wrap) / (1 + wrap), 0, 1)
    diffuse *= diffuse * 0.25 + 0.75
    # Light that comes through flesh at the edge of a shadow is red too.
    sun = lit.sun[:, None] ** (1 + lit.skin[:, None] * np.array([-0.35, 0.05, 0.1], np.float32))
    up = 0.5 + 0.5 * (0.8 * lit.normals[:, 1] + 0.35 * lit.normals[:, 2])
    sky, ground = np.array(light.sky, np.float32), np.array(light.ground, np.float32)
    around = ground + (sky - ground) * np.clip(up, 0, 1)[:, None]
    # What comes out of a fold has been on skin before, and is the redder for it.
    folds = lit.open[:, None] ** (1 + lit.skin[:, None] * np.array([-0.25, 0.12, 0.2], np.float32))
    out = lit.albedo * (diffuse * sun * np.array(light.key, np.float32) + around * folds)
    return np.asarray(out + _highlight(lit, towards, light), np.float32)


def _highlight(lit: Lit, towards: Array, light: Light) -> Array:
    """The sheen of skin (a broad lobe and a narrow one) and of its edge."""
    half = towards + np.array([0, 0, 1], np.float32)
    half /= np.linalg.norm(half)
    across = np.clip(lit.normals @ half, 0, 1)
    facing = np.clip(lit.normals[:, 2], 0, 1)
    edge = (1 - facing) ** 4
    lobe = 0.055 * across**14 + lit.gloss * 0.35 * across**70
    strength = lobe * lit.sun + 0.07 * edge * lit.open
    return np.asarray(strength[:, None] * np.array(light.key, np.float32))
