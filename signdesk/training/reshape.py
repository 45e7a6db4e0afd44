"""Hands that take on some of the shape of another hand that shows the same sign.

People are scarcer than pictures, and what sets two people's hands apart that show one sign is a direction of its own: a
longer thumb, a finger less bent. A hand whose keypoints are known is bent some way in that direction, or away from it,
after both have been laid on one another (Procrustes analysis); between keypoints, skin goes along with the nearest (a
kernel regression: Nadaraya 1964, Watson 1964).
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor
from torch.nn import functional

from signdesk.alphabet import NO_HAND
from signdesk.datasets.samples import UNLABELLED
from signdesk.training.augment import uniform
from signdesk.training.warp import SMOOTH

__all__ = ["Shapes"]

_SHARE = 0.4
"""How many of the hands are bent."""

_TOWARDS = (-0.3, 0.8)
"""How far on the way to the other's shape."""

_FARTHEST = 0.05
"""How far a keypoint goes at the most, in parts of the wide crop: a tenth of the hand."""

_NEAR = 0.05
"""How far around a keypoint skin goes along, as a standard deviation in parts of the wide crop: a finger's width."""

_STILL = 0.1
"""What stays, as if it were a keypoint that doesn't move, in parts of one that does."""


class Shapes:
    """The shapes of n hands: ``keypoints`` (n, 21, 2) in 0 to 1 of the wide crop, NaN where unknown, and ``labels``
    (n,), what they show."""

    def __init__(self, keypoints: Tensor, labels: NDArray[np.str_]) -> None:
        self._keypoints = keypoints
        known = torch.isfinite(keypoints).all(2).all(1).numpy() & ~np.isin(labels, (NO_HAND, UNLABELLED))
        signs, sign = np.unique(labels, return_inverse=True)
        counts = np.bincount(sign[known], minlength=len(signs))
        self._by_sign = torch.from_numpy(np.flatnonzero(known)[np.argsort(sign[known], kind="stable")])
        self._first = torch.from_numpy((counts.cumsum() - counts)[sign])
        self._many = torch.from_numpy(np.where(known, counts[sign], 0))

    def bends(self, rows: Tensor, theta: Tensor, strength: float, generator: Generator) -> Tensor:
        """Bends for `Warp`, to go with its ``theta``; most hands keep their shape, and all at strength 0."""
        moves = self._moves(rows, strength, generator)
        bent = moves.abs().amax((1, 2)).nonzero()[:, 0]
        bends = torch.zeros(len(rows), 2, SMOOTH, SMOOTH)
        if not len(bent):
            return bends
        moves = moves[bent] * 2
        ends = self._keypoints[rows[bent]] * 2 - 1 + moves
        grid = functional.affine_grid(theta[bent], [len(bent), 1, SMOOTH, SMOOTH], align_corners=False)
        pull = torch.cdist(grid.flatten(1, 2), ends).div_(2 * _NEAR).square_().div_(-2).exp_()
        along = (pull @ moves) / (pull.sum(2, keepdim=True) + _STILL)
        bends[bent] = -along.transpose(1, 2).reshape(-1, 2, SMOOTH, SMOOTH)  # where each place comes from
        return bends

    def _moves(self, rows: Tensor, strength: float, generator: Generator) -> Tensor:
        """How far each keypoint of ``rows`` goes: (batch, 21, 2)."""
        chosen = uniform(len(rows), generator, 0, 1) < _SHARE * strength
        share = uniform(len(rows), generator, *_TOWARDS)
        among = uniform(len(rows), generator, 0, 1)
        moves = torch.zeros(len(rows), *self._keypoints.shape[1:])
        some = (chosen & (self._many[rows] > 1)).nonzero()[:, 0]
        if len(some):
            hands = rows[some]
            other = self._by_sign[self._first[hands] + (among[some] * self._many[hands]).long()]
            own = self._keypoints[hands]
            there = (_laid_on(self._keypoints[other], own) - own) * share[some, None, None]
            farthest = there.norm(dim=2).amax(1)[:, None, None]
            moves[some] = there * (_FARTHEST / farthest.clamp_min(_FARTHEST))
        return moves


def _laid_on(other: Tensor, own: Tensor) -> Tensor:
    """``other`` (batch, 21, 2) moved, turned, scaled and, where that brings it closer, mirrored onto ``own``, so that
    the sum of squared distances is least."""
    goal, given = torch.view_as_complex(own.contiguous()), torch.view_as_complex(other.contiguous())
    middle = goal.mean(1, keepdim=True)
    goal, given = goal - middle, given - given.mean(1, keepdim=True)
    size = given.abs().square().sum(1, keepdim=True).clamp_min(1e-9)
    ways = torch.stack([given, given.conj()])
    ways = ways * ((ways.conj() * goal).sum(2, keepdim=True) / size)
    straight, mirrored = (ways - goal).abs().square().sum(2)
    closer = torch.where((straight <= mirrored)[:, None], ways[0], ways[1])
    return torch.view_as_real(closer + middle)
