"""backgrounds: rooms and people without a hand, ``rooms|people/train|test/…``, and ``pictures.csv``."""

from __future__ import annotations

from signdesk.alphabet import NO_HAND
from signdesk.datasets.files import PARTS, Files
from signdesk.datasets.formats.format import Format
from signdesk.datasets.formats.hands_indoors import NAME as HANDS_INDOORS
from signdesk.datasets.rows import HandRow, picture_samples
from signdesk.datasets.samples import Progress, Samples
from signdesk.datasets.tables import read_header, read_table

__all__ = ["FORMAT"]

NAME = "backgrounds"
_TABLE = "pictures.csv"


def _matches(files: Files) -> bool:
    return _TABLE in files and {"file", "split", "kind", "person"} <= set(read_header(files, _TABLE))


def _read(files: Files, progress: Progress | None) -> Samples:
    table = read_table(files, _TABLE, ("file", "split", "kind", "person"))
    rows = [
        HandRow(file, NO_HAND, signer=person, part=PARTS.get(split.lower(), ""), group=_group(file))
        for file, split, person in zip(table.text("file"), table.text("split"), table.text("person"), strict=True)
    ]
    return picture_samples(files, NAME, rows, progress=progress)


def _group(file: str) -> str:
    # The man of these pictures is in hands-indoors as well, under another name.
    return f"{HANDS_INDOORS}/rps-dark-glasses-man" if "/rpsman_" in file else ""


FORMAT = Format(NAME, _matches, _read)
