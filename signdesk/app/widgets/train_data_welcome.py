"""What the Data section shows while there is no dataset: what can be dropped, and where there is some."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from signdesk.app.theme import RADIUS, SPACE, colours
from signdesk.app.widgets.state_card import CardAction, CardContent, StateCard

__all__ = ["DataWelcome"]


class DataWelcome(QWidget):
    """``acted`` passes on "folder" or "file" when the user wants to browse, "stop" when a reading is to end."""

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = StateCard(self)
        self.card.acted.connect(self.acted)
        self._ways = self._make_ways()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        column.setSpacing(SPACE.s)
        column.addWidget(self.card, 5)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._ways, 12)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self.invite()

    def invite(self, problem: str = "") -> None:
        """Ask for a dataset; ``problem`` says what was wrong with the last."""
        text = self.tr("Or choose a folder or a file with labelled pictures. Everything stays on this computer.")
        self.card.show_content(
            CardContent(
                "warning-circle" if problem else "stack",
                self.tr("This dataset can’t be used") if problem else self.tr("Drop a dataset here"),
                problem or text,
                (
                    CardAction("folder", self.tr("Choose a folder…")),
                    CardAction("file", self.tr("Choose a file…")),
                ),
            )
        )
        self._ways.show()

    def wait_for(self, name: str, progress: str) -> None:
        """Say that the dataset ``name`` is being read, and how far."""
        title = self.tr("Reading {0}…").format(name) if name else self.tr("Reading…")
        action = CardAction("stop", self.tr("Cancel"))
        self.card.show_content(CardContent("folder-open", title, progress, (action,), busy=True))
        self._ways.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colour.border_strong), 1.5)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(QColor(colour.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS.l, RADIUS.l)
        painter.end()

    def _make_ways(self) -> QWidget:
        ways = QWidget()
        grid = QGridLayout(ways)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE.l)
        grid.setVerticalSpacing(SPACE.s)
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(
            (
                (
                    self.tr("A folder, or a .zip of it"),
                    self.tr(
                        "A folder of pictures for each sign: A, B, C … Put these into a folder for each person, and "
                        "people are kept apart."
                    ),
                ),
                (
                    self.tr("A table or arrays"),
                    self.tr("A .csv with label, pixel1, pixel2 …, or X.npy with Y.npy beside it."),
                ),
                (
                    self.tr("A public dataset"),
                    self.tr(
                        "Download one with your browser: Sign Language MNIST (24 letters, on Kaggle as "
                        "datamunge/sign-language-mnist) or Sign Language Digits (ten digits, on GitHub as "
                        "ardamavi/Sign-Language-Digits-Dataset). signdesk itself never goes online."
                    ),
                ),
            )
        ):
            label = QLabel(name)
            label.setProperty("tone", "caption")
            label.setStyleSheet("font-weight: 600;")
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            what = QLabel(text)
            what.setProperty("tone", "caption")
            what.setWordWrap(True)
            what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
            grid.addWidget(label, row, 0)
            grid.addWidget(what, row, 1)
        return ways
