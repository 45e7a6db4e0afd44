"""What is read from the hand: the letter, and the signs that are likeliest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from signdesk.app.icons import icon
from signdesk.app.shortcuts import tip
from signdesk.app.theme import SPACE
from signdesk.app.widgets.letter_panel import LetterPanel
from signdesk.app.widgets.top_bars import TopBars

if TYPE_CHECKING:
    from signdesk.recognition.reading import Reading

__all__ = ["ReadingPanel"]

_HOLDS = (0.3, 0.4, 0.6, 0.8, 1.0, 1.5)


class ReadingPanel(QWidget):
    """A card with the letter in its ring and, below it, a card with the five likeliest signs.

    ``hold_chosen`` passes on for how many seconds a sign is to be held, ``reference_asked`` of which sign the user
    wants to see how it is made; "" is the one that is read. ``above`` is put above the cards.
    """

    hold_chosen = Signal(float)
    reference_asked = Signal(str)

    def __init__(self, hold: float, above: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.letter = LetterPanel()
        self.bars = TopBars()
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        if above is not None:
            column.addWidget(above)
        column.addWidget(_card(self.tr("Reading"), self.letter, self._hold_button(hold)), 1)
        self._likeliest = _card(self.tr("Likeliest"), self.bars, self._reference_button())
        column.addWidget(self._likeliest)
        self._instead: QWidget | None = None
        self.bars.asked.connect(self.reference_asked)

    def show_instead(self, widget: QWidget | None) -> None:
        """Show ``widget`` in place of the likeliest signs, the letter taking less room; with None, those again."""
        if self._instead is not None:
            self._instead.hide()
        if widget is not None and widget is not self._instead:
            self._column.addWidget(widget, 3)
        self._instead = widget or self._instead
        self.letter.set_compact(widget is not None)
        self._likeliest.setVisible(widget is None)
        if widget is not None:
            widget.show()

    def rest(self, caption: str) -> None:
        """Show that nothing is read at all, with ``caption`` to say why."""
        self.letter.rest(caption)
        self.bars.show_reading(None)

    def show_reading(self, reading: Reading | None, hand: bool, ready: bool, progress: float) -> None:
        """Show a reading; see `LetterPanel.show_reading`."""
        self.letter.show_reading(reading, hand, ready, progress)
        self.bars.show_reading(reading if hand else None)

    def sizeHint(self) -> QSize:
        return QSize(272, 480)

    def _reference_button(self) -> QToolButton:
        text = self.tr("How is it made?")
        button = _small_button("hand-pointing", text, tip(text, "reference"))
        button.clicked.connect(lambda: self.reference_asked.emit(""))
        return button

    def _hold_button(self, hold: float) -> QToolButton:
        text = self.tr("How long to hold a sign until its letter is written")
        button = _small_button("timer", self.tr("How long to hold a sign"), text)
        menu = QMenu(button)
        group = QActionGroup(menu)
        nearest = min(_HOLDS, key=lambda seconds: abs(seconds - hold))
        for seconds in _HOLDS:
            action = QAction(self.tr("Hold for {0:.1f} s").format(seconds), menu)
            action.setCheckable(True)
            action.setChecked(seconds == nearest)
            action.triggered.connect(lambda _=False, seconds=seconds: self.hold_chosen.emit(seconds))
            group.addAction(action)
            menu.addAction(action)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button


def _small_button(icon_name: str, name: str, tool_tip: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "quiet")
    button.setProperty("small", True)
    button.setIcon(icon(icon_name, "muted"))
    button.setIconSize(QSize(18, 18))
    button.setAccessibleName(name)
    button.setToolTip(tool_tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _card(title: str, content: QWidget, tool: QWidget | None = None) -> QFrame:
    frame = QFrame()
    frame.setProperty("card", True)
    heading = QLabel(title)
    heading.setProperty("tone", "overline")
    column = QVBoxLayout(frame)
    column.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
    column.setSpacing(SPACE.s)
    head = QHBoxLayout()
    head.addWidget(heading, 1)
    if tool is not None:
        head.addWidget(tool)
    column.addLayout(head)
    column.addWidget(content, 1)
    return frame
