"""Numbers with what they count: one picture, or many; shares of a hundred."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

__all__ = ["counted", "people_text", "percent", "pictures_text"]


def counted(number: int, one: str, several: str) -> str:
    """``one`` if it is one, else ``several`` with the number, as the user writes it, in place of ``{0}``."""
    return one if number == 1 else several.format(QLocale().toString(number))


def pictures_text(number: int) -> str:
    """So many pictures: 1 picture, 20 pictures."""
    return counted(number, _tr("1 picture"), _tr("{0} pictures"))


def people_text(number: int) -> str:
    """So many people: 1 person, 20 people."""
    return counted(number, _tr("1 person"), _tr("{0} people"))


def percent(share: float | None, digits: int = 1) -> str:
    """A share as it is written: 82.2%; a dash for none."""
    return "–" if share is None else f"{100 * share:.{digits}f}%"


def _tr(text: str) -> str:
    return QCoreApplication.translate("counts", text)
