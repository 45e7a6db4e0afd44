"""Tables of pixels: a CSV file with a label and all pixels of a small grey picture a row.

A table of 27,455 pictures of 28 × 28 is 83 MB of text. It is read in blocks with array arithmetic: as fast as a
parser in C, and the memory needed is little more than the pictures themselves. A block that holds anything but plain
numbers, commas and line ends is read again cell by cell, to understand it or to say which line is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import IO

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.samples import Progress
from signdesk.errors import DatasetError

__all__ = ["is_pixel_header", "read_pixels"]

# Small, so that the arrays made on the way stay in the processor's cache and need no new memory from the system.
BLOCK = 64 << 10
LONGEST_HEADER = 1 << 20
_COMMA, _NEWLINE, _ZERO, _NINE = b",\n09"
_TEN, _HUNDRED = np.uint8(10), np.uint16(100)

Values = NDArray[np.uint16]


def is_pixel_header(columns: list[str]) -> bool:
    """Whether a CSV file with these columns is a table of pixels."""
    return sum(column.lower().startswith("pixel") for column in columns) > 1


def read_pixels(
    file: IO[bytes], size: int, name: str, most: int, progress: Progress | None = None
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The labels (n,) and the pictures (n × side × side) of the table in ``file``, whose length is ``size`` bytes.

    Its header is ``label`` and then the pixels, row by row; labels go from 0 to ``most`` and pixels from 0 to 255.
    ``name`` is for messages: `DatasetError` says which line is wrong.
    """
    columns = _columns(file.readline(LONGEST_HEADER), name)
    labels, pixels = np.empty(0, np.uint8), np.empty((0, columns - 1), np.uint8)
    rows, done, line = 0, 0, 2
    for block in _blocks(file, name, columns):
        values, lines = _parse(block, columns, name, line)
        _check_range(values, lines, name, most)
        done += len(block)
        line += block.count(b"\n")
        if rows + len(values) > len(labels):
            expected = math.ceil((rows + len(values)) * max(size / done, 1.0) * 1.01)
            # In place: a new array beside the old one would take twice the memory.
            labels.resize(expected, refcheck=False)
            pixels.resize((expected, columns - 1), refcheck=False)
        labels[rows : rows + len(values)] = values[:, 0]
        pixels[rows : rows + len(values)] = values[:, 1:]
        rows += len(values)
        if progress:
            progress(min(done, size), size)
    if not rows:
        raise DatasetError(f"{name} has a header but no row below it. Choose another file.")
    labels.resize(rows, refcheck=False)
    pixels.resize((rows, columns - 1), refcheck=False)
    side = math.isqrt(columns - 1)
    return labels, pixels.reshape(rows, side, side)


def _columns(header: bytes, name: str) -> int:
    """How many columns the table has, the label's among them, if its header is right."""
    if not header.strip():
        raise DatasetError(f"{name} is empty. Choose another file.")
    columns = [cell.strip().strip('"').lower() for cell in header.decode("utf-8-sig", "replace").split(",")]
    if columns[0] != "label":
        raise DatasetError(f"{name} has no column “label” at its beginning. It needs label, pixel1, pixel2 and so on.")
    count = len(columns) - 1
    missing = sorted({f"pixel{i}" for i in range(1, count + 1)} - set(columns), key=len)
    if missing and count:
        raise DatasetError(f"{name} has no column “{missing[0]}”. It needs label, pixel1, pixel2 and so on.")
    if count < 16 or math.isqrt(count) ** 2 != count:
        raise DatasetError(
            f"{name} has {count} columns of pixels, which is no square picture (28 × 28 are 784). A column is missing."
        )
    return count + 1


def _blocks(file: IO[bytes], name: str, columns: int) -> Iterator[bytes]:
    """The rest of the file in pieces of whole lines, with a line feed also after the last one."""
    rest = b""
    while chunk := file.read(BLOCK):
        block = rest + chunk
        end = block.rfind(b"\n") + 1
        rest = block[end:]
        if len(rest) > LONGEST_HEADER + 64 * columns:
            raise DatasetError(f"{name} has a line of more than {len(rest):,} characters. It is no table of pixels.")
        if end:
            yield block[:end]
    if rest:
        yield rest + b"\n"


def _parse(block: bytes, columns: int, name: str, line: int) -> tuple[Values, NDArray[np.intp]]:
    """The numbers of a block, rows × columns, and the line that each row stands in."""
    values = _parse_plain(block, columns)
    if values is None:
        return _parse_cells(block, columns, name, line)
    return values, np.arange(line, line + len(values))


def _parse_plain(block: bytes, columns: int) -> Values | None:
    """The numbers of a block in which every cell is one to three digits; None when it holds anything else."""
    plain = block.translate(None, b"\r")  # much faster than replacing CR LF by LF
    if len(plain) < len(block) and len(block) - len(plain) != block.count(b"\r\n"):
        return None
    characters = np.frombuffer(plain, np.uint8)
    places = np.flatnonzero(characters < _ZERO)
    if len(places) % columns or characters.max() > _NINE:
        return None
    ends = characters.take(places).reshape(-1, columns)
    if (ends[:, -1] != _NEWLINE).any() or (ends[:, :-1] != _COMMA).any():
        return None
    lengths = np.diff(places, prepend=-1)  # of the cells, each with the comma behind it
    if lengths.min() < 2 or lengths.max() > 4:
        return None
    values = (characters.take(places - 1) - _ZERO).astype(np.uint16)
    # What stands before a cell's first digit belongs to the cell before, and counts nothing.
    values += (characters.take(places - 2, mode="wrap") - _ZERO) * (lengths > 2) * _TEN
    values += (characters.take(places - 3, mode="wrap") - _ZERO) * (lengths > 3) * _HUNDRED
    return values.reshape(-1, columns)


def _parse_cells(block: bytes, columns: int, name: str, line: int) -> tuple[Values, NDArray[np.intp]]:
    rows, lines = [], []
    for number, text in enumerate(block.split(b"\n"), line):
        if not text.strip():
            continue
        cells = text.decode("utf-8", "replace").split(",")
        if len(cells) != columns:
            raise DatasetError(
                f"{name}, line {number}: it has {len(cells)} cells where the header has {columns}. "
                "Correct or remove that line."
            )
        rows.append([_number(cell, name, number, column) for column, cell in enumerate(cells)])
        lines.append(number)
    return np.array(rows, np.uint16).reshape(-1, columns), np.array(lines, np.intp)


def _number(cell: str, name: str, line: int, column: int) -> int:
    try:
        number = float(cell.strip().strip('"'))
        if number.is_integer() and 0 <= number < 2**16:
            return int(number)
    except ValueError:
        pass
    raise DatasetError(
        f"{name}, line {line}: {_column(column)} is {cell.strip()[:20]!r}, not a whole number from 0 up. "
        "Correct or remove that line."
    )


def _check_range(values: Values, lines: NDArray[np.intp], name: str, most: int) -> None:
    bounds = np.full(values.shape[1], 255, np.uint16)
    bounds[0] = most
    if values[:, 0].max(initial=0) <= most and values.max(initial=0) <= 255:
        return
    row, column = np.argwhere(values > bounds)[0]
    raise DatasetError(
        f"{name}, line {lines[row]}: {_column(int(column))} is {values[row, column]}, "
        f"but the largest that can be is {bounds[column]}. Correct or remove that line."
    )


def _column(column: int) -> str:
    return f"pixel{column}" if column else "the label"
