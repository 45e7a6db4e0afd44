"""The Images page as a user meets it: drop, look, filter, remove, save; and nothing that stops the window."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from signdesk.alphabet import ALPHABETS, Alphabet, alphabet
from signdesk.app import shortcuts
from signdesk.app.context import AppContext
from signdesk.app.image_list import EntryState
from signdesk.app.main_window import PAGES, MainWindow
from signdesk.app.pages import images
from signdesk.app.pages.images import ImagesPage
from signdesk.app.theme import colours
from signdesk.app.widgets.image_tools import ImageTools
from signdesk.errors import CheckpointError
from signdesk.hands.hand import Hand
from signdesk.recognition.batch import HandMode
from signdesk.recognition.reading import Reading
from signdesk.recognition.recognition import Recognition
from signdesk.vision.box import Box
from signdesk.vision.image import Image, write_image

HAND = Box(10, 10, 40, 50)


def grey(level: int, width: int = 120, height: int = 90) -> Image:
    return np.full((height, width, 3), level, np.uint8)


class ByBrightness:
    """Reads the sign whose number is a tenth of a picture's brightness; black holds no hand, white can't be told."""

    def __init__(self) -> None:
        self.error: CheckpointError | None = None
        self.go_on = threading.Event()
        self.go_on.set()
        self.asked = 0
        self.last: int | None = None
        """After so many pictures it waits for ``go_on``."""

    def listen(self, heard: Callable[[], None]) -> None:
        """It is never exchanged."""

    own = None
    alphabets = tuple(ALPHABETS)
    alphabet = staticmethod(alphabet)

    def __call__(self) -> ByBrightness:
        if self.error is not None:
            raise self.error
        return self

    def recognize(self, image: Image, alphabet: Alphabet, hand: HandMode = "auto") -> Recognition:
        if self.asked == self.last:
            self.go_on.clear()
        self.asked += 1
        self.go_on.wait(10)
        level = round(float(image.mean()))
        if level == 0 and hand == "auto":
            return Recognition(None, None, 1.0, 0.0)
        probabilities = np.full(len(alphabet), 0.1 / (len(alphabet) - 1), np.float32)
        sign = level // 10 % len(alphabet)
        probabilities[sign] = 0.9
        label = None if level == 255 else alphabet.labels[sign]
        return Recognition(Hand(HAND, 0.9), Reading(alphabet, probabilities, label, 0.9), 1.0, 1.0)


@pytest.fixture
def recognizer() -> ByBrightness:
    return ByBrightness()


@pytest.fixture
def page(context: AppContext, recognizer: ByBrightness, qtbot: QtBot) -> Iterator[ImagesPage]:
    context.recognizer = recognizer  # type: ignore[assignment]
    window = MainWindow(context, [spec for spec in PAGES if spec.name == "images"])
    qtbot.addWidget(window)
    window.resize(1024, 700)
    window.show()
    window.open_page("images")
    made = window.page("images")
    assert isinstance(made, ImagesPage)
    yield made
    recognizer.go_on.set()
    window.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """a.png reads A, b.png B, dark.png has no hand, light.png is unsure, bad.png is none."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for name, level in {"a.png": 1, "b.png": 10, "dark.png": 0, "light.png": 255}.items():
        write_image(pictures / name, grey(level))
    (pictures / "bad.png").write_bytes(b"no picture")
    return pictures


def notices(context: AppContext) -> list[str]:
    """All that is told from now on."""
    told: list[str] = []
    context.notifier.listen(lambda notice: told.append(notice.text))
    return told


def wait_until_read(page: ImagesPage, qtbot: QtBot, number: int) -> None:
    def read() -> None:
        assert len(page.session.images) == number
        assert not page.session.reading
        assert not page.session.listing

    qtbot.waitUntil(lambda: _holds(read), timeout=10_000)


def _holds(check: object) -> bool:
    try:
        check()  # type: ignore[operator]
    except AssertionError:
        return False
    return True


