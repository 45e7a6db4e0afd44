"""The pictures of a step, varied as the settings say."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Generator, Tensor

from signdesk.training.augment import cover, recolour, toned
from signdesk.training.backgrounds import place_before, set_elsewhere
from signdesk.training.config import TrainConfig
from signdesk.training.crops import SURROUNDINGS, Crops
from signdesk.training.reshape import Shapes
from signdesk.training.warp import Warp, bends, spatial

__all__ = ["Pictures", "grown", "pictures_of"]

Pictures = Callable[[Tensor, Generator, float, torch.device], tuple[Tensor, Warp]]
"""(rows, chance, share of the training that is done, device) → (pictures (batch, channels, size, size) in 0 to 1, how
each was cut from its wide crop)."""

_GROWTH = ((0.48, 2 / 3), (0.72, 5 / 6))
"""Until which share of the training the input has which share of its size."""

_SIZES = (5 / 6, 1, 1, 7 / 6, 7 / 6, 4 / 3)
"""How large pictures of varied size are, relative to the input: each as often as any other."""


def pictures_of(crops: Crops, config: TrainConfig, backgrounds: Tensor | None = None) -> Pictures:
    """What the network is shown of ``crops``; ``backgrounds`` (m, 3, s, s) in 0 to 1 go behind hands cut out on black,
    and behind some of those whose keypoints are known.

    Without augmentation these are, to the byte, the crops' middles: what live pictures would be.
    """
    if config.augmentation == 0 and backgrounds is None and not (config.growing_input or config.varied_input):
        return _still(crops)
    size = round(crops.images.shape[1] / SURROUNDINGS)
    images, matte = torch.from_numpy(crops.images), torch.from_numpy(crops.matte)
    keypoints, masks = torch.from_numpy(crops.keypoints), torch.from_numpy(crops.masks)
    on_skin = torch.where(matte[:, None, None], torch.nan, keypoints)  # those on black have been placed already
    shapes = Shapes(keypoints, crops.labels)
    with_skin = images.shape[3] == 3 and bool(torch.isfinite(keypoints).any())

    def pictures(rows: Tensor, chance: Generator, progress: float, device: torch.device) -> tuple[Tensor, Warp]:
        batch = images[rows].to(device).permute(0, 3, 1, 2).float().div_(255)
        if backgrounds is not None:
            batch = place_before(batch, matte[rows], backgrounds, chance)
            flesh = masks[rows].float().div_(255)
            batch = set_elsewhere(batch, on_skin[rows], flesh, backgrounds, config.augmentation, chance)
        theta = spatial(len(rows), config.augmentation, chance, 1 / SURROUNDINGS)
        bent = bends(len(rows), config.augmentation, chance)
        warp = Warp(theta, bent + shapes.bends(rows, theta, config.augmentation, chance))
        side = grown(size, progress) if config.growing_input else size
        side = _varied(side, chance) if config.varied_input else side
        batch = warp.sample(batch, side, side)
        if with_skin:
            batch = toned(batch, warp.points(keypoints[rows]), config.augmentation, chance)
        batch = cover(recolour(batch, config.augmentation, chance), config.augmentation, chance)
        return batch.contiguous(memory_format=torch.channels_last), warp

    return pictures


def _still(crops: Crops) -> Pictures:
    middle = torch.from_numpy(crops.middle()).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
    straight = torch.tensor([[1 / SURROUNDINGS, 0.0, 0.0], [0.0, 1 / SURROUNDINGS, 0.0]])

    def pictures(rows: Tensor, chance: Generator, progress: float, device: torch.device) -> tuple[Tensor, Warp]:
        batch = middle[rows].to(device).float().div_(255)
        return batch.contiguous(memory_format=torch.channels_last), Warp(straight.expand(len(rows), 2, 3))

    return pictures


def grown(size: int, progress: float) -> int:
    """The input's side at ``progress`` (0 to 1) of a training that begins with small pictures (Tan and Le 2021,
    arXiv:2104.00298, section 4): a multiple of 16, ``size`` at the end."""
    share = next((share for until, share in _GROWTH if progress < until), 1.0)
    return min(max(round(size * share / 16), 1) * 16, size)


def _varied(size: int, chance: Generator) -> int:
    """A side for the next step: from five sixths to four thirds of ``size``, a multiple of 16."""
    share = _SIZES[int(torch.randint(len(_SIZES), (), generator=chance))]
    return max(round(size * share / 16), 1) * 16
