"""The parts of a result that show single pictures: confusion matrix, mistakes, what the network looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from signdesk.app.counts import counted, percent
from signdesk.app.settings import SettingsStore
from signdesk.app.theme import SPACE
from signdesk.app.train_pictures import Looked, ResultPictures, Shown
from signdesk.app.widgets.chart_calibration import CalibrationChart
from signdesk.app.widgets.chart_grid import CellGrid, GridContent
from signdesk.app.widgets.chart_matrix import confusion_content
from signdesk.app.widgets.reference_pair import ReferencePair
from signdesk.app.widgets.segments import Segments
from signdesk.app.widgets.train_result_thumbs import PictureList, heat_colours, pixmap_of
from signdesk.app.widgets.train_run_card import card, label
from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    from signdesk.training.report import Report
    from signdesk.training.weight_images import WeightImages

__all__ = ["CertaintyPart", "ConfusionPart", "LookPart", "MistakesPart"]

_FIRST = 12
_MOST_WEIGHTS = 48


class ConfusionPart(QWidget):
    """The matrix, and beside it the pictures of the cell that the user chose."""

    def __init__(
        self, pictures: ResultPictures, settings: SettingsStore | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._report: Report | None = None
        self.pair = ReferencePair(settings)
        self.grid = CellGrid(GridContent(self.tr("Confusion matrix"), (), (), ()))
        self.list = PictureList()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        beside = QVBoxLayout()
        beside.setSpacing(SPACE.m)
        beside.addWidget(self.pair)
        beside.addWidget(card(self.list, self.tr("Pictures")), 1)
        row.addWidget(card(self.grid), 3)
        row.addLayout(beside, 2)
        self.grid.chosen.connect(self._choose)

    def show_report(self, report: Report) -> None:
        """Show this report's matrix."""
        self._report = report
        self.grid.show_content(confusion_content(report.labels, report.confusion))
        self.list.say(self.tr("Choose a cell to see its pictures: with a click, or the arrow keys and Enter."))
        self.pair.say("")

    def open_pair(self, shown: str, read: str) -> None:
        """Go to the cell of a mistake, and show its pictures."""
        if self._report is not None and shown in self._report.labels and read in self._report.labels:
            cell = self._report.labels.index(shown), self._report.labels.index(read)
            self.grid.go(*cell)
            self._choose(*cell)

    def _choose(self, row: int, column: int) -> None:
        report = self._report
        if report is None:
            return
        shown, read = report.labels[row], report.labels[column]
        self.pair.show_pair(shown, read)
        told = self.grid.content.cells[row][column].told
        if not report.confusion[row, column]:
            self.list.say(told)
            return
        self.list.say(self.tr("Fetching the pictures…"))

        def done(found: list[Shown]) -> None:
            self.list.show_pictures(found, told)

        if shown == read:
            self._pictures.read_rightly(report, shown, done, self._failed)
        else:
            self._pictures.mistakes(report, report.mistakes(shown, read), done, self._failed)

    def _failed(self, error: SignDeskError) -> None:
        self.list.say(str(error))


