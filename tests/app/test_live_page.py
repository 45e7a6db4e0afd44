"""The Live page with a real pipeline: pictures in, letters out, and nothing left when it closes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from signdesk.alphabet import alphabet
from signdesk.app.camera_list import CameraList
from signdesk.app.context import AppContext
from signdesk.app.live_states import Phase, Situation
from signdesk.app.pages.live import LivePage
from signdesk.app.recognizer_provider import OwnNetwork
from signdesk.errors import CheckpointError, SourceError, SourceProblem
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.networks.checkpoint import ModelCard
from signdesk.recognition.live import LiveOptions, LivePipeline, LiveResult
from signdesk.vision.box import Box
from signdesk.vision.cameras import CameraInfo
from signdesk.vision.crop import InputSpec
from signdesk.vision.demo import DEMO
from signdesk.vision.frame import Frame
from signdesk.vision.image import write_image
from signdesk.vision.sources import ArraySource, FrameSource

GREY = np.full((60, 80, 3), 120, np.uint8)
CAMERAS = [CameraInfo(0, "Front camera", None), CameraInfo(2, "Desk camera", None)]


class Broken(FrameSource):
    """A camera that somebody else uses."""

    name, live, fps = "Desk camera", True, None

    def open(self) -> None:
        raise SourceError("Desk camera can't be opened: another program uses it. Close that.", SourceProblem.BUSY)

    def read(self) -> Frame | None:
        return None

    def close(self) -> None:
        """It was never open."""


class Endless(ArraySource):
    """A camera: the same picture again and again, in real time."""

    def __init__(self, name: str) -> None:
        super().__init__([GREY] * 100_000, fps=100, real_time=True)
        self.name = name


SOURCES: dict[str, Callable[[], FrameSource]] = {
    "Front camera": lambda: Endless("Front camera"),
    "Desk camera": Broken,
    "short": lambda: ArraySource([GREY] * 5, fps=100, real_time=True),
}


@pytest.fixture
def cameras() -> list[CameraInfo]:
    return list(CAMERAS)


@pytest.fixture
def page(context: AppContext, cameras: list[CameraInfo], show: Callable[[QWidget], None]) -> Any:
    def make_pipeline(source: str) -> LivePipeline:
        settings = context.settings.value
        options = LiveOptions(alphabet=alphabet(settings.alphabet), region=made._region(), hold=settings.hold)
        return LivePipeline(SOURCES.get(source, Broken)(), context.recognizer, options, made.text.composer())

    made = LivePage(context, make_pipeline, CameraList(lambda: cameras))
    made.resize(1000, 700)
    show(made)
    made.activated()
    yield made
    made.close_page()


@pytest.fixture
def result(read: Callable[..., Any]) -> Callable[..., LiveResult]:
    """Makes a result in which a hand shows ``label``, or none."""

    def made(label: str | None = "B", text: str = "", time: float = 1.0, **more: Any) -> LiveResult:
        hand = None if label is None else Hand(Box(20, 15, 40, 30), 0.9)
        reading = read(label, alphabet("letters"))
        return LiveResult(Frame(GREY, 0, time), more.pop("ready", True), hand, reading, text=text, **more)

    return made


def wait_for(qtbot: QtBot, page: LivePage, phase: Phase) -> None:
    qtbot.waitUntil(lambda: page.player.phase is phase, timeout=5000)


def press(qtbot: QtBot, page: LivePage, text: str) -> None:
    """Press the button called ``text`` of the card in the video's place."""
    buttons = [b for b in page.view.card.findChildren(QPushButton) if b.text() == text]
    qtbot.waitUntil(lambda: any(button.isVisible() for button in buttons))
    qtbot.mouseClick(next(button for button in buttons if button.isVisible()), Qt.MouseButton.LeftButton)


# From a camera to text


