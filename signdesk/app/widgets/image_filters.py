"""The choice of which pictures the Images page shows, with how many there are of each."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from signdesk.app.image_list import EntryState
from signdesk.app.widgets.segments import Segments

__all__ = ["ImageFilters"]


class ImageFilters(QWidget):
    """``chosen`` passes on an `EntryState`, or None for all pictures."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = {
            "": self.tr("All"),
            EntryState.READ.value: self.tr("Read"),
            EntryState.UNSURE.value: self.tr("Unsure"),
            EntryState.NO_HAND.value: self.tr("No hand"),
            EntryState.ERROR.value: self.tr("Errors"),
        }
        self._segments = _Counted(self._names, self.tr("Show"), self.tr("Which pictures to show"))
        self._segments.set_value("")
        self._segments.chosen.connect(lambda value: self.chosen.emit(EntryState(value) if value else None))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._segments)

    def text(self, state: EntryState | None) -> str:
        """What is written on the choice of ``state``."""
        return self._segments.text(state.value if state else "")

    def choose(self, state: EntryState | None) -> None:
        """Take the choice of ``state``, as the user would."""
        self._segments.set_value(state.value if state else "")
        self.chosen.emit(state)

    def show_counts(self, counts: Counter[EntryState]) -> None:
        locale = QLocale()
        for value, name in self._names.items():
            number = counts[EntryState(value)] if value else counts.total()
            self._segments.set_text(value, f"{name} {locale.toString(number)}")


class _Counted(Segments):
    def __init__(self, names: dict[str, str], name: str, tool_tip: str) -> None:
        super().__init__(list(names.items()), name, tool_tip)
        self._name = name

    def text(self, value: str) -> str:
        return self._buttons[value].text()

    def set_text(self, value: str, text: str) -> None:
        button = self._buttons[value]
        if button.text() != text:
            button.setText(text)
            button.setAccessibleName(f"{self._name}: {text}")
