"""asl-webcams: whole webcam frames of many people, ``<person>/<label>/<n>.jpg``, and ``sources.csv``."""

from __future__ import annotations

from signdesk.alphabet import NO_HAND
from signdesk.datasets.files import Files
from signdesk.datasets.formats.format import Format
from signdesk.datasets.rows import HandRow, picture_samples
from signdesk.datasets.samples import Progress, Samples, Skipped
from signdesk.datasets.tables import read_header

__all__ = ["FORMAT"]

NAME = "asl-webcams"


def _matches(files: Files) -> bool:
    return bool(files.pictures) and "sources.csv" in files and "person" in read_header(files, "sources.csv")


def _read(files: Files, progress: Progress | None) -> Samples:
    rows, skipped = [], []
    for file in files.pictures:
        match file.split("/"):
            case person, label, _:
                rows.append(HandRow(file, NO_HAND if label == "nothing" else label.upper(), signer=person))
            case _:
                skipped.append(Skipped(file, "it does not lie in a person's folder of a letter"))
    return picture_samples(files, NAME, rows, skipped=skipped, progress=progress)


FORMAT = Format(NAME, _matches, _read)
