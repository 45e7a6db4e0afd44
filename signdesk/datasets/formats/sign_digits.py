"""sign-digits: the ten digits by 207 students, ``pictures/<digit>/IMG_1118.JPG``, and ``students.csv``."""

from __future__ import annotations

from signdesk.datasets.files import Files
from signdesk.datasets.formats.format import Format
from signdesk.datasets.rows import HandRow, picture_samples
from signdesk.datasets.samples import Progress, Samples
from signdesk.datasets.tables import read_header, read_table

__all__ = ["FORMAT", "NAME", "PICTURES", "TABLE"]

NAME = "sign-digits"
TABLE = "students.csv"
PICTURES = "pictures"


def _matches(files: Files) -> bool:
    return TABLE in files and {"student", "seen"} <= set(read_header(files, TABLE))


def _read(files: Files, progress: Progress | None) -> Samples:
    table = read_table(files, TABLE, ("file", "student", "seen"))
    # "seen" and not the folder: two pictures lie in the folder of another digit than the one they show.
    rows = [
        HandRow(f"{PICTURES}/{file}", seen, signer=f"student {student}")
        for file, student, seen in zip(table.text("file"), table.text("student"), table.text("seen"), strict=True)
    ]
    return picture_samples(files, NAME, rows, progress=progress)


FORMAT = Format(NAME, _matches, _read)
