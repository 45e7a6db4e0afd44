"""The text being composed, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from signdesk.app.icons import beside_icon, icon
from signdesk.app.shortcuts import tip
from signdesk.app.theme import SPACE, TYPE, colours, font

__all__ = ["TextStrip"]

_NARROW = 640
_PENDING_ROOM = 40
"""The widest letter fits behind the text, even when that is longer than the line."""


class TextStrip(QFrame):
    """Shows the composed text, its newest end in view, with the letter that is being held faintly behind it.

    The first four signals ask for a change; the text itself belongs to the composer and comes back through
    `show_text`. ``asked`` passes on the letter that the user clicked, or the newest one on Enter.
    """

    space = Signal()
    backspace = Signal()
    clear = Signal()
    copy = Signal()
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.line = _Line(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.m, SPACE.s, SPACE.m, SPACE.s)
        row.setSpacing(SPACE.s)
        row.addWidget(self.line, 1)
        self._buttons = {
            "space": (self.tr("Space"), self._button("space", "arrows-out-line-horizontal", self.tr("Add a space"))),
            "backspace": (
                self.tr("Delete"),
                self._button("backspace", "backspace", self.tr("Take the last letter away")),
            ),
            "clear": (self.tr("Clear"), self._button("clear", "eraser", self.tr("Clear the text"))),
            "copy": (self.tr("Copy"), self._button("copy", "copy", self.tr("Copy the text"))),
        }
        for text, button in self._buttons.values():
            button.setText(beside_icon(text))
            row.addWidget(button)
        for name, signal in (
            ("space", self.space),
            ("backspace", self.backspace),
            ("clear", self.clear),
            ("copy", self.copy),
        ):
            self._buttons[name][1].clicked.connect(signal)
        self.line.space_pressed.connect(self.space)
        self.line.backspace_pressed.connect(self.backspace)
        self.line.letter_asked.connect(self.asked)
        self._enable(False)

    @property
    def text(self) -> str:
        return self.line.text()

    def show_text(self, text: str, pending: str = "", progress: float = 0.0) -> None:
        """Show ``text`` and after it, growing clearer with ``progress`` (0 to 1), the letter ``pending``."""
        if text != self.line.text():
            self.line.setText(text)
            self.line.setCursorPosition(len(text))
            self._enable(bool(text))
        self.line.set_pending(pending, progress)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        for text, button in self._buttons.values():
            button.setText("" if narrow else beside_icon(text))

    def _enable(self, on: bool) -> None:
        for name in ("space", "backspace", "clear", "copy"):
            self._buttons[name][1].setEnabled(on)

    def _button(self, name: str, icon_name: str, text: str) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "quiet")
        button.setIcon(icon(icon_name, "text"))
        button.setIconSize(QSize(20, 20))
        button.setAccessibleName(text)
        button.setToolTip(tip(text, name))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button


class _Line(QLineEdit):
    """A line of text that can be selected but not typed into; Space, Backspace and clicks on letters are passed on."""

    space_pressed = Signal()
    backspace_pressed = Signal()
    letter_asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrame(False)
        self.setObjectName("composed")
        self.setFont(font(TYPE.display, QFont.Weight.DemiBold))
        self.setAccessibleName(self.tr("Composed text"))
        self.setTextMargins(0, 0, _PENDING_ROOM, 0)
        self._pending, self._progress = "", 0.0
        self._by_keyboard = False

    def set_pending(self, pending: str, progress: float) -> None:
        if pending != self._pending:
            room = self.fontMetrics().horizontalAdvance(pending) + SPACE.l if len(pending) > 1 else _PENDING_ROOM
            self.setTextMargins(0, 0, room, 0)
        if (pending, progress) != (self._pending, self._progress):
            self._pending, self._progress = pending, progress
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        # The line has the focus from the start; only who goes about by keyboard needs to see where that is.
        self._by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.hasSelectedText():
            # The place between two letters that is nearest is before the letter, or behind it.
            place = self.cursorPositionAt(event.position().toPoint())
            before = event.position().x() < self.cursorRect().center().x()
            self._ask(place - 1 if before else place)

    def _ask(self, place: int) -> None:
        letter = self.text()[place : place + 1].strip()
        if letter:
            self.letter_asked.emit(letter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(len(self.text().rstrip()) - 1)
        elif event.matches(QKeySequence.StandardKey.SelectAll) or event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.space_pressed.emit()
        elif event.key() == Qt.Key.Key_Backspace and not event.modifiers():
            self.backspace_pressed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        if self.hasFocus() and self._by_keyboard:
            painter.fillRect(2, self.height() - 2, self.width() - 4, 2, QColor(colours().focus))
        if self._pending:
            ink = QColor(colours().accent)
            ink.setAlphaF(0.3 + 0.7 * min(max(self._progress, 0.0), 1.0))
            painter.setFont(self.font())
            painter.setPen(ink)
            metrics = self.fontMetrics()
            baseline = (self.height() - metrics.height() + 1) // 2 + metrics.ascent()
            word_behind_text = len(self._pending) > 1 and self.text()[-1:].strip()
            gap = metrics.horizontalAdvance(" ") if word_behind_text else 2
            painter.drawText(self.cursorRect().center().x() + gap, baseline, self._pending)
        elif not self.text():
            # The line's own placeholder would be as large as its text.
            painter.setFont(font(TYPE.lead))
            painter.setPen(QColor(colours().muted))
            text = self.tr("Hold a sign still, and its letter appears here")
            room = self.rect().adjusted(SPACE.xs, 0, -SPACE.xs, 0)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
