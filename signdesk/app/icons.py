"""Icons by name, from the Phosphor font that comes with qtawesome, in the colours of the theme.

Importing qtawesome and loading its twelve fonts takes longer than showing the whole window. So one font of it is
read here, and an icon is drawn when it is painted: in the colours of that moment, sharp at every size.
"""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from signdesk.app.theme import colours

__all__ = ["beside_icon", "icon", "paint_icon"]


def icon(name: str, colour: str = "text", checked: str = "on_accent_soft") -> QIcon:
    """The Phosphor icon ``name`` ("hand", "play-fill" …); the colours are names of `theme.Colours` fields."""
    return QIcon(_Engine(name, colour, checked))


def beside_icon(text: str) -> str:
    """``text`` for a button that has an icon as well: styled buttons leave hardly any room between the two."""
    return f" {text}"


def paint_icon(painter: QPainter, rectangle: QRect, name: str, colour: QColor) -> None:
    """Draw the icon ``name`` into ``rectangle``."""
    family, characters = _phosphor()
    font = QFont(family)
    font.setPixelSize(max(1, min(rectangle.width(), rectangle.height())))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rectangle, Qt.AlignmentFlag.AlignCenter, characters[name])
    painter.restore()


class _Engine(QIconEngine):
    def __init__(self, name: str, colour: str, checked: str) -> None:
        super().__init__()
        if name not in _phosphor()[1]:
            raise KeyError(f"there is no icon called {name!r}")
        self._name, self._colour, self._checked = name, colour, checked

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colour, self._checked)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        role = "faint" if mode == QIcon.Mode.Disabled else self._checked if state == QIcon.State.On else self._colour
        paint_icon(painter, rect, self._name, QColor(getattr(colours(), role)))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap


@cache
def _phosphor() -> tuple[str, dict[str, str]]:
    """The font's family as Qt knows it, and the character of each icon."""
    spec = importlib.util.find_spec("qtawesome")
    folder = Path((spec.submodule_search_locations or [""])[0] if spec else "") / "fonts"
    fonts, maps = sorted(folder.glob("phosphor-*.ttf")), sorted(folder.glob("phosphor-charmap-*.json"))
    if not fonts or not maps:
        raise RuntimeError(f"qtawesome's Phosphor font is missing from {folder}; reinstall qtawesome")
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(fonts[-1])))
    codes: dict[str, str] = json.loads(maps[-1].read_text(encoding="utf-8"))
    return families[0], {name: chr(int(code, 16)) for name, code in codes.items()}
