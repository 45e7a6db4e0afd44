"""Gradient descent on a cost surface, in the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.context import AppContext
from signdesk.app.theme import DARK, LIGHT, Theme
from signdesk.app.train_descents import STEPS, Asked, Walked
from signdesk.app.train_session import TrainSession
from signdesk.app.widgets.chart_contours import contours
from signdesk.app.widgets.chart_surface import Ground, SurfaceView, Way
from signdesk.app.widgets.train_runs_descent import DescentPart
from signdesk.training.cost_surface import SURFACES, Descent, landscape
from signdesk.training.descents import Verdict


class Asking:
    """Stands in for the computation: remembers what was asked."""

    def __init__(self, part: DescentPart) -> None:
        self.asked: list[Asked] = []
        part.descents.ask = self.asked.append  # type: ignore[method-assign]


def walked(asked: Asked, kinds: tuple[Verdict, ...]) -> Walked:
    surface = SURFACES["bowl"]
    x, y, costs = landscape(surface, 21)
    way = Descent("gd", np.linspace((-2, 1), (0, 0), STEPS + 1), np.linspace(7, 0, STEPS + 1))
    ways = dict.fromkeys(asked.methods, way)
    verdicts = dict(zip(asked.methods, kinds, strict=True))
    return Walked(asked, surface, x, y, costs, ways, dict.fromkeys(ways, 0.25), verdicts)


THERE = Verdict("there", 20, False)


@pytest.fixture
def part(qtbot: QtBot, context: AppContext, show: Callable[[QWidget], None]) -> Iterator[DescentPart]:
    session = TrainSession(context)
    made = DescentPart(session, context)
    made.resize(900, 560)
    show(made)
    yield made
    made.close_section()
    session.close()


def test_what_is_ticked_is_asked_for_and_told(part: DescentPart) -> None:
    asking = Asking(part)
    part.refresh()
    assert asking.asked[-1].methods == ("gd", "momentum", "adam")
    swinging, off = Verdict("under way", 120, True), Verdict("off", 8, False)
    part.descents.walked.emit(walked(asking.asked[-1], (THERE, swinging, off)))
    told = part.told.text()
    assert "At the bottom: Batch descent after 20 steps." in told
    assert "overshoots the ravine: Momentum." in told
    assert "lower the rate: Adam." in told
    item = part.ways.item(5)
    item.setCheckState(Qt.CheckState.Checked)
    assert asking.asked[-1].methods == ("gd", "momentum", "adagrad", "adam")


def test_the_ways_are_walked_step_by_step(qtbot: QtBot, part: DescentPart) -> None:
    asking = Asking(part)
    part.refresh()
    part.descents.walked.emit(walked(asking.asked[-1], (THERE,) * 3))
    assert part.step == STEPS
    part.back.click()
    part.one.click()
    assert part.step == 1
    assert "cost 6.942" in part.ways.item(0).text()
    with qtbot.waitSignal(part.stepped):
        part.play.click()
    assert part.play.accessibleName() == "Pause"
    part.play.click()
    assert part.play.accessibleName() == "Play"


def test_another_rate_and_another_start_are_walked_anew(qtbot: QtBot, part: DescentPart) -> None:
    asking = Asking(part)
    part.refresh()
    part.descents.walked.emit(walked(asking.asked[-1], (THERE,) * 3))
    part.rate.setValue(3)
    assert asking.asked[-1].factor == pytest.approx(2, rel=0.01)
    before = part.view.start
    qtbot.keyClick(part.view, Qt.Key.Key_Right)
    start = asking.asked[-1].start
    assert start is not None
    assert start[0] > before[0]
    assert start[1] == pytest.approx(before[1])
    qtbot.mouseClick(part.view, Qt.MouseButton.LeftButton, pos=QPoint(40, 6))
    start = asking.asked[-1].start
    assert start is not None
    assert start[0] < -2.5
    assert start[1] > 1.3


def test_without_pictures_there_is_nothing_to_draw_from(part: DescentPart) -> None:
    asking = Asking(part)
    part.refresh()
    assert asking.asked[-1].surface == "data"
    part.surface.setCurrentIndex(part.surface.findData("saddle"))
    assert asking.asked[-1].surface == "saddle"
    assert part.ways.item(1).isHidden()
    part.surface.setCurrentIndex(part.surface.findData("line"))
    assert not part.ways.item(1).isHidden()


def test_what_cannot_be_computed_is_said(part: DescentPart) -> None:
    part.descents.failed.emit("There are no pictures.")
    assert part.told.text() == "There are no pictures."


def test_lines_of_equal_height_lie_where_the_height_is() -> None:
    y, x = np.mgrid[0:1:41j, 0:1:41j]
    pieces = contours(x + 2 * y, 1.2)
    assert len(pieces) > 20
    points = pieces.reshape(-1, 2)
    np.testing.assert_allclose(points[:, 0] + 2 * points[:, 1], 1.2, atol=1e-9)
    assert contours(np.zeros((5, 5)), 0.5).shape == (0, 4)


def test_deep_and_high_are_told_apart_in_both_themes(show: Callable[[QWidget], None], theme: Theme) -> None:
    view = SurfaceView()
    view.resize(300, 300)
    show(view)
    x = np.linspace(-1, 1, 31)
    ground = Ground(x, x, x[None] ** 2 + x[:, None] ** 2, (0.0, 0.0))
    view.show_ground(ground, (0.9, 0.9))
    view.show_ways([Way("gd", np.array([[0.9, 0.9], [0.4, 0.4]]), 0)], 1)
    for mode, colour in (("light", LIGHT), ("dark", DARK)):
        theme.set_mode(mode)
        image = view.grab().toImage()
        deep, high = image.pixelColor(150, 140), image.pixelColor(40, 6)
        assert abs(deep.lightness() - high.lightness()) > 20, colour


def test_while_no_dataset_is_chosen_the_bundled_pictures_are_walked(part: DescentPart) -> None:
    asked = Asked("data", ("gd",), data={"datasets": (), "labels": ()})
    walked = part.descents._walk(asked)
    assert "A from B" in walked.surface.summary
    assert walked.verdicts["gd"].kind == "there"
