"""Colours that can be read, light and dark."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from signdesk.app.theme import DARK, LIGHT, TEXT_PAIRS, Colours, Theme, colours, contrast


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("theme_colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(theme_colours: Colours, text: str, ground: str) -> None:
    assert contrast(getattr(theme_colours, text), getattr(theme_colours, ground)) >= 4.5


@pytest.mark.parametrize("theme_colours", [LIGHT, DARK], ids=["light", "dark"])
def test_focus_can_be_seen(theme_colours: Colours) -> None:
    for ground in (theme_colours.window, theme_colours.surface, theme_colours.rail):
        assert contrast(theme_colours.focus, ground) >= 3


def test_a_change_of_mode_dresses_the_window_anew(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    assert colours() == LIGHT
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("dark")
    assert colours() == DARK
    assert f"QMainWindow, QDialog {{ background: {DARK.window}; }}" in qapp.styleSheet()
