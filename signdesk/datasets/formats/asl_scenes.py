"""asl-scenes: signers in a room, head to waist, ``user_3/A0.jpg``, a square box a hand in ``boxes.csv``.

Its T is a sideways index finger, not ASL's T; it is kept under its name, for leaving it out is easy
(``samples.without(["T"])``) and sign-mnist, which is made of these pictures, calls it so as well.
"""

from __future__ import annotations

from signdesk.datasets.files import Files
from signdesk.datasets.formats.boxes import read_boxes
from signdesk.datasets.formats.format import Format
from signdesk.datasets.rows import HandRow, picture_samples
from signdesk.datasets.samples import UNLABELLED, Progress, Samples
from signdesk.datasets.tables import read_header

__all__ = ["FORMAT"]

NAME = "asl-scenes"

# These show index and little finger ("horns"), which is no letter; they are still good pictures of a hand.
_NOT_Y = frozenset(f"user_5/Y{n}.jpg" for n in range(5))


def _matches(files: Files) -> bool:
    return "boxes.csv" in files and {"letter", "signer"} <= set(read_header(files, "boxes.csv"))


def _read(files: Files, progress: Progress | None) -> Samples:
    table, boxes = read_boxes(files, ("letter", "signer"))
    rows = [
        HandRow(file, UNLABELLED if file in _NOT_Y else letter.upper(), signer=signer, box=box)
        for file, letter, signer, box in zip(
            table.text("file"), table.text("letter"), table.text("signer"), boxes, strict=True
        )
    ]
    return picture_samples(files, NAME, rows, progress=progress)


FORMAT = Format(NAME, _matches, _read)
