"""Through all that the Train page shows, at the smallest size of the window: nothing is cut, all has a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLabel, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.about import AboutDialog
from signdesk.app.context import AppContext
from signdesk.app.main_window import PAGES, MainWindow
from signdesk.app.pages.train import TrainPage
from signdesk.app.shortcuts_dialog import ShortcutsDialog
from signdesk.app.widgets.train_network_curves import CurvesDialog
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
    data = {"datasets": [str(tmp_path / "hands")]}
    base = {"name": "Base", "network": "mlp", "data": data}
    make_run(made.session.store, "Read", network="lenet5", data=data)
    config = RunConfig.parse(base)
    series: tuple[Series, ...] = (Compare.of("losses", config), Sweep.parse(config, {"learning_rate": [1e-3, 1e-2]}, 0))
    for each in series:
        create_series(made.session.store, each)
    made.runs_section.kept.latencies.ask = lambda paths: None  # type: ignore[method-assign]  # its networks are none
    made.runs_section.descent.descents.ask = lambda asked: None  # type: ignore[method-assign]  # that takes its time
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


def unnamed(within: QWidget) -> list[tuple[str, str]]:
    """What takes the focus and tells nobody what it is."""
    found = []
    for widget in within.findChildren(QWidget):
        inside = isinstance(widget.parent(), QAbstractSpinBox | QComboBox)  # which has the name
        focus = widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if focus and not inside and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name):
            found.append((type(widget).__name__, type(widget.parent()).__name__))
    return found


def test_all_that_takes_the_focus_has_a_name(page: TrainPage) -> None:
    for state in states(page):
        QApplication.processEvents()  # what is to be seen is there
        assert unnamed(page) == [], state


def test_all_that_takes_the_focus_in_a_dialog_has_a_name(context: AppContext, show: Callable[[QWidget], None]) -> None:
    for dialog in (AboutDialog(), ShortcutsDialog(), CurvesDialog({})):
        show(dialog)
        assert unnamed(dialog) == []
        for tabs in dialog.findChildren(QTabWidget):
            for number in range(tabs.count()):
                tabs.setCurrentIndex(number)
                assert unnamed(dialog) == []
        dialog.close()
