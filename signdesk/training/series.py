"""Several trainings as one job: a sweep or a cross-validation, its runs and its results.

A series has a folder among the runs, with ``series.json``; its runs are runs like any other, whose configuration names
the series. So a series that was stopped goes on with the runs that are not finished.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from signdesk.training.crossval import CrossValidation
from signdesk.training.runs import Run, RunStore
from signdesk.training.sweep import Sweep

__all__ = ["Results", "Row", "Series", "all_series", "create_series", "load_series", "results"]

Series = Sweep | CrossValidation


@dataclass(frozen=True, eq=False)
class Row:
    """One training of a series: what it ``changed`` of the base, its run (None while it is not begun), and its figures:
    "validation", "unseen", "seen" and "accuracy" (of the report), as far as known, each 0 to 1."""

    name: str
    changed: dict[str, Any]
    run: Run | None
    figures: dict[str, float]


@dataclass(frozen=True, eq=False)
class Results:
    """What came of a series so far, a row a training, in the order of training."""

    folder: Path
    series: Series
    rows: tuple[Row, ...]

    @property
    def best(self) -> Row | None:
        """The row with the highest accuracy on the validation pictures: choosing by the test would flatter it."""
        raise NotImplementedError

    def mean(self, figure: str = "accuracy") -> tuple[float, float] | None:
        """Mean and standard deviation (of a sample, n − 1) of a figure over the rows that have it; None without two."""
        raise NotImplementedError

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Heads and cells as text: a column a changed setting, a column a figure."""
        raise NotImplementedError

    def heat_map(self, figure: str = "accuracy") -> tuple[str, str, list[Any], list[Any], list[list[float]]] | None:
        """For a grid of two settings: their names, their values, and the figure for each (NaN where unknown), the
        first setting down; None for anything else."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """Everything, for other programs."""
        raise NotImplementedError


def create_series(store: RunStore, series: Series) -> Path:
    """The folder of a new series, for `TrainingJob`; `TrainingError` when it can't be written."""
    raise NotImplementedError


def load_series(folder: Path) -> Series:
    """The series in ``folder``; `TrainingError` or `ConfigError` when there is none."""
    raise NotImplementedError


def all_series(store: RunStore) -> Iterator[Path]:
    """The folders of all series, the newest first."""
    raise NotImplementedError


def results(folder: Path) -> Results:
    """What came so far of the series in ``folder``."""
    raise NotImplementedError
