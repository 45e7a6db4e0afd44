"""Many trainings as one job: a comparison, settings to sweep over, parts to cross-validate on; and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from signdesk.app.context import AppContext
from signdesk.app.counts import percent
from signdesk.app.theme import SPACE
from signdesk.app.train_series_words import changed_text, changed_value, series_title, table_texts
from signdesk.app.train_session import Progress, TrainSession
from signdesk.app.train_words import setting_title
from signdesk.app.widgets.chart_grid import CellGrid, GridContent
from signdesk.app.widgets.chart_matrix import heat_content
from signdesk.app.widgets.segments import Segments
from signdesk.app.widgets.train_run_card import action_button, card, label, plain_row
from signdesk.app.widgets.train_run_head import Banner, duration
from signdesk.app.widgets.train_runs_compare import CompareChart
from signdesk.app.widgets.train_runs_form import SeriesForm

if TYPE_CHECKING:
    from signdesk.training.series import Results

__all__ = ["SeriesPart"]

_LOOK_MS = 1000
"""The curves of a comparison at work are read from the disk again so often."""


class SeriesPart(QWidget):
    """A form on the left; on the right the results of one series: the curves of a comparison or a heat map for a grid
    of two settings, a table, the mean and its deviation. ``opened`` asks to show a run of it."""

    opened = Signal(str)

    def __init__(self, session: TrainSession, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.context = session, context
        self._results: Results | None = None
        self.form = SeriesForm()
        self.banner = Banner()
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Comparison, sweep or cross-validation"))
        self.stop = action_button(self.tr("Stop"), "stop-fill")
        self.resume = action_button(self.tr("Go on"), "play-fill")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.progress = label("", "caption", elide=True)
        self.mean = label("", "title")
        self.told = label("", "muted", wrap=True)
        self.figure = Segments(
            [("validation", self.tr("Validation")), ("accuracy", self.tr("Report")), ("unseen", self.tr("New people"))],
            self.tr("Figure"),
            self.tr("Which figure to show"),
        )
        self.figure.set_value("validation")
        self.heat = CellGrid(GridContent(self.tr("Sweep"), (), (), ()))
        self.curves = CompareChart()
        self.table = self._make_table()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_MS)
        self._views = QStackedWidget()
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the series from the disk."""
        self.form.show_base(self.session.setup())
        series = self.session.all_series()
        chosen = self.choice.currentData()
        if self.session.active and self.session.series is not None:
            chosen = str(self.session.series)
        self.choice.blockSignals(True)
        self.choice.clear()
        for folder in series:
            self.choice.addItem(self._title(folder), str(folder))
        place = self.choice.findData(chosen)
        self.choice.setCurrentIndex(max(place, 0) if series else -1)
        self.choice.blockSignals(False)
        self._show_series()

    def hideEvent(self, event: QHideEvent) -> None:
        self._look.stop()
        super().hideEvent(event)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 0)
        table.setAccessibleName(self.tr("Trainings"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setFrameShape(QTableWidget.Shape.NoFrame)
        table.setTabKeyNavigation(False)  # Tab leaves the table
        table.setStyleSheet(
            "QTableView { border: none; background: transparent; } QTableView::item { padding: 0 6px; } "
            "QAbstractScrollArea::corner { background: transparent; border: none; }"
        )
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(30)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.form)
        scroll.setAccessibleName(self.tr("Many trainings at once"))
        scroll.viewport().setAutoFillBackground(False)
        self.form.setAutoFillBackground(False)
        left = card(scroll, self.tr("Many trainings at once"))
        left.setFixedWidth(356)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.s)
        self.choice.setMinimumWidth(160)
        head = QHBoxLayout()
        head.setSpacing(SPACE.s)
        head.addWidget(self.choice, 1)
        head.addWidget(self.resume)
        head.addWidget(self.stop)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.progress)
        column.addLayout(plain_row(self.mean, 1, self.figure))
        column.addWidget(self.told)
        column.addWidget(self._views, 1)
        both = QWidget()
        inside = QVBoxLayout(both)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.curves.measure, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self.curves, 3)
        inside.addWidget(self.heat, 3)
        inside.addWidget(self.table, 2)
        nothing = label(
            self.tr("What comes of a comparison, a sweep or a cross-validation appears here."), "muted", wrap=True
        )
        self._views.addWidget(nothing)
        self._views.addWidget(both)
        row = QHBoxLayout()
        row.setSpacing(SPACE.m)
        row.addWidget(left)
        row.addWidget(card(right, self.tr("Results")), 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE.m)
        whole.addWidget(self.banner)
        whole.addLayout(row, 1)

    def _connect(self) -> None:
        self.form.sweep_asked.connect(self._sweep)
        self.form.comparison_asked.connect(self._compare)
        self.form.folds_asked.connect(self._cross_validate)
        self.choice.currentIndexChanged.connect(self._show_series)
        self.figure.chosen.connect(self._show_results)
        self.stop.clicked.connect(self.session.stop)
        self.resume.clicked.connect(self._resume)
        self.session.progressed.connect(self._show_progress)
        self.session.epoch_ended.connect(self._grow)
        self._look.timeout.connect(self._show_series)
        self.heat.chosen.connect(self._open_cell)
        self.table.cellDoubleClicked.connect(lambda row, _: self._open_row(row))
        self.table.currentCellChanged.connect(lambda row, *_: self.curves.choose(row))

    # What the user asks for

    @Slot(object, int)
    def _sweep(self, grid: Mapping[str, Any], random: int) -> None:
        self._begun(self.session.start_sweep(self.session.setup(), grid, random))

    @Slot(str)
    def _compare(self, name: str) -> None:
        self._begun(self.session.start_comparison(self.session.setup(), name))

    @Slot(int)
    def _cross_validate(self, folds: int) -> None:
        self._begun(self.session.start_folds(self.session.setup(), folds))

    @Slot()
    def _resume(self) -> None:
        if self._results is not None:
            self._begun(self.session.resume_series(self._results.folder))

    def _begun(self, well: bool) -> None:
        self.banner.say("" if well else self.session.problem)
        self.refresh()

    def _open_cell(self, row: int, column: int) -> None:
        self._open_row(row * len(self.heat.content.columns) + column)

    def _open_row(self, row: int) -> None:
        if self._results is not None and row < len(self._results.rows):
            run = self._results.rows[row].run
            if run is not None:
                self.opened.emit(run.id)

    # What is shown

    @property
    def _mine(self) -> bool:
        """Whether the series in view is at work."""
        return self.session.active and self._results is not None and self.session.series == self._results.folder

    def _title(self, folder: Path) -> str:
        found = self.session.results(folder)
        if found is None:
            return folder.name
        return series_title(found)

    @Slot()
    def _show_series(self) -> None:
        folder = self.choice.currentData()
        self.choice.setToolTip(self.choice.currentText())
        self._results = self.session.results(Path(folder)) if folder else None
        self._show_results()
        self._show_progress(self.session.progress)

    @Slot()
    def _show_results(self) -> None:
        found = self._results
        self._views.setCurrentIndex(0 if found is None else 1)
        for widget in (self.figure, self.curves.measure, self.mean, self.told, self.choice):
            widget.setVisible(found is not None)
        self.stop.setVisible(self._mine)
        self.resume.setVisible(found is not None and not self.session.active and found.status in ("stopped", "failed"))
        if found is None:
            self.bar.hide()
            self.progress.hide()
            return
        comparing = found.series.kind == "compare"
        self.figure.setVisible(found.series.kind == "sweep")
        self.curves.measure.setVisible(comparing)
        self.curves.setVisible(comparing)
        if comparing:
            self.curves.show_results(found)
        self._show_mean(found)
        self._show_heat(found)
        self._show_table(found)

    @Slot()
    def _grow(self) -> None:
        """An epoch is done: the curves in view may have grown."""
        comparing = self._results is not None and self._results.series.kind == "compare"
        if comparing and self._mine and self.isVisible() and not self._look.isActive():
            self._look.start()

    def _show_mean(self, found: Results) -> None:
        crossval = found.series.kind == "crossval"
        mean, best = found.mean("accuracy" if crossval else self.figure.value), found.best
        if crossval and mean is not None:
            self.mean.setText(f"{percent(mean[0], 2)} ± {100 * mean[1]:.2f}")
            self.told.setText(self.tr("Mean and standard deviation over the parts: everybody was measured on once."))
        elif best is not None:
            self.mean.setText(percent(best.figures["validation"], 2))
            told = changed_text(found, best.changed)
            over = "" if mean is None else self.tr(" All: {0} ± {1:.2f}.").format(percent(mean[0], 2), 100 * mean[1])
            self.told.setText(self.tr("Best on the validation pictures: {0}.").format(told) + over)
        else:
            self.mean.setText("")
            self.told.setText(found.problem or self.tr("No training is done yet."))

    def _show_heat(self, found: Results) -> None:
        heat = found.heat_map(self.figure.value)
        self.heat.setVisible(heat is not None)
        if heat is not None:
            down, along, rows, columns, values = heat
            names = [changed_value(found, value) for value in rows], [changed_value(found, value) for value in columns]
            titles = setting_title(down), setting_title(along)
            self.heat.show_content(heat_content(self.tr("Sweep"), *names, np.array(values), None, *titles))

    def _show_table(self, found: Results) -> None:
        heads, rows = table_texts(found)
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setRowCount(len(rows))
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                self.table.setItem(i, j, QTableWidgetItem(text))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        self.bar.setVisible(self._mine)
        self.progress.setVisible(self._mine)
        if not self._mine:
            return
        share = progress.share
        self.bar.setRange(0, 1000 if share is not None else 0)
        self.bar.setValue(round(1000 * (share or 0)))
        parts = [self.tr("Training {0} of {1}").format(progress.run, progress.runs), progress.run_name]
        if progress.epochs:
            parts.append(self.tr("epoch {0} of {1}").format(progress.epoch, progress.epochs))
        if progress.left is not None:
            parts.append(self.tr("{0} left in this one").format(duration(progress.left)))
        self.progress.setText(" · ".join(part for part in parts if part))
