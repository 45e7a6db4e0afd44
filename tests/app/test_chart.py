"""Charts: axes that can be read, read-out by keyboard and mouse, tables of cells, figures as files."""

from __future__ import annotations

import itertools
import math
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.figure_export import save_figure
from signdesk.app.theme import DARK, LIGHT, contrast
from signdesk.app.widgets.chart import LineChart
from signdesk.app.widgets.chart_calibration import CalibrationChart
from signdesk.app.widgets.chart_grid import CellGrid
from signdesk.app.widgets.chart_lines import Curve, Plot, _spread, curve_colour
from signdesk.app.widgets.chart_matrix import confusion_content, heat_content
from signdesk.app.widgets.chart_scale import axis_of
from signdesk.errors import ImageError
from signdesk.training.report import Bin

# Axes


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.3, 2.7], ["0", "1", "2", "3"]),
        ([0.0, 0.002], ["0.0000", "0.0005", "0.0010", "0.0015", "0.0020"]),
        ([5.0, 5.0], None),
        ([], None),
        ([math.nan, math.inf, 1.0, 2.0], None),
    ],
)
def test_ticks_are_round_and_tell_apart(values: list[float], ticks: list[str] | None) -> None:
    axis = axis_of(values, 4)
    finite = [value for value in values if math.isfinite(value)]
    texts = [axis.text(tick) for tick in axis.ticks]
    assert len(set(texts)) == len(texts) >= 2
    assert all(axis.low <= value <= axis.high for value in finite)
    if ticks is not None:
        assert texts == ticks


def test_a_logarithmic_axis_gives_each_factor_of_ten_the_same_room() -> None:
    axis = axis_of([0.02, 30, 0, -1], log=True)
    assert (axis.low, axis.high) == (0.01, 100)
    assert [axis.place(value) for value in (0.01, 1, 100)] == pytest.approx([0, 0.5, 1])
    assert axis.value(0.5) == pytest.approx(1)


def test_epochs_are_whole_numbers() -> None:
    assert Plot("x", (Curve("a", (1, 2), (0, 1)),), span=3).level().ticks == (1, 2, 3)


def test_one_wild_step_does_not_press_the_curve_to_the_floor() -> None:
    losses = [1e6, *(1 / (i + 1) for i in range(40))]
    assert Plot("x", (Curve("a", range(41), losses),)).upright().high < 10


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_curves_stand_out_from_the_ground(colours: object) -> None:
    assert colours in (LIGHT, DARK)
    ground = colours.surface  # type: ignore[attr-defined]
    names = [curve_colour(number, colours).name() for number in range(8)]  # type: ignore[arg-type]
    assert len(set(names)) == 8
    assert min(contrast(name, ground) for name in names) >= 3


# The chart of curves


@pytest.fixture
def chart(show: Callable[[QWidget], None]) -> LineChart:
    plot = Plot(
        "Loss", (Curve("Training", (1, 2, 3), (3, 2, 1), 1), Curve("Validation", (2, 3), (2.5, math.nan))), "Epoch"
    )
    made = LineChart(plot)
    made.resize(500, 300)
    show(made)
    return made


def test_the_latest_values_are_told_to_who_cannot_see(chart: LineChart) -> None:
    assert chart.accessibleName() == "Loss"
    assert chart.accessibleDescription() == "Training 1, Validation –"


def test_arrow_keys_read_out_epoch_by_epoch(qtbot: QtBot, chart: LineChart) -> None:
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.cursor_place == 3
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() == "Epoch 2, Training 2, Validation 2.5"
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.cursor_place == 1
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.cursor_place == 1
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.cursor_place is None


def test_the_mouse_reads_out_the_nearest_epoch(qtbot: QtBot, chart: LineChart) -> None:
    qtbot.mouseMove(chart, QPoint(480, 150))
    qtbot.waitUntil(lambda: chart.cursor_place == 3)
    qtbot.mouseMove(chart, QPoint(60, 150))
    qtbot.waitUntil(lambda: chart.cursor_place == 1)


def test_what_is_painted_changes_with_the_curve(chart: LineChart) -> None:
    before = chart.grab().toImage()
    chart.show_plot(Plot("Loss", (Curve("Training", (1, 2, 3), (1, 2, 3)),), "Epoch"))
    assert chart.grab().toImage() != before