class MistakesPart(QWidget):
    """The pictures that were read wrongly with the most confidence."""

    def __init__(
        self, pictures: ResultPictures, settings: SettingsStore | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._report: Report | None = None
        self._asked = False
        self.list = PictureList(side=112)
        self.pair = ReferencePair(settings)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        row.addWidget(card(self.list, self.tr("Read wrongly, and surely")), 3)
        row.addWidget(self.pair, 2, Qt.AlignmentFlag.AlignTop)
        self.list.chosen.connect(lambda picture: self.pair.show_pair(picture.shown, picture.read))

    def show_report(self, report: Report) -> None:
        """Show the worst of this report, when it is looked at."""
        self._report, self._asked = report, False
        self.list.say("")
        self.pair.say(self.tr("Choose a picture to see how both signs are made.") if report.wrong else "")

    def look(self) -> None:
        """The part is in view: fetch the pictures, once."""
        report = self._report
        if report is None or self._asked:
            return
        self._asked = True
        if not report.wrong:
            self.list.say(self.tr("Every picture was read rightly."))
            return
        self.list.say(self.tr("Fetching the pictures…"))
        told = counted(
            self._wrong(report),
            self.tr("The only mistake: what was shown → what was read, and how sure the network was."),
            self.tr("The surest of {0} mistakes: what was shown → what was read, and how sure the network was."),
        )

        def done(found: list[Shown]) -> None:
            self.list.show_pictures(found, told)

        self._pictures.mistakes(report, report.wrong, done, lambda error: self.list.say(str(error)))

    @staticmethod
    def _wrong(report: Report) -> int:
        return int(report.confusion.sum() - np.diag(report.confusion).sum())


class CertaintyPart(QWidget):
    """The calibration diagram, and what it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = CalibrationChart()
        self.text = label("", "lead", wrap=True)
        self.help = label(
            self.tr(
                "A bar that reaches the dashed line: the network is right as often as it says. Below the line it is "
                "too sure of itself, above it too modest. Darker bars hold more pictures. Confidence is calibrated "
                "after training by one temperature, on the pictures that were kept back."
            ),
            "muted",
            wrap=True,
        )
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        column.addWidget(self.text)
        column.addWidget(self.help)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        row.addWidget(card(self.chart, self.tr("How often it is right, by how sure it is")), 3)
        row.addWidget(card(words, self.tr("What this says")), 2)

    def show_report(self, report: Report) -> None:
        """Show this report's calibration."""
        self.chart.show_bins(report.calibration)
        error = report.calibration_error
        told = self.tr("What the network says of its certainty is {0} off on average.")
        self.text.setText(told.format(percent(error)) if report.calibration else self.tr("Nothing was measured."))


class LookPart(QWidget):
    """What the network looks at: the places that matter in a picture, or the weights of its first layer."""

    looked = Signal()

    def __init__(self, pictures: ResultPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._report: Report | None = None
        self._network = ""
        self._asked = False
        self._picture: Shown | None = None
        self._looked: Looked | None = None
        self.method = Segments(
            [
                ("occlusion", self.tr("Cover places")),
                ("grad_cam", self.tr("Grad-CAM")),
                ("weights", self.tr("Weights")),
            ],
            self.tr("Method"),
            self.tr("How to find out what the network looks at"),
        )
        self.list = PictureList(side=72)
        self.before, self.after = QLabel(), QLabel()
        for picture in (self.before, self.after):
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
            picture.setMinimumSize(180, 180)
        self.told = label("", "muted", wrap=True)
        self.weights = _Weights()
        self._shown = QWidget()
        self._right = self._make_right()
        self._left = card(self.list, self.tr("Pictures"))
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        row.addWidget(self._left, 2)
        row.addWidget(self._right, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        column.addWidget(self.method, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(row, 1)
        self.list.chosen.connect(self._choose)
        self.method.chosen.connect(self._use_method)

    def show_report(self, report: Report, network: str) -> None:
        """Explain the network of this report, when it is looked at; ``network`` is its name in the registry."""
        self._report, self._network, self._asked, self._picture = report, network, False, None
        convolutional = network in ("lenet5", "compact")
        choices = [("occlusion", self.tr("Cover places"))]
        choices += [("grad_cam", self.tr("Grad-CAM"))] if convolutional else []
        choices += [("weights", self.tr("Weights"))]
        self.method.set_choices(choices)
        self.method.set_value("occlusion" if convolutional else "weights")
        self._clear()

    def look(self) -> None:
        """The part is in view: fetch what it shows, once."""
        if self._report is not None and not self._asked:
            self._asked = True
            self._use_method(self.method.value)

    def _make_right(self) -> QWidget:
        pair = QHBoxLayout()
        pair.addStretch(1)
        pair.addWidget(self.before)
        pair.addSpacing(SPACE.l)
        pair.addWidget(self.after)
        pair.addStretch(1)
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addLayout(pair)
        column.addWidget(self.told)
        column.addStretch(1)
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        both = QWidget()
        inside = QVBoxLayout(both)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._shown)
        inside.addWidget(self.weights)
        return card(both)

    def _clear(self) -> None:
        self.before.clear()
        self.after.clear()
        self.told.setText(self.tr("Choose a picture."))
        self.weights.say("")

    def _use_method(self, method: str) -> None:
        weights = method == "weights"
        self._left.setVisible(not weights)
        self._shown.setVisible(not weights)
        self.weights.setVisible(weights)
        if weights:
            self.weights.say(self.tr("Reading the weights…"))
            self._pictures.weights(self.weights.show_images, lambda error: self.weights.say(str(error)))
        elif not self.list.pictures:
            self._fetch()
        elif self._picture is not None:
            self._choose(self._picture)

    def _fetch(self) -> None:
        report = self._report
        if report is None:
            return
        self.list.say(self.tr("Fetching the pictures…"))

        def failed(error: SignDeskError) -> None:
            self.list.say(str(error))

        def done(found: list[Shown]) -> None:
            self.list.show_pictures(found, self.tr("Choose a picture to see what the network looks at in it."))
            if found:
                self.list.list.setCurrentRow(0)

        if report.wrong:
            self._pictures.mistakes(report, report.wrong[:_FIRST], done, failed)
        elif report.labels:
            self._pictures.read_rightly(report, report.labels[0], done, failed)

    def _choose(self, picture: Shown) -> None:
        self._picture = picture
        ratio = self.devicePixelRatioF()
        self.before.setPixmap(pixmap_of(picture.image, 220, ratio))
        self.after.clear()
        self.told.setText(self.tr("Looking…"))
        if self._looked is not None and self._looked.picture is picture:
            self._show(self._looked)
            return
        self._pictures.looked(
            picture, picture.read or picture.shown, self._show, lambda error: self.told.setText(str(error))
        )

    def _show(self, looked: Looked) -> None:
        if looked.picture is not self._picture:
            return
        self._looked = looked
        why = looked.why
        grad = self.method.value == "grad_cam" and why.grad_cam is not None
        heat = why.grad_cam if grad and why.grad_cam is not None else why.occlusion
        most = max(float(np.abs(heat).max()), 1e-9)
        image = heat_colours(heat / most, looked.picture.image)
        self.after.setPixmap(pixmap_of(image, 220, self.devicePixelRatioF()))
        if grad:
            told = self.tr("Orange: where the last maps speak for {0} ({1} sure). Shown was {2}.")
        else:
            told = self.tr(
                "Orange: hiding these places makes {0} ({1} sure) less likely, blue: likelier. Shown was {2}."
            )
        self.told.setText(told.format(why.label, percent(why.probability, 0), looked.picture.shown))
        self.looked.emit()


class _Weights(QScrollArea):
    """Pictures of the first layer's weights: bright speaks for, blue against."""

    _COLUMNS = 7

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.viewport().setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Weights"))
        self.say("")

    def say(self, text: str) -> None:
        self._set(label(text, "muted", wrap=True))

    def show_images(self, found: WeightImages) -> None:
        """Show what each unit of the first layer looks for."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        text = self.tr(
            "The weights that see the pixels: orange where light speaks for it, blue where light speaks against."
        )
        column.addWidget(label(text, "muted", wrap=True))
        grid = QGridLayout()
        grid.setSpacing(SPACE.m)
        column.addLayout(grid)
        column.addStretch(1)
        for number, (name, weights) in enumerate(zip(found.names, found.images[:_MOST_WEIGHTS], strict=False)):
            flat = weights.mean(2)
            picture = QLabel()
            most = float(np.abs(flat).max()) or 1.0
            picture.setPixmap(pixmap_of(heat_colours(flat / most), 104, self.devicePixelRatioF()))
            picture.setAccessibleName(name)
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(picture)
            cell.addWidget(label(name, "caption"), 0, Qt.AlignmentFlag.AlignHCenter)
            grid.addLayout(cell, number // self._COLUMNS, number % self._COLUMNS)
        grid.setColumnStretch(self._COLUMNS, 1)
        self._set(inside)

    def _set(self, widget: QWidget) -> None:
        self.setWidget(widget)
        widget.setAutoFillBackground(False)
