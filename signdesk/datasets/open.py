"""Open a dataset, finding out by itself what it is."""

from __future__ import annotations

from pathlib import Path

from signdesk.datasets.files import Files, FolderFiles, is_picture, reason
from signdesk.datasets.formats import (
    asl_cutouts,
    asl_rooms,
    asl_scenes,
    asl_webcams,
    backgrounds,
    class_folders,
    digit_arrays,
    hands_indoors,
    one_sign,
    sign_digits,
    sign_mnist,
)
from signdesk.datasets.formats.format import Format
from signdesk.datasets.pixels import is_pixel_header
from signdesk.datasets.samples import Progress, Samples
from signdesk.datasets.tables import read_header
from signdesk.datasets.zips import ZipFiles
from signdesk.errors import DatasetError

__all__ = ["open_dataset"]

# In this order: those that a table of their own gives away, then those known by their files' names.
FORMATS = (
    asl_webcams.FORMAT,
    asl_scenes.FORMAT,
    asl_rooms.FORMAT,
    hands_indoors.FORMAT,
    backgrounds.FORMAT,
    sign_digits.FORMAT,
    sign_mnist.FORMAT,
    digit_arrays.FORMAT,
    asl_cutouts.FORMAT,
    class_folders.FORMAT,
    one_sign.FORMAT,
)

ACCEPTED = (
    "Choose a folder with a folder of pictures for each sign (A, B, …), the folder of one sign, one of the datasets "
    "that signdesk knows, a .zip of either, a .csv of pixels, or X.npy with Y.npy beside it."
)


def open_dataset(path: Path, progress: Progress | None = None) -> Samples:
    """The dataset in a folder, a .zip, a .csv or a .npy; pictures are read later, when asked for.

    `DatasetError` when it is missing, empty, damaged or no kind of dataset that signdesk knows.
    """
    path = Path(path)
    try:
        form, files = _recognised(path)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise DatasetError(f"Can't read {path}: {reason(error)}.") from error
    return form.read(files, progress)


def _recognised(path: Path) -> tuple[Format, Files]:
    if path.is_dir():
        return _among(path, _folder(path))
    if not path.exists():
        raise DatasetError(f"There is nothing at {path}. {ACCEPTED}")
    if not path.is_file():
        raise DatasetError(f"{path} is neither a file nor a folder. {ACCEPTED}")
    if path.stat().st_size == 0:
        raise DatasetError(f"{path} is empty. {ACCEPTED}")
    match path.suffix.lower():
        case ".zip":
            return _among(path, ZipFiles(path))
        case ".npy":
            return digit_arrays.FORMAT, FolderFiles(path.parent, _with_partners(path))
        case ".csv":
            return _table(path)
    what = "a single picture without a label" if is_picture(path.name) else "no dataset that signdesk knows"
    raise DatasetError(f"{path} is {what}. {ACCEPTED}")


def _among(path: Path, files: Files) -> tuple[Format, Files]:
    if not files.names:
        raise DatasetError(f"{path} is empty. {ACCEPTED}")
    for form in FORMATS:
        if form.matches(files):
            return form, files
    raise DatasetError(f"{path} is no dataset that signdesk knows. {ACCEPTED}")


def _folder(path: Path) -> Files:
    next(path.iterdir(), None)  # raises when there is no permission, where a walk would find nothing
    path = path.resolve()
    # Without the table beside them, nobody would know which of these pictures show the same person.
    if path.name == sign_digits.PICTURES and (path.parent / sign_digits.TABLE).is_file():
        path = path.parent
    return FolderFiles(path)


def _table(path: Path) -> tuple[Format, Files]:
    files = FolderFiles(path.parent, [path.name])
    header = read_header(files, path.name)
    if not (is_pixel_header(header) or "label" in header):
        raise DatasetError(
            f"{path} is no table of pixels: its first line must be label, pixel1, pixel2 and so on. "
            "If it belongs to a dataset, choose that dataset's folder."
        )
    return sign_mnist.FORMAT, files


def _with_partners(path: Path) -> list[str]:
    if digit_arrays.partner(path.name) is None:
        return [path.name]
    beside = {file.name for file in path.parent.iterdir()}
    wanted = ("x.npy", "y.npy", digit_arrays.ROWS)
    return sorted(name for name in beside if name.lower() in wanted)