def test_from_a_camera_to_text(qtbot: QtBot, page: LivePage, stand_in: Any) -> None:
    page.text.set_hold(0.3)
    page.sources.open("Front camera")
    wait_for(qtbot, page, Phase.RUNNING)
    qtbot.waitUntil(lambda: page.strip.text == "B", timeout=5000)
    assert page.panel.letter.letter == "B"
    assert page.panel.letter.caption == "90% sure"
    assert page.panel.bars.top[0][0] == "B"
    assert page.view.image is not None
    stand_in.label = None
    qtbot.waitUntil(lambda: page.panel.letter.letter is None, timeout=5000)
    assert page.strip.text == "B"


def test_pictures_come_before_the_networks(qtbot: QtBot, page: LivePage, context: AppContext) -> None:
    loading, go_on = threading.Event(), threading.Event()

    def slowly() -> Any:
        loading.set()
        assert go_on.wait(10)
        raise CheckpointError("reader.safetensors is damaged. Get the file again.")

    context.recognizer._load = slowly  # type: ignore[method-assign]
    page.sources.open("Front camera")
    qtbot.waitUntil(lambda: page.view.image is not None and loading.is_set(), timeout=5000)
    assert "Loading" in page.view.notice.text
    assert page.panel.letter.letter is None
    go_on.set()
    wait_for(qtbot, page, Phase.FAILED)
    assert page.view.card.content is not None
    assert page.view.card.content.text == "reader.safetensors is damaged. Get the file again."


def test_alphabet_and_guide_box_reach_the_reader(qtbot: QtBot, page: LivePage, stand_in: Any) -> None:
    page.sources.open("Front camera")
    qtbot.waitUntil(lambda: ("letters", None) in stand_in.asked, timeout=5000)
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: ("digits", None) in stand_in.asked, timeout=5000)
    page.toolbar.region.click()
    region = GuideRegion(*page.view.guide.region)
    qtbot.waitUntil(lambda: ("digits", region) in stand_in.asked, timeout=5000)
    page.view.guide.setFocus()
    qtbot.keyClick(page.view.guide, Qt.Key.Key_Down)
    moved = GuideRegion(*page.view.guide.region)
    assert moved.y > region.y
    qtbot.waitUntil(lambda: ("digits", moved) in stand_in.asked, timeout=5000)
    assert page.context.settings.value.alphabet == "digits"
    assert page.context.settings.value.region == [moved.x, moved.y, moved.width, moved.height]


# When there is nothing to see


def test_no_camera_is_said_and_one_that_is_plugged_in_is_found(
    qtbot: QtBot, page: LivePage, cameras: list[CameraInfo]
) -> None:
    page.toolbar.picker.set_current("")
    cameras.clear()
    page.sources.again()
    qtbot.waitUntil(lambda: page.status.text == "No camera", timeout=5000)
    assert page.view.card.isVisible()
    cameras.extend(CAMERAS)
    press(qtbot, page, "Look again")
    wait_for(qtbot, page, Phase.RUNNING)
    assert page.toolbar.picker.current == "Front camera"


def test_a_busy_camera_gets_a_card_and_the_one_before_is_offered(qtbot: QtBot, page: LivePage) -> None:
    page.sources.open("Front camera")
    wait_for(qtbot, page, Phase.RUNNING)
    page.sources.open("Desk camera")
    wait_for(qtbot, page, Phase.FAILED)
    card = page.view.card.content
    assert card is not None
    assert card.title == "Desk camera is busy"
    assert "another program uses it" in card.text
    press(qtbot, page, "Use Front camera")
    wait_for(qtbot, page, Phase.RUNNING)
    assert page.view.card.content is None


def test_a_camera_that_was_missing_is_shown_when_it_is_there_again(
    qtbot: QtBot, page: LivePage, cameras: list[CameraInfo]
) -> None:
    class Late(Endless):
        def open(self) -> None:
            if self.name not in {camera.name for camera in cameras}:
                raise SourceError("Late camera is not there. Plug it in.", SourceProblem.NOT_FOUND)
            super().open()

    SOURCES["Late camera"] = lambda: Late("Late camera")
    page.sources.open("Late camera")
    wait_for(qtbot, page, Phase.FAILED)
    cameras.append(CameraInfo(3, "Late camera", None))
    qtbot.keyClick(page, Qt.Key.Key_F5)
    wait_for(qtbot, page, Phase.RUNNING)


