"""Hands drawn by torch, many pictures at once, where there is a graphics card.

The formulas are those of `signdesk.handmodel`, which needs no torch: here it is told where to reckon. Whatever
the device, a picture is the processor's own within a step or two of 255, but not to the byte, and another device or
another size of batch may give other bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from signdesk.handmodel.batch import render_batch
from signdesk.handmodel.dataset import Drawn, SetPlan, formed
from signdesk.handmodel.render import Rendered, Sitting
from signdesk.handmodel.signer import Signer
from signdesk.training.device import choose_device, one_thread

__all__ = ["canvas", "draw_batch", "formed_on", "has_card"]


def has_card() -> bool:
    """Whether there is a graphics card that torch draws on."""
    return torch.cuda.is_available()


def canvas(device: str) -> Tensor:
    """An empty tensor on ``device``, by which `signdesk.handmodel` knows where to draw.

    `ConfigError` when there is no such device.
    """
    return torch.empty(0, device=choose_device(device))


def draw_batch(sittings: Sequence[Sitting], size: int | tuple[int, int], device: str = "auto") -> list[Rendered]:
    """A picture of each of ``sittings``, ``size`` pixels square or (width, height), drawn at once on ``device``.

    Written for CUDA, and tried with "cpu" alone, where it takes longer than `render` picture by picture. `ConfigError`
    when there is no such device.
    """
    with torch.inference_mode(), one_thread():
        return render_batch(sittings, size, canvas(device))


def formed_on(device: str, batch: int, plan: SetPlan, person: int, signer: Signer) -> list[Drawn]:
    """One signer's pictures of a rendered dataset, ``batch`` at once, drawn on ``device``."""
    with torch.inference_mode(), one_thread():
        return list(formed(plan, person, signer, batch=batch, like=canvas(device)))
