"""hands-indoors: people before webcams, each visible hand boxed in ``boxes.csv``, who it is in ``pictures.csv``.

What the hands show is not known: every label is `UNLABELLED`. A picture with two hands has two rows.
"""

from __future__ import annotations

from signdesk.datasets.files import PARTS, Files
from signdesk.datasets.formats.boxes import read_boxes
from signdesk.datasets.formats.format import Format
from signdesk.datasets.rows import HandRow, picture_samples
from signdesk.datasets.samples import UNLABELLED, Progress, Samples
from signdesk.datasets.tables import read_header, read_table

__all__ = ["FORMAT", "NAME"]

NAME = "hands-indoors"

# Pictures with two or three people in them tie those people together: none of them may be on both sides of a split.
_TOGETHER = frozenset(f"va-{who}" for who in ("green-shirt", "dark-shirt", "pattern-shirt", "three-people"))


def _matches(files: Files) -> bool:
    if "boxes.csv" not in files or "pictures.csv" not in files:
        return False
    return {"hands", "person"} <= set(read_header(files, "pictures.csv"))


def _read(files: Files, progress: Progress | None) -> Samples:
    pictures = read_table(files, "pictures.csv", ("file", "split", "person"))
    people = dict(zip(pictures.text("file"), pictures.text("person"), strict=True))
    table, boxes = read_boxes(files, ("split",))
    rows = []
    for file, split, box in zip(table.text("file"), table.text("split"), boxes, strict=True):
        person = people.get(file, "")
        rows.append(HandRow(file, UNLABELLED, person, PARTS.get(split.lower(), ""), _group(person or file), box))
    return picture_samples(files, NAME, rows, progress=progress)


def _group(person: str) -> str:
    return f"{NAME}/{'va-together' if person in _TOGETHER or '+' in person else person}"


FORMAT = Format(NAME, _matches, _read)
