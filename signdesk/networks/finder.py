"""The finder network: a whole picture to the hands in it, in one pass."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from signdesk.networks.blocks import Residual, conv, enlarged

__all__ = ["STRIDE", "Finder", "FinderOutput"]

STRIDE = 8
"""Picture pixels a cell of the output, each way."""


class FinderOutput(NamedTuple):
    """``heat`` (batch, rows, columns): the logit that a hand's centre lies in that cell. ``reach`` (batch, 4, rows,
    columns): from the cell's centre to the hand's left, top, right and bottom edge, in pixels of the input."""

    heat: Tensor
    reach: Tensor


class Finder(nn.Module):
    """A small detector without anchors: the hand's centre as a heat map (Zhou et al. 2019, arXiv:1904.07850) and, in
    each cell, the distances to the box's edges (Tian et al. 2019, arXiv:1904.01355).

    The trunk halves the picture five times, so that an output cell sees most of it (a face tells that the round thing
    is no fist), and comes back up to an eighth of the size. ``width`` is the number of maps after the first step,
    ``refined`` that of further residual blocks there: 16 and 2 in the shipped network.
    """

    def __init__(self, width: int = 16, refined: int = 0) -> None:
        super().__init__()
        c1, c2, c3, c4, c5 = width, 2 * width, 4 * width, 6 * width, 8 * width
        self.eighth = nn.Sequential(conv(3, c1, 2), conv(c1, c2, 2), conv(c2, c3, 2), Residual(c3))
        self.sixteenth = nn.Sequential(conv(c3, c4, 2), Residual(c4))
        self.thirtysecond = nn.Sequential(conv(c4, c5, 2), Residual(c5), Residual(c5))
        self.from_eighth = nn.Conv2d(c3, c3, 1, bias=False)
        self.from_sixteenth = nn.Conv2d(c4, c3, 1, bias=False)
        self.from_thirtysecond = nn.Conv2d(c5, c3, 1, bias=False)
        self.fuse = nn.Sequential(nn.BatchNorm2d(c3), nn.ReLU(inplace=True), conv(c3, c3))
        self.refine = nn.Sequential(*(Residual(c3) for _ in range(refined)))
        self.heat = nn.Conv2d(c3, 1, 1)
        self.reach = nn.Conv2d(c3, 4, 1)
        nn.init.constant_(self.heat.bias, -4.0)  # type: ignore[arg-type]  # hands are rare: begin by expecting none
        nn.init.constant_(self.reach.bias, 1.0)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> FinderOutput:
        """Pictures (batch, 3, height, width) in 0 to 1, both sides multiples of 32."""
        eighth = self.eighth((x - 0.5) / 0.25)
        sixteenth = self.sixteenth(eighth)
        thirtysecond = self.thirtysecond(sixteenth)
        fused = self.refine(
            self.fuse(
                self.from_eighth(eighth)
                + enlarged(self.from_sixteenth(sixteenth), 2)
                + enlarged(self.from_thirtysecond(thirtysecond), 4)
            )
        )
        reach = torch.exp(self.reach(fused).float().clamp(-4, 4)) * STRIDE
        return FinderOutput(self.heat(fused)[:, 0], reach)
