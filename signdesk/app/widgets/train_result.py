"""What came of a training: scores, curves, mistakes, certainty, what the network looks at, its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from signdesk.app.figure_export import Figure
from signdesk.app.settings import SettingsStore
from signdesk.app.theme import SPACE
from signdesk.app.train_pictures import ResultPictures
from signdesk.app.widgets.segments import Segments
from signdesk.app.widgets.train_result_box import BoxPicturesPart, FitPart
from signdesk.app.widgets.train_result_parts import CertaintyPart, ConfusionPart, LookPart, MistakesPart
from signdesk.app.widgets.train_result_scores import ScoresPart
from signdesk.app.widgets.train_result_signs import SignsTable
from signdesk.app.widgets.train_run_card import card
from signdesk.app.widgets.train_run_curves import RunCurves
from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    from signdesk.training.report import Report
    from signdesk.training.runs import Run

__all__ = ["ResultView"]

_PARTS = ("scores", "curves", "confusion", "signs", "mistakes", "certainty", "look", "card", "fit", "boxes")


class ResultView(QWidget):
    """The result of one run in parts, one in view. Without a report only its curves are there."""

    def __init__(self, settings: SettingsStore | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self.pictures = ResultPictures(self)
        self._of_signs = [
            ("scores", self.tr("Scores")),
            ("curves", self.tr("Curves")),
            ("confusion", self.tr("Confusion")),
            ("signs", self.tr("Signs")),
            ("mistakes", self.tr("Mistakes")),
            ("certainty", self.tr("Certainty")),
            ("look", self.tr("What it looks at")),
            ("card", self.tr("Card")),
        ]
        self._of_boxes = [
            ("fit", self.tr("Fit")),
            ("boxes", self.tr("Boxes")),
            ("curves", self.tr("Curves")),
            ("card", self.tr("Card")),
        ]
        self.parts = Segments(self._of_signs, self.tr("Part of the result"), self.tr("Part of the result"))
        self.scores = ScoresPart()
        self.curves = RunCurves()
        self.confusion = ConfusionPart(self.pictures, settings)
        self.signs = SignsTable()
        self.mistakes = MistakesPart(self.pictures, settings)
        self.certainty = CertaintyPart()
        self.look = LookPart(self.pictures)
        self.fit = FitPart()
        self.boxes = BoxPicturesPart(self.pictures)
        self.card = QTextBrowser()
        self.card.setAccessibleName(self.tr("The network’s card"))
        self.card.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.card.setStyleSheet("QTextBrowser { border: none; background: transparent; }")
        self._stack = QStackedWidget()
        for part in (
            self.scores,
            self.curves,
            self.confusion,
            card(self.signs),
            self.mistakes,
            self.certainty,
            self.look,
            card(self.card),
            self.fit,
            self.boxes,
        ):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        column.addWidget(self.parts, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._stack, 1)
        self.parts.chosen.connect(self.show_part)
        self.scores.confused.connect(self._show_pair)
        self.show_part("curves")

    @property
    def report(self) -> Report | None:
        """The report in view."""
        return None if self._run is None else self._run.report

    @property
    def figures(self) -> dict[str, Figure]:
        """What can be saved as a figure, by the name of its file."""
        figures: dict[str, Figure] = dict(self.curves.charts)
        if self.report is not None:
            figures |= {"confusion-matrix": self.confusion.grid, "calibration": self.certainty.chart}
        elif self._run is not None and self._run.box_report is not None:
            figures |= {"told-against-true": self.fit.chart}
        return figures

    def close(self) -> bool:
        """Stop fetching and drawing pictures."""
        self.pictures.close()
        for part in (self.confusion, self.mistakes):
            part.pair.close()
        return super().close()

    def show_run(self, run: Run) -> None:
        """Show the result of ``run`` as far as there is one."""
        another = self._run is None or self._run.id != run.id
        new_report = another or (self._run is not None and bool(self._run.figures) != bool(run.figures))
        self._run = run
        self.curves.show_history(run.history, run.config.train.epochs)
        try:
            report, boxes = run.report, run.box_report
        except SignDeskError:
            report = boxes = None
        self.parts.setVisible(report is not None or boxes is not None)
        if report is None and boxes is None:
            self.show_part("curves")
        elif new_report:
            self.pictures.use(run)
            self.card.setHtml(_card_of(run))
            self.parts.set_choices(self._of_signs if boxes is None else self._of_boxes)
            if report is not None:
                self._show_report(run, report)
                self.show_part("scores")
            elif boxes is not None:
                self.fit.show_report(boxes)
                self.boxes.show_report(boxes)
                self.show_part("fit")

    def show_part(self, name: str) -> None:
        """Bring one part into view."""
        self.parts.set_value(name)
        self._stack.setCurrentIndex(_PARTS.index(name))
        if name == "mistakes":
            self.mistakes.look()
        elif name == "look":
            self.look.look()
        elif name == "boxes":
            self.boxes.look()

    def _show_report(self, run: Run, report: Report) -> None:
        self.scores.show_report(report)
        self.confusion.show_report(report)
        self.signs.show_report(report)
        self.mistakes.show_report(report)
        self.certainty.show_report(report)
        self.look.show_report(report, run.config.network)

    def _show_pair(self, shown: str, read: str) -> None:
        self.show_part("confusion")
        self.confusion.open_pair(shown, read)


def _card_of(run: Run) -> str:
    from signdesk.app.about import card_html
    from signdesk.networks.checkpoint import read_card

    if run.checkpoint is None:
        return ""
    try:
        return card_html(run.checkpoint.name, read_card(run.checkpoint))
    except SignDeskError as error:
        return card_html(run.checkpoint.name, error)
