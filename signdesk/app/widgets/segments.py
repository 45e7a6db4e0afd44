"""A choice between a few things that exclude each other, side by side."""

from __future__ import annotations

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
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for value, text in choices:
            button = QToolButton()
            button.setProperty("role", "segment")
            button.setText(text)
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {text}")
            button.setToolTip(tool_tip)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self._group.addButton(button)
            self._buttons[value] = button
            row.addWidget(button)

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
