"""Every state has words, and every problem says what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.icons import icon
from signdesk.app.live_states import Phase, Situation, card, hint, status
from signdesk.app.theme import colours
from signdesk.app.widgets.state_card import CardAction, CardContent, StateCard
from signdesk.errors import CheckpointError, SourceError, SourceProblem

SAYS = "HD Webcam can't be opened: another program seems to be using it. Close that program and try again."


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("picture", [True, False])
def test_every_phase_is_told(phase: Phase, picture: bool) -> None:
    error = SourceError(SAYS, SourceProblem.BUSY)
    now = Situation(phase, "HD Webcam", "HD Webcam", error, picture)
    text, role = status(now)
    assert text
    assert hasattr(colours(), role)
    content = card(now)
    video_is_seen = phase is Phase.RUNNING or (phase is Phase.ENDED and picture)
    assert (content is None) == video_is_seen
    if content is not None:
        assert content.title
        assert content.busy or content.actions, "there is nothing to do and nothing to wait for"
        assert not icon(content.icon).isNull()


@pytest.mark.parametrize("problem", SourceProblem)
def test_a_failed_source_says_why_and_offers_more_than_one_way_on(problem: SourceProblem) -> None:
    content = card(Situation(Phase.FAILED, "HD Webcam", "HD Webcam", SourceError(SAYS, problem)))
    assert content is not None
    assert "HD Webcam" in content.title
    assert content.text == SAYS
    assert [action.name for action in content.actions] == ["retry", "open_file"]


def test_another_camera_is_offered_by_name() -> None:
    content = card(Situation(Phase.FAILED, "a", "a", SourceError(SAYS, SourceProblem.BUSY), other="Front camera"))
    assert content is not None
    assert content.actions[1] == CardAction("other", "Use Front camera")


def test_networks_that_cannot_be_loaded_are_not_blamed_on_the_camera() -> None:
    content = card(Situation(Phase.FAILED, "HD Webcam", "HD Webcam", CheckpointError("reader.safetensors is damaged.")))
    assert content is not None
    assert "HD Webcam" not in content.title
    assert content.text == "reader.safetensors is damaged."


def test_the_hint_waits_a_moment() -> None:
    assert hint(1.0, region=False) == ""
    assert "guide box" in hint(2.0, region=True)
    assert "camera" in hint(2.0, region=False)


def test_the_card_shows_all_of_a_long_text_in_a_small_window(show: Callable[[QWidget], None]) -> None:
    window = QWidget()
    window.resize(380, 420)
    state = StateCard(window)
    state.setGeometry(window.rect())
    actions = (CardAction("a", "Open a video or picture…"), CardAction("b", "Open an address…"))
    state.show_content(CardContent("camera", "The camera with a rather long name is busy", SAYS, actions))
    show(window)
    for label in (state._title, state._text):
        assert label.height() >= label.heightForWidth(label.width())
        assert state.rect().contains(label.geometry())
    first, second = state.findChildren(QPushButton)
    assert not first.geometry().intersects(second.geometry())
    assert state.rect().contains(first.geometry())
    assert state.rect().contains(second.geometry())


def test_a_button_says_what_it_is_for(qtbot: QtBot, show: Callable[[QWidget], None]) -> None:
    window = QWidget()
    window.resize(600, 400)
    state = StateCard(window)
    state.show_content(CardContent("camera", "No camera", "", (CardAction("refresh", "Look again"),)))
    show(window)
    with qtbot.waitSignal(state.acted) as told:
        state.findChild(QPushButton).click()
    assert told.args == ["refresh"]
