"""Training in several processes at once, which `torchrun` starts: each draws its share of each batch.

Gradients are averaged by DistributedDataParallel (Li et al. 2020, arXiv:2006.15704), over gloo on processors and NCCL
on graphics cards. The first process leads: it measures, keeps the run and tells; the others only compute. In an
ordinary process everything here is a team of one and changes nothing.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from signdesk.errors import ConfigError

__all__ = ["Team", "current", "team"]

_PATIENCE = timedelta(hours=6)
"""How long processes wait for the first one while it measures or writes."""


@dataclass(frozen=True, slots=True)
class Team:
    """``size`` processes, of which this is number ``rank``."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process measures, keeps and tells."""
        return self.rank == 0

    def wrapped(self, network: nn.Module) -> nn.Module:
        """``network`` such that going back through it averages the gradients of all processes."""
        if self.size == 1:
            return network
        # Heads without a loss in some batch (presence, keypoints) have no gradient there.
        return DistributedDataParallel(network, find_unused_parameters=True)

    def share(self, rows: Tensor) -> Tensor:
        """This process's part of a batch's ``rows`` (n,); never empty unless they are."""
        return rows if self.size == 1 else rows[self.rank :: self.size] if len(rows) >= self.size else rows

    def mean(self, *values: float) -> tuple[float, ...]:
        """The means of numbers over all processes."""
        if self.size == 1:
            return values
        total = torch.tensor(values, dtype=torch.float32, device=_device())
        distributed.all_reduce(total)
        return tuple((total / self.size).tolist())

    def from_first(self, value: Any) -> Any:
        """What the first process gives here, a plain value of a few bytes."""
        if self.size == 1:
            return value
        box = [value]
        distributed.broadcast_object_list(box, device=_device())
        return box[0]


def current() -> Team:
    """The team that this process is in."""
    if distributed.is_available() and distributed.is_initialized():
        return Team(distributed.get_rank(), distributed.get_world_size())
    return Team()


@contextmanager
def team(device: str = "auto") -> Iterator[Team]:
    """Join the processes that torchrun has started with this one; alone, a team of one."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield Team()
        return
    cards = torch.cuda.device_count() if device in ("auto", "cuda") else 0
    here = int(os.environ.get("LOCAL_RANK", "0"))
    if cards:
        if here >= cards:
            raise ConfigError(f"There are only {cards} graphics cards here. Lower --nproc-per-node to {cards}.")
        torch.cuda.set_device(here)
    elif device == "mps":
        raise ConfigError("Apple's graphics processor can't be shared by several processes. Set device to cpu.")
    # Imported after the group was made, as DistributedDataParallel would, its functions keep the group as a default.
    import_module("torch.distributed.nn.functional")
    distributed.init_process_group("nccl" if cards else "gloo", timeout=_PATIENCE)
    try:
        yield current()
    finally:
        # A group that something still holds (a wrapped network is a cycle) lives on after destroy_process_group, and
        # its threads abort the process when one of them lets go of a tensor while Python ends.
        gc.collect()
        distributed.destroy_process_group()


def _device() -> torch.device:
    return torch.device("cuda" if distributed.get_backend() == "nccl" else "cpu")
