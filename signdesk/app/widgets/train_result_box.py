"""What came of a regression: its figures beside least squares, true against told, and pictures with their boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from signdesk.app.counts import percent, pictures_text
from signdesk.app.theme import SPACE
from signdesk.app.train_pictures import ResultPictures, Shown
from signdesk.app.widgets.chart_scatter import Dots, ScatterChart
from signdesk.app.widgets.segments import Segments
from signdesk.app.widgets.train_result_thumbs import PictureList
from signdesk.app.widgets.train_run_card import card, label
from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    from signdesk.training.box_report import BoxReport, Fit

__all__ = ["BoxPicturesPart", "FitPart"]


class FitPart(QWidget):
    """Figures of the network and of least squares side by side, and for one of the four numbers told against true."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: BoxReport | None = None
        self.sentence = label("", "lead", wrap=True)
        self.note = label("", "caption", wrap=True)
        self.number = Segments(
            [
                ("0", self.tr("Centre x")),
                ("1", self.tr("Centre y")),
                ("2", self.tr("Width")),
                ("3", self.tr("Height")),
            ],
            self.tr("Number"),
            self.tr("Which of the four numbers of a box to show"),
        )
        self.number.set_value("0")
        self.chart = ScatterChart()
        self._rows = QGridLayout()
        self._lay_out()
        self.number.chosen.connect(lambda _: self._show_dots())

    @property
    def figures(self) -> dict[str, tuple[str, str]]:
        """What the table says, by the figure's name: of the network, and of least squares."""
        rows = range(1, self._rows.rowCount())
        return {self._text(row, 0): (self._text(row, 1), self._text(row, 2)) for row in rows}

    def show_report(self, report: BoxReport) -> None:
        """Show these figures."""
        self._report = report
        self.sentence.setText(report.sentence)
        self.note.setText(
            self.tr(
                "Measured on {0}, kept back. A box has four numbers in shares of the picture; each "
                "figure is their mean. Least squares sees 16 × 16 grey pixels."
            ).format(pictures_text(report.pictures))
        )
        self._fill(report.network, report.line)
        self._show_dots()

    def _fill(self, network: Fit, line: Fit) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        rows = [
            ("", self.tr("Network"), self.tr("Least squares")),
            (self.tr("R², explained share"), *(f"{fit.r2:.3f}" for fit in (network, line))),
            (self.tr("RMSE"), *(f"{fit.rmse:.4f}" for fit in (network, line))),
            (self.tr("Mean absolute error"), *(f"{fit.mae:.4f}" for fit in (network, line))),
            (self.tr("Pearson’s r"), *(f"{fit.pearson:.3f}" for fit in (network, line))),
            (self.tr("Mean overlap of the boxes"), *(percent(fit.iou) for fit in (network, line))),
            (self.tr("Overlap by half or more"), *(percent(fit.overlapping) for fit in (network, line))),
        ]
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                tone = "overline" if row == 0 else "muted" if column != 1 else "lead"
                made = label(text, tone)
                side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
                self._rows.addWidget(made, row, column, side | Qt.AlignmentFlag.AlignVCenter)

    def _text(self, row: int, column: int) -> str:
        item = self._rows.itemAtPosition(row, column)
        widget = item.widget() if item is not None else None
        return str(widget.property("text")) if widget is not None else ""

    @Slot()
    def _show_dots(self) -> None:
        report = self._report
        if report is None:
            return
        number = int(self.number.value)
        true = report.true[:, number].tolist()
        network = Dots(self.tr("Network"), true, report.told[:, number].tolist(), 0)
        line = Dots(self.tr("Least squares"), true, report.told_by_line[:, number].tolist(), 1, open=True)
        told = self.tr("{0}; dots of a perfect network lie on the line.").format(pictures_text(len(true)))
        self.chart.show_dots((network, line), told)

    def _lay_out(self) -> None:
        self._rows.setHorizontalSpacing(SPACE.l)
        self._rows.setVerticalSpacing(SPACE.s)
        self._rows.setColumnStretch(0, 1)
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        column.addWidget(self.sentence)
        column.addLayout(self._rows)
        column.addWidget(self.note)
        column.addStretch(1)
        plot = QWidget()
        inside = QVBoxLayout(plot)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE.m)
        inside.addWidget(self.number, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self.chart, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        row.addWidget(card(table, self.tr("How well it fits")), 1)
        row.addWidget(card(plot, self.tr("Told against true")), 1)


class BoxPicturesPart(QWidget):
    """The pictures that were told worst, or best, with the true box and both that were told."""

    def __init__(self, pictures: ResultPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._report: BoxReport | None = None
        self._asked = ""
        self.which = Segments(
            [("worst", self.tr("Worst")), ("best", self.tr("Best"))],
            self.tr("Pictures"),
            self.tr("Which pictures to see"),
        )
        self.which.set_value("worst")
        self.list = PictureList(side=150)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(self.list, self.tr("True and told boxes"), self.which))
        self.which.chosen.connect(lambda _: self.look())

    def show_report(self, report: BoxReport) -> None:
        """Show pictures of this report, when it is looked at."""
        self._report, self._asked = report, ""
        self.list.say("")

    def look(self) -> None:
        """The part is in view: fetch the pictures, once."""
        report, which = self._report, self.which.value
        if report is None or self._asked == which:
            return
        self._asked = which
        self.list.say(self.tr("Fetching the pictures…"))
        told = self.tr("White: the true box. Green: the network’s, with how far it overlaps. Orange: least squares’.")

        def done(found: list[Shown]) -> None:
            if self._asked == which:
                self.list.show_pictures(found, told)

        def failed(error: SignDeskError) -> None:
            self.list.say(str(error))

        self._pictures.boxed(report.worst if which == "worst" else report.best, done, failed)
