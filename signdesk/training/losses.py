"""What a training makes small, by the names of the setting "loss".

A sign is one of several: each loss compares a network's outputs with the sign's one-hot vector y, of the outputs that
belong to the sign's own alphabet. p is the softmax of the outputs, s the outputs themselves, both one row a picture:

* ``cross_entropy``: −Σ y log p
* ``binary_cross_entropy``: each output says yes or no to its own sign, −mean(y log σ(s) + (1 − y) log(1 − σ(s))). Of
  two signs one question is enough, σ(s₂ − s₁): then it is the cross-entropy.
* ``mse``: Σ (p − y)², Brier's score (Brier 1950); ``mae``: Σ |p − y|
* ``huber``: the one near 0, the other beyond ``_BEND`` (Huber 1964); ``pseudo_huber``: the same without a corner,
  δ² (√(1 + (e/δ)²) − 1) (Charbonnier et al. 1997)
* ``hinge``: max(0, 1 + the best of the wrong outputs − the right one) (Crammer and Singer 2001)

Label smoothing (Szegedy et al. 2016, arXiv:1512.00567) spreads a share of y over the alphabet, but for the hinge, which
has no y.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

__all__ = ["IMPOSSIBLE", "error_loss", "sign_loss"]

IMPOSSIBLE = -1e4
"""What an output that does not take part is set to, so that its probability is 0."""

_BEND = 0.25
"""Where the Huber losses of probabilities go from square to straight: those of coordinates say their own."""


def sign_loss(
    name: str, logits: Tensor, goal: Tensor, within: Tensor | None, smoothing: float = 0.0
) -> tuple[Tensor, Tensor]:
    """The loss of each row (n,), and the outputs among which the highest is what was read (n, labels).

    ``logits`` (n, labels); ``goal`` (n,) the right outputs; ``within`` (n, labels) those it is compared with, None
    for all of them.
    """
    masked = logits if within is None else logits.masked_fill(~within, IMPOSSIBLE)
    if name == "cross_entropy":
        return _cross_entropy(masked, goal, within, smoothing)
    if name == "hinge":
        return _hinge(masked, goal), masked
    wanted = _spread(goal, within, logits.shape[1], smoothing)
    if name == "binary_cross_entropy":
        return _binary(logits, masked, wanted, within), masked
    return error_loss(name, masked.softmax(1) - wanted, _BEND).sum(1), masked


def error_loss(name: str, errors: Tensor, bend: float = 1.0) -> Tensor:
    """``mse``, ``mae``, ``huber`` or ``pseudo_huber`` of each error; the last two bend at ``bend``.

    The Huber losses are scaled so that near 0 they are the square, as ``mse`` is.
    """
    match name:
        case "mse":
            return errors.square()
        case "mae":
            return errors.abs()
        case "huber":
            return 2 * functional.huber_loss(errors, torch.zeros_like(errors), reduction="none", delta=bend)
        case "pseudo_huber":
            return 2 * bend**2 * ((1 + (errors / bend).square()).sqrt() - 1)
        case _:
            raise ValueError(f"{name} is no loss of errors")


def _cross_entropy(masked: Tensor, goal: Tensor, within: Tensor | None, smoothing: float) -> tuple[Tensor, Tensor]:
    logs = masked.log_softmax(1)
    hit = logs.gather(1, goal[:, None])[:, 0]
    if not smoothing:
        return -hit, logs
    spread = logs.sum(1) / logs.shape[1] if within is None else (logs * within).sum(1) / within.sum(1)
    return -((1 - smoothing) * hit + smoothing * spread), logs


def _binary(logits: Tensor, masked: Tensor, wanted: Tensor, within: Tensor | None) -> Tensor:
    compared = torch.ones_like(wanted) if within is None else within.float()
    count = compared.sum(1)
    if bool((count == 2).all()):
        return -(wanted * masked.log_softmax(1)).sum(1)
    each = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    return (each * compared).sum(1) / count


def _hinge(masked: Tensor, goal: Tensor) -> Tensor:
    right = masked.gather(1, goal[:, None])
    wrong = masked.scatter(1, goal[:, None], -math.inf).amax(1, keepdim=True)
    return (1 + wrong - right).clamp_min(0)[:, 0]


def _spread(goal: Tensor, within: Tensor | None, labels: int, smoothing: float) -> Tensor:
    """The one-hot vectors, a share of each spread evenly over the signs it is compared with: (n, labels)."""
    exact = functional.one_hot(goal, labels).float()
    if not smoothing:
        return exact
    even = 1 / labels if within is None else within / within.sum(1, keepdim=True)
    return (1 - smoothing) * exact + smoothing * even