def drop(page: ImagesPage, data: QMimeData) -> bool:
    """Drag ``data`` onto the page and let it go; whether the page would take it."""
    keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    page.dragEnterEvent(enter)
    if enter.isAccepted():
        page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    return enter.isAccepted()


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def labels(page: ImagesPage) -> list[str]:
    return [entry.reading.label or "?" if entry.reading else "-" for entry in page.session.images]


def choose(page: ImagesPage, name: str) -> None:
    rows = range(page.shown.rowCount())
    page.grid.choose(next(row for row in rows if page.shown.index(row, 0).data() == name))


def test_an_empty_page_invites_to_drop_pictures(page: ImagesPage) -> None:
    assert page.empty.isVisible()
    assert page.empty.content is not None
    assert "Drop" in page.empty.content.title
    assert not page.grid.isVisible()


def test_keys_are_written_as_the_system_writes_them(page: ImagesPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortcuts, "key_text", lambda keys: keys.replace("Ctrl+", "⌘"))
    monkeypatch.setattr(images, "key_text", shortcuts.key_text)
    tools = ImageTools([], [])
    tools.show_progress(1, 2, 0)
    texts = [button.toolTip() for button in tools.findChildren(QAbstractButton)]
    assert sum("⌘" in text for text in texts) == 5, "two alphabets, two places of the hand, and Stop"
    assert not [text for text in (*texts, page._invitation().text) if "Ctrl" in text]
    tools.deleteLater()


