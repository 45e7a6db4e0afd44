"""All kept runs as a table; those that are ticked are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QIconEngine, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from signdesk.app.counts import percent
from signdesk.app.dates import shown_time
from signdesk.app.theme import colours
from signdesk.app.train_latency import Latencies
from signdesk.app.widgets.chart_lines import curve_colour

if TYPE_CHECKING:
    from signdesk.training.runs import Run

__all__ = ["RunsTable", "swatch"]

_ID = Qt.ItemDataRole.UserRole
_NARROW = 960


class RunsTable(QTableWidget):
    """A row a run. ``opened`` passes the id of a run on; ``ticked`` tells that others are to be compared;
    ``deleted`` that the user pressed Delete, ``renamed`` the id and the new name."""

    opened = Signal(str)
    ticked = Signal()
    deleted = Signal()
    renamed = Signal(str, str)

    def __init__(self, latencies: Latencies, parent: QWidget | None = None) -> None:
        heads = ("Name", "Network", "When", "Stands", "Accuracy", "New people", "Size", "Time")
        super().__init__(0, len(heads), parent)
        self._latencies = latencies
        self._runs: list[Run] = []
        self._ticked: list[str] = []
        self._filling = False
        self.setAccessibleName(self.tr("Runs"))
        self.setHorizontalHeaderLabels(
            [
                self.tr("Name"),
                self.tr("Network"),
                self.tr("When"),
                self.tr("Status"),
                self.tr("Accuracy"),
                self.tr("New people"),
                self.tr("Parameters"),
                self.tr("Latency"),
            ]
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableWidget.Shape.NoFrame)
        self.setTabKeyNavigation(False)  # Tab leaves the table
        self.setIconSize(QSize(14, 14))
        self.setStyleSheet(
            "QTableView { border: none; background: transparent; } QTableView::item { padding: 0 6px; } "
            "QAbstractScrollArea::corner { background: transparent; border: none; }"
        )
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(34)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        self._size_columns()
        for column in range(8):
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(self._side(column))
        self.itemChanged.connect(self._changed)
        self.cellDoubleClicked.connect(lambda row, _: self.opened.emit(self._runs[row].id))

    @property
    def runs(self) -> list[Run]:
        """The runs in view."""
        return self._runs

    @property
    def compared(self) -> list[Run]:
        """The ticked runs, in the order of their ticking: their place is their colour."""
        by_id = {run.id: run for run in self._runs}
        return [by_id[run_id] for run_id in self._ticked if run_id in by_id]

    def chosen(self) -> list[Run]:
        """The selected runs."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        return [self._runs[row] for row in rows if row < len(self._runs)]

    def tick(self, run_ids: Sequence[str]) -> None:
        """Compare these runs."""
        self._ticked = list(run_ids)
        self._fill()
        self.ticked.emit()

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show ``runs``; what was ticked and selected stays so."""
        chosen = {run.id for run in self.chosen()}
        self._runs = list(runs)
        self._fill()
        self.clearSelection()
        mode = self.selectionMode()
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        for row, run in enumerate(self._runs):
            if run.id in chosen:
                self.selectRow(row)
        self.setSelectionMode(mode)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self.setColumnHidden(2, narrow)  # the order tells it too, and the name's tooltip
        self.setColumnWidth(1, 120 if narrow else 190)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing and self.chosen():
            self.opened.emit(self.chosen()[0].id)
        elif event.key() == Qt.Key.Key_Delete and not editing:
            self.deleted.emit()
        elif event.key() == Qt.Key.Key_Space and self.chosen():
            item = self.item(self.currentRow(), 0)
            if item is not None:
                on = item.checkState() == Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        else:
            super().keyPressEvent(event)

    def refresh(self) -> None:
        """Something about the runs in view is known now that was not."""
        self._fill()

    def _size_columns(self) -> None:
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)

    def _fill(self) -> None:
        self._filling = True
        # Columns as wide as their contents would measure the whole table anew at every cell.
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setRowCount(len(self._runs))
        for row, run in enumerate(self._runs):
            for column, text in enumerate(self._texts(run)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(self._side(column))
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                if column == 0:
                    self._dress(item, run)
                if column == 3 and run.problem:
                    item.setToolTip(run.problem)
                self.setItem(row, column, item)
        self._size_columns()
        self._filling = False

    def _dress(self, item: QTableWidgetItem, run: Run) -> None:
        on = run.id in self._ticked
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        item.setData(_ID, run.id)
        item.setToolTip(f"{run.name}\n{_when(run)}")
        if on:
            item.setIcon(swatch(self._ticked.index(run.id)))

    def _texts(self, run: Run) -> tuple[str, ...]:
        from signdesk.networks.specs import SPECS

        spec = SPECS.get(run.config.network)
        figures = run.figures
        latency = self._latencies.of(run.checkpoint)
        known = latency is not None and latency.milliseconds is not None
        return (
            run.name,
            spec.title if spec else run.config.network,
            _when(run),
            self._status(run),
            percent(figures.get("accuracy")) if figures else _best(run),
            percent(figures.get("unseen")) if figures else "–",
            _size(latency.parameters) if latency is not None and latency.parameters is not None else "–",
            f"{latency.milliseconds:.1f} ms" if known and latency is not None else "–",
        )

    def _status(self, run: Run) -> str:
        epochs = run.config.train.epochs
        return {
            "new": self.tr("Not begun"),
            "running": self.tr("Training"),
            "stopped": self.tr("Stopped, {0} of {1}").format(len(run.history), epochs),
            "finished": self.tr("Finished"),
            "failed": self.tr("Failed"),
        }[run.status]

    def _changed(self, item: QTableWidgetItem) -> None:
        if self._filling or item.column() != 0:
            return
        run_id = str(item.data(_ID))
        run = next((run for run in self._runs if run.id == run_id), None)
        on = item.checkState() == Qt.CheckState.Checked
        if on != (run_id in self._ticked):
            self._ticked = [*self._ticked, run_id] if on else [one for one in self._ticked if one != run_id]
            self._fill()
            self.ticked.emit()
        elif run is not None and not item.text().strip():
            item.setText(run.name)  # no name is no new name
        elif run is not None and item.text().strip() != run.name:
            self.renamed.emit(run_id, item.text().strip())

    @staticmethod
    def _side(column: int) -> Qt.AlignmentFlag:
        level = Qt.AlignmentFlag.AlignLeft if column < 4 else Qt.AlignmentFlag.AlignRight
        return level | Qt.AlignmentFlag.AlignVCenter


def _when(run: Run) -> str:
    return shown_time(run.created)


def _best(run: Run) -> str:
    """The accuracy of a run without a report: the best that was validated."""
    read = [epoch.validation["accuracy"] for epoch in run.history if "accuracy" in epoch.validation]
    return percent(max(read)) if read else "–"


def _size(parameters: int) -> str:
    if parameters >= 1_000_000:
        return f"{parameters / 1e6:.1f} M"
    return f"{parameters / 1e3:.1f} k" if parameters >= 1000 else str(parameters)


def swatch(number: int) -> QIcon:
    """A dot in the chart's colour ``number``."""
    return QIcon(_Dot(number))


class _Dot(QIconEngine):
    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def clone(self) -> QIconEngine:
        return _Dot(self._number)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = 5 * min(rect.width(), rect.height()) / 7
        dot = QRectF(0, 0, side, side)
        dot.moveCenter(QRectF(rect).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(curve_colour(self._number, colours())))
        painter.drawEllipse(dot)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap
