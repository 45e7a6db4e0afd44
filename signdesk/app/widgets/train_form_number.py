"""A number to type or to turn, by steps or by factors."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSizePolicy

from signdesk.app.theme import SPACE
from signdesk.app.train_schema import Setting
from signdesk.app.train_words import unit_text

__all__ = ["NumberBox", "stepped"]

_TINY = 1e-9
_UNDER = 1e-6
_LADDER = (1.0, 2.0, 5.0)


class NumberBox(QDoubleSpinBox):
    """Holds a value of ``setting``; ``5e-4`` may be typed. The wheel turns it only while it has the focus."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._setting = setting
        self.setDecimals(0 if setting.kind == "int" else 10)
        low, high = (1, 1) if setting.kind == "int" else (_TINY, _UNDER)
        self.setRange(setting.minimum + (low if setting.above else 0), setting.maximum - (high if setting.below else 0))
        self.setSuffix(unit_text(setting.unit))
        if setting.zero and setting.minimum == 0 and not setting.above:
            self.setSpecialValueText(setting.zero)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(SPACE.s, 0, 0, 0)  # Qt knows no padding there
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def number(self) -> int | float:
        """The value as the setting's own kind of number."""
        return round(self.value()) if self._setting.kind == "int" else float(f"{self.value():.8g}")

    def textFromValue(self, value: float) -> str:
        return str(round(value)) if self._setting.kind == "int" else f"{value:.6g}"

    def valueFromText(self, text: str) -> float:
        number = _number(self._bare(text))
        return self.minimum() if number is None else number

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        bare = self._bare(text)
        if bare == self.specialValueText() != "":
            return QValidator.State.Acceptable, text, position
        number = _number(bare)
        if number is None:
            partly = all(sign in "0123456789.,eE+-" for sign in bare)
            state = QValidator.State.Intermediate if partly else QValidator.State.Invalid
        elif self.minimum() <= number <= self.maximum() and not (self.decimals() == 0 and number % 1):
            state = QValidator.State.Acceptable
        else:
            state = QValidator.State.Intermediate
        return state, text, position

    def stepBy(self, steps: int) -> None:
        value = self.value()
        for _ in range(abs(steps)):
            value = stepped(self._setting, value, up=steps > 0)
        self.setValue(min(max(value, self.minimum()), self.maximum()))
        self.selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # who scrolls past it wants nothing of it

    def _bare(self, text: str) -> str:
        return text.removesuffix(self.suffix()).strip()


def stepped(setting: Setting, value: float, *, up: bool) -> float:
    """The next value of ``setting`` after ``value`` in that direction.

    By factors: 1, 2, 5, 10, …; numbers that are powers of two are doubled and halved.
    """
    if not setting.log:
        number = _near(value + (1 if up else -1) * _linear_step(setting))
        return number if number >= setting.least else setting.least if up else setting.minimum
    if setting.kind == "int" and value >= 8 and math.log2(value) % 1 == 0:
        return value * 2 if up else value / 2
    if value <= 0:
        return (1.0 if setting.kind == "int" else 1e-5) if up else setting.minimum
    power = math.floor(math.log10(value) + 1e-9)
    ladder = [step * 10.0**p for p in (power - 1, power, power + 1) for step in _LADDER]
    if up:
        return _near(next(step for step in ladder if step > value * 1.0001))
    lower = _near(next(step for step in reversed(ladder) if step < value * 0.9999))
    return setting.minimum if setting.minimum == 0 and lower < (1 if setting.kind == "int" else 1e-5) else lower


def _linear_step(setting: Setting) -> float:
    if setting.step:
        return setting.step
    if setting.kind == "int":
        return 1
    span = setting.maximum - setting.minimum
    return 0.05 if span <= 2 else 0.5 if span <= 100 else 5


def _near(value: float) -> float:
    return float(f"{value:.8g}")


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
