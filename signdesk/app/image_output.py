"""What was read from pictures, into a file or onto the clipboard."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from signdesk.app.context import AppContext
from signdesk.app.counts import counted
from signdesk.app.workers import Background
from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    from signdesk.app.image_list import Entry
    from signdesk.recognition.batch import PictureResult

__all__ = ["ImageOutput"]


class ImageOutput:
    """Asks where to, writes in the background, and tells how it went."""

    def __init__(self, context: AppContext, background: Background, parent: QWidget) -> None:
        self._context, self._background, self._parent = context, background, parent

    def save(self, entries: Iterable[Entry], suffix: str) -> None:
        """Ask for a file that ends in ``suffix`` (".csv" or ".json") and write what was read from ``entries`` there."""
        results = _results(entries)
        if not results:
            self._context.notifier.info(_tr("There are no results to save yet."))
            return
        folder = self._context.settings.value.images_folder
        title = counted(len(results), _tr("Save 1 result"), _tr("Save {0} results"))
        name, _ = QFileDialog.getSaveFileName(
            self._parent, title, str(Path(folder) / f"results{suffix}"), f"{suffix[1:].upper()} (*{suffix})"
        )
        if name:
            path = Path(name)
            self.write(path if path.suffix else path.with_suffix(suffix), results)

    def write(self, path: Path, results: list[PictureResult]) -> None:
        """Write ``results`` to ``path``, as JSON or CSV by its suffix."""
        notifier = self._context.notifier
        saved = counted(len(results), _tr("1 result"), _tr("{0} results"))
        done = _tr("{0} saved as {1}.").format(saved, path.name)
        show = QUrl.fromLocalFile(str(path.parent))
        self._background.run(
            lambda: _write(path, results),
            lambda _: notifier.done(done, _tr("Show"), lambda: QDesktopServices.openUrl(show)),
            lambda error: notifier.problem(str(error)),
        )

    def copy(self, entries: Iterable[Entry]) -> None:
        """Put what was read from ``entries`` onto the clipboard, as a table that spreadsheets take."""
        from signdesk.recognition.results import as_table

        results = _results(entries)
        if not results:
            self._context.notifier.info(_tr("There are no results to copy yet."))
            return
        QGuiApplication.clipboard().setText(as_table(results))
        self._context.notifier.done(counted(len(results), _tr("1 result copied."), _tr("{0} results copied.")))


def _results(entries: Iterable[Entry]) -> list[PictureResult]:
    return [entry.result for entry in entries if entry.result is not None]


def _write(path: Path, results: list[PictureResult]) -> None:
    from signdesk.recognition.results import write_csv, write_json

    try:
        (write_json if path.suffix.lower() == ".json" else write_csv)(path, results)
    except OSError as error:
        raise SignDeskError(
            f"The results could not be written to {path} ({error.strerror or error}); choose another folder."
        ) from error


def _tr(text: str) -> str:
    return QCoreApplication.translate("ImagesPage", text)
