"""The Live page's smaller parts: the letter, the bars, the text, the list of sources, the work in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from signdesk.alphabet import LETTERS, Alphabet
from signdesk.app.recognizer_provider import RecognizerProvider
from signdesk.app.theme import TYPE, colours
from signdesk.app.widgets.letter_panel import LetterPanel
from signdesk.app.widgets.segments import Segments
from signdesk.app.widgets.sign_text import fitted
from signdesk.app.widgets.source_picker import CameraChoice, SourcePicker, is_camera, source_title
from signdesk.app.widgets.text_strip import TextStrip
from signdesk.app.widgets.top_bars import TopBars
from signdesk.app.window_source import StillSource, window_source
from signdesk.app.workers import Background
from signdesk.errors import CheckpointError, ImageError, SignDeskError
from signdesk.recognition.reading import Reading
from signdesk.vision.image import write_image
from signdesk.vision.sources import CameraSource, FolderSource, VideoSource


def test_a_letter_is_shown_only_when_it_was_read(read: Callable[..., Any]) -> None:
    panel = LetterPanel()
    sure, unsure = read("K", LETTERS), read("K", LETTERS)
    unsure = Reading(LETTERS, unsure.probabilities, None, 0.4)
    for reading, hand, ready, letter, caption in (
        (None, False, False, None, "Getting ready…"),
        (None, False, True, None, "No hand in view"),
        (unsure, True, True, None, "Not sure"),
        (sure, False, True, None, "No hand in view"),
        (sure, True, True, "K", "90% sure"),
    ):
        panel.show_reading(reading, hand, ready, 0.5)
        assert (panel.letter, panel.caption) == (letter, caption)
        assert caption in panel.accessibleName()
    panel.deleteLater()


def test_bars_show_the_likeliest_five(read: Callable[..., Any]) -> None:
    bars = TopBars()
    bars.show_reading(read("W", LETTERS))
    assert bars.top[0] == ("W", pytest.approx(0.9))
    assert len(bars.top) == 5
    assert bars.accessibleDescription().startswith("W")
    bars.show_reading(None)
    assert bars.top == []
    bars.deleteLater()


def test_a_sign_that_is_a_word_fits_where_letters_do(qapp: QApplication) -> None:
    for width in (60, 110, 200):
        for sign in ("W", "thumbs up", "hello there, my friend"):
            made, text = fitted(sign, 84, width)
            assert QFontMetricsF(made).horizontalAdvance(text) <= width
            assert made.pixelSize() >= TYPE.body, "nobody reads less"
    assert fitted("W", 84, 200)[0].pixelSize() == 84
    assert fitted("thumbs up", 84, 200)[1] == "thumbs up"


def test_bars_stand_still_whichever_signs_are_likeliest(show: Callable[[QWidget], None]) -> None:
    own = Alphabet("own", ("A", "I", "W", "hello", "thumbs up", "good evening to you"))
    bars = TopBars(rows=2)
    bars.resize(240, 60)
    show(bars)

    def left_of_bars(likeliest: list[int]) -> int:
        row = np.full(6, 0.0, np.float32)
        row[likeliest] = 0.4
        bars.show_reading(Reading(own, row, None, 0.4))
        line = bars.grab().toImage()
        colour = QColor(colours().border_strong).rgb()
        return next(x for x in range(line.width()) if line.pixel(x, 14) == colour)

    assert left_of_bars([0, 1]) == left_of_bars([4, 5]) > 90


def test_a_tool_tip_has_the_whole_name_of_a_bar(qtbot: QtBot, show: Callable[[QWidget], None]) -> None:
    own = Alphabet("own", ("A", "good evening to you"))
    bars = TopBars(rows=2)
    show(bars)
    bars.show_reading(Reading(own, np.array([0.4, 0.6], np.float32), None, 0.6))
    qtbot.mouseMove(bars, QPoint(20, 40))
    assert bars.toolTip() == "Click a sign to see how it is made"
    qtbot.mouseMove(bars, QPoint(20, 10))
    assert bars.toolTip().startswith("good evening to you\n")


def test_the_newest_letters_are_in_view(qtbot: QtBot, show: Callable[[QWidget], None]) -> None:
    strip = TextStrip()
    strip.resize(500, 60)
    show(strip)
    strip.show_text("WORD " * 40, pending="W", progress=0.5)
    strip.grab()
    end = strip.line.cursorRect().right()
    assert 0 < end < strip.line.width() - strip.line.fontMetrics().horizontalAdvance("W")


def test_a_narrow_strip_shows_icons_only_and_keeps_the_names(show: Callable[[QWidget], None]) -> None:
    strip = TextStrip()
    strip.resize(900, 60)
    show(strip)
    buttons = strip.findChildren(QPushButton)
    assert all(button.text() for button in buttons)
    strip.resize(420, 60)
    assert not any(button.text() for button in buttons)
    assert all(button.accessibleName() and button.toolTip() for button in buttons)


def test_nothing_is_typed_into_the_text(qtbot: QtBot, show: Callable[[QWidget], None]) -> None:
    strip = TextStrip()
    show(strip)
    strip.show_text("ABC")
    for asked, key in ((strip.space, Qt.Key.Key_Space), (strip.backspace, Qt.Key.Key_Backspace)):
        with qtbot.waitSignal(asked):
            qtbot.keyClick(strip.line, key)
    qtbot.keyClicks(strip.line, "xyz")
    assert strip.text == "ABC", "the text changes only when the composer says so"


def test_segments_are_chosen_in_turn(qtbot: QtBot) -> None:
    segments = Segments([("letters", "Letters"), ("digits", "Digits")], "Alphabet", "What to read")
    qtbot.addWidget(segments)
    segments.set_value("letters")
    chosen: list[str] = []
    segments.chosen.connect(chosen.append)
    segments.choose_next()
    segments.choose_next()
    assert chosen == ["digits", "letters"]
    assert segments.value == "letters"


# Sources


def test_the_list_keeps_the_choice_when_cameras_come_and_go(qtbot: QtBot) -> None:
    picker = SourcePicker()
    qtbot.addWidget(picker)
    picker.set_cameras([CameraChoice("Front", "Front"), CameraChoice("Desk", "Desk")])
    picker.set_current("Desk")
    picker.set_cameras([CameraChoice("Desk", "Desk")])
    assert picker.combo.currentText() == "Desk"
    picker.set_cameras([])
    assert (picker.current, picker.combo.currentText()) == ("Desk", "Desk"), "it may be plugged in again"


def test_an_empty_list_says_so_and_chooses_nothing(qtbot: QtBot) -> None:
    picker = SourcePicker()
    qtbot.addWidget(picker)
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    assert "Looking" in picker.combo.currentText()
    assert not picker.refresh.isEnabled() or picker.cameras == []
    picker.set_cameras([])
    assert picker.combo.currentText() == "No camera found"
    picker.combo.activated.emit(0)
    assert chosen == []
    assert picker.current == ""


def test_files_and_addresses_used_last_are_in_the_list(qtbot: QtBot) -> None:
    picker = SourcePicker()
    qtbot.addWidget(picker)
    picker.set_cameras([CameraChoice("Front", "Front")])
    picker.set_recent(["/videos/hello.mp4", "http://user:secret@10.0.0.1/video"])
    shown = [picker.combo.itemText(row) for row in range(picker.combo.count())]
    assert shown == ["Front", "hello.mp4", "10.0.0.1/video", "Demo"]
    with qtbot.waitSignal(picker.chosen) as told:
        picker.combo.activated.emit(1)
    assert told.args == ["/videos/hello.mp4"]


def test_what_is_a_camera(tmp_path: Path) -> None:
    assert is_camera("0")
    assert is_camera("HD Webcam C920")
    assert not is_camera("rtsp://10.0.0.1/live")
    assert not is_camera(str(tmp_path / "gone.mp4"))
    assert source_title("0") == "Camera 1"


def test_sources_as_the_window_shows_them(tmp_path: Path) -> None:
    video, picture = tmp_path / "a.mp4", tmp_path / "b.png"
    video.write_bytes(b"")
    write_image(picture, np.full((8, 8, 3), 7, np.uint8))
    shown = window_source(str(video))
    assert isinstance(shown, VideoSource)
    assert shown.live, "a video runs at its own speed"
    assert isinstance(window_source(str(tmp_path)), FolderSource)
    assert isinstance(window_source("Front camera"), CameraSource)
    with window_source(str(picture)) as still:
        assert isinstance(still, StillSource)
        first, second = still.read(), still.read()
    assert first is not None
    assert second is not None
    assert (first.index, second.index) == (0, 1)
    assert second.time > first.time
    assert (second.image == 7).all()
    assert still.read() is None


def test_a_picture_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "b.png"
    broken.write_bytes(b"not a picture")
    with pytest.raises(SignDeskError, match=r"b\.png"):
        window_source(str(broken)).open()


# Work in the background


def test_results_and_errors_come_back_in_the_qt_thread(qtbot: QtBot) -> None:
    owner = QObject()
    background = Background(owner)
    got: list[tuple[object, str]] = []

    def note(value: object) -> None:
        got.append((value, threading.current_thread().name))

    def refuse() -> None:
        raise ImageError("The disk is full.")

    def stumble() -> None:
        raise ZeroDivisionError("one by nothing")

    for work in (lambda: 42, refuse, stumble):
        background.run(work, note, note)
    qtbot.waitUntil(lambda: len(got) == 3)
    assert {name for _, name in got} == {threading.current_thread().name}
    texts = {str(value) for value, _ in got}
    assert {"42", "The disk is full."} < texts
    assert any("one by nothing" in text and "log" in text for text in texts)
    assert background.close()


def test_nothing_is_delivered_to_what_is_closed(qtbot: QtBot) -> None:
    owner = QObject()
    background = Background(owner)
    go_on, got = threading.Event(), []
    background.run(lambda: go_on.wait(5), got.append, got.append)
    assert not background.close(timeout=0.01), "it says that something is still at work"
    go_on.set()
    assert background.close()
    qtbot.wait(1)
    assert got == []


# The networks


def test_the_networks_are_loaded_once_and_errors_are_not_kept(stand_in: Any) -> None:
    answers: list[Any] = [CheckpointError("damaged"), stand_in]

    def load() -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    provider = RecognizerProvider(load=load)
    with pytest.raises(CheckpointError):
        provider()
    assert provider() is provider()


def test_two_threads_use_the_networks_in_turn(stand_in: Any) -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    class Watched(type(stand_in)):  # type: ignore[misc]
        def recognize(self, *args: Any, **kwargs: Any) -> Any:
            nonlocal inside, most
            with lock:
                inside += 1
                most = max(most, inside)
            result = super().recognize(*args, **kwargs)
            with lock:
                inside -= 1
            return result

    recognizer = RecognizerProvider(load=Watched)()
    picture = np.zeros((40, 40, 3), np.uint8)
    threads = [
        threading.Thread(target=lambda: [recognizer.recognize(picture, LETTERS) for _ in range(50)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
