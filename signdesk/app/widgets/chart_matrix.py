"""The confusion matrix: what was shown, and what was read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from signdesk.app.counts import percent
from signdesk.app.widgets.chart_grid import Cell, GridContent

__all__ = ["confusion_content", "heat_content"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("chart", text)


def confusion_content(labels: Sequence[str], confusion: NDArray[np.integer]) -> GridContent:
    """A confusion matrix (labels, labels), shown down the rows and read along the columns, as cells.

    What was read rightly is mixed with the accent colour, mistakes with the colour of danger, by their share of the
    row; a mistake is made to stand out more than a right answer of the same share.
    """
    shown = np.maximum(confusion.sum(1, keepdims=True), 1)
    share = confusion / shown
    rows = []
    for i, label in enumerate(labels):
        row = []
        for j, read in enumerate(labels):
            count, part = int(confusion[i, j]), float(share[i, j])
            heat = 0.75 * part if i == j else (0.15 + 0.75 * part**0.5 if count else 0.0)
            row.append(
                Cell(
                    str(count) if count else "",
                    heat,
                    "accent" if i == j else "danger",
                    _told(label, read, count, int(shown[i, 0])),
                )
            )
        rows.append(tuple(row))
    heads = tuple(labels)
    return GridContent(_tr("Confusion matrix"), heads, heads, tuple(rows), _tr("Shown"), _tr("Read as"))


def _told(shown: str, read: str, count: int, total: int) -> str:
    if shown == read:
        return _tr("{0} was read rightly {1} of {2} times.").format(shown, count, total)
    return _tr("{0} was read as {1} {2} of {3} times.").format(shown, read, count, total)


def heat_content(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    values: NDArray[np.floating],
    spread: NDArray[np.floating] | None = None,
    rows_title: str = "",
    columns_title: str = "",
) -> GridContent:
    """Shares (rows, columns) as a heat map, the highest marked; NaN where nothing is known yet. ``spread``: ±."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    cells = []
    for i, row in enumerate(rows):
        line = []
        for j, column in enumerate(columns):
            value = float(values[i, j])
            if not np.isfinite(value):
                line.append(Cell("–", 0.0, "accent", _tr("{0}, {1}: no result yet.").format(row, column)))
                continue
            text = percent(value, 2)
            if spread is not None and np.isfinite(spread[i, j]):
                text = f"{100 * value:.2f} ± {percent(float(spread[i, j]), 2)}"
            heat = 0.1 + 0.75 * (value - low) / (high - low) if high > low else 0.5
            line.append(Cell(text, heat, "accent", f"{row}, {column}: {text}.", best=value == high))
        cells.append(tuple(line))
    return GridContent(title, tuple(rows), tuple(columns), tuple(cells), rows_title, columns_title, square=False)
