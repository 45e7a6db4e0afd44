"""The pieces that the convolutional networks are built from."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

__all__ = ["Residual", "conv", "enlarged"]


def conv(into: int, out: int, stride: int = 1) -> nn.Sequential:
    """3×3 convolution, batch normalisation (Ioffe and Szegedy 2015, arXiv:1502.03167), ReLU."""
    return nn.Sequential(nn.Conv2d(into, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True))


class Residual(nn.Module):
    """Two convolutions and a way around them (He et al. 2016, arXiv:1512.03385)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = conv(channels, channels)
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.second(self.first(x)))


def enlarged(maps: Tensor, factor: int) -> Tensor:
    """Maps ``factor`` times as high and wide, each value repeated."""
    return functional.interpolate(maps, scale_factor=factor, mode="nearest")
