"""What was read from one picture, large."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.icons import paint_icon
from signdesk.app.image_list import Entry, EntryState
from signdesk.app.theme import SPACE, TYPE, colours, font
from signdesk.app.widgets.sign_text import draw_sign

__all__ = ["ImageVerdict"]

_LETTER = 84


class ImageVerdict(QWidget):
    """The letter of an entry and how sure it is; or a sign and a word for why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._letter = self._icon = self._caption = ""
        self._tone = "muted"

    @property
    def letter(self) -> str:
        """The letter in view, or ""."""
        return self._letter

    @property
    def caption(self) -> str:
        return self._caption

    def show_entry(self, entry: Entry | None) -> None:
        self._letter, self._icon, self._caption, self._tone = _looks(entry)
        self.setAccessibleName(f"{self._letter} {self._caption}".strip())
        self.setToolTip(self._letter if len(self._letter) > 1 else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(116, 132)

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(0, 0, 0, -28)
        if self._letter:
            painter.setPen(QColor(colour.accent))
            draw_sign(painter, room.adjusted(SPACE.xs, 0, -SPACE.xs, 0), self._letter, _LETTER)
        elif self._icon:
            sign = QRectF(0, 0, 44, 44)
            sign.moveCenter(room.center())
            paint_icon(painter, sign.toRect(), self._icon, QColor(getattr(colour, self._tone)))
        painter.setFont(font(TYPE.body, QFont.Weight.Medium))
        painter.setPen(QColor(getattr(colour, self._tone)))
        painter.drawText(QRectF(0, room.bottom(), self.width(), 28), Qt.AlignmentFlag.AlignCenter, self._caption)
        painter.end()


def _looks(entry: Entry | None) -> tuple[str, str, str, str]:
    """Letter, icon, caption and the colour of icon and caption."""
    if entry is None:
        return "", "", "", "muted"
    reading = entry.reading
    if entry.state is EntryState.READ and reading is not None and reading.label is not None:
        return reading.label, "", _tr("{0} sure").format(f"{reading.confidence:.0%}"), "muted"
    return {
        EntryState.WAITING: ("", "hourglass-medium", _tr("Waiting"), "muted"),
        EntryState.UNSURE: ("", "question", _tr("Not sure"), "warning"),
        EntryState.NO_HAND: ("", "hand-palm", _tr("No hand"), "muted"),
        EntryState.ERROR: ("", "warning-circle", _tr("Can’t be read"), "danger"),
        EntryState.READ: ("", "", "", "muted"),
    }[entry.state]


def _tr(text: str) -> str:
    return QCoreApplication.translate("ImageVerdict", text)
