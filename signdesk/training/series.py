"""Several trainings as one job: a sweep, a comparison or a cross-validation, its runs and its results.

A series has a folder among the runs, with ``series.json``; its runs are runs like any other, whose configuration names
the series. So a series that was stopped goes on with the runs that are not finished.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from signdesk.errors import ConfigError, TrainingError
from signdesk.paths import write_whole
from signdesk.training.compare import Compare, Outcome, goal_of, outcome_of
from signdesk.training.crossval import CrossValidation
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder, RunStatus
from signdesk.training.runs import Run, RunStore, created_of
from signdesk.training.sweep import Sweep, told

__all__ = [
    "Results",
    "Row",
    "Series",
    "all_series",
    "create_series",
    "delete_series",
    "deleted_series",
    "is_series",
    "load_series",
    "results",
    "undelete_series",
]

Series = Sweep | Compare | CrossValidation

_FILE = "series.json"
_FIGURES = ("validation", "accuracy", "unseen", "seen")

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""Heads, and the cells of each row."""


@dataclass(frozen=True, eq=False)
class Row:
    """One training of a series: its configuration, what it ``changed`` of the base, its run (None while it is not
    begun), and its figures, each 0 to 1, as far as known: "validation" (of the epoch that is kept), "accuracy" (the
    report's), "unseen" and "seen"."""

    config: RunConfig
    changed: dict[str, Any]
    run: Run | None
    figures: dict[str, float]

    @property
    def name(self) -> str:
        """What the training is called."""
        return self.run.name if self.run else self.config.name


@dataclass(frozen=True, eq=False)
class Results:
    """What came of a series so far, a row a training, in the order of training. ``status`` and ``problem`` are the
    series' own, as a run has them."""

    folder: Path
    series: Series
    rows: tuple[Row, ...]
    status: RunStatus
    problem: str

    @property
    def created(self) -> datetime:
        """When it was begun."""
        return created_of(self.folder)

    @property
    def best(self) -> Row | None:
        """The row with the highest accuracy on the validation pictures: choosing by the test would flatter it."""
        known = [row for row in self.rows if "validation" in row.figures]
        return max(known, key=lambda row: row.figures["validation"], default=None)

    def mean(self, figure: str = "accuracy") -> tuple[float, float] | None:
        """Mean and standard deviation (of a sample, n − 1) of a figure over the rows that have it; None without two."""
        values = [row.figures[figure] for row in self.rows if figure in row.figures]
        return (statistics.fmean(values), statistics.stdev(values)) if len(values) > 1 else None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """How each training went so far, as a comparison tells it."""
        goal = goal_of([row.run.history for row in self.rows if row.run])
        return tuple(outcome_of(row.run.history if row.run else (), goal) for row in self.rows)

    def table(self, share: Callable[[float], str] = "{:.2%}".format) -> Table:
        """Heads and cells as text: a column a changed setting, a column a figure that any row has, how it stands.
        ``share`` writes a figure."""
        settings = list(self.rows[0].changed) if self.rows else []
        if isinstance(self.series, Compare):
            return self._comparison(settings, share)
        figures = [name for name in _FIGURES if any(name in row.figures for row in self.rows)]
        cells = []
        for row in self.rows:
            shares = [share(row.figures[name]) if name in row.figures else "" for name in figures]
            cells.append((*(told(row.changed[name]) for name in settings), *shares, row.run.status if row.run else ""))
        return (*settings, *figures, "status"), cells

    def _comparison(self, settings: list[str], share: Callable[[float], str]) -> Table:
        """The table of a comparison: the last loss, final and best accuracy, the epochs it took, new people."""
        goal = goal_of([row.run.history for row in self.rows if row.run])
        unseen = any("unseen" in row.figures for row in self.rows)
        unfinished = any(row.run is None or row.run.status != "finished" for row in self.rows)
        cells = []
        for row, outcome in zip(self.rows, self.outcomes, strict=True):
            final, best, new = (
                "" if value is None else share(value)
                for value in (outcome.final, outcome.best, row.figures.get("unseen"))
            )
            figures = [f"{outcome.loss:.3f}" if outcome.loss is not None else "", final]
            figures += [best, str(outcome.near) if outcome.near else "–" if outcome.epochs else ""]
            figures += [new] if unseen else []
            figures += [row.run.status if row.run else ""] if unfinished else []
            cells.append((*(told(row.changed[name]) for name in settings), *figures))
        near = "epochs" if math.isnan(goal) else f"epochs to {goal:.0%}"
        last = [name for name, shown in (("unseen", unseen), ("status", unfinished)) if shown]
        return (*settings, "loss", "final", "best", near, *last), cells

    def heat_map(self, figure: str = "accuracy") -> tuple[str, str, list[Any], list[Any], list[list[float]]] | None:
        """For a grid of two settings: their names, their values, and the figure for each (NaN where unknown), the
        first setting down; None for anything else."""
        if not isinstance(self.series, Sweep) or self.series.random or len(self.series.grid) != 2:
            return None
        (down, rows), (along, columns) = self.series.grid.items()
        found = iter(row.figures.get(figure, math.nan) for row in self.rows)
        return down, along, list(rows), list(columns), [[next(found) for _ in columns] for _ in rows]

    def to_json(self) -> dict[str, Any]:
        """Everything, for other programs."""
        rows = [
            {"name": row.name, "changed": row.changed, "run": row.run.id if row.run else None, **row.figures}
            | {"status": row.run.status if row.run else "new", "problem": row.run.problem if row.run else ""}
            | ({"outcome": asdict(outcome)} if isinstance(self.series, Compare) else {})
            for row, outcome in zip(self.rows, self.outcomes, strict=True)
        ]
        means = {name: self.mean(name) for name in _FIGURES}
        return {
            "id": self.folder.name,
            "kind": self.series.kind,
            "name": self.series.base.name,
            "status": self.status,
            "rows": rows,
            "best": self.best.run.id if self.best and self.best.run else None,
            "mean": {name: {"mean": pair[0], "deviation": pair[1]} for name, pair in means.items() if pair},
        }


