"""Dates as the user writes them."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale

__all__ = ["shown_time"]


def shown_time(when: datetime, locale: QLocale | None = None) -> str:
    """Date and time in the short format of ``locale``, the user's own by default; as ISO 8601 has it where no language
    is set, for Qt's own format of that can't be read."""
    locale = locale or QLocale()
    if locale.language() == QLocale.Language.C:
        return f"{when:%Y-%m-%d %H:%M}"
    return locale.toString(QDateTime(when), QLocale.FormatType.ShortFormat)  # type: ignore[call-overload]
