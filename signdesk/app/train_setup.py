"""What is to be trained, as it is chosen on the Train page: data, network and settings, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

__all__ = ["BUNDLED", "DataSetup", "TrainSetup"]

BUNDLED = "bundled"
"""Stands for the dataset that comes with signdesk, in place of a path."""

_LONGEST = 120
"""A run's name has at most so many characters."""


@dataclass(frozen=True, slots=True)
class DataSetup:
    """Which pictures, and how they are parted.

    ``datasets`` are paths or `BUNDLED`; ``labels`` the signs to learn, empty for all of them; ``validation`` and
    ``test`` shares of the whole; ``by`` is "signer", "picture" or "parts" (the dataset's own). ``limit`` is the most
    pictures of a sign, 0 for all.
    """

    datasets: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    validation: float = 0.2
    test: float = 0.0
    by: str = "signer"
    seed: int = 0
    limit: int = 0

    @property
    def folds(self) -> int:
        """In how many folds people are dealt: none, that is for cross-validations alone."""
        return 0

    @property
    def fold(self) -> int:
        return 0

    @property
    def names(self) -> tuple[str, ...]:
        """The datasets as they are called in a sentence."""
        bundled = QCoreApplication.translate("TrainSetup", "Bundled")
        return tuple(bundled if dataset == BUNDLED else Path(dataset).stem for dataset in self.datasets)

    def config(self) -> dict[str, Any]:
        """The same as `signdesk.training.run_config.DataChoice` takes it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class TrainSetup:
    """A whole choice. ``settings`` are the values of `TrainConfig` that are not its defaults; ``start`` is the
    checkpoint to go on from, "" to begin anew; ``problem`` says why this can't be trained as it is, "" if it can."""

    data: DataSetup = field(default_factory=DataSetup)
    network: str = "lenet5"
    title: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    preset: str = ""
    start: str = ""
    problem: str = ""

    @property
    def ready(self) -> bool:
        return not self.problem

    @property
    def name(self) -> str:
        """What a run of this is called unless the user calls it otherwise."""
        return " · ".join(part for part in (self.title or self.network, ", ".join(self.data.names)) if part)[:_LONGEST]

    def run_config(self) -> dict[str, Any]:
        """The same as `signdesk.training.run_config.RunConfig` takes it."""
        return {
            "name": self.name,
            "network": self.network,
            "data": self.data.config(),
            "train": dict(self.settings),
            "start": self.start,
            "preset": self.preset,
        }
