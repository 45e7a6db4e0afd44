"""Pictures as a network sees them while it trains, for showing."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from signdesk.training.augment import cover, recolour, sample, spatial
from signdesk.training.crops import SURROUNDINGS

__all__ = ["varied"]


@torch.inference_mode()
def varied(images: NDArray[np.uint8], strength: float, seed: int) -> NDArray[np.uint8]:
    """Wide crops (n, s, s, c) turned, moved, recoloured and covered as in training: (n, s / 1.5, s / 1.5, c), uint8.

    ``strength`` is that of the setting "augmentation"; the same ``seed`` varies in the same way.
    """
    chance = torch.Generator().manual_seed(seed)
    size = round(images.shape[1] / SURROUNDINGS)
    batch = torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).float() / 255
    batch = sample(batch, spatial(len(images), strength, chance, 1 / SURROUNDINGS), size, size)
    batch = cover(recolour(batch, strength, chance), strength, chance)
    shown: NDArray[np.uint8] = (
        (batch[:, : images.shape[3]] * 255).round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()
    )
    return shown
