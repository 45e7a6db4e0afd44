"""Networks made ready to run one picture at a time, on the processor."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

__all__ = ["prepared"]


def prepared(network: nn.Module) -> nn.Module:
    """``network`` for inference: batch normalisation folded into convolutions, memory laid out as oneDNN likes it."""
    network.eval().requires_grad_(False)
    for part in network.modules():
        if isinstance(part, nn.Sequential):
            _fold(part)
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]  # the stub lacks it


def _fold(layers: nn.Sequential) -> None:
    for i in range(len(layers) - 1):
        convolution, norm = layers[i], layers[i + 1]
        if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            layers[i], layers[i + 1] = fuse_conv_bn_eval(convolution, norm), nn.Identity()