def test_a_file_that_is_gone_is_said(qtbot: QtBot, context: AppContext, show: Callable[[QWidget], None]) -> None:
    page = LivePage(context, cameras=CameraList(list))
    show(page)
    page.sources.open("/nowhere/to/be found.mp4")
    wait_for(qtbot, page, Phase.FAILED)
    assert page.view.card.content is not None
    assert "be found.mp4" in page.view.card.content.text
    page.close_page()


def test_the_end_of_a_video_leaves_its_last_picture_and_the_text(qtbot: QtBot, page: LivePage) -> None:
    page.sources.open("short")
    wait_for(qtbot, page, Phase.ENDED)
    assert page.view.image is not None
    assert page.view.card.content is None
    assert "ended" in page.view.hint.text
    phases: list[Phase] = []
    page.player.changed.connect(lambda: phases.append(page.player.phase))
    page.toolbar.run.click()
    wait_for(qtbot, page, Phase.ENDED)
    assert phases[0] is Phase.OPENING
    assert phases[-1] is Phase.ENDED


def test_a_lost_camera_keeps_the_text_and_says_that_it_is_waited_for(
    page: LivePage, result: Callable[..., LiveResult]
) -> None:
    page.show_result(result("B", text="HELLO"))
    page.show_situation(Situation(Phase.LOST, "Front camera", "Front camera", picture=True))
    assert page.strip.text == "HELLO"
    assert page.view.card.content is not None
    assert "gone" in page.view.card.content.title
    assert page.panel.letter.letter is None
    page.show_situation(Situation(Phase.RUNNING, "Front camera", "Front camera"))
    assert page.view.card.content is None


def test_the_hint_comes_when_no_hand_is_in_view(page: LivePage, result: Callable[..., LiveResult]) -> None:
    page.show_situation(Situation(Phase.RUNNING, "a", "a"))
    for time in (1.0, 2.0):
        page.show_result(result(None, time=time))
    assert page.view.hint.text == ""
    page.show_result(result(None, time=2.6))
    assert "hand" in page.view.hint.text
    page.show_result(result("B", time=2.7))
    assert page.view.hint.text == ""


# The text


def test_the_text_by_hand(qtbot: QtBot, page: LivePage) -> None:
    page.text.composer().restore(tuple("HELLO"))
    page.text._show()
    page.strip.line.setFocus()
    qtbot.keyClick(page.strip.line, Qt.Key.Key_Space)
    assert page.strip.text == "HELLO "
    qtbot.keyClick(page.strip.line, Qt.Key.Key_Backspace)
    qtbot.keyClick(page, Qt.Key.Key_Backspace)
    assert page.strip.text == "HELL"
    qtbot.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text() == "HELL"


