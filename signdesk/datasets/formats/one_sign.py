"""A folder of pictures and nothing else: one sign, called as the folder."""

from __future__ import annotations

from signdesk.datasets.files import PARTS, Files, is_picture
from signdesk.datasets.formats.class_folders import label_of
from signdesk.datasets.formats.format import Format
from signdesk.datasets.rows import HandRow, picture_samples
from signdesk.datasets.samples import Progress, Samples

__all__ = ["FORMAT"]


def _matches(files: Files) -> bool:
    return bool(files.names) and files.stem.lower() not in PARTS and all(map(_beside_the_others, files.names))


def _beside_the_others(name: str) -> bool:
    return "/" not in name and is_picture(name)


def _read(files: Files, progress: Progress | None) -> Samples:
    label = label_of(files.stem)
    return picture_samples(files, files.stem, [HandRow(name, label) for name in files.names], progress=progress)


FORMAT = Format("one sign", _matches, _read)
"""The pictures of one sign."""
