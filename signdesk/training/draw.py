"""Hands drawn by torch, many pictures at once, where there is a graphics card.

The formulas are those of `signdesk.handmodel`, which needs no torch: here it is told where to reckon. Whatever
the device, a picture is the processor's own within a step or two of 255, but not to the byte, and another device or
another size of batch may give other bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from signdesk.errors import ConfigError
from signdesk.handmodel.batch import render_batch
from signdesk.handmodel.render import Rendered, Sitting
from signdesk.training.device import choose_device, one_thread

__all__ = ["draw_batch", "has_card"]


def has_card() -> bool:
    """Whether there is a graphics card that torch draws on."""
    return torch.cuda.is_available()


def draw_batch(sittings: Sequence[Sitting], size: int | tuple[int, int], device: str) -> list[Rendered]:
    """A picture of each of ``sittings``, ``size`` pixels square or (width, height), drawn at once on ``device``.

    Written for CUDA, and tried with "cpu" alone, where it takes longer than `render` picture by picture. `ConfigError`
    when there is no such device, or its memory is too small for so many pictures.
    """
    try:
        with torch.inference_mode(), one_thread():
            return render_batch(sittings, size, torch.empty(0, device=choose_device(device)))
    except torch.OutOfMemoryError as error:
        raise ConfigError(
            f"The graphics card has too little memory to draw {len(sittings)} pictures at once. Set batch lower."
        ) from error
