"""A regression's result in the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.context import AppContext
from signdesk.app.train_pictures import _draw_box
from signdesk.app.train_session import TrainSession
from signdesk.app.widgets.train_network import NetworkSection
from signdesk.app.widgets.train_run import RunSection
from signdesk.app.widgets.train_runs_live import CompareLive
from signdesk.networks.specs import SPECS
from signdesk.training.box_report import BoxExample, BoxReport, Fit
from signdesk.training.run_folder import RunFolder
from signdesk.training.runs import Run
from tests.app.train_stand_ins import Jobs, make_run

BOXES = np.array([[0.5, 0.5, 0.4, 0.6], [0.4, 0.6, 0.3, 0.5], [0.6, 0.4, 0.5, 0.4]])
EXAMPLE = BoxExample("a.png", (0.5, 0.5, 0.4, 0.6), (0.5, 0.5, 0.3, 0.6), (0.4, 0.5, 0.4, 0.6), 0.75)
REPORT = BoxReport(
    120, "validation", Fit(0.91, 0.02, 0.015, 0.95, 0.86, 0.99), Fit(0.4, 0.06, 0.05, 0.6, 0.7, 0.8),
    BOXES, BOXES + 0.01, BOXES + 0.05, (EXAMPLE,), (EXAMPLE,), 0.99, 0.995,
)  # fmt: skip


@pytest.fixture
def session(qtbot: QtBot, context: AppContext) -> Iterator[TrainSession]:
    made = TrainSession(context, make_job=Jobs())
    yield made
    made.close()


@pytest.fixture
def section(session: TrainSession, context: AppContext, show: Callable[[QWidget], None]) -> Iterator[RunSection]:
    made = RunSection(session, context)
    made.resize(900, 560)
    show(made)
    yield made
    made.close_section()


def make_box_run(session: TrainSession) -> Run:
    run = make_run(session.store, "Box", network="box_regressor")
    folder = RunFolder(run.folder)
    held = {"loss": 0.01, "accuracy": 0.9, "r2": 0.8, "pearson": 0.9}
    folder.write_history([replace(epoch, validation=held) for epoch in run.history])
    folder.write_report(REPORT.to_json())
    return session.store.get(run.id)


def test_a_regression_is_told_beside_least_squares(section: RunSection, session: TrainSession) -> None:
    section.show_run(make_box_run(session).id)
    result = section.result
    assert result.parts.value == "fit"
    assert result.fit.isVisible()
    assert result.fit.figures["R², explained share"] == ("0.910", "0.400")
    assert result.fit.figures["Pearson’s r"] == ("0.950", "0.600")
    assert "explains 91% of where" in result.fit.sentence.text()
    network, line = result.fit.chart.dots
    assert list(network.told) == pytest.approx([0.51, 0.41, 0.61])
    assert list(line.told) == pytest.approx([0.55, 0.45, 0.65])
    result.fit.number.set_value("3")
    result.fit.number.chosen.emit("3")
    assert list(result.fit.chart.dots[0].true) == [0.6, 0.5, 0.4]
    assert "told-against-true" in result.figures
    assert [curve.name for curve in result.curves.rate.plot.curves] == ["R², explained share", "Pearson’s r"]


def test_it_cannot_be_used_live_and_says_why(
    section: RunSection, session: TrainSession, context: AppContext, show: Callable[[QWidget], None]
) -> None:
    section.show_run(make_box_run(session).id)
    assert not section.use.isEnabled()
    assert "reads no signs" in section.use.toolTip()
    section.show_run(make_run(session.store, "Reader").id)
    assert section.use.isEnabled()
    assert section.result.parts.value == "scores"
    live = CompareLive(session, context)
    show(live)
    live.refresh()
    assert "Box" not in live._paths
    assert "Reader" in live._paths
    live.close_section()


def test_its_figures_are_copied_as_a_table(section: RunSection, session: TrainSession) -> None:
    section.show_run(make_box_run(session).id)
    section._do("csv")
    assert QApplication.clipboard().text().splitlines()[:2] == ["figure,network,least squares", "r2,0.91,0.4"]


def test_boxes_are_drawn_where_they_are() -> None:
    image = np.zeros((100, 100, 3), np.uint8)
    _draw_box(image, (0.5, 0.5, 0.4, 0.6), (255, 0, 0))
    assert tuple(image[20, 50]) == tuple(image[80, 50]) == tuple(image[50, 30]) == tuple(image[50, 70]) == (255, 0, 0)
    assert not image[50, 50].any()
    assert not image[10].any()
    _draw_box(image, (1.0, 1.0, 0.5, 0.5), (0, 255, 0))  # partly outside
    assert tuple(image[75, 90]) == (0, 255, 0)


def test_only_losses_of_numbers_are_offered(qtbot: QtBot, context: AppContext, show: Callable[[QWidget], None]) -> None:
    section = NetworkSection(context)
    show(section)
    section.begin()
    qtbot.waitUntil(lambda: bool(section.form.rows), timeout=60_000)
    section.choose("box_regressor")
    setting = section.form.rows["loss"].setting
    assert setting.choices == SPECS["box_regressor"].choices["loss"]
    assert section.form.rows["loss"].value == "huber"
    section.choose("lenet5")
    assert "cross_entropy" in section.form.rows["loss"].setting.choices
    section.close_section()
