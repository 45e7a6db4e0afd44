"""asl-webcams: whole webcam frames of many people, ``<person>/<label>/<n>.jpg``, and ``sources.csv``."""

from __future__ import annotations

from signdesk.alphabet import NO_HAND
from signdesk.datasets.files import Files
from signdesk.datasets.formats.format import Format
from signdesk.datasets.rows import HandRow, picture_samples
from signdesk.datasets.samples import Progress, Samples
from signdesk.datasets.tables import read_header

__all__ = ["FORMAT"]

NAME = "asl-webcams"


def _matches(files: Files) -> bool:
    return "sources.csv" in files and "person" in read_header(files, "sources.csv")


def _read(files: Files, progress: Progress | None) -> Samples:
    rows = []
    for file in files.pictures:
        person, *label, _ = file.split("/")
        if len(label) == 1:
            rows.append(HandRow(file, NO_HAND if label[0] == "nothing" else label[0].upper(), signer=person))
    return picture_samples(files, NAME, rows, progress=progress)


FORMAT = Format(NAME, _matches, _read)
