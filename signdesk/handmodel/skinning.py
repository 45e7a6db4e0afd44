"""The skin of an open hand, and how it follows the bones.

Every vertex follows one to four bones, by dual quaternions (Kavan et al., *Skinning with Dual Quaternions*, I3D 2007):
a knuckle stays round when it bends, where blended matrices would make it flat.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.arrays import Values, namespace, summed
from signdesk.handmodel.flesh import FOREARM, Flesh, flesh
from signdesk.handmodel.shape import HandShape
from signdesk.handmodel.skeleton import BONES, Bones
from signdesk.handmodel.surface import gradient, triangles_of

__all__ = ["Posed", "Skin", "blended", "bone_motions", "lengths", "moved", "normals_of", "posed", "skin"]

Array = NDArray[np.float32]
Whole = NDArray[np.int32]

_PARENTS = {2: 1, 3: 2, 5: 4, 6: 5, 8: 7, 9: 8, 11: 10, 12: 11, 14: 13, 15: 14}
_FOREARM = BONES.index("forearm")


@dataclass(frozen=True, slots=True, eq=False)
class Skin:
    """An open hand's skin: ``vertices`` (n × 3, mm), ``faces`` (m × 3), ``weights`` (n × bones), outward ``normals``.

    ``finger`` (n): which finger a vertex belongs to most, thumb 0, and 5 for palm and forearm. ``local`` (n × 3): where
    it lies in that finger's frame, in millimetres: across, along from its first joint, and out of its palm side; for
    the palm, its own frame. ``palmar`` (n): 1 where the skin faces as the palm does, -1 on the back.
    """

    vertices: Array
    faces: Whole
    normals: Array
    weights: Array
    finger: NDArray[np.int8]
    local: Array
    palmar: Array
    flesh: Flesh


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """Skin that follows posed bones: ``vertices`` (n × 3) and outward ``normals`` (n × 3), in the palm's frame."""

    vertices: Array
    normals: Array


@lru_cache(maxsize=12)
def skin(shape: HandShape, step: float) -> Skin:
    """The skin of a hand of that build, of triangles about ``step`` millimetres wide; takes a while when it is new."""
    body = flesh(shape)
    reach = shape.size * np.array([[-75.0, -FOREARM + 4.0, -52.0], [110.0, 208.0, 82.0]], np.float32)
    vertices, faces = triangles_of(body.distance, reach[0], reach[1], step)
    parts = body.parts(vertices)
    finger = np.where(parts[:, 0] < parts[:, 1:].min(1), 5, parts[:, 1:].argmin(1)).astype(np.int8)
    normals = gradient(body.distance, vertices)
    local, palmar = _local(body, vertices, normals, finger)
    weights = _weights(body, vertices, parts)
    return Skin(_drawn_out(vertices, reach[0, 1] + 2 * step), faces, normals, weights, finger, local, palmar, body)


def _drawn_out(vertices: Array, below: float) -> Array:
    """The forearm drawn out to an elbow's distance, by the rim of the mesh alone, for views from far away."""
    out = vertices.copy()
    out[vertices[:, 1] < below] *= (1.2, 2.2, 1.2)
    return out


def posed(skin: Skin, bones: Bones) -> Posed:
    """``skin`` as it lies over ``bones``."""
    vertices = moved(skin, bones)
    return Posed(vertices, normals_of(vertices, skin.faces))


def moved(skin: Skin, bones: Bones) -> Array:
    """The vertices alone (n × 3) of ``skin`` as it lies over ``bones``."""
    return np.asarray(blended(skin.vertices, skin.weights, *bone_motions(skin.flesh.rest, bones)))


def blended(vertices: Values, weights: Values, real: Values, dual: Values) -> Values:
    """Where ``vertices`` (… n × 3) come that follow bones by ``weights`` (… n × bones), each of which moves as its dual
    quaternion says, ``real`` and ``dual`` part (… bones × 4)."""
    q, d = weights @ real, weights @ dual
    length = lengths(q)[..., None]
    q, d = q / length, d / length
    w, v = q[..., :1], q[..., 1:]
    place = vertices + 2 * _cross(v, _cross(v, vertices) + w * vertices)
    shift = 2 * (w * d[..., 1:] - d[..., :1] * v + _cross(v, d[..., 1:]))
    return place + shift


def normals_of(vertices: Values, faces: Values) -> Values:
    """Each vertex's normal (n × 3): of the faces around it, the bigger ones counting more."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    out = summed(_cross(b - a, c - a), faces, len(vertices))
    return namespace(vertices).astype(out / lengths(out).clip(min=1e-9)[:, None], vertices.dtype)


def lengths(vectors: Values) -> Values:
    """How long each of ``vectors`` (… × c) is; several times as fast as NumPy's norm of short rows."""
    xp = namespace(vectors)
    return xp.sqrt(xp.einsum("...i,...i->...", vectors, vectors))


def _cross(a: Values, b: Values) -> Values:
    """The cross products (… × 3) of rows, without the detours of NumPy's own."""
    ax, ay, az = a[..., 0], a[..., 1], a[..., 2]
    bx, by, bz = b[..., 0], b[..., 1], b[..., 2]
    out = namespace(a).empty_like(a)
    out[..., 0] = ay * bz - az * by
    out[..., 1] = az * bx - ax * bz
    out[..., 2] = ax * by - ay * bx
    return out


