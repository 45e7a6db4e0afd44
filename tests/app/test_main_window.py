"""The main window: its pages, what it remembers, what it tells, and that it closes whole."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QTextBrowser, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from signdesk.app import main
from signdesk.app.about import AboutDialog, card_html, versions
from signdesk.app.address_dialog import AddressDialog
from signdesk.app.context import AppContext, Page
from signdesk.app.main import Options
from signdesk.app.main_window import PAGES, MainWindow, PageSpec
from signdesk.app.settings import SettingsStore
from signdesk.app.shortcuts import GROUPS, SHORTCUTS, described, key_text
from signdesk.app.shortcuts_dialog import ShortcutsDialog
from signdesk.errors import CheckpointError
from signdesk.networks.checkpoint import DataSource, ModelCard
from signdesk.vision.crop import InputSpec


class Recording(Page):
    """A page that notes what happens to it."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.told: list[str] = []

    def activated(self) -> None:
        self.told.append("activated")

    def deactivated(self) -> None:
        self.told.append("deactivated")

    def close_page(self) -> None:
        self.told.append("closed")


class RecordingSpec(PageSpec):
    """A page of the rail that needs no module."""

    def make(self, context: AppContext) -> Page:
        return Recording(context)


SPECS = [RecordingSpec("one", "One", "hand", ""), RecordingSpec("two", "Two", "image", "")]


@pytest.fixture
def window(context: AppContext, show: Callable[[QWidget], None]) -> Iterator[MainWindow]:
    made = MainWindow(context, list(SPECS))
    made.open_page("one")
    show(made)
    yield made
    made.close()


def told(window: MainWindow, name: str) -> list[str]:
    page = window.page(name)
    assert isinstance(page, Recording)
    return page.told


def test_pages_are_told_when_they_come_and_go(qtbot: QtBot, window: MainWindow) -> None:
    assert window.findChildren(Recording) == [window.page("one")], "a page is made when it is first shown"
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.page_name == "two"
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    window.close()
    assert told(window, "one") == ["activated", "deactivated", "activated", "closed"]
    assert told(window, "two") == ["activated", "deactivated", "closed"]


def test_the_rail_works_by_keyboard_and_tells_where_one_is(qtbot: QtBot, window: MainWindow) -> None:
    one, two = (b for b in window.findChildren(QToolButton) if b.isCheckable() and b.property("role") == "nav")
    assert (one.isChecked(), two.isChecked()) == (True, False)
    two.setFocus()
    qtbot.keyClick(two, Qt.Key.Key_Space)
    assert window.page_name == "two"
    assert (one.isChecked(), two.isChecked()) == (False, True)
    assert two.accessibleName() == "Two"


def test_size_and_page_are_there_again(context: AppContext, show: Callable[[QWidget], None], tmp_path: Path) -> None:
    first = MainWindow(context, list(SPECS))
    first.open_page("two")
    show(first)
    size = first.minimumSize() + QSize(0, 26)
    first.resize(size)
    first.close()
    context.settings = SettingsStore(tmp_path / "settings.json")
    assert context.settings.value.page == "two"
    second = MainWindow(context, list(SPECS))
    show(second)
    assert second.size() == size


def test_a_page_that_is_gone_gives_the_first(window: MainWindow) -> None:
    window.open_page("of an earlier version")
    assert window.page_name == "one"


def test_a_geometry_that_makes_no_sense_is_ignored(context: AppContext, show: Callable[[QWidget], None]) -> None:
    context.settings.change(geometry="½ not base64 …")
    window = MainWindow(context, list(SPECS))
    show(window)
    assert window.width() >= window.minimumWidth() > 0


def test_the_window_is_never_too_small_for_its_pages_but_fits_its_screen(window: MainWindow) -> None:
    window.resize(100, 100)
    screen = window.screen().availableSize()
    assert window.size() == QSize(min(1000, screen.width()), min(640, screen.height()))


def test_a_notice_of_another_thread_becomes_a_toast(qtbot: QtBot, window: MainWindow) -> None:
    thread = threading.Thread(target=window.notifier.problem, args=("The disk is full.",))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: any(label.text() == "The disk is full." for label in window.findChildren(QLabel)))


