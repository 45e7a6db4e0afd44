"""Dates are written as the user writes them."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QLocale

from signdesk.app.dates import shown_time


@pytest.mark.parametrize(("locale", "text"), [("de_DE", "21.11.26 16:01"), ("C", "2026-11-21 16:01")])
def test_a_date_is_in_the_format_of_the_locale(locale: str, text: str) -> None:
    assert shown_time(datetime(2026, 11, 21, 16, 1), QLocale(locale)) == text
