"""asl-cutouts: hands cut out on black, ``<label>/hand<signer>_<label>_<light>_…``, letters and digits.

J and Z are stills of a letter that moves; they keep their names, for no still alphabet has them.
"""

from __future__ import annotations

import re

from signdesk.datasets.files import Files
from signdesk.datasets.formats.format import Format
from signdesk.datasets.rows import HandRow, picture_samples
from signdesk.datasets.samples import Progress, Samples

__all__ = ["FORMAT"]

NAME = "asl-cutouts"
_FILE = re.compile(r"(?P<label>[0-9a-z])/(?P<hand>hand\d+)_(?P=label)_[a-z]+_seg_\d+.*", re.IGNORECASE)


def _matches(files: Files) -> bool:
    return bool(files.pictures) and all(map(_FILE.fullmatch, files.pictures))


def _read(files: Files, progress: Progress | None) -> Samples:
    found = (_FILE.fullmatch(file) for file in files.pictures)
    rows = [HandRow(m.string, m["label"].upper(), signer=m["hand"].lower()) for m in found if m]
    return picture_samples(files, NAME, rows, progress=progress)


FORMAT = Format(NAME, _matches, _read)
