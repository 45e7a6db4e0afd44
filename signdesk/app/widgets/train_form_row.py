"""One setting of a training as a row: its name, a control made after its kind, and the way back to the default."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from signdesk.app.icons import icon
from signdesk.app.theme import SPACE, colours
from signdesk.app.train_schema import Setting, shown_value
from signdesk.app.train_words import choice_title, setting_title
from signdesk.app.widgets.train_form_number import NumberBox
from signdesk.app.widgets.train_form_switch import Switch

__all__ = ["SettingRow"]

_LABEL = 150
_CONTROL = (116, 180)
"""The narrowest and the widest."""


class SettingRow(QWidget):
    """``changed`` when the user sets another value, ``pointed`` when the mouse or the focus comes to the row."""

    changed = Signal()
    pointed = Signal(object)

    def __init__(self, setting: Setting, base: Any) -> None:
        super().__init__()
        self.setting = setting
        self._base = base
        self._label = QLabel(setting_title(setting.name))
        self._label.setMinimumWidth(60)
        self._label.setWordWrap(True)
        self._label.setMaximumWidth(_LABEL)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._label.setToolTip(setting.help)
        self.control = self._make_control()
        self.control.setAccessibleName(self._label.text())
        self.control.setAccessibleDescription(setting.help)
        self.control.setToolTip(setting.help)
        self.control.installEventFilter(self)
        self._label.setBuddy(self.control)
        self.reset = QToolButton()
        self.reset.setProperty("role", "quiet")
        self.reset.setProperty("small", True)
        self.reset.setIcon(icon("arrow-counter-clockwise", "accent"))
        self.reset.setIconSize(QSize(15, 15))
        kept = self.reset.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(kept)
        self.reset.clicked.connect(self._reset)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.m, 0, 0, 0)
        row.setSpacing(SPACE.s)
        row.addWidget(self._label, 100)
        if not isinstance(self.control, Switch):
            self.control.setMinimumWidth(_CONTROL[0])
            self.control.setMaximumWidth(_CONTROL[1])
        row.addWidget(self.control, 0 if isinstance(self.control, Switch) else 80)
        row.addWidget(self.reset)
        row.addStretch(1)
        self.show_value(base)

    @property
    def value(self) -> Any:
        """What is set; widths that can't be read come as the text they are."""
        control = self.control
        if isinstance(control, NumberBox):
            return control.number
        if isinstance(control, Switch):
            return control.isChecked()
        if isinstance(control, QComboBox):
            return control.currentData()
        assert isinstance(control, QLineEdit)
        return _widths(control.text())

    @property
    def is_changed(self) -> bool:
        """Whether it is another than usual."""
        return bool(self.value != self._base)

    def show_value(self, value: Any) -> None:
        """Show ``value``, without telling anybody."""
        control = self.control
        control.blockSignals(True)
        if isinstance(control, NumberBox):
            control.setValue(float(value))
        elif isinstance(control, Switch):
            control.setChecked(bool(value))
        elif isinstance(control, QComboBox):
            control.setCurrentIndex(max(control.findData(value), 0))
        elif isinstance(control, QLineEdit):
            control.setText(shown_value(self.setting, value))
        control.blockSignals(False)
        self._mark()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.pointed.emit(self)
        if isinstance(watched, QComboBox) and isinstance(event, QWheelEvent) and not watched.hasFocus():
            event.ignore()  # who scrolls past it wants nothing of it
            return True
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.pointed.emit(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_changed:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().accent))
            painter.drawEllipse(QRectF(1, self.height() / 2 - 3, 6, 6))
            painter.end()

    def _make_control(self) -> NumberBox | Switch | QComboBox | QLineEdit:
        setting = self.setting
        if setting.kind in ("int", "float"):
            number = NumberBox(setting)
            number.valueChanged.connect(self._tell)
            return number
        if setting.kind == "bool":
            switch = Switch()
            switch.toggled.connect(self._tell)
            return switch
        if setting.kind == "choice":
            combo = QComboBox()
            combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(4)
            for choice in setting.choices:
                combo.addItem(choice_title(choice), choice)
            combo.view().setMinimumWidth(200)
            combo.currentIndexChanged.connect(self._tell)
            return combo
        edit = QLineEdit()
        edit.setPlaceholderText(self.tr("none"))
        edit.textChanged.connect(self._tell)
        return edit

    def _reset(self) -> None:
        self.show_value(self._base)
        self.control.setFocus()
        self.changed.emit()

    def _tell(self, _value: object = None) -> None:
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        changed = self.is_changed
        self.reset.setVisible(changed)
        text = self.tr("Back to {0}").format(_said(self.setting, self._base))
        self.reset.setToolTip(text)
        self.reset.setAccessibleName(f"{self._label.text()}: {text}")
        self.update()


def _said(setting: Setting, value: Any) -> str:
    return choice_title(value) if setting.kind == "choice" else shown_value(setting, value)


def _widths(text: str) -> tuple[int, ...] | str:
    """``300, 300`` as numbers; what is no list of numbers stays text, for the schema to complain about."""
    parts = [part.strip() for part in text.replace("×", ",").split(",") if part.strip()]
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else text