def test_a_folder_that_is_dropped_is_read(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    assert drop(page, files(folder))
    wait_until_read(page, qtbot, 5)
    assert [entry.name for entry in page.session.images] == ["a.png", "b.png", "bad.png", "dark.png", "light.png"]
    assert labels(page) == ["A", "B", "-", "-", "?"]
    assert page.grid.isVisible()
    assert not page.empty.isVisible()
    texts = [page.tools.filters.text(state) for state in (None, *EntryState) if state is not EntryState.WAITING]
    assert texts == ["All 5", "Read 2", "Unsure 1", "No hand 1", "Errors 1"]


def test_the_first_picture_is_chosen_and_shown_large_with_its_reading(
    page: ImagesPage, folder: Path, qtbot: QtBot
) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    qtbot.waitUntil(lambda: page.detail.canvas.pixmap is not None and page.detail.canvas.pixmap.width() == 120)
    assert page.detail.verdict.letter == "A"
    assert page.detail.verdict.caption == "90% sure"
    assert page.detail.bars.top[0] == ("A", pytest.approx(0.9))


@pytest.mark.usefixtures("modelled_skin")
def test_a_likely_sign_opens_how_it_is_made(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    qtbot.mouseClick(page.detail.bars, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    dialog = page.reference.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.card.sign == "A"


@pytest.mark.parametrize(
    ("name", "caption"), [("dark.png", "No hand"), ("light.png", "Not sure"), ("bad.png", "Can’t be read")]
)
def test_where_nothing_was_read_the_page_says_why(
    page: ImagesPage, folder: Path, qtbot: QtBot, name: str, caption: str
) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    choose(page, name)
    assert page.detail.verdict.letter == ""
    assert page.detail.verdict.caption == caption
    qtbot.waitUntil(lambda: (page.detail.canvas.pixmap is None) == (name == "bad.png"))


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """1.2 seconds that read B."""
    from signdesk.vision.opencv import cv2

    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (64, 48))
    if not writer.isOpened():
        pytest.skip("this OpenCV writes no MJPG")
    for _ in range(12):
        writer.write(grey(15, 64, 48))
    writer.release()
    return path


def test_a_video_shows_its_frames_with_their_times(page: ImagesPage, clip: Path, qtbot: QtBot) -> None:
    assert drop(page, files(clip))
    wait_until_read(page, qtbot, 3)
    assert [entry.name for entry in page.session.images] == [f"clip.avi · 0:0{time}" for time in ("0.0", "0.5", "1.0")]
    assert labels(page) == ["B", "B", "B"]
    page.grid.choose(2)
    qtbot.waitUntil(lambda: page.detail.canvas.pixmap is not None and page.detail.canvas.pixmap.width() == 64)


def test_it_is_said_how_far_a_video_was_read(
    page: ImagesPage, recognizer: ByBrightness, clip: Path, qtbot: QtBot
) -> None:
    recognizer.last = 2
    assert drop(page, files(clip))
    qtbot.waitUntil(lambda: len(page.session.images) == 2 and recognizer.asked == 3)
    qtbot.waitUntil(lambda: page.status.text == "Reading 1 of 1 · clip.avi · 0:00.5")
    recognizer.go_on.set()
    wait_until_read(page, qtbot, 3)
    assert page.status.text == "3 pictures"


def test_a_video_that_is_removed_is_read_no_further(
    page: ImagesPage, recognizer: ByBrightness, clip: Path, folder: Path, qtbot: QtBot
) -> None:
    recognizer.last = 1
    page.open_paths([clip, folder / "a.png"])
    qtbot.waitUntil(lambda: len(page.session.images) == 2 and labels(page)[0] == "B" and recognizer.asked == 2)
    undo = []
    page.context.notifier.listen(lambda notice: undo.append(notice.action))
    page.grid.choose(0)
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    recognizer.go_on.set()
    wait_until_read(page, qtbot, 1)
    assert recognizer.asked <= 3, "the frame that was in work, and the picture"
    undo[0]()
    wait_until_read(page, qtbot, 4)
    assert labels(page) == ["B", "B", "B", "A"]


def test_where_nothing_scrolls_there_is_no_handle(page: ImagesPage, tmp_path: Path, qtbot: QtBot) -> None:
    handle = QColor(colours().border_strong)
    middle = QPoint(6, 60)

    def shown() -> QColor:
        return page.grid.verticalScrollBar().grab().toImage().pixelColor(middle)

    write_image(tmp_path / "0.png", grey(10))
    page.open_paths([tmp_path / "0.png"])
    wait_until_read(page, qtbot, 1)
    assert shown() != handle
    assert page.status.text == "1 picture"
    for number in range(1, 20):
        write_image(tmp_path / f"{number}.png", grey(10))
    page.open_paths([tmp_path])
    wait_until_read(page, qtbot, 20)
    qtbot.waitUntil(lambda: shown() == handle)


def test_something_else_is_not_taken(page: ImagesPage) -> None:
    data = QMimeData()
    data.setText("just words")
    assert not drop(page, data)


def test_a_picture_from_the_clipboard_is_read(page: ImagesPage, qtbot: QtBot) -> None:
    image = QImage(64, 48, QImage.Format.Format_ARGB32)
    image.fill(QColor(20, 20, 20))
    QGuiApplication.clipboard().setImage(image)
    qtbot.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_until_read(page, qtbot, 1)
    assert labels(page) == ["C"]
    assert page.session.images.entry(0).name.startswith("Pasted picture")


def test_an_empty_clipboard_says_so(page: ImagesPage, qtbot: QtBot) -> None:
    told = notices(page.context)
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(told) == 1


def test_another_alphabet_reads_everything_again_and_is_remembered(
    page: ImagesPage, folder: Path, qtbot: QtBot
) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    wait_until_read(page, qtbot, 5)
    assert labels(page) == ["0", "1", "-", "-", "?"]
    assert page.context.settings.value.images_alphabet == "digits"


def test_the_whole_picture_as_a_hand_reads_where_none_was_found(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    page.open_paths([folder / "dark.png"])
    wait_until_read(page, qtbot, 1)
    assert labels(page) == ["-"]
    qtbot.keyClick(page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    wait_until_read(page, qtbot, 1)
    assert labels(page) == ["A"]


def test_a_filter_shows_only_its_pictures(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    page.tools.filters.choose(EntryState.ERROR)
    assert page.shown.rowCount() == 1
    assert page.grid.current is not None
    assert page.grid.current.name == "bad.png"
    page.tools.filters.choose(None)
    assert page.shown.rowCount() == 5


def test_everything_can_be_done_with_the_keyboard(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    assert page.grid.hasFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    assert page.detail.verdict.letter == "B"
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert not page.grid.isVisible()
    assert page.detail.canvas.hasFocus()
    qtbot.keyClick(page.detail.canvas, Qt.Key.Key_Left)
    assert page.detail.verdict.letter == "A"
    qtbot.keyClick(page.detail.canvas, Qt.Key.Key_Escape)
    assert page.grid.isVisible()
    assert page.grid.hasFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    assert [entry.name for entry in page.session.images] == ["b.png", "bad.png", "dark.png", "light.png"]
    assert page.detail.verdict.letter == "B"
    assert (folder / "a.png").exists(), "only the list forgets it"


def test_the_arrow_keys_go_through_all_rows(page: ImagesPage, tmp_path: Path, qtbot: QtBot) -> None:
    for number in range(7):
        write_image(tmp_path / f"{number}.png", grey(10 * number))
    page.open_paths([tmp_path / f"{number}.png" for number in range(7)])
    wait_until_read(page, qtbot, 7)
    rows = []
    for key in ("Right", "Right", "Right", "Right", "Left", "Left", "Down", "Up", "End", "Down", "Home", "Up"):
        qtbot.keyClick(page.grid, getattr(Qt.Key, f"Key_{key}"))
        rows.append(page.grid.currentIndex().row())
    assert rows[:6] == [1, 2, 3, 4, 3, 2]
    assert rows[6] > rows[7] == 2, "down leads to the next row and up back again"
    assert rows[8:] == [6, 6, 0, 0]


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_what_was_removed_can_be_taken_back(key: Qt.Key, page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    undo = []
    page.context.notifier.listen(lambda notice: undo.append(notice.action))
    page.grid.selectAll()
    qtbot.keyClick(page.grid, key)
    assert len(page.session.images) == 0
    assert page.empty.isVisible()
    undo[0]()
    assert labels(page) == ["A", "B", "-", "-", "?"]
    assert page.grid.isVisible()


def test_in_the_large_view_only_the_picture_shown_is_removed(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    page.grid.selectAll()
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    qtbot.keyClick(page.detail.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().count(".png") == 1
    qtbot.keyClick(page.detail.canvas, Qt.Key.Key_Delete)
    assert [entry.name for entry in page.session.images] == ["b.png", "bad.png", "dark.png", "light.png"]


def test_pictures_after_the_last_one_are_listed_again(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    """Also where the last one was removed in the large view."""
    page.open_paths([folder / "a.png"])
    wait_until_read(page, qtbot, 1)
    choose(page, "a.png")
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert page.grid.isHidden()
    qtbot.keyClick(page.detail.canvas, Qt.Key.Key_Delete)
    assert len(page.session.images) == 0
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    assert page.grid.isVisible()


def test_what_is_taken_back_is_read_as_all_else_is_by_then(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    undo = []
    page.context.notifier.listen(lambda notice: undo.append(notice.action))
    choose(page, "a.png")
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    wait_until_read(page, qtbot, 4)
    undo[0]()
    wait_until_read(page, qtbot, 5)
    assert labels(page) == ["0", "1", "-", "-", "?"]


def test_the_same_picture_is_listed_once_and_the_user_is_told(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    told = notices(page.context)
    page.open_paths([folder / "a.png"])
    qtbot.waitUntil(lambda: len(told) == 1)
    assert len(page.session.images) == 5


def test_stopping_keeps_what_was_read_and_going_on_reads_the_rest(
    page: ImagesPage, recognizer: ByBrightness, folder: Path, qtbot: QtBot
) -> None:
    recognizer.go_on.clear()
    page.open_paths([folder])
    qtbot.waitUntil(lambda: page.session.reading and len(page.session.images) == 5)
    assert page.tools.run.accessibleName() == "Stop"
    qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert not page.session.reading
    assert page.tools.run.accessibleName() == "Read 5 more"
    assert "5" in page.status.text
    recognizer.go_on.set()
    qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    wait_until_read(page, qtbot, 5)
    assert labels(page) == ["A", "B", "-", "-", "?"]
    assert not page.tools.run.isVisible()


def test_networks_that_cannot_be_loaded_are_told_and_tried_again(
    page: ImagesPage, recognizer: ByBrightness, folder: Path, qtbot: QtBot
) -> None:
    recognizer.error = CheckpointError("models/reader.safetensors does not exist. Reinstall signdesk.")
    page.open_paths([folder])
    qtbot.waitUntil(lambda: page.status.text == str(recognizer.error))
    assert page.tools.run.accessibleName() == "Read 5 more"
    recognizer.error = None
    page.tools.run.click()
    wait_until_read(page, qtbot, 5)
    assert labels(page)[:2] == ["A", "B"]


@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_results_are_saved(
    page: ImagesPage, folder: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    told = notices(page.context)
    path = tmp_path / f"out{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    keys = Qt.KeyboardModifier.ControlModifier
    if suffix == ".json":
        keys |= Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page, Qt.Key.Key_S, keys)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "5 results" in told[0]
    if suffix == ".json":
        found = json.loads(path.read_text("utf-8"))
        assert [value["label"] for value in found] == ["A", "B", None, None, None]
        assert found[0]["hand"] == [10, 10, 40, 50]
    else:
        assert len(path.read_text("utf-8").splitlines()) == 6


def test_results_that_cannot_be_written_are_told(page: ImagesPage, folder: Path, tmp_path: Path, qtbot: QtBot) -> None:
    page.open_paths([folder / "a.png"])
    wait_until_read(page, qtbot, 1)
    told = notices(page.context)
    (tmp_path / "a file").touch()
    entry = page.session.images.entry(0)
    assert entry.result is not None
    page.output.write(tmp_path / "a file" / "out.csv", [entry.result])
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "out.csv" in told[0]


def test_selected_results_are_copied(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    page.grid.choose(1)
    told = notices(page.context)
    qtbot.keyClick(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert told == ["1 result copied."]
    header, line = QGuiApplication.clipboard().text().splitlines()
    assert header.split("\t") == ["path", "label", "confidence"]
    assert line.split("\t") == [str(folder / "b.png"), "B", "0.9"]


def test_ten_thousand_pictures_leave_the_window_alive(page: ImagesPage, tmp_path: Path, qtbot: QtBot) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(10_000):
        (many / f"{number}.png").touch()
    beats: list[float] = []
    heart = QTimer(page)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start(5)
    page.open_paths([many])
    qtbot.waitUntil(lambda: len(page.session.images) == 10_000, timeout=60_000)
    page.grid.scrollToBottom()
    page.tools.filters.choose(EntryState.READ)
    page.tools.filters.choose(None)
    page.window().resize(900, 650)
    qtbot.waitUntil(lambda: not page.session.listing)
    heart.stop()
    # Not how long it takes, which depends on the machine, but that the window had its turn many times on the way.
    assert len(beats) > 50
    assert not page.empty.isVisible(), "the invitation must not shine through the list"
    assert page.session.images.counts.total() == 10_000


def test_closing_in_the_middle_of_reading_leaves_nothing(
    page: ImagesPage, recognizer: ByBrightness, folder: Path, qtbot: QtBot
) -> None:
    recognizer.go_on.clear()
    page.open_paths([folder])
    qtbot.waitUntil(lambda: page.session.reading)
    threading.Timer(0.05, recognizer.go_on.set).start()  # the window waits for the picture in work
    page.window().close()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("signdesk")]


def test_every_control_has_a_name(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    nameless = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless == []


def test_the_page_fits_a_small_window_in_both_themes(page: ImagesPage, folder: Path, qtbot: QtBot) -> None:
    page.open_paths([folder])
    wait_until_read(page, qtbot, 5)
    theme = page.context.theme
    assert theme is not None
    for mode in ("dark", "light"):
        theme.set_mode(mode)
        assert page.minimumSizeHint().width() <= 1024 - 92
        ground = page.window().grab().toImage().pixelColor(600, 110)
        assert (ground.lightness() < 128) == (mode == "dark")
