"""asl-rooms: single hands in living rooms, ``train|valid|test/<source>.<hash>.jpg``, a box a hand in ``boxes.csv``.

Who signs is not known. Each train picture is one of three altered versions of a photograph; the versions of one
photograph are one group. J and Z are stills of a letter that moves; they keep their names, for no still alphabet
has them.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from signdesk.datasets.files import PARTS, Files
from signdesk.datasets.formats.boxes import read_boxes
from signdesk.datasets.formats.format import Format
from signdesk.datasets.rows import HandRow, picture_samples
from signdesk.datasets.samples import Progress, Samples
from signdesk.datasets.tables import read_header

__all__ = ["FORMAT"]

NAME = "asl-rooms"


def _matches(files: Files) -> bool:
    return "boxes.csv" in files and {"split", "letter"} <= set(read_header(files, "boxes.csv"))


def _read(files: Files, progress: Progress | None) -> Samples:
    table, boxes = read_boxes(files, ("split", "letter"))
    rows = [
        HandRow(
            file,
            letter.upper(),
            part=PARTS.get(split.lower(), ""),
            group=f"{NAME}/{PurePosixPath(file).name.split('.')[0]}",
            box=box,
        )
        for file, split, letter, box in zip(
            table.text("file"), table.text("split"), table.text("letter"), boxes, strict=True
        )
    ]
    return picture_samples(files, NAME, rows, progress=progress)


FORMAT = Format(NAME, _matches, _read)
