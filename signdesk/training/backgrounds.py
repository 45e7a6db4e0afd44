"""Hands put before other backgrounds, so that what is behind a hand tells nothing of its sign."""

from __future__ import annotations

import torch
from torch import Generator, Tensor
from torch.nn import functional

from signdesk.training.augment import uniform
from signdesk.vision.cutout import BONES

__all__ = ["place_before", "set_elsewhere"]

_ELSEWHERE = 0.3
"""The share of the hands whose background is exchanged."""

_FLESH = 0.45
"""How far flesh reaches from the bones, in sizes of the palm: fingers half as far, the heel of the hand as far."""

_MASK = 36
"""The side of the picture in which a hand's mask is made."""


def place_before(images: Tensor, matte: Tensor, backgrounds: Tensor, generator: Generator) -> Tensor:
    """Hands cut out on black placed before ``backgrounds`` (m, 3, ·, ·), where ``matte`` (batch,) says so.

    A soft edge of a pixel or two hides the cut; some stay on black.
    """
    rows = (matte.cpu() & (uniform(len(matte), generator, 0, 1) < 0.9)).nonzero()[:, 0]
    if not len(rows) or not len(backgrounds):
        return images
    chosen = torch.randint(len(backgrounds), (len(rows),), generator=generator)
    hands = images[rows]
    mask = (hands.amax(1, keepdim=True) > 25 / 255).float()
    mask = -functional.max_pool2d(-functional.max_pool2d(mask, 3, 1, 1), 5, 1, 2)
    mask = functional.avg_pool2d(mask, 3, 1, 1)
    images = images.clone()
    images[rows] = hands * mask + backgrounds[chosen].to(images.device) * (1 - mask)
    return images


def set_elsewhere(
    images: Tensor, points: Tensor, masks: Tensor, backgrounds: Tensor, strength: float, generator: Generator
) -> Tensor:
    """Some of the hands before ``backgrounds`` (m, 3, ·, ·).

    ``images`` (batch, 3, ·, ·) in 0 to 1; ``points`` (batch, 21, 2) the hands' keypoints in 0 to 1 of it; ``masks``
    (batch, ·, ·) from 0 where the hand is not to 1 where it may be: of what may be, all that is near a bone is taken
    for it. Hands whose keypoints are unknown stay where they are. The forearm comes along or, as in a sleeve of the
    background's, not.
    """
    known = torch.isfinite(points).flatten(1).all(1)
    rows = (known & (uniform(len(points), generator, 0, 1) < _ELSEWHERE * strength)).nonzero()[:, 0]
    chosen = torch.randint(max(len(backgrounds), 1), (len(rows),), generator=generator)
    with_arm = uniform(len(rows), generator, 0, 1) < 0.7
    if not len(rows) or not len(backgrounds):
        return images
    mask = _masks(points[rows], with_arm).to(images.device)
    mask = functional.interpolate(mask[:, None], images.shape[2:], mode="bilinear", align_corners=False)
    flesh = functional.interpolate(masks[rows, None].to(images.device), images.shape[2:], mode="bilinear")
    mask = mask * flesh
    images = images.clone()
    images[rows] = images[rows] * mask + backgrounds[chosen].to(images.device) * (1 - mask)
    return images


def _masks(points: Tensor, with_arm: Tensor) -> Tensor:
    """How much each place belongs to the hand, 0 to 1: (batch, s, s). Flesh is what lies near a bone, in proportion to
    the hand; ``with_arm`` (batch,) tells where the forearm does too."""
    wrist, knuckle = points[:, 0], points[:, 9]
    length = (knuckle - wrist).norm(dim=1)
    across = (points[:, 5] - points[:, 17]).norm(dim=1)
    palm = torch.maximum(torch.maximum(length * 0.8, across), points.std(1).amax(1))
    elbow = torch.where(with_arm[:, None], wrist + 2 * (wrist - knuckle), wrist)
    starts = torch.cat([points[:, [a for a, _ in BONES]], wrist[:, None]], 1)[..., None, None]
    ends = torch.cat([points[:, [b for _, b in BONES]], elbow[:, None]], 1)[..., None, None]
    along = (torch.arange(_MASK) + 0.5) / _MASK
    x, y = along - starts[:, :, 0], along[:, None] - starts[:, :, 1]
    right, down = ends[:, :, 0] - starts[:, :, 0], ends[:, :, 1] - starts[:, :, 1]
    share = (x * right + y * down).div_((right**2 + down**2).clamp_min(1e-8)).clamp_(0, 1)
    far = ((x - share * right).square_() + (y - share * down).square_()).amin(1).sqrt_()
    soft = 1.5 / _MASK
    return ((_FLESH * palm[:, None, None] - far) / soft + 0.5).clamp(0, 1)
