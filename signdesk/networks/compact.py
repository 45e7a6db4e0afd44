"""The compact network: one small trunk sees the hand's keypoints, and reads its sign from them and from pixels."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from signdesk.networks.blocks import Residual, conv, enlarged
from signdesk.networks.output import Output
from signdesk.networks.scaling import scaling

__all__ = ["Compact"]

_POINTS = 21
_LOCAL = 16


class Compact(nn.Module):
    """A residual network (He et al. 2016, arXiv:1512.03385) with two heads that help each other.

    The trunk halves the input four times. Its maps at a quarter of the input's size give one heat map a keypoint, whose
    soft-argmax (Sun et al. 2018, arXiv:1711.08229) is the keypoint's place. The sign is read from three things side by
    side: the trunk's pooled features, the local features sampled at each keypoint, and the geometry of the keypoints
    (places relative to the wrist and all pairwise distances, both in units of the hand's size).

    ``labels`` outputs; ``width`` is the number of maps after the first step, ``depth`` that of residual blocks at each
    size, and ``refined`` of those that the maps of all sizes go through together: 24, 2 and 2 in the shipped network;
    ``channels`` 3 or, for grey pictures, 1.
    """

    def __init__(
        self,
        labels: int,
        width: int = 24,
        dropout: float = 0.3,
        channels: int = 3,
        standardised: bool = False,
        depth: int = 1,
        refined: int = 0,
    ) -> None:
        super().__init__()
        self.scale = scaling(standardised, channels, 0.5, 0.25)
        c1, c2, c3, c4 = width, 2 * width, 4 * width, 20 * width // 3
        self.early = nn.Sequential(conv(channels, c1, 2), conv(c1, c2, 2), *(Residual(c2) for _ in range(depth)))
        self.middle = nn.Sequential(conv(c2, c3, 2), *(Residual(c3) for _ in range(depth)))
        self.late = nn.Sequential(conv(c3, c4, 2), *(Residual(c4) for _ in range(depth)))
        fused = 64
        self.from_early = nn.Conv2d(c2, fused, 1, bias=False)
        self.from_middle = nn.Conv2d(c3, fused, 1, bias=False)
        self.from_late = nn.Conv2d(c4, fused, 1, bias=False)
        self.fuse = nn.Sequential(nn.BatchNorm2d(fused), nn.ReLU(inplace=True), conv(fused, 32))
        self.refine = nn.Sequential(*(Residual(fused) for _ in range(refined)))
        self.heat = nn.Conv2d(32, _POINTS, 1)
        self.local = nn.Conv2d(32, _LOCAL, 1)
        self.geometry = nn.Sequential(nn.Linear(2 * _POINTS + _POINTS * (_POINTS - 1) // 2, 128), nn.ReLU(inplace=True))
        self.mix = nn.Sequential(
            nn.Linear(c4 + _LOCAL * _POINTS + 128, 192), nn.BatchNorm1d(192), nn.ReLU(inplace=True), nn.Dropout(dropout)
        )
        self.classify = nn.Linear(192, labels)
        self.presence = nn.Linear(c4, 1)
        self.pair_a: Tensor
        self.pair_b: Tensor
        pairs = torch.triu_indices(_POINTS, _POINTS, 1)
        self.register_buffer("pair_a", pairs[0], persistent=False)
        self.register_buffer("pair_b", pairs[1], persistent=False)

    def forward(self, x: Tensor) -> Output:
        """Inputs (batch, channels, size, size) in 0 to 1, size a multiple of 16."""
        early = self.early(self.scale(x))
        middle = self.middle(early)
        late = self.late(middle)
        all_sizes = self.from_early(early) + enlarged(self.from_middle(middle), 2) + enlarged(self.from_late(late), 4)
        fused = self.fuse[2](self.refine(self.fuse[:2](all_sizes)))
        heat = self.heat(fused).float()  # the mean place wants more than 8 bits of each weight
        keypoints = _soft_argmax(heat)
        pooled = late.mean((2, 3))
        local = _sampled(self.local(fused), keypoints.detach())
        mixed = self.mix(torch.cat([pooled, local, self.geometry(self._geometry(keypoints))], 1))
        return Output(self.classify(mixed), self.presence(pooled)[:, 0], keypoints, heat)

    def _geometry(self, keypoints: Tensor) -> Tensor:
        """(batch, 252): places relative to the wrist, then pairwise distances, in units of the hand's size."""
        relative = keypoints - keypoints[:, :1]
        size = relative.square().sum(2).mean(1).add(1e-6).sqrt()[:, None]
        apart = keypoints[:, self.pair_a] - keypoints[:, self.pair_b]
        distances = apart.square().sum(2).add(1e-8).sqrt()
        return torch.cat([relative.flatten(1), distances], 1) / size


def _soft_argmax(heat: Tensor) -> Tensor:
    """The mean place under the softmax of each map: (batch, maps, 2), x then y, 0 to 1 of the map."""
    height, width = heat.shape[2:]
    weight = heat.flatten(2).softmax(2).view_as(heat)
    x = (torch.arange(width, device=heat.device, dtype=heat.dtype) + 0.5) / width
    y = (torch.arange(height, device=heat.device, dtype=heat.dtype) + 0.5) / height
    return torch.stack([(weight.sum(2) * x).sum(2), (weight.sum(3) * y).sum(2)], 2)


def _sampled(maps: Tensor, points: Tensor) -> Tensor:
    """The features of ``maps`` at ``points``: (batch, channels × points)."""
    grid = (points * 2 - 1)[:, :, None]
    return functional.grid_sample(maps, grid, align_corners=False, padding_mode="border")[..., 0].flatten(1)
