"""All signs that there is a reference hand of, to choose one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QWidget

from signdesk.app.theme import SPACE

__all__ = ["SignPicker"]

_ACROSS = 6


class SignPicker(QFrame):
    """A small window with a button for each sign, which goes away by itself; ``chosen`` passes the sign on."""

    chosen = Signal(str)

    def __init__(self, signs: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", True)
        self.setAccessibleName(self.tr("Signs"))
        self._buttons: dict[str, QToolButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE.s, SPACE.s, SPACE.s, SPACE.s)
        grid.setSpacing(2)
        place = 0
        for sign in signs:
            if sign == "0":
                place += -place % _ACROSS
            grid.addWidget(self._button(sign), *divmod(place, _ACROSS))
            place += 1

    def open_below(self, widget: QWidget, current: str) -> None:
        """Show it below ``widget``, with the focus on ``current``."""
        self.move(widget.mapToGlobal(QPoint(0, widget.height() + 2)))
        self.show()
        for sign, button in self._buttons.items():
            button.setChecked(sign == current)
        if current in self._buttons:
            self._buttons[current].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        signs = list(self._buttons)
        focused = next((number for number, sign in enumerate(signs) if self._buttons[sign].hasFocus()), 0)
        steps = {Qt.Key.Key_Up: -_ACROSS, Qt.Key.Key_Down: _ACROSS, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            number = focused + steps[Qt.Key(event.key())]
            self._buttons[signs[min(max(number, 0), len(signs) - 1)]].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(signs[focused])
        elif event.text().upper() in self._buttons:
            self._choose(event.text().upper())
        else:
            super().keyPressEvent(event)

    def _choose(self, sign: str) -> None:
        self.close()
        self.chosen.emit(sign)

    def _button(self, sign: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "quiet")
        button.setText(sign)
        button.setCheckable(True)
        button.setFixedSize(36, 32)
        button.setStyleSheet("QToolButton { padding: 0; }")
        button.clicked.connect(lambda: self._choose(sign))
        self._buttons[sign] = button
        return button
