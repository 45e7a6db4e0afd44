"""The video: where the picture lies, what a mirror changes and what it doesn't."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.theme import colours
from signdesk.app.widgets.hand_overlay import view_rect
from signdesk.app.widgets.state_card import CardContent
from signdesk.app.widgets.video_view import VideoView
from signdesk.hands.hand import Hand
from signdesk.vision.box import Box

RED, BLUE = (200, 30, 30), (30, 30, 200)
HAND = Hand(Box(20, 60, 40, 60), 0.9)


@pytest.fixture
def view(show: Callable[[QWidget], None]) -> VideoView:
    made = VideoView()
    made.resize(640, 640)
    show(made)
    made.set_mirror(False)
    return made


@pytest.fixture
def halves() -> NDArray[np.uint8]:
    """A picture that is red on the left and blue on the right, 320 × 240."""
    image = np.empty((240, 320, 3), np.uint8)
    image[:, :160], image[:, 160:] = RED, BLUE
    return image


def test_the_picture_lies_in_the_middle_in_its_own_proportions(view: VideoView, halves: NDArray[np.uint8]) -> None:
    view.show_frame(halves, None, None, 0)
    assert view.picture_rect().getRect() == pytest.approx((0, 80, 640, 480))
    assert colour_at(view, 160, 320) == RED
    assert colour_at(view, 480, 320) == BLUE
    assert colour_at(view, 320, 20) == QColor(colours().stage).toTuple()[:3]


def test_a_mirror_turns_the_picture_and_the_box_but_not_the_letter(view: VideoView, halves: NDArray[np.uint8]) -> None:
    view.show_frame(halves, HAND, "B", 0.9)
    straight = tag(view, x=40)
    view.set_mirror(True)
    assert colour_at(view, 160, 320) == BLUE
    mirrored = tag(view, x=640 - 120)
    assert view_rect(HAND, view.picture_rect(), 2, mirror=True).left() == pytest.approx(640 - 120)
    # The tag with the letter lies at the other side of the picture, and reads the same.
    assert np.abs(straight.astype(int) - mirrored).mean() < 12
    assert np.abs(straight.astype(int) - mirrored[:, ::-1]).mean() > 25


def test_each_picture_is_painted_once(qtbot: QtBot, view: VideoView, halves: NDArray[np.uint8]) -> None:
    painted: list[int] = []
    view.painted.connect(lambda: painted.append(1))
    with qtbot.waitSignal(view.painted):
        view.show_frame(halves, None, None, 0)
    view.repaint()
    view.repaint()
    assert painted == [1]


def test_large_pictures_are_shrunk_smoothly(view: VideoView) -> None:
    stripes = np.zeros((1200, 2560, 3), np.uint8)
    stripes[:, ::4] = 255  # a quarter white: only sampling single pixels would give black or white
    view.show_frame(stripes, None, None, 0)
    image = view.grab().toImage()
    seen = [image.pixelColor(x, 320).red() for x in range(100, 140)]
    assert max(seen) - min(seen) < 40


def test_the_guide_lies_on_the_picture_and_goes_with_it(view: VideoView, halves: NDArray[np.uint8]) -> None:
    view.show_guide(True)
    assert not view.guide.isVisible()
    view.show_frame(halves, None, None, 0)
    assert view.guide.isVisible()
    assert view.guide.geometry().getRect() == (0, 80, 640, 480)
    view.clear()
    assert not view.guide.isVisible()


def test_a_card_over_the_last_picture_keeps_it_faintly(view: VideoView, halves: NDArray[np.uint8]) -> None:
    view.show_frame(halves, None, None, 0)
    view.card.show_content(CardContent("link-break", "Gone", "", over_picture=True))
    left, right = colour_at(view, 100, 150), colour_at(view, 540, 150)
    stage = np.array(QColor(colours().stage).toTuple()[:3])
    assert left != right
    assert np.abs(np.array([left, right]) - stage).max() < 40


def test_what_is_dropped_is_passed_on(qtbot: QtBot, view: VideoView) -> None:
    files, address = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile("/videos/ä b.mp4"), QUrl("http://192.168.1.20:8080/video")])
    address.setText(" rtsp://10.0.0.1/live \n")
    for data, expected in (
        (files, ["/videos/ä b.mp4", "http://192.168.1.20:8080/video"]),
        (address, ["rtsp://10.0.0.1/live"]),
    ):
        drop = QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        with qtbot.waitSignal(view.dropped) as told:
            view.dropEvent(drop)
        assert told.args == [expected]


def test_words_that_are_no_source_are_not_taken(qtbot: QtBot, view: VideoView) -> None:
    words = QMimeData()
    words.setText("some words")
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with qtbot.assertNotEmitted(view.dropped):
        view.dropEvent(QDropEvent(QPointF(5, 5), action, words, button, key))


def colour_at(view: VideoView, x: int, y: int) -> tuple[int, int, int]:
    return view.grab().toImage().pixelColor(QPoint(x, y)).toTuple()[:3]  # type: ignore[return-value]


def tag(view: VideoView, x: int) -> NDArray[np.uint8]:
    """The pixels of the tag above the hand's box, whose left edge is at ``x``."""
    image = view.grab().toImage()
    top = 80 + 2 * 60 - 6 - 36
    grey = [[image.pixelColor(x - 4 + i, top + j).lightness() for i in range(60)] for j in range(4, 26)]
    return np.array(grey, np.uint8)
