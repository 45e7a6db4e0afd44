"""A window without a screen, user folders of its own, and a check that nothing is left behind."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from signdesk.app.context import AppContext
from signdesk.app.notices import Notifier
from signdesk.app.recognizer_provider import RecognizerProvider
from signdesk.app.settings import SettingsStore
from signdesk.app.theme import Theme


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("SIGNDESK_HOME", str(home))
    return home


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, "light")
    yield made
    made.close()


@pytest.fixture
def context(own_home: Path, theme: Theme) -> AppContext:
    return AppContext(SettingsStore(), Notifier(), RecognizerProvider(), theme)


@pytest.fixture(autouse=True)
def nothing_left(qtbot: QtBot, qapp: QApplication) -> Iterator[None]:
    """No thread, no running timer and no window may outlive a test."""
    threads = set(threading.enumerate())
    widgets = set(qapp.topLevelWidgets())
    yield
    # qtbot closes what was given to it only after this: what it knows is not left behind.
    known = {reference() for reference, _ in getattr(qtbot._request.node, "qt_widgets", [])}
    for widget in known - {None}:
        widget.close()
    qapp.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    qapp.processEvents()
    left = [t.name for t in threading.enumerate() if t not in threads]
    assert not left, f"threads left running: {left}"
    windows = [w for w in set(qapp.topLevelWidgets()) - widgets - known if w.isVisible()]
    assert not windows, f"windows left open: {windows}"
    timers = [t for widget in known - {None} for t in widget.findChildren(QTimer) if t.isActive()]
    assert not timers, f"timers left running: {[_owner(t) for t in timers]}"


def _owner(timer: QTimer) -> str:
    parent: QObject | None = timer.parent()
    return type(parent).__name__ if parent is not None else "nobody"
