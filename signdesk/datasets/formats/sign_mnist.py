"""sign-mnist: letters as tables of 28 × 28 grey pixels, ``sign_mnist_train.csv`` and ``sign_mnist_test.csv``.

Also a single table of that kind, and a folder or zip that holds the zip with the tables. The tables name no signers;
``sources.csv`` does, when it lies beside them: every row was made from a picture of asl-scenes, so its signers are
the same people, and belong to the same groups.

The labels are what the table says, also where it is wrong (its T is not ASL's T, and some of its Y are none): scores
on these tables would not compare with others' otherwise.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.files import PARTS, READ_ERRORS, Files, reason
from signdesk.datasets.formats.format import Format
from signdesk.datasets.pixels import is_pixel_header, read_pixels
from signdesk.datasets.samples import Progress, Samples, concatenate
from signdesk.datasets.stores import ArrayImages
from signdesk.datasets.tables import MissingColumnError, read_header, read_table_beside
from signdesk.datasets.zips import ZipFiles
from signdesk.errors import DatasetError

__all__ = ["FORMAT", "read_pixel_file"]

NAME = "sign-mnist"
SCENES = "asl-scenes"
_SOURCES = "sources.csv"

# Labels count the alphabet from A. 9 and 25, J and Z, do not occur in the original, for they move.
_LETTERS = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _matches(files: Files) -> bool:
    return bool(_tables(files)) or _inner_zip(files) is not None


def _tables(files: Files) -> list[str]:
    tables = [n for n in files.names if n.lower().endswith(".csv") and is_pixel_header(read_header(files, n))]
    # Kaggle's zip holds each table twice, once in a folder of its own.
    once = {(PurePosixPath(name).name, files.size(name)): name for name in sorted(tables, key=_depth, reverse=True)}
    return sorted(once.values(), key=lambda name: (_part(name) != "train", name))


def _depth(name: str) -> int:
    return name.count("/")


def _inner_zip(files: Files) -> str | None:
    zips = [name for name in files.names if name.lower().endswith(".zip")]
    return zips[0] if len(zips) == 1 and not files.pictures and re.search("mnist", zips[0], re.IGNORECASE) else None


def _read(files: Files, progress: Progress | None) -> Samples:
    source, tables = files, _tables(files)
    if not tables and (inner := _inner_zip(files)):
        source = ZipFiles(files.home, files, inner)
        tables = _tables(source)
    # A single file that was chosen is read in any case, to say what is wrong with it.
    tables = tables or [name for name in source.names if name.lower().endswith(".csv")]
    if not tables:
        raise DatasetError(f"{source.title} holds no table of pixels (label, pixel1, pixel2 and so on).")
    sizes = [source.size(name) for name in tables]
    parts = []
    for i, name in enumerate(tables):
        before, total = sum(sizes[:i]), sum(sizes)
        step = _shifted(progress, before, total)
        parts.append(read_pixel_file(source, name, files, step, alone=len(tables) == 1))
    return concatenate(parts, NAME) if len(parts) > 1 else parts[0]


def _shifted(progress: Progress | None, before: int, total: int) -> Progress | None:
    return (lambda done, _: progress(before + done, total)) if progress else None


def read_pixel_file(
    files: Files, name: str, beside: Files, progress: Progress | None = None, *, alone: bool = True
) -> Samples:
    """The table ``name``; ``sources.csv`` is looked for in and next to ``beside``."""
    try:
        with files.open(name) as file:
            numbers, pixels = read_pixels(file, files.size(name), name, len(_LETTERS) - 1, progress)
    except READ_ERRORS as error:
        raise DatasetError(f"Can't read {name}: {reason(error)}.") from error
    n = len(numbers)
    part = _part(name)
    signers = _signers(beside, part, n)
    prefix = "" if alone else f"{part or name} "
    names = np.array([f"{prefix}row {row}" for row in range(1, n + 1)])
    return Samples(
        name=NAME,
        images=ArrayImages(pixels),
        labels=_LETTERS[numbers],
        signers=signers,
        parts=np.full(n, part),
        boxes=np.full((n, 4), np.nan, np.float32),
        keypoints=np.full((n, 21, 2), np.nan, np.float32),
        names=names,
        groups=np.where(
            signers == "",
            np.char.add(f"{NAME}/{part or name} ", [f"row {row}" for row in range(1, n + 1)]),
            np.char.add(f"{SCENES}/", signers),
        ),
    )


def _part(name: str) -> str:
    """The part that a table holds, by the words in its name."""
    return next((PARTS[word] for word in re.split(r"[^a-z]+", name.lower()) if word in PARTS), "")


def _signers(files: Files, part: str, n: int) -> NDArray[np.str_]:
    """Who signs each of the ``n`` rows of that part; "" when no table says so, or the table is of other rows."""
    unknown = np.full(n, "")
    try:
        table = read_table_beside(files, _SOURCES, ("set", "row", "signer"))
    except MissingColumnError:
        return unknown
    if table is None:
        return unknown
    chosen = np.array(table.text("set")) == part
    rows = table.numbers(("row",))[chosen, 0]
    if not np.array_equal(np.sort(rows), np.arange(1, n + 1)):
        return unknown
    ordered: NDArray[np.str_] = np.array(table.text("signer"))[chosen][np.argsort(rows)]
    return ordered


FORMAT = Format(NAME, _matches, _read)
