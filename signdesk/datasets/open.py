"""Open a dataset, finding out by itself what it is."""

from __future__ import annotations

from pathlib import Path

from signdesk.datasets.files import Files, FolderFiles
from signdesk.datasets.formats import (
    asl_cutouts,
    asl_rooms,
    asl_scenes,
    asl_webcams,
    backgrounds,
    hands_indoors,
    sign_digits,
)
from signdesk.datasets.samples import Progress, Samples
from signdesk.errors import DatasetError

__all__ = ["open_dataset"]

FORMATS = (
    asl_webcams.FORMAT,
    asl_scenes.FORMAT,
    asl_rooms.FORMAT,
    hands_indoors.FORMAT,
    backgrounds.FORMAT,
    sign_digits.FORMAT,
    asl_cutouts.FORMAT,
)

ACCEPTED = (
    "Choose a folder of class folders (A/…, B/…), one of the datasets that signdesk knows, a .zip of either, "
    "a .csv of pixels, or a pair X.npy and Y.npy."
)


def open_dataset(path: Path, progress: Progress | None = None) -> Samples:
    """The dataset in a folder, a .zip, a .csv or a .npy; pictures are read later, when asked for.

    `DatasetError` when it is missing, empty, damaged or no kind of dataset that signdesk knows.
    """
    files = _files(path)
    for form in FORMATS:
        if form.matches(files):
            return form.read(files, progress)
    raise DatasetError(f"{path} is no dataset that signdesk knows. {ACCEPTED}")


def _files(path: Path) -> Files:
    if not path.exists():
        raise DatasetError(f"There is nothing at {path}. {ACCEPTED}")
    if path.is_dir():
        files = FolderFiles(path)
        if not files.names:
            raise DatasetError(f"The folder {path} is empty. {ACCEPTED}")
        return files
    raise DatasetError(f"{path} is no dataset that signdesk knows. {ACCEPTED}")