def test_clearing_can_be_undone(qtbot: QtBot, page: LivePage) -> None:
    told: list[Any] = []
    page.context.notifier.listen(told.append)
    page.text.composer().restore(tuple("HELLO"))
    page.text._show()
    qtbot.keyClick(page, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert page.strip.text == ""
    assert told[0].action_text == "Undo"
    told[0].action()
    assert page.strip.text == "HELLO"


def test_the_text_outlives_the_camera(qtbot: QtBot, page: LivePage) -> None:
    page.sources.open("Front camera")
    qtbot.waitUntil(lambda: page.strip.text == "B", timeout=5000)
    page.toolbar.run.click()
    wait_for(qtbot, page, Phase.IDLE)
    assert page.strip.text == "B"
    page.deactivated()
    page.activated()
    assert page.strip.text == "B"


# By keyboard


def test_tab_goes_as_one_reads(qtbot: QtBot, page: LivePage) -> None:
    card = ModelCard("reader", "lenet5", {}, InputSpec(32), {"letters": ("A",), "own": ("yes", "no")})
    page.context.recognizer.use(OwnNetwork("Mine", card, None))  # type: ignore[arg-type]  # nothing is read here
    page.show_situation(Situation(Phase.NO_CAMERA))
    bar, buttons = page.toolbar, page.view.card.findChildren(QPushButton)
    qtbot.waitUntil(lambda: buttons[-1].isVisible() and bar.alphabet._buttons["own"].isVisible())
    reached, widget = [], page.nextInFocusChain()
    while widget is not page:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            reached.append(widget)
        widget = widget.nextInFocusChain()
    parts = [bar.run, bar.alphabet, bar.region, bar.skeleton, buttons[-1], page.network, page.panel.bars, page.strip]
    places = [next(n for n, each in enumerate(reached) if part in (each, each.parentWidget())) for part in parts]
    assert places == sorted(places)


# Files


def test_a_dropped_picture_is_read_and_stays(
    qtbot: QtBot, context: AppContext, show: Callable[[QWidget], None], tmp_path: Path, stand_in: Any
) -> None:
    page = LivePage(context, cameras=CameraList(list))
    show(page)
    file = tmp_path / "hånd.png"
    write_image(file, GREY)
    page._open_dropped([str(file)])
    qtbot.waitUntil(lambda: page.strip.text == "B", timeout=5000)
    assert page.player.phase is Phase.RUNNING
    assert page.toolbar.picker.current_title == "hånd.png"
    assert context.settings.value.recent_sources == [str(file)]
    assert context.settings.value.source == "", "a file is not shown again at the next start"
    page.close_page()


def test_only_a_camera_is_a_mirror(qtbot: QtBot, page: LivePage, tmp_path: Path) -> None:
    write_image(tmp_path / "text.png", GREY)
    control = Qt.KeyboardModifier.ControlModifier
    assert page.view.mirrored
    for source in (str(tmp_path / "text.png"), DEMO):
        page.sources.open(source)
        assert not page.view.mirrored
        assert not page.toolbar.mirror.isEnabled()
        qtbot.keyClick(page, Qt.Key.Key_M, control)
        assert page.context.settings.value.mirror
    page.sources.open("http://phone.example:8080/video")
    assert page.view.mirrored, "a phone shows its owner"
    page.sources.open("Front camera")
    assert page.view.mirrored
    qtbot.keyClick(page, Qt.Key.Key_M, control)
    assert not page.view.mirrored


def test_of_several_dropped_files_the_first_is_shown_and_images_offered(page: LivePage, tmp_path: Path) -> None:
    told: list[Any] = []
    page.context.notifier.listen(told.append)
    page._open_dropped([str(tmp_path / "a.png"), str(tmp_path / "b.png")])
    assert page.toolbar.picker.current_title == "a.png"
    assert told[0].action_text == "Open Images"


def test_a_snapshot_is_the_picture_as_it_was_taken(
    qtbot: QtBot, page: LivePage, result: Callable[..., LiveResult], tmp_path: Path
) -> None:
    from signdesk.vision.image import read_image

    told: list[Any] = []
    page.context.notifier.listen(told.append)
    page.context.settings.change(snapshot_folder=str(tmp_path / "new" / "folder"))
    assert not page.toolbar.snapshot.isEnabled()
    picture = np.random.default_rng(0).integers(0, 255, (48, 64, 3), dtype=np.uint8)
    shown = result("B")
    page.show_result(LiveResult(Frame(picture, 0, 1.0), True, shown.hand, shown.reading))
    for _ in range(2):
        qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=5000)
    files = sorted((tmp_path / "new" / "folder").iterdir())
    assert len(files) == 2
    assert all(str(tmp_path) in notice.text for notice in told)
    assert (read_image(files[0]) == picture).all()
    assert " B" in files[0].name


