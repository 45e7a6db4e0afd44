"""A training that can be taken up again where it stood: networks, optimizer and epoch in one safetensors file."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.optim import Optimizer

from signdesk.errors import TrainingError
from signdesk.paths import write_whole

__all__ = ["load_state", "save_state"]


def save_state(
    path: Path, epoch: int, signature: str, modules: dict[str, nn.Module], optimizer: Optimizer, history: list[str]
) -> None:
    """Write how far a training is. ``signature`` names the training, so that another one can't take it up."""
    tensors: dict[str, Tensor] = {}
    for name, module in modules.items():
        tensors |= {f"{name}/{key}": value.detach().cpu().contiguous() for key, value in module.state_dict().items()}
    for index, entries in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer/{index}/{k}": torch.as_tensor(v).cpu().contiguous() for k, v in entries.items()}
    metadata = {"epoch": str(epoch), "signature": signature, "history": json.dumps(history)}
    with write_whole(path) as file:
        file.write(save(tensors, metadata))


def load_state(
    path: Path, signature: str, modules: dict[str, nn.Module], optimizer: Optimizer
) -> tuple[int, list[str]]:
    """Put everything back as it was when ``path`` was written; the epochs done then, and their history."""
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            if metadata.get("signature") != signature:
                raise TrainingError(f"{path} belongs to a training with other settings or data. Start a new one.")
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118  # safe_open is no dict
        for name, module in modules.items():
            module.load_state_dict(_under(tensors, name))
        entries: dict[int, dict[str, Tensor]] = {}
        for key, value in _under(tensors, "optimizer").items():
            index, _, what = key.partition("/")
            entries.setdefault(int(index), {})[what] = value
        optimizer.load_state_dict({**optimizer.state_dict(), "state": entries})
        return int(metadata["epoch"]), list(json.loads(metadata["history"]))
    except (SafetensorError, OSError, KeyError, ValueError, RuntimeError) as error:
        raise TrainingError(f"{path} can't be taken up again: {error}. Start a new training.") from error


def _under(tensors: dict[str, Tensor], name: str) -> dict[str, Tensor]:
    return {key.removeprefix(f"{name}/"): value for key, value in tensors.items() if key.startswith(f"{name}/")}