def test_broken_settings_are_told_once(qapp: QApplication, show: Callable[[QWidget], None], tmp_path: Path) -> None:
    from signdesk import paths

    file = paths.user_config() / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text("{")
    for expected in (1, 0):
        window = main.make_window(qapp, Options(page="images"))
        show(window)
        qapp.processEvents()
        told = [label.text() for label in window.findChildren(QLabel) if "settings could not be read" in label.text()]
        assert len(told) == expected
        window.close()


def test_f1_lists_every_shortcut(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(ShortcutsDialog)
    assert dialog is not None
    assert not dialog.isModal()
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    for name, shortcut in SHORTCUTS.items():
        assert described(name) in shown
        assert key_text(shortcut.keys) in shown
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.findChildren(ShortcutsDialog) == [dialog], "it is there already"
    dialog.close()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    again = [each for each in window.findChildren(ShortcutsDialog) if each.isVisible()]
    assert len(again) == 1
    again[0].close()


def test_no_two_shortcuts_of_a_page_are_the_same() -> None:
    together = {"live": ("window", "live", "text"), "images": ("window", "images"), "train": ("window", "train")}
    for groups in together.values():
        keys = [shortcut.keys for shortcut in SHORTCUTS.values() if shortcut.group in groups]
        assert len(keys) == len(set(keys))
    assert {shortcut.group for shortcut in SHORTCUTS.values()} == set(GROUPS)


def test_every_key_is_one_that_qt_knows() -> None:
    for shortcut in SHORTCUTS.values():
        if "Arrows" not in shortcut.keys:
            assert not QKeySequence(shortcut.keys).isEmpty(), shortcut.keys


def test_ctrl_q_closes(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not window.isVisible()


def test_both_pages_can_be_shown(context: AppContext, show: Callable[[QWidget], None]) -> None:
    window = MainWindow(context)
    show(window)
    for spec in PAGES:
        window.open_page(spec.name)
        assert window.page_name == spec.name
    window.close()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("signdesk")]


# The dialogs


def test_about_shows_what_is_wrong_with_a_network(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, show: Callable[[QWidget], None]
) -> None:
    dialog = AboutDialog(tmp_path / "missing.safetensors", window)
    dialog.show()
    qtbot.waitUntil(lambda: "missing.safetensors" in dialog.networks.toPlainText())
    dialog.close()


def test_a_card_is_shown_as_text_whatever_is_in_it() -> None:
    card = ModelCard(
        kind="reader",
        network="compact",
        arguments={},
        input=InputSpec(64),
        alphabets={"letters": ("A", "B")},
        data=(DataSource("own <set>", 12, 3, "d", "CC0"),),
        metrics={"unseen people": {"accuracy": 0.875}},
        notes="<img src='http://example.org/x.png'>",
    )
    html = card_html("reader.safetensors", card)
    for part in (
        "compact",
        "letters: A B",
        "own &lt;set&gt;: 12 pictures of 3 people (CC0)",
        "accuracy 87.5%",
    ):
        assert part in html
    assert "<img" not in html
    assert "is damaged" in card_html("x", CheckpointError("x is damaged."))


def test_versions_name_what_matters() -> None:
    names = dict(versions())
    assert names["torch"] != "–"
    assert names["signdesk"]


def test_only_an_address_can_be_opened(qtbot: QtBot, show: Callable[[QWidget], None]) -> None:
    dialog = AddressDialog()
    show(dialog)
    entered: list[str] = []
    dialog.entered.connect(entered.append)
    for text in ("", "webcam", "file:///etc/passwd", "http://"):
        dialog.line.setText(text)
        assert not dialog._open.isEnabled(), text
        qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert entered == []
    dialog.line.setText("  http://192.168.1.20:8080/video ")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert entered == ["http://192.168.1.20:8080/video"]
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_the_headings_of_a_card_have_a_weight_that_the_font_has() -> None:
    browser = QTextBrowser()
    card = ModelCard("reader", "mlp", {}, InputSpec(32, 1, 1.4), {"letters": ("A", "B")})
    for shown in (card, CheckpointError("x is damaged.")):
        browser.setHtml(card_html("x.safetensors", shown))
        heading = browser.document().firstBlock().charFormat().font()
        assert heading.weight() == QFont.Weight.DemiBold
        assert "Semi Bold" in QFontDatabase.styles(heading.family())