def _weights(body: Flesh, vertices: Array, parts: Array) -> Array:
    """How much each vertex follows each bone (n × bones)."""
    weights = np.zeros((len(vertices), len(BONES)), np.float32)
    palm = np.zeros(len(vertices), np.float32)
    for finger, share in enumerate(_membership(parts)):
        head, ahead = body.rest.heads[1 + 3 * finger], body.rest.turns[1 + 3 * finger][:, 1]
        along = (vertices - head.astype(np.float32)) @ ahead.astype(np.float32)
        ends = np.concatenate([[0.0], np.cumsum(body.bones.lengths[finger])])
        zones = body.bones.radii[finger] * ((1.3, 0.85, 0.8, 0.8) if finger == 0 else (1.05, 0.85, 0.85, 0.8))
        reached = [_step(along, ends[k] - zones[k], ends[k] + zones[k]) for k in range(3)]
        palm += share * (1 - reached[0])
        weights[:, 1 + 3 * finger] = share * (reached[0] - reached[1])
        weights[:, 2 + 3 * finger] = share * (reached[1] - reached[2])
        weights[:, 3 + 3 * finger] = share * reached[2]
    return _share_palm(body, vertices, palm, weights)


def _local(body: Flesh, vertices: Array, normals: Array, finger: NDArray[np.int8]) -> tuple[Array, Array]:
    """Each vertex's place in its finger's frame (n × 3), and how far its normal faces as the finger's pad does (n)."""
    local, palmar = vertices.copy(), normals[:, 2].copy()
    for number in range(5):
        own = finger == number
        bone = 1 + 3 * number
        turn = body.rest.turns[bone].astype(np.float32)
        local[own] = (vertices[own] - body.rest.heads[bone].astype(np.float32)) @ turn
        palmar[own] = normals[own] @ turn[:, 2]
    return local, palmar


def _membership(parts: Array) -> Array:
    """To which finger a vertex belongs (5 × n, together 1): by distance, and the thumb's ball goes with the thumb."""
    thumb = 1 / (1 + np.exp(np.clip((parts[:, 1] - np.minimum(parts[:, 0], parts[:, 2:].min(1))) / 3.0, -30, 30)))
    near = np.exp(-np.clip((parts[:, 2:] - parts[:, 2:].min(1, keepdims=True)) / 1.2, 0, 30))
    others = near / near.sum(1, keepdims=True) * (1 - thumb)[:, None]
    return np.concatenate([thumb[:, None], others], 1).T.astype(np.float32)


def _share_palm(body: Flesh, vertices: Array, palm: Array, weights: Array) -> Array:
    """Give the palm's share to palm, the outer metacarpals and the forearm."""
    x, y = vertices[:, 0], vertices[:, 1]
    middle, ring, little = body.bones.roots[2:, 0]
    up = _step(y, 12.0, 60.0)
    to_ring, to_little = up * _step(-x, -middle, -ring), up * _step(-x, -ring, -little)
    forearm = 1 - _step(y, -20.0, 12.0)
    weights[:, _FOREARM] = palm * forearm
    rest = palm * (1 - forearm)
    weights[:, 17] = rest * to_little
    weights[:, 16] = rest * (to_ring - to_little)
    weights[:, 0] = rest * (1 - to_ring)
    return weights


def _step(value: Array, low: float, high: float) -> Array:
    """0 below ``low``, 1 above ``high``, and smooth between."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def bone_motions(rest: Bones, bones: Bones) -> tuple[Array, Array]:
    """How each bone moved from ``rest`` as dual quaternions (bones × 4 each): real and dual part."""
    turns = bones.turns @ np.swapaxes(rest.turns, -1, -2)
    shifts = bones.heads - np.einsum("bij,bj->bi", turns, rest.heads)
    real = np.array([_quaternion(turn) for turn in turns])
    for bone, parent in _PARENTS.items():
        if real[bone] @ real[parent] < 0:  # the same turn the other way round: stay with the neighbour's
            real[bone] = -real[bone]
    w, v = real[:, :1], real[:, 1:]
    dual = 0.5 * np.concatenate([-(shifts * v).sum(1, keepdims=True), w * shifts + np.cross(shifts, v)], 1)
    return real.astype(np.float32), dual.astype(np.float32)


def _quaternion(turn: NDArray[np.float64]) -> NDArray[np.float64]:
    """A rotation (3 × 3) as a quaternion w, x, y, z with w ≥ 0 (Bar-Itzhack: the greatest eigenvector)."""
    (a, b, c), (d, e, f), (g, h, i) = turn
    matrix = np.array(
        [
            [a + e + i, h - f, c - g, d - b],
            [h - f, a - e - i, b + d, c + g],
            [c - g, b + d, e - a - i, f + h],
            [d - b, c + g, f + h, i - a - e],
        ]
    )
    vector = np.linalg.eigh(matrix)[1][:, -1]
    return np.asarray(vector if vector[0] >= 0 else -vector)
