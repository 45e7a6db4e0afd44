"""Where the pixels of a varied picture come from: turned, shifted, bent; keypoints go along."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Generator, Tensor
from torch.nn import functional

from signdesk.training.augment import uniform

__all__ = ["SMOOTH", "Warp", "bends", "spatial"]

SMOOTH = 24
"""At how many places along a side bends are told; between them, lines are straight enough."""

_KNOTS = 5

_BENT = 0.06
"""How far knots move at the most, in halves of the input: where 0.75 of it is seen, by 4 % of what is seen."""


class Warp(NamedTuple):
    """Maps from output to input places, both from −1 to 1: ``theta`` (batch, 2, 3) as
    `torch.nn.functional.affine_grid` wants them and, if given, ``bend`` (batch, 2, `SMOOTH`, `SMOOTH`), how far each
    place of the output comes from beside that."""

    theta: Tensor
    bend: Tensor | None = None

    def sample(self, images: Tensor, height: int, width: int) -> Tensor:
        """``images`` (batch, channels, ·, ·) seen through it: (batch, channels, height, width)."""
        shape = [len(images), images.shape[1], height, width]
        grid = functional.affine_grid(self.theta.to(images.device), shape, align_corners=False)
        if self.bend is not None:
            bend = functional.interpolate(self.bend, (height, width), mode="bilinear", align_corners=False)
            grid = grid + bend.permute(0, 2, 3, 1).to(images.device)
        return functional.grid_sample(images, grid, padding_mode="border", align_corners=False)

    def points(self, points: Tensor) -> Tensor:
        """Points (batch, n, 2) in 0 to 1 of the input as they lie in 0 to 1 of the output."""
        there = points * 2 - 1 - self.theta[:, None, :, 2]
        places = self._straightened(there)
        if self.bend is not None:
            for _ in range(3):  # bends are small beside the picture, so that a fixed point is close by
                grid = places.nan_to_num()[:, :, None]
                beside = functional.grid_sample(
                    self.bend, grid, mode="bicubic", padding_mode="border", align_corners=False
                )
                places = self._straightened(there - beside[..., 0].transpose(1, 2))
        return (places + 1) / 2

    def _straightened(self, there: Tensor) -> Tensor:
        places: Tensor = torch.linalg.solve(self.theta[:, :, :2], there.transpose(1, 2))
        return places.transpose(1, 2)


def spatial(batch: int, strength: float, generator: Generator, zoom: float) -> Tensor:
    """Random maps for `Warp`: (batch, 2, 3).

    ``zoom`` is the size of the output relative to the input: 0.75 cuts the middle three quarters at strength 0. Turns
    up to 25°, sizes 0.74 to 1.35, widths of 0.74 to 1.35 of the height, shifts of a sixth, shears of a tenth, and
    mirrors half (left hands) at strength 1: a little more than 95 in 100 of the finder's errors.
    """
    turn = uniform(batch, generator, -25, 25) * strength * math.pi / 180
    size = zoom * torch.exp(uniform(batch, generator, -0.3, 0.3) * strength)
    stretch = torch.exp(uniform(batch, generator, -0.15, 0.15) * strength)
    shear = uniform(batch, generator, -0.12, 0.12) * strength
    mirror = torch.where(uniform(batch, generator, 0, 1) < (0.5 if strength > 0 else 0.0), -1.0, 1.0)
    shift = uniform((batch, 2), generator, -0.16, 0.16) * strength * zoom * 2
    cos, sin = torch.cos(turn), torch.sin(turn)
    theta = torch.empty(batch, 2, 3)
    theta[:, 0, 0] = cos * size * stretch * mirror
    theta[:, 0, 1] = (shear * cos - sin) * size / stretch
    theta[:, 1, 0] = sin * size * stretch * mirror
    theta[:, 1, 1] = (shear * sin + cos) * size / stretch
    theta[:, :, 2] = shift
    return theta


def bends(batch: int, strength: float, generator: Generator) -> Tensor:
    """Random bends for `Warp` (elastic distortion, Simard et al. 2003): fingers of other lengths and widths. Half the
    pictures stay straight, and all at strength 0."""
    far = uniform((batch, 1, 1, 1), generator, -_BENT, _BENT).clamp_min(0) * strength
    knots = uniform((batch, 2, _KNOTS, _KNOTS), generator, -1, 1) * far
    return functional.interpolate(knots, (SMOOTH, SMOOTH), mode="bicubic", align_corners=False)
