"""The losses of the course notes, each with its derivative.

For numbers, `Loss` has one term a row: ``value`` L(p, y) and ``derivative`` ∂L/∂p, element by element, where p is what
the network says and y what is true. For signs, the two cross-entropies are taken straight from the logits: together
with the sigmoid or softmax before them their derivative is as simple as "said minus true".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.networks.from_scratch.activations import sigmoid
from signdesk.networks.from_scratch.arrays import Floats

__all__ = ["CLIP", "LOSSES", "Loss", "binary_cross_entropy", "softmax_cross_entropy"]

CLIP = 1e-15
"""How close a probability may come to 0 or 1 before its logarithm is taken, as in the notes: ln 0 has no value."""

_FARTHEST = float(-np.log(CLIP))
_DELTA = 1.0


@dataclass(frozen=True, slots=True)
class Loss:
    """``value`` L(p, y), ``derivative`` ∂L/∂p, the ``equation`` as the notes write it with e = p − y, the source."""

    name: str
    equation: str
    source: str
    value: Callable[[Floats, Floats], Floats]
    derivative: Callable[[Floats, Floats], Floats]


def binary_cross_entropy(z: Floats, y: Floats) -> tuple[Floats, Floats]:
    """(n,) losses −y ln a − (1 − y) ln(1 − a) with a = σ(z), and their derivatives ∂L/∂z = a − y.

    From the logit z it is max(z, 0) − y z + ln(1 + e^−|z|), which has a value where a has been rounded to 0 or 1. To
    clip a to between ``CLIP`` and 1 − ``CLIP``, as the notes do, is to clip z to ±34.5; the derivative stays a − y.
    """
    clipped = np.clip(z, -_FARTHEST, _FARTHEST)
    losses: Floats = np.maximum(clipped, 0) - y * clipped + np.log1p(np.exp(-np.abs(clipped)))
    return losses, sigmoid(z) - y


def softmax_cross_entropy(z: Floats, y: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """(n,) losses −ln s_y with s = softmax(z), and their derivatives ∂L/∂z = s − onehot(y), (n, labels).

    −ln s_y = ln Σ eᶻʲ − z_y; each row's maximum is taken off first.
    """
    rows = np.arange(len(z))
    shifted = z - z.max(1, keepdims=True)
    hit = shifted[rows, y]
    np.exp(shifted, out=shifted)
    total = shifted.sum(1, keepdims=True)
    shifted /= total
    shifted[rows, y] -= 1
    losses: Floats = np.log(total[:, 0]) - hit
    return losses, shifted


def _mae(p: Floats, y: Floats) -> Floats:
    return np.abs(p - y)


def _mae_derivative(p: Floats, y: Floats) -> Floats:
    return np.sign(p - y)


def _mse(p: Floats, y: Floats) -> Floats:
    return (p - y) ** 2


def _mse_derivative(p: Floats, y: Floats) -> Floats:
    return 2 * (p - y)


def _huber(p: Floats, y: Floats) -> Floats:
    e = np.abs(p - y)
    out: Floats = np.where(e <= _DELTA, 0.5 * e * e, _DELTA * (e - 0.5 * _DELTA))
    return out


def _huber_derivative(p: Floats, y: Floats) -> Floats:
    out: Floats = np.clip(p - y, -_DELTA, _DELTA)
    return out


def _pseudo_huber(p: Floats, y: Floats) -> Floats:
    out: Floats = _DELTA**2 * (np.sqrt(1 + ((p - y) / _DELTA) ** 2) - 1)
    return out


def _pseudo_huber_derivative(p: Floats, y: Floats) -> Floats:
    e = p - y
    out: Floats = e / np.sqrt(1 + (e / _DELTA) ** 2)
    return out


def _hinge(p: Floats, y: Floats) -> Floats:
    out: Floats = np.maximum(0, 1 - y * p)
    return out


def _hinge_derivative(p: Floats, y: Floats) -> Floats:
    out: Floats = np.where(y * p < 1, -y, 0).astype(p.dtype, copy=False)
    return out


def _cross_entropy(p: Floats, y: Floats) -> Floats:
    a = np.clip(p, CLIP, 1 - CLIP)
    out: Floats = -y * np.log(a) - (1 - y) * np.log1p(-a)
    return out


def _cross_entropy_derivative(p: Floats, y: Floats) -> Floats:
    a = np.clip(p, CLIP, 1 - CLIP)
    return (a - y) / (a * (1 - a))


def _categorical(p: Floats, y: Floats) -> Floats:
    out: Floats = -y * np.log(np.clip(p, CLIP, 1))
    return out


def _categorical_derivative(p: Floats, y: Floats) -> Floats:
    return -y / np.clip(p, CLIP, 1)


_ALL = (
    Loss("mae", "|e|", "Laplace 1774", _mae, _mae_derivative),
    Loss("mse", "e²", "Legendre 1805", _mse, _mse_derivative),
    Loss("huber", "e² / 2 if |e| ≤ 1 else |e| − 1/2", "Huber 1964", _huber, _huber_derivative),
    Loss("pseudo_huber", "√(1 + e²) − 1", "Charbonnier et al. 1994", _pseudo_huber, _pseudo_huber_derivative),
    Loss("hinge", "max(0, 1 − y p), y = ±1", "Cortes and Vapnik 1995", _hinge, _hinge_derivative),
    Loss("binary_cross_entropy", "−y ln p − (1 − y) ln(1 − p)", "Good 1952", _cross_entropy, _cross_entropy_derivative),
    Loss("cross_entropy", "−Σ yⱼ ln pⱼ", "Bridle 1990", _categorical, _categorical_derivative),
)
LOSSES = {loss.name: loss for loss in _ALL}
"""By the names that `TrainConfig` uses; the categorical cross-entropy is here one term of its sum."""
