"""How sweeps, comparisons and cross-validations are worked through and told on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from signdesk.commands.console import say, say_json, stoppable

if TYPE_CHECKING:
    from signdesk.training.series import Results, Series

__all__ = ["columns", "result_lines", "work_through"]


def work_through(series: Series | str, *, as_json: bool) -> None:
    """Train all of ``series``, a new one or the id of one that was stopped, and print what came of it."""
    from signdesk.commands.train_progress import telling
    from signdesk.errors import TrainingError
    from signdesk.training.runs import RunStore
    from signdesk.training.series import create_series, is_series, results
    from signdesk.training.series_work import perform_series

    store = RunStore()
    if isinstance(series, str):
        folder = store.folder / Path(series).name
        if not is_series(folder):
            raise TrainingError(f"There is no sweep, comparison or cross-validation {series!r}. See `signdesk runs`.")
    else:
        folder = create_series(store, series)
    with telling(as_json=as_json) as tell, stoppable(f"--resume {folder.name} goes on with what is left"):
        perform_series(folder, tell)
    found = results(folder)
    if as_json:
        say_json({"event": "Results", **found.to_json()})
    else:
        say("\n".join(result_lines(found)))
    if not any(row.run and row.run.status == "finished" for row in found.rows):
        raise TrainingError("None of its trainings came to an end. What each says is above.")


def result_lines(found: Results) -> list[str]:
    """The table of ``found``, and what it comes to."""
    lines = columns(*found.table())
    for figure in ("accuracy", "unseen"):
        pair = found.mean(figure)
        if pair and found.series.kind == "crossval":
            lines.append(f"{figure}: mean {pair[0]:.2%}, deviation {pair[1]:.2%}")
    if found.best and found.series.kind != "crossval":
        lines.append(f"best on the validation pictures: {found.best.name}")
    return lines


def columns(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """A table as lines of text, its columns as wide as what is in them."""
    widths = [max(len(cells[i]) for cells in (heads, *rows)) for i in range(len(heads))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for cells in (heads, *rows)
    ]
