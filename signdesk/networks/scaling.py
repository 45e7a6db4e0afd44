"""How pixels become what a network's first layer sees: by fixed numbers, or by those of the training pictures."""

from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["Fixed", "Standardised", "scaling"]

_LEAST = 0.02
"""The least deviation: a corner that hardly ever changes must not drown out the hand when it does."""


class Fixed(nn.Module):
    """(x − ``mean``) / ``deviation``, the same for all pictures ever."""

    def __init__(self, mean: float, deviation: float) -> None:
        super().__init__()
        self.mean, self.deviation = mean, deviation

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.deviation


class Standardised(nn.Module):
    """(x − mean) / deviation over the training pictures: of each channel for networks that slide over the picture, of
    each pixel (``size``) for those that have an input for each.

    Both are buffers: they travel in the checkpoint, so that live pictures are treated as the training pictures were.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, channels: int, size: int = 0) -> None:
        super().__init__()
        shape = (channels, size or 1, size or 1)
        self.register_buffer("mean", torch.zeros(shape))
        self.register_buffer("deviation", torch.ones(shape))

    def learn(self, mean: Tensor, square: Tensor) -> None:
        """Take the pixels' means and those of their squares, (channels, height, width) each; they are averaged over
        what this network has only one of."""
        over = [axis for axis in range(3) if self.mean.shape[axis] == 1]
        if over:
            mean, square = mean.mean(over, keepdim=True), square.mean(over, keepdim=True)
        self.mean.copy_(mean)
        self.deviation.copy_((square - mean.square()).clamp_min(0).sqrt().clamp_min(_LEAST))

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.deviation


def scaling(standardised: bool, channels: int, mean: float = 0.0, deviation: float = 1.0, size: int = 0) -> nn.Module:
    """The first step of a network: by what it learns of the training pictures, or by ``mean`` and ``deviation``."""
    return Standardised(channels, size) if standardised else Fixed(mean, deviation)
