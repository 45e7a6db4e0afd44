"""Pictures as a network sees them while it trains, for showing."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from signdesk.training.batches import pictures_of
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops

__all__ = ["varied"]


@torch.inference_mode()
def varied(crops: Crops, strength: float, seed: int) -> NDArray[np.uint8]:
    """What a training with the "augmentation" ``strength`` shows of ``crops``: (n, size, size, 3), uint8.

    The same ``seed`` varies in the same way.
    """
    pictures = pictures_of(crops, TrainConfig.parse({"augmentation": strength}))
    chance = torch.Generator().manual_seed(seed)
    batch, _ = pictures(torch.arange(len(crops)), chance, 1.0, torch.device("cpu"))
    shown = (batch.permute(0, 2, 3, 1) * 255).round().clamp(0, 255).byte().numpy()
    return np.ascontiguousarray(np.broadcast_to(shown, (*shown.shape[:3], 3)))
