"""The chosen picture of the Images page: large, with what was read from it and what else it might have been."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from signdesk.app.icons import icon
from signdesk.app.image_list import Entry
from signdesk.app.theme import SPACE
from signdesk.app.widgets.image_canvas import ImageCanvas
from signdesk.app.widgets.image_verdict import ImageVerdict
from signdesk.app.widgets.top_bars import TopBars
from signdesk.vision.files import shown

__all__ = ["ImageDetail"]

_BARS = 420
"""Wider than this, bars are harder to read, not easier."""


class ImageDetail(QFrame):
    """Shows one entry. ``stepped`` asks for another, ``toggled`` for this one alone or beside the list."""

    stepped = Signal(int)
    toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setMinimumWidth(300)
        self.canvas = ImageCanvas()
        self.verdict = ImageVerdict()
        self.bars = TopBars()
        self._name = QLabel()
        self._name.setProperty("tone", "lead")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._facts = QLabel()
        self._facts.setProperty("tone", "caption")
        self._facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._entry: Entry | None = None
        self._previous = self._button("caret-left", self.tr("Previous picture"), -1)
        self._next = self._button("caret-right", self.tr("Next picture"), 1)
        self._large = self._button("arrows-out-simple", self.tr("Show large (Enter)"), 0)
        self._assemble()
        self.canvas.stepped.connect(self.stepped)
        self.canvas.toggled.connect(self.toggled)

    def show_entry(self, entry: Entry | None, pixmap: QPixmap | None, scale: float) -> None:
        """Show ``entry`` with its picture, or without it while ``pixmap`` is None."""
        self._entry = entry
        self.canvas.show_entry(entry, pixmap, scale)
        self.verdict.show_entry(entry)
        self.bars.show_reading(entry.reading if entry else None)
        self._show_name()
        self._facts.setText(_facts(entry))

    def set_large(self, large: bool) -> None:
        """Show the button for going back, or for getting larger."""
        self._large.setIcon(icon("arrows-in-simple" if large else "arrows-out-simple"))
        text = self.tr("Back to the list (Esc)") if large else self.tr("Show large (Enter)")
        self._large.setToolTip(text)
        self._large.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        return QSize(400, 600)

    def resizeEvent(self, event: object) -> None:
        self._show_name()

    def _show_name(self) -> None:
        name = self._entry.name if self._entry else ""
        room = max(self._name.width(), 40)
        self._name.setText(self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room))
        self._name.setToolTip(name)
        self._name.setAccessibleName(name)

    def _assemble(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        head = QHBoxLayout()
        head.setSpacing(SPACE.xs)
        head.addLayout(words, 1)
        for button in (self._previous, self._next, self._large):
            head.addWidget(button)
        self.bars.setMaximumWidth(_BARS)
        read = QHBoxLayout()
        read.setSpacing(SPACE.l)
        read.addStretch(1)
        read.addWidget(self.verdict)
        read.addWidget(self.bars, 100, Qt.AlignmentFlag.AlignVCenter)
        read.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.m, SPACE.s, SPACE.m, SPACE.m)
        column.setSpacing(SPACE.m)
        column.addLayout(head)
        column.addWidget(self.canvas, 1)
        column.addLayout(read)

    def _button(self, icon_name: str, text: str, step: int) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "quiet")
        button.setIcon(icon(icon_name))
        button.setIconSize(QSize(18, 18))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if step:
            button.clicked.connect(lambda: self.stepped.emit(step))
        else:
            button.clicked.connect(self.toggled)
        return button


def _facts(entry: Entry | None) -> str:
    """The folder, size and time of reading, as far as they are known."""
    if entry is None:
        return ""
    facts = [shown(entry.source.parent.name)] if isinstance(entry.source, Path) else []
    result = entry.result
    if result is not None and result.size is not None:
        facts.append(f"{result.size[0]} × {result.size[1]}")
        if result.recognition is not None:
            facts.append(f"{result.recognition.find_ms + result.recognition.read_ms:.0f} ms")
    return " · ".join(facts)
