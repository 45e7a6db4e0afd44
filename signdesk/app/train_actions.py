"""What can be done with a trained network: use it live, save it, export it, copy its table, save its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from signdesk.app.context import AppContext
from signdesk.app.figure_export import Figure, save_figure
from signdesk.app.recognizer_provider import OwnNetwork
from signdesk.app.workers import Background
from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    from signdesk.training.box_report import BoxReport
    from signdesk.training.report import Report
    from signdesk.training.runs import Run

__all__ = ["FIGURE_SIZE", "RunActions"]

FIGURE_SIZE = QSize(760, 560)


class RunActions(QObject):
    """Acts on a run's network, away from the window's thread; how it went is told as a notice.

    ``busy`` says whether a network is being taken into use.
    """

    busy = Signal(bool)

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._parent = parent
        self._background = Background(self)

    def close(self) -> None:
        """Wait for what is in work."""
        self._background.close(10.0)

    def use_live(self, run: Run) -> None:
        """Let the run's network read on the Live page from the next frame on, and the pictures of the Images page."""
        path, name, provider = run.checkpoint, run.name, self._context.recognizer
        if path is None:
            return
        self.busy.emit(True)

        def done(own: OwnNetwork) -> None:
            self.busy.emit(False)
            provider.use(own)
            text = self.tr("“{0}” reads on the Live and Images pages now.").format(name)
            self._context.notifier.done(text, self.tr("Open Live"), lambda: self._context.open_page("live"))

        def failed(error: SignDeskError) -> None:
            self.busy.emit(False)
            self._context.notifier.problem(str(error))

        self._background.run(lambda: provider.prepare(path, name), done, failed)

    def save(self, run: Run) -> None:
        """Ask where to, and save the network with its card."""
        source = run.checkpoint
        name = self._ask(self.tr("Save the network"), f"{_plain(run.name)}.safetensors", "*.safetensors")
        if source is not None and name is not None:
            self._write(lambda: _copy(source, name), name)

    def export_onnx(self, run: Run) -> None:
        """Ask where to, and write the network as ONNX."""
        source = run.checkpoint
        name = self._ask(self.tr("Export as ONNX"), f"{_plain(run.name)}.onnx", "*.onnx")
        if source is None or name is None:
            return

        def work() -> float:
            from signdesk.app import preload

            preload.before_torch()
            from signdesk.networks.checkpoint import load_checkpoint
            from signdesk.training.export import export_onnx

            return export_onnx(load_checkpoint(source), name).difference

        def done(difference: float) -> None:
            text = self.tr("Exported as {0}; its answers differ by at most {1:.0e}.").format(name.name, difference)
            self._context.notifier.done(text)

        self._context.notifier.info(self.tr("Exporting…"))
        self._background.run(work, done, self._failed)

    def copy_table(self, report: Report) -> None:
        """Put the report's table into the clipboard as CSV."""
        from signdesk.app.widgets.train_result_signs import report_csv

        QApplication.clipboard().setText(report_csv(report))
        self._context.notifier.done(self.tr("The table is in the clipboard, as CSV."))

    def copy_fit(self, report: BoxReport) -> None:
        """Put a regression's figures into the clipboard as CSV."""
        pairs = zip(fields(report.network), astuple(report.network), astuple(report.line), strict=True)
        lines = ["figure,network,least squares", *(f"{one.name},{network},{line}" for one, network, line in pairs)]
        QApplication.clipboard().setText("\n".join(lines) + "\n")
        self._context.notifier.done(self.tr("The table is in the clipboard, as CSV."))

    def save_figures(self, figures: Mapping[str, Figure], suffix: str) -> None:
        """Ask for a folder, and save each figure there under its name with ``suffix``."""
        folder = QFileDialog.getExistingDirectory(self._parent, self.tr("Save the figures in"))
        if not folder:
            return
        try:
            for name, figure in figures.items():
                save_figure(figure, Path(folder) / f"{name}{suffix}", FIGURE_SIZE)
        except SignDeskError as error:
            self._failed(error)
            return
        self._context.notifier.done(self.tr("{0} figures are saved in {1}.").format(len(figures), folder))

    def _ask(self, title: str, name: str, pattern: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._parent, title, name, pattern)
        return Path(chosen) if chosen else None

    def _write(self, work: object, path: Path) -> None:
        assert callable(work)
        saved = self.tr("Saved as {0}.").format(path)
        self._background.run(work, lambda _: self._context.notifier.done(saved), self._failed)

    def _failed(self, error: SignDeskError) -> None:
        self._context.notifier.problem(str(error))


def _copy(source: Path, path: Path) -> None:
    from signdesk.networks.checkpoint import load_checkpoint, save_checkpoint

    save_checkpoint(path, load_checkpoint(source))


def _plain(name: str) -> str:
    """``name`` as a file can be called everywhere."""
    kept = "".join(c if c.isalnum() or c in " -_" else " " for c in name)
    return "-".join(kept.split()) or "network"
