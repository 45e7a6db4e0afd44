"""The guide box: by keyboard and by mouse, mirrored and not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.widgets.guide_overlay import DEFAULT_REGION, MIN_SIDE, GuideOverlay


@pytest.fixture
def guide(show: Callable[[QWidget], None]) -> GuideOverlay:
    window = QWidget()
    window.resize(800, 600)
    made = GuideOverlay(window)
    made.setGeometry(0, 0, 800, 600)
    made.set_mirror(False)
    made.set_region((0.4, 0.4, 0.2, 0.2))
    made.setFocus()
    made._keep = window  # type: ignore[attr-defined]
    show(window)
    return made


@pytest.mark.parametrize(
    ("key", "x", "y"),
    [
        (Qt.Key.Key_Left, -0.02, 0),
        (Qt.Key.Key_Right, 0.02, 0),
        (Qt.Key.Key_Up, 0, -0.02),
        (Qt.Key.Key_Down, 0, 0.02),
    ],
)
def test_arrows_move_it_as_it_is_seen(qtbot: QtBot, guide: GuideOverlay, key: Qt.Key, x: float, y: float) -> None:
    qtbot.keyClick(guide, key)
    assert guide.region == pytest.approx((0.4 + x, 0.4 + y, 0.2, 0.2))
    guide.set_region((0.4, 0.4, 0.2, 0.2))
    guide.set_mirror(True)
    qtbot.keyClick(guide, key)
    assert guide.region == pytest.approx((0.4 - x, 0.4 + y, 0.2, 0.2))


def test_shift_resizes_around_the_middle(qtbot: QtBot, guide: GuideOverlay) -> None:
    with qtbot.waitSignal(guide.changed) as told:
        qtbot.keyClick(guide, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert told.args == [guide.region]
    assert guide.region == pytest.approx((0.39, 0.4, 0.22, 0.2))
    qtbot.keyClick(guide, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert guide.region == pytest.approx((0.39, 0.41, 0.22, 0.18))


def test_it_stays_inside_the_picture_and_large_enough(qtbot: QtBot, guide: GuideOverlay) -> None:
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        for _ in range(40):
            qtbot.keyClick(guide, key)
    assert guide.region == pytest.approx((0, 0, 0.2, 0.2))
    for _ in range(40):
        qtbot.keyClick(guide, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert guide.region[2] == pytest.approx(MIN_SIDE)
    qtbot.keyClick(guide, Qt.Key.Key_Home)
    assert guide.region == DEFAULT_REGION


def test_dragging_the_inside_moves_it(qtbot: QtBot, guide: GuideOverlay) -> None:
    drag(qtbot, guide, QPoint(400, 300), QPoint(480, 240))
    assert guide.region == pytest.approx((0.5, 0.3, 0.2, 0.2))


def test_dragging_an_edge_resizes_it(qtbot: QtBot, guide: GuideOverlay) -> None:
    drag(qtbot, guide, QPoint(480, 300), QPoint(560, 310))
    assert guide.region == pytest.approx((0.4, 0.4, 0.3, 0.2))
    drag(qtbot, guide, QPoint(320, 240), QPoint(160, 120))
    assert guide.region == pytest.approx((0.2, 0.2, 0.5, 0.4))


def test_dragging_in_the_mirror(qtbot: QtBot, guide: GuideOverlay) -> None:
    guide.set_mirror(True)
    drag(qtbot, guide, QPoint(480, 300), QPoint(560, 300))  # the right edge seen is the left one of the picture
    assert guide.region == pytest.approx((0.3, 0.4, 0.3, 0.2))


def test_an_edge_dragged_beyond_the_other_stops(qtbot: QtBot, guide: GuideOverlay) -> None:
    drag(qtbot, guide, QPoint(480, 300), QPoint(10, 300))
    assert guide.region == pytest.approx((0.4, 0.4, MIN_SIDE, 0.2))
    drag(qtbot, guide, QPoint(320, 300), QPoint(-500, 300))
    assert guide.region[0] == pytest.approx(0)


def test_a_screen_reader_hears_where_it_is(guide: GuideOverlay) -> None:
    assert guide.accessibleName()
    assert "40% from the left" in guide.accessibleDescription()


def drag(qtbot: QtBot, guide: GuideOverlay, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(guide, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(guide, (start + end) / 2)
    qtbot.mouseMove(guide, end)
    qtbot.mouseRelease(guide, Qt.MouseButton.LeftButton, pos=end)
