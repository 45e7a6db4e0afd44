"""Which epoch read the held-back pictures best, and when it is time to stop."""

from __future__ import annotations

from collections.abc import Sequence

from signdesk.errors import ConfigError
from signdesk.training.config import TrainConfig
from signdesk.training.events import EpochEnded

__all__ = ["best_of", "check_held_back", "epochs_since_best"]


def best_of(history: Sequence[EpochEnded]) -> int:
    """The place in ``history`` of the epoch with the highest accuracy on what is held back, the lowest loss among
    equals, the first among those; −1 when nothing was held back."""
    figures = [(i, epoch.validation) for i, epoch in enumerate(history) if epoch.validation]
    return max(figures, key=lambda item: (*_merit(item[1]), -item[0]), default=(-1, {}))[0]


def epochs_since_best(history: Sequence[EpochEnded]) -> int:
    """How many epochs the training has gone on without getting better (Prechelt 1998); 0 when nothing was held back."""
    best = best_of(history)
    return len(history) - 1 - best if best >= 0 else 0


def check_held_back(config: TrainConfig, pictures: int) -> None:
    """`ConfigError` when ``config`` asks for the best epoch and no ``pictures`` are held back that would show it."""
    if (config.keep_best or config.early_stopping) and not pictures:
        raise ConfigError("Which epoch is best shows on held-back pictures, and none are held back. Hold some back.")


def _merit(figures: dict[str, float]) -> tuple[float, float]:
    return figures.get("accuracy", 0.0), -figures.get("loss", 0.0)
