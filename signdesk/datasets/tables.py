"""Small CSV tables that come with pictures: who signs, where the hand is. Errors name the line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.files import READ_ERRORS, Files, reason
from signdesk.errors import DatasetError

__all__ = ["MissingColumnError", "Table", "read_header", "read_table", "read_table_beside"]

LARGEST = 256 * 2**20


class MissingColumnError(DatasetError):
    """A table lacks a column: it may be another kind of table that only has the same name."""


@dataclass(frozen=True)
class Table:
    """Some columns of a CSV file with a header: ``rows`` as text, ``lines`` the line number of each."""

    name: str
    columns: Sequence[str]
    rows: list[list[str]]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.rows)

    def text(self, column: str) -> list[str]:
        """A column as it is written."""
        at = self.columns.index(column)
        return [row[at].strip() for row in self.rows]

    def numbers(self, columns: Sequence[str]) -> NDArray[np.float64]:
        """Some columns as numbers, rows × columns; `DatasetError` naming the line of what is not a finite number."""
        at = [self.columns.index(column) for column in columns]
        cells = [[row[i] for i in at] for row in self.rows]
        try:
            numbers = np.array(cells, np.float64).reshape(len(cells), len(at))
        except ValueError:
            numbers = np.array([[_number(cell) for cell in row] for row in cells])
        bad = np.argwhere(~np.isfinite(numbers))
        if len(bad):
            row, column = bad[0]
            raise DatasetError(
                f"{self.name}, line {self.lines[row]}: {columns[column]} is {cells[row][column]!r}, not a number. "
                "Correct or remove that line."
            )
        return numbers


def read_header(files: Files, name: str) -> list[str]:
    """The names of the columns of a CSV file; empty when the file can't be read or is no text."""
    try:
        with files.open(name) as file:
            line = file.readline(2**16).decode("utf-8-sig")
    except (*READ_ERRORS, ValueError):
        return []
    return [cell.strip() for cell in next(csv.reader([line]), [])]


def read_table(files: Files, name: str, columns: Sequence[str]) -> Table:
    """The CSV file ``name`` of a dataset, which must have at least ``columns``; `DatasetError` if not."""
    try:
        if files.size(name) > LARGEST:
            raise DatasetError(f"{name} is larger than {LARGEST // 2**20} MB, too large for a table of pictures.")
        with files.open(name) as file:
            data = file.read()
    except READ_ERRORS as error:
        raise DatasetError(f"Can't read {name} of {files.title}: {reason(error)}.") from error
    return _parse(data, name, columns)


def read_table_beside(files: Files, name: str, columns: Sequence[str]) -> Table | None:
    """The same for a CSV file that lies in the dataset or next to it; None when there is none."""
    if name in files:
        return read_table(files, name, columns)
    path = files.beside(name)
    if path is None:
        return None
    try:
        return _parse(_read(path), name, columns)
    except OSError as error:
        raise DatasetError(f"Can't read {path}: {reason(error)}.") from error


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise DatasetError(f"{path} is larger than {LARGEST // 2**20} MB, too large for a table of pictures.")
    return path.read_bytes()


def _parse(data: bytes, name: str, columns: Sequence[str]) -> Table:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = [cell.strip() for cell in next(reader, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            raise MissingColumnError(f"{name} has no column “{missing[0]}”. It needs {', '.join(columns)}.")
        at = [header.index(column) for column in columns]
        rows, lines = [], []
        for row in reader:
            if len(row) == len(header):
                rows.append([row[i] for i in at])
                lines.append(reader.line_num)
            elif row:
                raise DatasetError(
                    f"{name}, line {reader.line_num}: it has {len(row)} cells where the header has {len(header)}. "
                    "Correct or remove that line."
                )
    except UnicodeDecodeError as error:
        raise DatasetError(f"{name} is not a text file in UTF-8. Save it as CSV in UTF-8.") from error
    except csv.Error as error:
        raise DatasetError(f"{name} is not a CSV file that can be read: {error}.") from error
    return Table(name, columns, rows, lines)


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return np.nan
