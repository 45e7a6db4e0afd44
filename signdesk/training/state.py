"""A training that can be taken up again where it stood: all its numbers, its epoch and its history in one safetensors
file.

NumPy and torch trainings write the same file. Beside what the training goes on from, it holds the weights that the
training would give if it ended there, so that a stopped one keeps its network.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save
from torch import nn
from torch.optim import Optimizer

from signdesk.errors import TrainingError
from signdesk.paths import write_whole
from signdesk.training.events import EpochEnded, Finished

__all__ = ["Pace", "State", "kept_in", "load_state", "read_state", "save_state", "write_state"]

Arrays = Mapping[str, NDArray[Any]]
_KEPT = "kept/"


@dataclass(frozen=True, eq=False)
class State:
    """How far a training is: ``epoch`` epochs are done, ``history`` tells them, ``arrays`` are what it goes on from and
    ``kept`` the weights that it would give if it ended now (empty where it did not say)."""

    epoch: int
    arrays: Arrays
    history: tuple[EpochEnded, ...]
    kept: Arrays


class Pace:
    """When to write a state: after each epoch, but for epochs so short that writing would take longer than training."""

    def __init__(self, pause: float = 0.25) -> None:
        self._pause, self._next = pause, 0.0

    def due(self) -> bool:
        """Whether it is time."""
        return time.perf_counter() >= self._next

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Around the writing: it may take a twentieth of the time."""
        started = time.perf_counter()
        yield
        ended = time.perf_counter()
        self._next = ended + max(self._pause, 20 * (ended - started))


def write_state(
    path: Path, epoch: int, signature: str, arrays: Arrays, history: Sequence[EpochEnded], kept: Arrays | None = None
) -> None:
    """Write how far a training is. ``signature`` names the training, so that another one can't take it up."""
    tensors = {**arrays, **{_KEPT + name: array for name, array in (kept or {}).items()}}
    metadata = {
        "epoch": str(epoch),
        "signature": signature,
        "history": json.dumps([asdict(event) for event in history]),
    }
    with write_whole(path) as file:
        file.write(save({name: np.asarray(array, order="C") for name, array in tensors.items()}, metadata))


def read_state(path: Path, signature: str | None = None) -> State:
    """What `write_state` wrote; `TrainingError` when it is damaged or, unless ``signature`` is None, another's."""
    try:
        with safe_open(path, "np") as file:
            metadata = file.metadata() or {}
            if signature is not None and metadata.get("signature") != signature:
                raise TrainingError(f"{path} belongs to a training with other settings or data. Start a new one.")
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118  # safe_open is no dict
        history = tuple(EpochEnded(**values) for values in json.loads(metadata["history"]))
        arrays = {name: array for name, array in tensors.items() if not name.startswith(_KEPT)}
        return State(int(metadata["epoch"]), arrays, history, _under(tensors, _KEPT))
    except (SafetensorError, OSError, KeyError, ValueError, TypeError) as error:
        raise TrainingError(f"{path} can't be taken up again: {error}. Start a new training.") from error


def kept_in(path: Path) -> Finished | None:
    """What the training whose state is in ``path`` would give if it ended there; None before its first epoch."""
    if not path.exists():
        return None
    state = read_state(path)
    return Finished(dict(state.kept), state.history) if state.kept else None


def save_state(
    path: Path,
    epoch: int,
    signature: str,
    modules: Mapping[str, nn.Module],
    optimizer: Optimizer,
    history: Sequence[EpochEnded],
    kept: Arrays | None = None,
) -> None:
    """`write_state` for torch: the numbers of ``modules``, by name, and of ``optimizer``."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, module in modules.items():
        arrays |= {f"{name}/{key}": value.detach().cpu().numpy() for key, value in module.state_dict().items()}
    for index, entries in optimizer.state_dict()["state"].items():
        for key, value in entries.items():
            if value is not None:
                arrays[f"optimizer/{index}/{key}"] = torch.as_tensor(value).cpu().numpy()
    write_state(path, epoch, signature, arrays, history, kept)


def load_state(path: Path, signature: str, modules: Mapping[str, nn.Module], optimizer: Optimizer) -> State:
    """Put everything back as it was when ``path`` was written."""
    state = read_state(path, signature)
    try:
        for name, module in modules.items():
            module.load_state_dict({k: torch.from_numpy(v) for k, v in _under(state.arrays, f"{name}/").items()})
        entries: dict[int, dict[str, torch.Tensor]] = {}
        for key, value in _under(state.arrays, "optimizer/").items():
            index, _, what = key.partition("/")
            entries.setdefault(int(index), {})[what] = torch.from_numpy(value)
        optimizer.load_state_dict({**optimizer.state_dict(), "state": entries})
    except (KeyError, ValueError, TypeError, RuntimeError) as error:
        raise TrainingError(f"{path} can't be taken up again: {error}. Start a new training.") from error
    return state


def _under(arrays: Arrays, prefix: str) -> dict[str, NDArray[Any]]:
    return {key.removeprefix(prefix): value for key, value in arrays.items() if key.startswith(prefix)}
