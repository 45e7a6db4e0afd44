"""A report's table: how well each sign is read."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from signdesk.app.theme import TYPE, font

if TYPE_CHECKING:
    from signdesk.training.report import Report

__all__ = ["SignsTable", "report_csv", "report_rows"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("SignsTable", text)


def report_rows(report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Heads and rows of the table as text, the averages last."""
    heads = (_tr("Sign"), _tr("Precision"), _tr("Recall"), _tr("F1"), _tr("Pictures"))
    rows = [
        (sign.label, *(f"{value:.4f}" for value in (sign.precision, sign.recall, sign.f1)), str(sign.support))
        for sign in report.classes
    ]
    for name, mean in ((_tr("Mean of the signs"), report.macro), (_tr("Mean of the pictures"), report.weighted)):
        rows.append((name, *(f"{v:.4f}" for v in (mean.precision, mean.recall, mean.f1)), str(report.pictures)))
    rows.append((_tr("Accuracy"), "", "", f"{report.accuracy:.4f}", str(report.pictures)))
    return heads, rows


def report_csv(report: Report) -> str:
    """The table as CSV."""
    heads, rows = report_rows(report)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue()


class SignsTable(QTableWidget):
    """Precision, recall, F1 and support of each sign; a click on a head sorts, Ctrl+C copies it all as CSV."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self._csv = ""
        self.setAccessibleName(self.tr("How well each sign is read"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setFrameShape(QTableWidget.Shape.NoFrame)
        self.setTabKeyNavigation(False)  # Tab leaves the table
        self.setStyleSheet("QTableView { border: none; background: transparent; } QTableView::item { padding: 0 6px; }")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        copying = QShortcut(QKeySequence.StandardKey.Copy, self)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)
        copying.activated.connect(self.copy)

    def show_report(self, report: Report) -> None:
        """Show this report."""
        self._csv = report_csv(report)
        heads, rows = report_rows(report)
        self.setHorizontalHeaderLabels(list(heads))
        self.setRowCount(len(rows))
        means = len(report.classes)
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                item = QTableWidgetItem(text)
                side = Qt.AlignmentFlag.AlignLeft if j == 0 else Qt.AlignmentFlag.AlignRight
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                if i >= means or j == 0:
                    item.setFont(font(TYPE.body, QFont.Weight.DemiBold))
                self.setItem(i, j, item)
        for j in range(1, 5):
            head = self.horizontalHeaderItem(j)
            if head is not None:
                head.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        first = self.horizontalHeaderItem(0)
        if first is not None:
            first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def copy(self) -> None:
        """Put the table into the clipboard as CSV."""
        QApplication.clipboard().setText(self._csv)
