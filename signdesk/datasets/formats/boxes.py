"""``boxes.csv``: the box of each hand of a dataset."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from signdesk.datasets.files import Files
from signdesk.datasets.tables import Table, read_table
from signdesk.errors import DatasetError

__all__ = ["read_boxes"]

FILE = "boxes.csv"


def read_boxes(files: Files, columns: Sequence[str]) -> tuple[Table, list[tuple[float, float, float, float]]]:
    """The table, which must have ``columns`` as well, and x, y, width, height of each of its rows, in pixels."""
    table = read_table(files, FILE, ("file", *columns, "x", "y", "w", "h"))
    numbers = table.numbers(("x", "y", "w", "h"))
    flat = np.flatnonzero((numbers[:, 2:] <= 0).any(axis=1))
    if len(flat):
        raise DatasetError(f"{FILE}, line {table.lines[flat[0]]}: the box has no size. Correct or remove that line.")
    return table, [(x, y, w, h) for x, y, w, h in numbers.tolist()]
