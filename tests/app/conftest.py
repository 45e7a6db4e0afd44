"""A window without a screen, a stand-in for the networks, and a check that no timer and no window is left behind."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from signdesk.alphabet import Alphabet
from signdesk.app.context import AppContext
from signdesk.app.notices import Notifier
from signdesk.app.recognizer_provider import RecognizerProvider
from signdesk.app.settings import SettingsStore
from signdesk.app.theme import Theme
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.recognition.reading import Reading
from signdesk.recognition.recognition import Recognition
from signdesk.vision.box import Box
from signdesk.vision.frame import Frame


class StandIn:
    """Reads every picture as ``label``, in the middle of it or in the guide region; remembers what it was asked."""

    def __init__(self, label: str | None = "B") -> None:
        self.label = label
        self.asked: list[tuple[str, GuideRegion | None]] = []

    def recognize(self, image: Any, alphabet: Alphabet, hand: Any = "auto") -> Recognition:
        height, width = image.shape[:2]
        box = Box(width / 4, height / 4, width / 2, height / 2)
        reading = read_as(self.label, alphabet)
        return Recognition(Hand(box, 0.9) if reading else None, reading, 1.0, 1.0)

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        self.asked.append((alphabet.name, region))
        return self.recognize(frame.image, alphabet)

    def reset(self) -> None:
        """Nothing is followed."""


def read_as(label: str | None, alphabet: Alphabet, confidence: float = 0.9) -> Reading | None:
    """A reading that is fairly sure of ``label``, or of the alphabet's first sign when it doesn't have that."""
    if label is None:
        return None
    place = alphabet.labels.index(label) if label in alphabet else 0
    probabilities = np.full(len(alphabet), (1 - confidence) / (len(alphabet) - 1), np.float32)
    probabilities[place] = confidence
    return Reading(alphabet, probabilities, alphabet.labels[place], confidence)


@pytest.fixture(scope="session", autouse=True)
def _theme_of_the_session(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, "light")
    yield theme
    theme.close()


@pytest.fixture(scope="session")
def modelled_skin() -> None:
    """The reference hand's skin, which takes a moment when it is made first: no test is to wait for it."""
    from signdesk.handmodel.turntable import Side, picture

    picture("A", Side(), 8)


@pytest.fixture
def theme(_theme_of_the_session: Theme) -> Iterator[Theme]:
    yield _theme_of_the_session
    if _theme_of_the_session.mode != "light":
        _theme_of_the_session.set_mode("light")


@pytest.fixture
def read() -> Callable[..., Reading | None]:
    """`read_as`, for tests that make results themselves."""
    return read_as


@pytest.fixture
def stand_in() -> StandIn:
    return StandIn()


@pytest.fixture
def context(tmp_path: Path, theme: Theme, stand_in: StandIn) -> AppContext:
    settings = SettingsStore(tmp_path / "settings.json")
    settings.change(start_on_launch=False)
    return AppContext(settings, Notifier(), RecognizerProvider(load=lambda: stand_in), theme)


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], None]:
    """Shows a widget and waits until it is painted; it is closed after the test."""

    def shown(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()

    return shown


@pytest.fixture(autouse=True)
def _nothing_left(qapp: QApplication) -> Iterator[None]:
    """No running timer and no visible window may outlive a test and the widgets it handed to qtbot."""
    before = set(qapp.topLevelWidgets())
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in qapp.topLevelWidgets() if widget not in before]
    open_windows = [widget for widget in left if widget.isVisible()]
    assert not open_windows, f"windows were left open: {open_windows}"
    timers = [timer for widget in left for timer in widget.findChildren(QTimer) if timer.isActive()]
    assert not timers, f"timers were left running: {[timer.parent() for timer in timers]}"
