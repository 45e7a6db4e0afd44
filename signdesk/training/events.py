"""What a training tells while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

__all__ = ["EpochEnded", "Finished", "Started", "StepEnded", "TrainingEvent"]


@dataclass(frozen=True, slots=True)
class Started:
    """Training begins with epoch ``epoch`` (0, or later when resumed) of ``epochs``, ``steps`` steps each."""

    epoch: int
    epochs: int
    steps: int
    parameters: int
    device: str


@dataclass(frozen=True, slots=True)
class StepEnded:
    """Step ``step`` of epoch ``epoch`` is done, both counted from 1; ``loss`` is that step's."""

    epoch: int
    step: int
    loss: float
    pictures_per_second: float


@dataclass(frozen=True, slots=True)
class EpochEnded:
    """Epoch ``epoch`` is done. ``accuracy`` is of the varied training pictures; ``validation`` of the held-back ones,
    by name of the figure, empty when none are held back."""

    epoch: int
    loss: float
    accuracy: float
    learning_rate: float
    seconds: float
    validation: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """All epochs are done; ``weights`` are the network's, by name (the running mean where one is kept)."""

    weights: dict[str, NDArray[Any]]
    history: tuple[EpochEnded, ...]


TrainingEvent = Started | StepEnded | EpochEnded | Finished
