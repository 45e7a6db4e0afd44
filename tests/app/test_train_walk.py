"""Through all that the Train page shows, at the smallest size of the window: nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.context import AppContext
from signdesk.app.main_window import PAGES, MainWindow
from signdesk.app.pages.train import TrainPage
from signdesk.training.compare import Compare
from signdesk.training.run_config import RunConfig
from signdesk.training.series import Series, create_series
from signdesk.training.sweep import Sweep
from signdesk.vision.image import write_image
from tests.app.train_stand_ins import make_run

PADDING = 12
"""So much wider than its text a styled button would like to be than it has to."""


@pytest.fixture
def page(context: AppContext, qtbot: QtBot, tmp_path: Path) -> Iterator[TrainPage]:
    for person in "abcde":
        for sign in "AB01":
            folder = tmp_path / "hands" / f"p{person}" / sign
            folder.mkdir(parents=True)
            for number in range(2):
                write_image(folder / f"{number}.png", np.full((24, 24, 3), ord(sign), np.uint8))
    window = MainWindow(context, [spec for spec in PAGES if spec.name == "train"])
    qtbot.addWidget(window)
    window.setMinimumSize(0, 0)
    window.resize(1000, 640)
    window.show()
    made = window.page("train")
    assert isinstance(made, TrainPage)
    made.data.open_bundled = lambda: None  # type: ignore[method-assign]
    window.open_page("train")
    made.open_paths([tmp_path / "hands"])
    qtbot.waitUntil(lambda: made.data.figures is not None, timeout=20_000)
    base = {"name": "Base", "network": "mlp", "data": {"datasets": [str(tmp_path / "hands")]}}
    make_run(made.session.store, "Read", network="lenet5")
    config = RunConfig.parse(base)
    series: tuple[Series, ...] = (Compare.of("losses", config), Sweep.parse(config, {"learning_rate": [1e-3, 1e-2]}, 0))
    for each in series:
        create_series(made.session.store, each)
    made.runs_section.kept.latencies.ask = lambda paths: None  # type: ignore[method-assign]  # its networks are none
    yield made
    window.close()


def states(page: TrainPage) -> Iterator[str]:
    """Brings the page into one state after the other, and tells which."""
    page.show_section("data")
    yield "data"
    page.show_section("network")
    for mode in ("networks", "presets", "starts"):
        page.network_section.mode.set_value(mode)
        page.network_section.mode.chosen.emit(mode)
        yield f"network, {mode}"
    page.show_section("run")
    yield "no run"
    page.run_section.show_run(page.session.runs()[0].id)
    for part in ("scores", "curves", "confusion", "signs", "mistakes", "certainty", "look", "card"):
        page.run_section.result.show_part(part)
        yield f"run, {part}"
    page.show_section("runs")
    series = page.runs_section.series
    for part in ("kept", "descent", "live", "series"):
        page.runs_section.show_part(part)
        yield f"runs, {part}"
    for kind in ("compare", "grid", "random", "folds"):
        series.form.kind.set_value(kind)
        series.form.kind.chosen.emit(kind)
        yield f"runs, to begin: {kind}"
    for number in range(series.choice.count()):
        series.choice.setCurrentIndex(number)
        yield f"runs, {series.choice.currentText()}"


def is_cut(widget: QWidget) -> bool:
    if isinstance(widget, QAbstractButton):
        return bool(widget.text().strip()) and widget.width() < widget.sizeHint().width() - PADDING
    if isinstance(widget, QLabel) and not widget.wordWrap():
        return bool(widget.text()) and widget.width() < widget.sizeHint().width()
    return False


def test_no_text_is_cut_in_the_smallest_window(page: TrainPage) -> None:
    for state in states(page):
        QApplication.processEvents()  # the layout settles
        visible = [widget for widget in page.findChildren(QWidget) if widget.isVisible()]
        cut = [widget.text() for widget in visible if isinstance(widget, QAbstractButton | QLabel) and is_cut(widget)]
        assert not cut, state
        assert page.minimumSizeHint().width() <= page.width(), state
