"""A choice between a few things that exclude each other, side by side."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

__all__ = ["Segments"]


class Segments(QFrame):
    """Choices as (value, text) pairs; ``chosen`` passes the value on when the user takes another."""

    chosen = Signal(str)

    def __init__(self, choices: list[tuple[str, str]], name: str, tool_tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("segments", True)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._row = row
        self._tool_tip = tool_tip
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self.set_choices(choices)

    def set_choices(self, choices: list[tuple[str, str]]) -> None:
        """Offer these choices from now on; what was chosen stays so if it is among them, else the first is."""
        before = self.value
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        order = list(self._buttons.values())[-1:]
        self._buttons = {value: self._button(value, text) for value, text in choices}
        # A button that is made later would be last of the whole window's.
        for one, following in pairwise([*order, *self._buttons.values()]):
            self.setTabOrder(one, following)
        if before:
            self.set_value(before if before in self._buttons else choices[0][0])

    def _button(self, value: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "segment")
        button.setText(text)
        button.setCheckable(True)
        button.setAccessibleName(f"{self.accessibleName()}: {text}")
        button.setToolTip(self._tool_tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.chosen.emit(value))
        self._group.addButton(button)
        self._row.addWidget(button)
        return button

    @property
    def value(self) -> str:
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Show ``value`` as chosen, without telling anybody."""
        self._buttons[value].setChecked(True)

    def choose_next(self) -> None:
        """Take the choice after the present one, as the user would."""
        values = list(self._buttons)
        following = values[(values.index(self.value) + 1) % len(values)] if self.value in values else values[0]
        self.set_value(following)
        self.chosen.emit(following)
