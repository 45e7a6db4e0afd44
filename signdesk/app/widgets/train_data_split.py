"""How the pictures are parted: what is learnt from, what chooses the best epoch, what measures at the end."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from signdesk.app.counts import people_text, pictures_text
from signdesk.app.theme import SPACE, TYPE, colours, font
from signdesk.app.train_data_job import PartFigures, Side
from signdesk.app.train_setup import DataSetup
from signdesk.app.widgets.segments import Segments

__all__ = ["SplitBar", "SplitChoice"]


class SplitChoice(QWidget):
    """Shares, by whom, the seed; below them what they come to. ``changed`` when the user chose otherwise."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by = _Ways(
            [
                ("signer", self.tr("By person")),
                ("picture", self.tr("By picture")),
                ("parts", self.tr("Its own")),
            ],
            self.tr("Kept back"),
            self.tr(
                "By person: nobody is on both sides. By picture: the same people are, which flatters the score. "
                "Its own: as the dataset itself says"
            ),
        )
        self.validation = _share(self.tr("Validation"), self.tr("Kept back to choose the best epoch by"), 90)
        self.test = _share(self.tr("Test"), self.tr("Kept back for the figures at the end"), 90)
        self.seed = _spin(self.tr("Seed"), self.tr("Which people or pictures are drawn: same seed, same split"))
        self.seed.setRange(0, 2**31 - 1)
        self.limit = _spin(self.tr("Most of a sign"), self.tr("At most so many pictures of each sign are used"))
        self.limit.setRange(0, 10_000_000)
        self.limit.setSingleStep(50)
        self.limit.setSpecialValueText(self.tr("all"))
        self.bar = SplitBar()
        self.note = QLabel()
        self.note.setProperty("tone", "caption")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self._assemble()
        self.by.chosen.connect(lambda _: self.changed.emit())
        for spin in (self.validation, self.test, self.seed, self.limit):
            spin.valueChanged.connect(lambda _: self._keep_some())

    def show_setup(self, setup: DataSetup) -> None:
        """Show these shares, without telling anybody."""
        self.by.set_value(setup.by)
        values = (round(100 * setup.validation), round(100 * setup.test), setup.seed, setup.limit)
        for spin, value in zip((self.validation, self.test, self.seed, self.limit), values, strict=True):
            spin.blockSignals(True)
            spin.setValue(value)
            spin.blockSignals(False)

    def offer_parts(self, on: bool) -> None:
        """Whether the datasets have a split of their own to take."""
        self.by.show_choice("parts", on)
        if not on and self.by.value == "parts":
            self.by.set_value("signer")
            self.changed.emit()

    @property
    def values(self) -> tuple[float, float, str, int, int]:
        """Validation and test shares, by whom, seed, the most of a sign."""
        by = self.by.value or "signer"
        return self.validation.value() / 100, self.test.value() / 100, by, self.seed.value(), self.limit.value()

    def show_figures(self, figures: PartFigures | None, note: str, tone: str = "caption") -> None:
        """Show what the split comes to, and a sentence below it; ``tone`` is that of the sentence."""
        self.bar.show_figures(figures)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if self.note.property("tone") != tone:
            self.note.setProperty("tone", tone)
            self.note.style().unpolish(self.note)
            self.note.style().polish(self.note)

    def _keep_some(self) -> None:
        """Something must be left to learn from."""
        over = self.validation.value() + self.test.value() - 95
        if over > 0:
            other = self.validation if self.test.hasFocus() else self.test
            other.blockSignals(True)
            other.setValue(other.value() - over)
            other.blockSignals(False)
        self.changed.emit()

    def _assemble(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE.s)
        grid.setVerticalSpacing(SPACE.s)
        for place, spin in enumerate((self.validation, self.test, self.seed, self.limit)):
            label = QLabel(spin.accessibleName())
            label.setProperty("tone", "caption")
            label.setBuddy(spin)
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(label)
            cell.addWidget(spin)
            grid.addLayout(cell, place // 2, place % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        row = QHBoxLayout()
        row.addWidget(self.by)
        row.addStretch(1)
        column.addLayout(row)
        column.addLayout(grid)
        column.addWidget(self.bar)
        column.addWidget(self.note)


class _Ways(Segments):
    def show_choice(self, value: str, on: bool) -> None:
        """Whether ``value`` can be chosen at all."""
        self._buttons[value].setVisible(on)


class SplitBar(QWidget):
    """The parts as one bar, and under it what each is: pictures, people."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: PartFigures | None = None
        self._names = (self.tr("Learnt from"), self.tr("Same people"), self.tr("Validation"), self.tr("Test"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Split"))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What is written: the name of each part that is not empty, and how much it holds."""
        return [(name, _amount(side)) for name, side in self._parts()]

    def show_figures(self, figures: PartFigures | None) -> None:
        """Show these; None while they are reckoned."""
        self._figures = figures
        self.setAccessibleDescription(", ".join(f"{name}: {amount}" for name, amount in self.lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 16 + 20 * max(len(self._parts()), 3))

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shades = dict(zip(self._names, (colour.accent, colour.muted, colour.warning, colour.danger), strict=True))
        total = sum(side.pictures for _, side in self._parts())
        x = 0.0
        if not total:
            painter.setBrush(QColor(colour.hover))
            painter.drawRoundedRect(QRectF(0, 0, self.width(), 8), 4, 4)
        for row, ((name, side), (_, amount)) in enumerate(zip(self._parts(), self.lines, strict=True)):
            width = (self.width() + 2) * side.pictures / total
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(shades[name]))
            painter.drawRoundedRect(QRectF(x, 0, max(width - 2, 3), 8), 4, 4)
            x += width
            self._line(painter, 16 + row * 20, QColor(shades[name]), name, amount)
        painter.end()

    def _line(self, painter: QPainter, y: int, shade: QColor, name: str, amount: str) -> None:
        colour = colours()
        painter.drawEllipse(QRectF(0, y + 6, 8, 8))
        painter.setPen(QColor(colour.text))
        painter.setFont(font(TYPE.caption, QFont.Weight.Medium))
        room = QRectF(SPACE.l, y, self.width() - SPACE.l, 20)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(QColor(colour.muted))
        painter.setFont(font(TYPE.caption))
        left = QFontMetrics(painter.font()).horizontalAdvance(name) + SPACE.l
        text = QFontMetrics(painter.font()).elidedText(amount, Qt.TextElideMode.ElideRight, int(room.width() - left))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _parts(self) -> list[tuple[str, Side]]:
        if self._figures is None:
            return []
        figures = self._figures
        sides = (figures.train, figures.seen, figures.validation, figures.test)
        return [(name, side) for name, side in zip(self._names, sides, strict=True) if side.pictures]


def _amount(side: Side) -> str:
    people = [people_text(side.people)] if side.people else []
    return " · ".join([pictures_text(side.pictures), *people])


def _share(name: str, explained: str, most: int) -> QSpinBox:
    spin = _spin(name, explained)
    spin.setRange(0, most)
    spin.setSingleStep(5)
    spin.setSuffix("%")
    return spin


def _spin(name: str, explained: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setAccessibleName(name)
    spin.setToolTip(explained)
    spin.setKeyboardTracking(False)
    spin.lineEdit().setTextMargins(SPACE.s, 0, 0, 0)  # Qt knows no padding there
    spin.setMinimumWidth(40)
    spin.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return spin
