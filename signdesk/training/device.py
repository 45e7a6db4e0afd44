"""Where a training computes."""

from __future__ import annotations

import torch

from signdesk.errors import ConfigError

__all__ = ["choose_device"]


def choose_device(name: str = "auto") -> torch.device:
    """The device called ``name``; "auto" takes CUDA, else Apple's MPS, else the processor."""
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return torch.device(next(kind for kind, found in there.items() if found))
    if not there.get(name, False):
        found = ", ".join(kind for kind, is_there in there.items() if is_there)
        raise ConfigError(f"There is no device “{name}” on this computer; there is {found}. Set device to auto.")
    return torch.device(name)