# Tables of cells


@pytest.fixture
def matrix(show: Callable[[QWidget], None]) -> CellGrid:
    counts = np.array([[8, 2, 0], [0, 10, 0], [1, 0, 9]])
    made = CellGrid(confusion_content(("A", "B", "C"), counts))
    made.resize(400, 400)
    show(made)
    return made


def test_the_matrix_is_walked_and_chosen_by_keyboard(qtbot: QtBot, matrix: CellGrid) -> None:
    chosen: list[tuple[int, int]] = []
    matrix.chosen.connect(lambda row, column: chosen.append((row, column)))
    matrix.setFocus()
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.current == (0, 0)
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.accessibleDescription() == "A was read as B 2 of 10 times."
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End):
        qtbot.keyClick(matrix, key)
    assert matrix.current == (2, 2)
    assert chosen == [(0, 1)]


def test_a_click_chooses_the_cell_under_it(qtbot: QtBot, matrix: CellGrid) -> None:
    from signdesk.app.widgets import chart_grid

    area = chart_grid._area(matrix._paper(), matrix.content)
    with qtbot.waitSignal(matrix.chosen) as chosen:
        place = QPoint(round(area.left() + area.width() / 6), round(area.top() + area.height() * 5 / 6))
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [2, 0]
    assert "C was read as A" in matrix.accessibleDescription()


def test_a_heat_map_marks_the_best_and_leaves_gaps() -> None:
    content = heat_content("Sweep", ("300", "500"), ("0.1", "0.2"), np.array([[0.5, 0.8], [np.nan, 0.7]]))
    texts = [[cell.text for cell in row] for row in content.cells]
    assert texts == [["50.00%", "80.00%"], ["–", "70.00%"]]
    assert [cell.best for row in content.cells for cell in row] == [False, True, False, False]


def test_calibration_is_told_in_words(show: Callable[[QWidget], None]) -> None:
    chart = CalibrationChart()
    show(chart)
    chart.show_bins([Bin(0.9, 0.8, 20), Bin(0.1, 0.0, 0)])
    assert chart.accessibleDescription() == "90% sure: right 80% of 20 times"


# Figures as files


def test_a_figure_is_saved_as_png_at_twice_the_size(chart: LineChart, tmp_path: Path) -> None:
    save_figure(chart, tmp_path / "loss.png", QSize(300, 200))
    image = QImage(str(tmp_path / "loss.png"))
    assert image.size() == QSize(600, 400)
    assert image.pixelColor(1, 1).name() == LIGHT.surface, "light, whatever the window shows"
    assert len({image.pixel(x, y) for x in range(0, 600, 3) for y in range(0, 400, 3)}) > 10


def test_a_figure_is_saved_as_svg_with_its_words(chart: LineChart, matrix: CellGrid, tmp_path: Path) -> None:
    for name, figure, word in (("loss", chart, "Validation"), ("matrix", matrix, "Read as")):
        save_figure(figure, tmp_path / f"{name}.svg", QSize(400, 300))
        root = ElementTree.parse(tmp_path / f"{name}.svg").getroot()
        assert root.get("viewBox") == "0 0 400 300"
        texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
        assert word in texts


def test_a_figure_that_cannot_be_written_is_a_sentence(chart: LineChart, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"saved as \.png or \.svg"):
        save_figure(chart, tmp_path / "loss.gif", QSize(100, 100))
    (tmp_path / "file").write_text("")
    with pytest.raises(ImageError, match="can't be written"):
        save_figure(chart, tmp_path / "file" / "loss.png", QSize(100, 100))


def test_names_beside_the_curves_do_not_cover_each_other() -> None:
    places = _spread([10, 11, 12, 90, 99], 0, 100, 15)
    assert places == sorted(places)
    assert min(b - a for a, b in itertools.pairwise(places)) >= 15
    assert places[0] >= 0
    assert places[-1] <= 100
    crowded = _spread([5.0] * 20, 0, 100, 15)
    assert min(b - a for a, b in itertools.pairwise(crowded)) == pytest.approx(100 / 19)