def is_series(folder: Path) -> bool:
    """Whether ``folder`` is that of a series, not of a run."""
    return (folder / _FILE).is_file()


def create_series(store: RunStore, series: Series) -> Path:
    """The folder of a new series, for `TrainingJob`; `TrainingError` when it can't be written."""
    folder = store.new_folder()
    try:
        with write_whole(folder / _FILE) as file:
            file.write(series.model_dump_json(indent=1).encode())
    except OSError as error:
        raise TrainingError(f"The series can't be written to {folder}: {error.strerror}. Make room there.") from error
    return folder


def load_series(folder: Path) -> Series:
    """The series in ``folder``; `TrainingError` or `ConfigError` when there is none."""
    try:
        values = json.loads((folder / _FILE).read_bytes())
        base = RunConfig.parse(values["base"])
        if values["kind"] == "crossval":
            return CrossValidation(base=base, folds=int(values["folds"]))
        if values["kind"] == "compare":
            return Compare(**{**values, "base": base})
        return Sweep.parse(base, values["grid"], int(values["random"]))
    except OSError as error:
        raise TrainingError(f"{folder} holds no sweep, comparison or cross-validation: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"The series in {folder} can't be understood: {error}. Start a new one.") from error


def all_series(store: RunStore) -> Iterator[Path]:
    """The folders of all series, the newest first."""
    yield from sorted((path.parent for path in store.folder.glob(f"*/{_FILE}")), reverse=True)


def delete_series(store: RunStore, id: str) -> list[str]:  # noqa: A002
    """Put a series aside with its runs, whose ids these are; `undelete_series` brings all back within 30 days.
    `TrainingError` while it is being trained."""
    runs = [run for run in store.all() if run.config.series == id]
    if "running" in (RunFolder(store.folder / id).status()[0], *(run.status for run in runs)):
        raise TrainingError(f"The series {id} is being trained. Stop it first.")
    for run in runs:
        store.delete(run.id)
    store.put_aside(store.folder / id)
    return [run.id for run in runs]


def undelete_series(store: RunStore, id: str) -> list[str]:  # noqa: A002
    """Bring a series back with all of its runs that were deleted, whose ids these are."""
    store.take_back(id)
    runs = [run for run in RunStore(store.aside).all() if run.config.series == id]
    return [store.undelete(run.id).id for run in runs]


def deleted_series(store: RunStore) -> list[str]:
    """The ids of the series that can be brought back, the newest first."""
    return [folder.name for folder in all_series(RunStore(store.aside))]


def results(folder: Path) -> Results:
    """What came so far of the series in ``folder``."""
    series = load_series(folder)
    changes = series.combinations() if isinstance(series, Sweep) else series.changes()
    configs = [config.changed(series=folder.name) for config in series.runs()]
    mine = [run for run in RunStore(folder.parent).all() if run.config.series == folder.name]
    rows = []
    for config, changed in zip(configs, changes, strict=True):
        run = next((run for run in mine if run.config.same_training(config)), None)
        if run:
            mine.remove(run)  # combinations that were drawn twice are two trainings
        rows.append(Row(config, changed, run, _figures(run) if run else {}))
    return Results(folder, series, tuple(rows), *RunFolder(folder).status())


def _figures(run: Run) -> dict[str, float]:
    figures = {name: float(run.figures[name]) for name in _FIGURES[1:] if run.figures.get(name) is not None}
    read = [epoch.validation["accuracy"] for epoch in run.history if "accuracy" in epoch.validation]
    kept = max(read, default=None) if run.config.train.keep_best else next(reversed(read), None)
    return figures if kept is None else {"validation": kept, **figures}
