"""How pixels become what a network's first layer sees: by fixed numbers, or by those of the training pictures."""

from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["Fixed", "Standardised", "scaling"]


class Fixed(nn.Module):
    """(x − ``mean``) / ``deviation``, the same for all pictures ever."""

    def __init__(self, mean: float, deviation: float) -> None:
        super().__init__()
        self.mean, self.deviation = mean, deviation

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.deviation


class Standardised(nn.Module):
    """(x − mean) / deviation of each channel over the training pictures.

    Both are buffers: they travel in the checkpoint, so that live pictures are treated as the training pictures were.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(channels, 1, 1))
        self.register_buffer("deviation", torch.ones(channels, 1, 1))

    def learn(self, mean: Tensor, deviation: Tensor) -> None:
        """Take these, (channels,) each; one for all channels where the network sees only one."""
        if len(mean) != len(self.mean):
            mean, deviation = mean.mean(0, keepdim=True), deviation.mean(0, keepdim=True)
        self.mean.copy_(mean[:, None, None])
        self.deviation.copy_(deviation.clamp_min(1e-3)[:, None, None])

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.deviation


def scaling(standardised: bool, channels: int, mean: float = 0.0, deviation: float = 1.0) -> nn.Module:
    """The first step of a network: by what it learns of the training pictures, or by ``mean`` and ``deviation``."""
    return Standardised(channels) if standardised else Fixed(mean, deviation)
