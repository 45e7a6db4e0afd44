"""Keeping a frame as a picture file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

if TYPE_CHECKING:
    from signdesk.vision.image import Image

__all__ = ["save_snapshot", "snapshot_folder"]


def snapshot_folder() -> Path:
    """The folder "signdesk" among the user's pictures."""
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(pictures or Path.home()) / "signdesk"


def save_snapshot(image: Image, folder: Path, label: str | None, when: datetime) -> Path:
    """Write ``image`` as a PNG into ``folder``, named by the time and what was read; where it is now.

    Nothing is overwritten. `ImageError` when the folder can't be written to.
    """
    from signdesk.errors import ImageError
    from signdesk.vision.image import write_image

    name = f"{when:%Y-%m-%d %H.%M.%S}" + (f" {label}" if label else "")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _taken(folder, name)
    except OSError as error:
        raise ImageError(
            f"The snapshot can't be saved to {folder}: {error.strerror}. Free some space there or allow writing."
        ) from error
    try:
        write_image(path, image)
    except ImageError:
        path.unlink(missing_ok=True)
        raise
    return path


def _taken(folder: Path, name: str) -> Path:
    """A path in ``folder`` that nothing had; an empty file holds it now, for another snapshot may come meanwhile."""
    number = 1
    while True:
        path = folder / (f"{name}.png" if number == 1 else f"{name} ({number}).png")
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return path
