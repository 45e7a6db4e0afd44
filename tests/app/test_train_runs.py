"""The Runs section: kept runs compared, renamed and deleted; sweeps; several networks live."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from signdesk.alphabet import Alphabet
from signdesk.app.camera_list import CameraList
from signdesk.app.context import AppContext
from signdesk.app.notices import Notice
from signdesk.app.theme import DARK, LIGHT
from signdesk.app.train_session import TrainSession
from signdesk.app.widgets.chart_lines import curve_colour
from signdesk.app.widgets.train_runs import RunsSection
from signdesk.app.widgets.train_runs_kept import KeptRuns
from signdesk.app.widgets.train_runs_live import CompareLive
from signdesk.app.widgets.train_runs_series import SeriesPart
from signdesk.hands.hand import Hand
from signdesk.recognition.live_result import LiveResult
from signdesk.recognition.read_by import SideReading
from signdesk.recognition.reading import Reading
from signdesk.training.compare import Compare
from signdesk.training.crossval import CrossValidation
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder
from signdesk.training.series import Series, create_series
from signdesk.training.sweep import Sweep
from signdesk.vision.box import Box
from signdesk.vision.frame import Frame
from tests.app.train_stand_ins import Jobs, epoch, make_run, report

CONFIG = {"name": "Base", "network": "layers", "data": {"datasets": ["/data/hands"]}, "train": {"epochs": 2}}


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def session(qtbot: QtBot, context: AppContext, jobs: Jobs) -> Iterator[TrainSession]:
    made = TrainSession(context, make_job=jobs)
    made.setup = lambda: CONFIG
    yield made
    made.close()


@pytest.fixture
def kept(session: TrainSession, context: AppContext, show: Callable[[QWidget], None]) -> Iterator[KeptRuns]:
    made = KeptRuns(session, context)
    made.latencies.ask = lambda paths: None  # type: ignore[method-assign]  # its networks are none
    session.runs_changed.connect(made.refresh)
    show(made)
    yield made
    made.close_section()


def texts(kept: KeptRuns, row: int) -> list[str]:
    items = [kept.table.item(row, column) for column in range(kept.table.columnCount())]
    return [item.text() for item in items if item is not None]


def test_runs_are_listed_with_what_they_reached(kept: KeptRuns, session: TrainSession) -> None:
    make_run(session.store, "First")
    make_run(session.store, "Second", epochs=2, status="stopped", with_report=False)
    kept.refresh()
    assert [texts(kept, row)[0] for row in (0, 1)] == ["Second", "First"]
    assert texts(kept, 0)[3:6] == ["Stopped, 2 of 5", "50.0%", "–"]
    assert texts(kept, 1)[3:6] == ["Finished", "70.0%", "70.0%"]


def test_a_runs_dot_has_the_colour_of_its_curve_in_each_theme(kept: KeptRuns, session: TrainSession) -> None:
    theme = session.context.theme
    assert theme is not None
    make_run(session.store, "one")
    kept.refresh()
    item = kept.table.item(0, 0)
    assert item is not None
    for mode, colour in (("light", LIGHT), ("dark", DARK)):
        theme.set_mode(mode)
        assert item.icon().pixmap(14, 14).toImage().pixelColor(7, 7).name() == curve_colour(0, colour)


def test_ticked_runs_are_compared_on_one_chart(qtbot: QtBot, kept: KeptRuns, session: TrainSession) -> None:
    for name in ("one", "two", "three"):
        make_run(session.store, name)
    kept.refresh()
    kept.table.tick([])
    assert kept.chart.plot.curves == ()
    kept.table.setCurrentCell(2, 0)
    qtbot.keyClick(kept.table, Qt.Key.Key_Space)
    kept.table.setCurrentCell(0, 0)
    qtbot.keyClick(kept.table, Qt.Key.Key_Space)
    assert [curve.name for curve in kept.chart.plot.curves] == ["one", "three"]
    assert kept.chart.accessibleDescription() == "one 60.0%, three 60.0%"
    kept.measure.set_value("loss")
    kept.measure.chosen.emit("loss")
    assert kept.chart.accessibleName() == "Validation loss"
    qtbot.keyClick(kept.table, Qt.Key.Key_Space)
    assert [curve.name for curve in kept.chart.plot.curves] == ["one"]


def test_a_run_is_opened_by_enter(qtbot: QtBot, kept: KeptRuns, session: TrainSession) -> None:
    run = make_run(session.store, "one")
    kept.refresh()
    assert not kept.open_button.isEnabled()
    kept.table.setCurrentCell(0, 0)
    with qtbot.waitSignal(kept.opened) as opened:
        qtbot.keyClick(kept.table, Qt.Key.Key_Return)
    assert opened.args == [run.id]


@pytest.mark.parametrize(("typed", "name"), [("new name", "new name"), ("  ", "old")])
def test_a_run_is_renamed_in_the_table(kept: KeptRuns, session: TrainSession, typed: str, name: str) -> None:
    make_run(session.store, "old")
    kept.refresh()
    item = kept.table.item(0, 0)
    assert item is not None
    item.setText(typed)
    assert session.runs()[0].name == name
    assert texts(kept, 0)[0] == name


def test_tab_leaves_the_table(qtbot: QtBot, kept: KeptRuns, session: TrainSession) -> None:
    for name in ("one", "two"):
        make_run(session.store, name)
    kept.refresh()
    kept.table.setFocus()
    kept.table.setCurrentCell(0, 0)
    qtbot.keyClick(kept.table, Qt.Key.Key_Tab)
    assert not kept.table.hasFocus()


def test_deleting_can_be_undone(qtbot: QtBot, kept: KeptRuns, session: TrainSession, context: AppContext) -> None:
    notices: list[Notice] = []
    context.notifier.listen(notices.append)
    make_run(session.store, "Precious")
    kept.refresh()
    kept.table.selectRow(0)
    qtbot.keyClick(kept.table, Qt.Key.Key_Delete)
    assert kept.table.rowCount() == 0
    assert notices[-1].text == "“Precious” was deleted."
    assert notices[-1].action is not None
    notices[-1].action()
    assert texts(kept, 0)[0] == "Precious"


def test_only_what_can_go_on_is_offered_to(kept: KeptRuns, session: TrainSession, jobs: Jobs) -> None:
    make_run(session.store, "done")
    half = make_run(session.store, "half", status="stopped")
    kept.refresh()
    kept.table.selectRow(1)
    assert not kept.resume_button.isEnabled()
    kept.table.selectRow(0)
    kept.resume_button.click()
    assert jobs.last.folder == half.folder
    assert not kept.resume_button.isEnabled(), "one is at work"


def test_without_runs_it_says_how_to_begin(
    session: TrainSession, context: AppContext, show: Callable[[QWidget], None]
) -> None:
    section = RunsSection(session, context)
    show(section)
    assert section.empty.content is not None
    assert section.empty.isVisible()
    section.close_section()


# Sweeps


@pytest.fixture
def series(session: TrainSession, context: AppContext, show: Callable[[QWidget], None]) -> SeriesPart:
    made = SeriesPart(session, context)
    made.resize(900, 560)
    show(made)
    made.refresh()
    choose_kind(made, "grid")
    return made


def choose_kind(series: SeriesPart, kind: str) -> None:
    series.form.kind.set_value(kind)
    series.form.kind.chosen.emit(kind)


def test_a_grid_is_started_from_the_form(series: SeriesPart, session: TrainSession, jobs: Jobs) -> None:
    assert series.form.grid == {"learning_rate": "1e-3, 5e-4, 1e-4", "hidden": "300; 500; 700"}
    series.form.go.click()
    assert session.series == jobs.last.folder
    found = session.results(jobs.last.folder)
    assert found is not None
    assert len(found.rows) == 9
    assert series.stop.isVisible()


def test_a_heat_map_shows_what_came_of_it(series: SeriesPart, session: TrainSession, jobs: Jobs) -> None:
    series.form.go.click()
    found = session.results(jobs.last.folder)
    assert found is not None
    run = session.store.create(found.rows[4].config)
    RunFolder(run.folder).write_history([])
    RunFolder(run.folder).write_report(_report_values(0.8224))
    RunFolder(run.folder).mark("finished")
    series.figure.set_value("accuracy")
    series.refresh()
    cells = [cell.text for row in series.heat.content.cells for cell in row]
    assert cells == ["–"] * 4 + ["82.24%"] + ["–"] * 4
    opened: list[str] = []
    series.opened.connect(opened.append)
    series.heat.chosen.emit(1, 1)
    series.heat.chosen.emit(0, 0)
    assert opened == [run.id]


def _report_values(accuracy: float) -> dict[str, object]:
    return replace(report(), accuracy=accuracy).to_json()


def test_an_impossible_sweep_is_a_sentence(series: SeriesPart) -> None:
    series.form._rows[0].values.setText("much")
    series.form.go.click()
    assert series.banner.isVisible()
    assert "learning_rate" in series.banner.text.text()


def test_folds_take_a_number_only(series: SeriesPart, session: TrainSession, jobs: Jobs) -> None:
    series.form.kind.set_value("folds")
    series.form.kind.chosen.emit("folds")
    assert not series.form.add.isVisible()
    series.form.number.setValue(4)
    series.form.go.click()
    found = session.results(jobs.last.folder)
    assert found is not None
    assert len(found.rows) == 4
    for row in found.rows:
        made = RunFolder(session.store.create(row.config).folder)
        made.write_history([epoch(1, 0.9)])
        made.write_report(report().to_json())
        made.mark("finished")
    series.refresh()
    assert series.mean.text() == "70.00% ± 0.00"  # not of the pictures that were chosen by
    assert not series.figure.isVisible()


def test_a_comparison_is_drawn_on_one_chart(
    qtbot: QtBot, series: SeriesPart, session: TrainSession, jobs: Jobs
) -> None:
    session.setup = lambda: {**CONFIG, "network": "mlp"}
    series.refresh()
    choose_kind(series, "compare")
    assert not series.form.add.isVisible()
    series.form.go.click()
    found = session.results(jobs.last.folder)
    assert found is not None
    assert len(found.rows) == 10
    for row, accuracy in zip(found.rows[:2], (0.3, 0.6), strict=True):
        run = session.store.create(row.config)
        RunFolder(run.folder).write_history([epoch(1, accuracy / 2), epoch(2, accuracy)])
        RunFolder(run.folder).mark("finished")
    series.refresh()
    assert series.curves.isVisible()
    assert not series.heat.isVisible()
    series.curves.measure.set_value("accuracy")
    series.curves.measure.chosen.emit("accuracy")
    first, second, third, *_ = series.curves.chart.plot.curves
    assert (first.name, list(first.y), list(second.y), len(third.x)) == ("Batch descent", [0.15, 0.3], [0.3, 0.6], 0)
    looks = {(curve.colour, curve.dash) for curve in series.curves.chart.plot.curves}
    assert len(looks) == 10
    series.table.setCurrentCell(1, 0)
    assert [curve.strong for curve in series.curves.chart.plot.curves][:2] == [False, True]
    assert "SGD, one picture a step" in series.told.text()


def test_series_are_told_apart_by_what_was_varied_and_when(series: SeriesPart, session: TrainSession) -> None:
    base = RunConfig.parse({**CONFIG, "network": "mlp"})
    made: list[Series] = [
        Compare.of("losses", base),
        Compare.of("losses", base),
        Sweep.parse(base, {"learning_rate": [0.1, 0.01], "max_norm": [0, 2]}),
        Sweep.parse(base, {"learning_rate": ["1e-4..1e-2"]}, 5),
        CrossValidation(base=base, folds=4),
    ]
    for number, each in enumerate(made):
        folder = create_series(session.store, each)
        folder.rename(folder.parent / f"20261201-1{number}0000")
    series.refresh()
    assert [series.choice.itemText(row) for row in range(5)] == [
        f"{what} · Base · 2026-12-01 1{number}:00"
        for number, what in (
            (4, "4-fold cross-validation"),
            (3, "Learning rate: 5 drawn"),
            (2, "Learning rate × Longest weights"),
            (1, "Losses"),
            (0, "Losses"),
        )
    ]


def heads(series: SeriesPart) -> list[str]:
    items = [series.table.horizontalHeaderItem(column) for column in range(series.table.columnCount())]
    return [item.text() for item in items if item is not None]


def test_the_results_of_a_series_are_headed_in_words(series: SeriesPart, session: TrainSession) -> None:
    base = RunConfig.parse({**CONFIG, "network": "mlp"})
    sweep = create_series(session.store, Sweep.parse(base, {"max_norm": [0, 2], "optimizer": ["adamw", "gd"]}))
    found = session.results(sweep)
    assert found is not None
    make_run(session.store, "One", **found.rows[0].config.model_dump(exclude={"name"}))
    series.refresh()
    figures = ["Validation", "Report", "New people", "Same people", "Status"]
    assert heads(series) == ["Longest weights", "Optimizer", *figures]
    item = series.table.item(0, 1)
    assert item is not None
    assert item.text() == "AdamW"
    assert "Longest weights 0, Optimizer AdamW" in series.told.text()
    create_series(session.store, Compare.of("losses", base))
    series.choice.setCurrentIndex(-1)
    series.refresh()
    assert heads(series) == ["Loss", "Training loss", "Final accuracy", "Best accuracy", "Epochs", "Status"]


def test_what_cannot_be_compared_says_why(series: SeriesPart, session: TrainSession) -> None:
    session.setup = lambda: {**CONFIG, "network": "softmax"}
    series.refresh()
    choose_kind(series, "compare")
    assert not series.form.go.isEnabled()
    assert "has no setting “optimizer”" in series.form.help.text()
    choose_kind(series, "folds")
    assert series.form.go.isEnabled()


def test_the_form_offers_the_settings_of_the_chosen_network(series: SeriesPart, session: TrainSession) -> None:
    session.setup = lambda: {"network": "perceptron", "name": "P"}
    series.refresh()
    assert "hidden" not in series.form.grid
    assert series.form.base.text() == "P"


# Several networks live


class NoCameras(CameraList):
    def refresh(self) -> None:
        self.found.emit([])


@pytest.mark.usefixtures("modelled_skin")
def test_each_ticked_network_says_what_it_reads(
    qtbot: QtBot, session: TrainSession, context: AppContext, show: Callable[[QWidget], None]
) -> None:
    make_run(session.store, "Perceptron")
    make_run(session.store, "Perceptron")
    live = CompareLive(session, context, cameras=NoCameras())
    show(live)
    live.refresh()
    assert live.ticked == ["signdesk", "Perceptron", "Perceptron (2)"]
    item = live.networks.item(2)
    item.setCheckState(Qt.CheckState.Unchecked)
    assert list(live._panels) == ["signdesk", "Perceptron"]
    live.show_result(
        LiveResult(Frame(np.zeros((90, 120, 3), np.uint8), 0, 0.0), ready=True, hand=Hand(Box(9, 9, 40, 40), 1))
    )
    sure = Reading(Alphabet("letters", ("A", "B")), np.array([0.9, 0.1], np.float32), "A", 0.9)
    unsure = Reading(Alphabet("letters", ("A", "B")), np.array([0.5, 0.5], np.float32), None, 0.5)
    live.show_readings({"signdesk": SideReading(sure, 3.0), "Perceptron": SideReading(unsure, 0.2)})
    assert [panel.accessibleDescription() for panel in live._panels.values()] == ["A", "?"]
    assert live._panels["signdesk"].bars.top[0] == pytest.approx(("A", 0.9))
    qtbot.keyClick(live._panels["signdesk"].bars, Qt.Key.Key_Return)
    assert live.reference.dialog is not None
    assert live.reference.dialog.card.sign == "A"
    live.show_readings({})
    assert live._panels["signdesk"].letter.text() == "–"
    live.close_section()