def test_a_snapshot_that_cannot_be_saved_is_said(
    qtbot: QtBot, page: LivePage, result: Callable[..., LiveResult], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    told: list[Any] = []
    page.context.notifier.listen(told.append)
    page.context.settings.change(snapshot_folder=str(tmp_path / "file"))
    page.show_result(result("B"))
    page.toolbar.snapshot.click()
    qtbot.waitUntil(lambda: len(told) == 1, timeout=5000)
    assert "can't be saved" in told[0].text


# Starting, stopping, leaving


def test_twenty_rounds_of_start_and_stop_leave_nothing(qtbot: QtBot, page: LivePage) -> None:
    for _ in range(20):
        page.sources.open("Front camera")
        wait_for(qtbot, page, Phase.RUNNING)
        page.sources.stop()
    qtbot.waitUntil(lambda: not names_of_threads(), timeout=5000)
    assert page.view.image is None
    assert len(page.findChildren(QWidget)) < 150


def test_switching_quickly_ends_with_the_last_choice(qtbot: QtBot, page: LivePage) -> None:
    for source in ("Front camera", "Desk camera", "short", "Desk camera", "Front camera"):
        page.sources.open(source)
    wait_for(qtbot, page, Phase.RUNNING)
    assert page.player.pipeline is not None
    assert page.player.pipeline.source.name == "Front camera"
    qtbot.waitUntil(lambda: len(names_of_threads()) <= 2, timeout=5000)


def test_another_page_lets_the_camera_go_and_coming_back_takes_it_up(qtbot: QtBot, page: LivePage) -> None:
    page.sources.open("Front camera")
    wait_for(qtbot, page, Phase.RUNNING)
    page.deactivated()
    qtbot.waitUntil(lambda: not names_of_threads(), timeout=5000)
    page.activated()
    wait_for(qtbot, page, Phase.RUNNING)


def test_another_page_and_back_shows_the_same_video_again(
    qtbot: QtBot, page: LivePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.sources.open("Front camera")
    video = str(tmp_path / "a film.mp4")
    monkeypatch.setitem(SOURCES, video, lambda: Endless("a film"))
    page.sources.open(video)
    wait_for(qtbot, page, Phase.RUNNING)
    page.deactivated()
    page.activated()
    wait_for(qtbot, page, Phase.RUNNING)
    assert page.player.source == video


def test_closing_while_a_camera_opens_waits_for_nobody(qtbot: QtBot, page: LivePage) -> None:
    page.sources.open("Front camera")
    page.close_page()
    assert not names_of_threads()


def test_the_last_camera_is_shown_at_the_next_start(
    qtbot: QtBot, context: AppContext, page: LivePage, show: Callable[[QWidget], None]
) -> None:
    page.sources.open("Front camera")
    wait_for(qtbot, page, Phase.RUNNING)
    page.sources.stop()
    context.settings.change(start_on_launch=True)
    later = LivePage(context, lambda source: LivePipeline(SOURCES[source](), context.recognizer))
    show(later)
    later.activated()
    wait_for(qtbot, later, Phase.RUNNING)
    later.close_page()


# For everybody


def test_every_control_has_a_name_a_tooltip_and_is_reached_by_tab(page: LivePage) -> None:
    controls = [
        widget
        for widget in page.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QComboBox | QLineEdit) and not widget.parent().inherits("QComboBox")
    ]
    assert len(controls) > 12
    for widget in controls:
        assert widget.accessibleName() or widget.text(), widget
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget.accessibleName()
        if isinstance(widget, QAbstractButton) and not widget.text():
            assert widget.toolTip(), widget.accessibleName()


@pytest.mark.parametrize(("width", "height"), [(932, 700), (708, 600)], ids=["1024 × 700", "800 × 600"])
def test_nothing_is_cut_off_or_lies_on_something_else(
    qtbot: QtBot, page: LivePage, result: Callable[..., LiveResult], width: int, height: int
) -> None:
    assert page.minimumSizeHint().width() <= width
    assert page.minimumSizeHint().height() <= height
    page.resize(width, height)
    page.show_result(result("W", text="HELLO WORLD"))
    QApplication.processEvents()  # the layout settles
    parts = [page.toolbar, page.view, page.panel, page.strip, page.status]
    for part in parts:
        assert page.rect().contains(part.geometry())
        for other in parts:
            assert part is other or not part.geometry().intersects(other.geometry())
    buttons = [b for b in page.findChildren(QAbstractButton) if b.isVisible()]
    for button in buttons:
        place = button.rect().translated(button.mapTo(page, QPoint(0, 0)))
        assert page.rect().contains(place), button.accessibleName()
        needed = button.minimumSizeHint().width() if button.text() else button.iconSize().width() + 8
        assert button.width() >= needed, button.accessibleName()
    assert page.view.height() >= 0.55 * page.height()


def names_of_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("signdesk")]
