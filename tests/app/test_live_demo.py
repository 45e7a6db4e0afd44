"""Without a camera the Live page plays the demo, says so, and gives way to a camera."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.camera_list import CameraList
from signdesk.app.context import AppContext
from signdesk.app.live_states import Phase, Situation, card, demo_words
from signdesk.app.pages.live import LivePage
from signdesk.errors import SourceError, SourceProblem
from signdesk.recognition.live import LivePipeline
from signdesk.vision.cameras import CameraInfo
from signdesk.vision.demo import DEMO
from signdesk.vision.sources import ArraySource

GREY = np.full((60, 80, 3), 120, np.uint8)
FRONT = CameraInfo(0, "Front camera", None)


@pytest.fixture
def cameras() -> list[CameraInfo]:
    return []


@pytest.fixture
def page(context: AppContext, cameras: list[CameraInfo], show: Callable[[QWidget], None]) -> Any:
    """The page as it is after a start at which cameras are looked for; its camera gives a grey picture."""

    def make_pipeline(source: str) -> LivePipeline:
        if source == DEMO:
            return made._make_pipeline(source)
        camera = ArraySource([GREY] * 100_000, fps=100, real_time=True)
        return LivePipeline(camera, context.recognizer, None, made.text.composer())

    context.settings.change(start_on_launch=True, hold=0.3)
    made = LivePage(context, make_pipeline, CameraList(lambda: list(cameras)))
    made.resize(932, 700)
    show(made)
    made.activated()
    yield made
    made.close_page()


def wait_for_text(qtbot: QtBot, page: LivePage, text: str) -> None:
    qtbot.waitUntil(lambda: page.strip.text == text, timeout=10_000)


def test_without_a_camera_the_demo_plays_and_is_read(qtbot: QtBot, page: LivePage) -> None:
    wait_for_text(qtbot, page, "B")  # what the stand-in for the networks reads in everything
    assert page.player.phase is Phase.RUNNING
    assert page.view.image is not None
    assert page.view.image.width() == 480
    assert page.demo.isVisible()
    assert page.demo.text == "Demo: a rendered hand, no camera"
    assert page.demo.button.text() == "Look for a camera"
    assert page.toolbar.picker.current_title == "Demo"
    assert page.view.rect().contains(page.demo.geometry())


def test_where_digits_are_read_the_demo_says_that_it_spells_letters(qtbot: QtBot, page: LivePage) -> None:
    wait_for_text(qtbot, page, "B")
    page.toolbar.alphabet.choose_next()
    assert page.demo.text == "Demo: it spells letters; choose Letters to read them"
    assert page.view.rect().contains(page.demo.geometry())


def test_the_demo_is_nothing_to_remember(qtbot: QtBot, page: LivePage, context: AppContext) -> None:
    wait_for_text(qtbot, page, "B")
    assert (context.settings.value.source, context.settings.value.recent_sources) == ("", [])


def test_a_camera_that_is_plugged_in_is_found_and_the_text_is_the_users_own(
    qtbot: QtBot, page: LivePage, cameras: list[CameraInfo], stand_in: Any
) -> None:
    wait_for_text(qtbot, page, "B")
    page.demo.button.click()
    qtbot.waitUntil(lambda: not page.sources._cameras.looking, timeout=5000)
    assert page.player.source == DEMO, "there is still no camera, so the demo goes on"
    stand_in.label = None
    cameras.append(FRONT)
    page.demo.button.setFocus()
    qtbot.keyClick(page.demo.button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.player.source == "Front camera" and page.player.phase is Phase.RUNNING, timeout=5000)
    assert not page.demo.isVisible()
    assert page.strip.text == ""


def test_the_users_text_comes_back_after_the_demo(
    qtbot: QtBot, page: LivePage, cameras: list[CameraInfo], stand_in: Any
) -> None:
    cameras.append(FRONT)
    page.sources.open("Front camera")
    wait_for_text(qtbot, page, "B")
    combo = page.toolbar.picker.combo
    page.sources.refresh()
    qtbot.waitUntil(lambda: combo.findText("Demo") > 0, timeout=5000)
    stand_in.label = None
    combo.activated.emit(combo.findText("Demo"))
    qtbot.waitUntil(lambda: page.demo.isVisible(), timeout=5000)
    assert page.strip.text == ""
    assert page.demo.text == "Demo: a rendered hand"
    assert page.demo.button.text() == "Use Front camera"
    stand_in.label = "L"
    wait_for_text(qtbot, page, "L")
    page.demo.button.click()
    qtbot.waitUntil(lambda: page.player.phase is Phase.RUNNING and page.player.source == "Front camera", timeout=5000)
    assert page.strip.text.startswith("B")


def test_each_round_of_the_demo_begins_its_text_anew(page: LivePage) -> None:
    from signdesk.recognition.live import LiveResult
    from signdesk.vision.frame import Frame

    page.sources.stop()
    page.show_situation(Situation(Phase.RUNNING, DEMO, "Demo"))
    page.text.composer().restore(tuple("HELLO"))
    for index in (5, 6):
        page.show_result(LiveResult(Frame(GREY, index, 1.0), True))
    assert page.text.text == "HELLO"
    page.show_result(LiveResult(Frame(GREY, 0, 2.0), True))
    assert page.text.text == ""
    page.show_situation(Situation(Phase.RUNNING, "Front camera", "Front camera"))
    page.text.composer().restore(tuple("MINE"))
    page.show_result(LiveResult(Frame(GREY, 0, 3.0), True))
    page.show_result(LiveResult(Frame(GREY, 0, 3.0), True))
    assert page.text.text == "MINE"


def test_leaving_the_page_stops_the_demo_and_coming_back_takes_it_up(qtbot: QtBot, page: LivePage) -> None:
    wait_for_text(qtbot, page, "B")
    page.deactivated()
    qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if t.name.startswith("signdesk")], timeout=5000)
    assert not page.demo.isVisible()
    page.activated()
    qtbot.waitUntil(lambda: page.player.source == DEMO and page.player.phase is Phase.RUNNING, timeout=5000)


def test_who_looks_for_a_camera_in_vain_is_offered_the_demo() -> None:
    gone = SourceError("Front camera is not there. Plug it in.", SourceProblem.NOT_FOUND)
    for now in (Situation(Phase.NO_CAMERA), Situation(Phase.FAILED, "Front", "Front", gone, no_camera=True)):
        content = card(now)
        assert content is not None
        assert "demo" in [action.name for action in content.actions]
    assert demo_words(Situation(Phase.RUNNING, DEMO, "Demo", no_camera=True))[0].endswith("no camera")
