"""Where a training computes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

from signdesk.errors import ConfigError

if TYPE_CHECKING:
    from signdesk.training.config import TrainConfig

__all__ = ["choose_device", "in_precision", "one_thread", "use_threads"]


def choose_device(name: str = "auto") -> torch.device:
    """The device called ``name``; "auto" takes CUDA, else Apple's MPS, else the processor."""
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return torch.device(next(kind for kind, found in there.items() if found))
    if not there.get(name, False):
        found = ", ".join(kind for kind, is_there in there.items() if is_there)
        raise ConfigError(f"There is no device “{name}” on this computer; there is {found}. Set device to auto.")
    return torch.device(name)


def in_precision(config: TrainConfig, device: torch.device) -> torch.autocast:
    """Where networks compute as ``config`` says; losses stay outside, in 32 bits.

    "mixed" takes products in bfloat16 and keeps weights and sums in 32 bits (Micikevicius et al. 2018,
    arXiv:1710.03740; with bfloat16's range no loss needs scaling, Kalamkar et al. 2019, arXiv:1905.12322).
    """
    return torch.autocast(device.type, torch.bfloat16, enabled=config.precision == "mixed")


def use_threads() -> None:
    """Compute with all cores, or as many threads as ``OMP_NUM_THREADS`` says, whatever was set before.

    Sums depend on it: the same seed gives the same weights only with the same number of threads.
    """
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1))


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute with one thread meanwhile, for small pieces of work: they gain little from more, and where the cores have
    other work the threads wait for each other, which was measured to take many times as long."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
