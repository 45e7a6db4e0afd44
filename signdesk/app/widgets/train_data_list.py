"""The datasets that are chosen, one row each, and how far the next one has been read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from signdesk.app.counts import people_text, pictures_text
from signdesk.app.icons import icon
from signdesk.app.theme import SPACE
from signdesk.app.train_data_job import Dataset, Watch
from signdesk.app.train_setup import BUNDLED
from signdesk.app.widgets.elided_label import ElidedLabel
from signdesk.app.widgets.icon_label import IconLabel

__all__ = ["DatasetList", "described"]

_EXAMPLES = 12


class DatasetList(QWidget):
    """``removed`` passes on the `Dataset` that is to go; ``stopped`` asks to read no further."""

    removed = Signal(object)
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Dataset] = []
        self._rows: list[QWidget] = []
        self.problem = QLabel()
        self.problem.setProperty("tone", "danger")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.problem.hide()
        self.progress = _Reading()
        self.progress.stop.clicked.connect(self.stopped)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.xs)
        self._column.addWidget(self.progress)
        self._column.addWidget(self.problem)

    def show_datasets(self, datasets: Sequence[Dataset]) -> None:
        """A row for each."""
        if list(datasets) == self._shown:
            return
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._shown = list(datasets)
        self._rows = [self._row(dataset) for dataset in datasets]
        for place, row in enumerate(self._rows):
            self._column.insertWidget(place, row)

    def show_problem(self, message: str) -> None:
        """Say why the last dataset can't be used; "" when there is nothing to say."""
        self.problem.setText(message)
        self.problem.setVisible(bool(message))

    def show_reading(self, watch: Watch | None) -> None:
        """How far ``watch`` is; None when nothing is being read."""
        self.progress.show_watch(watch)

    def _row(self, dataset: Dataset) -> QWidget:
        row = QFrame()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE.s)
        sign = IconLabel("package" if dataset.key == BUNDLED else "folder-simple", size=18)
        name = ElidedLabel(self.tr("Bundled") if dataset.key == BUNDLED else dataset.samples.name)
        name.setStyleSheet("font-weight: 600;")
        what = QLabel(described(dataset, self))
        what.setProperty("tone", "caption")
        what.setWordWrap(True)
        what.setToolTip(_skipped(dataset, self))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(name)
        texts.addWidget(what)
        remove = QToolButton()
        remove.setProperty("role", "quiet")
        remove.setProperty("small", True)
        remove.setIcon(icon("x", "muted"))
        remove.setToolTip(self.tr("Take it off the list; its files stay"))
        remove.setAccessibleName(self.tr("Remove {0}").format(name.text()))
        remove.clicked.connect(lambda: self.removed.emit(dataset))
        line.addWidget(sign)
        line.addLayout(texts, 1)
        line.addWidget(remove)
        row.setToolTip(dataset.key if dataset.key != BUNDLED else self.tr("It comes with signdesk"))
        return row


def described(dataset: Dataset, widget: QWidget) -> str:
    """How much is in ``dataset``: pictures, people, and what was left out."""
    people = people_text(dataset.people) if dataset.people else widget.tr("people unknown")
    parts = [pictures_text(dataset.pictures), people]
    if dataset.skipped:
        parts.append(widget.tr("{0} skipped").format(QLocale().toString(dataset.skipped)))
    return " · ".join(parts)


def _skipped(dataset: Dataset, widget: QWidget) -> str:
    """Why files were left out, for the first few of them."""
    if not dataset.skipped:
        return ""
    lines = [f"{skipped.name}: {skipped.why}" for skipped in dataset.samples.skipped[:_EXAMPLES]]
    if dataset.skipped > _EXAMPLES:
        lines.append(widget.tr("and {0} more").format(QLocale().toString(dataset.skipped - _EXAMPLES)))
    return "\n".join([widget.tr("Skipped:"), *lines])


class _Reading(QWidget):
    """What is being read, a bar, and a button that ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ElidedLabel()
        self.text.setProperty("tone", "caption")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Pictures read"))
        self.stop = QToolButton()
        self.stop.setProperty("role", "quiet")
        self.stop.setProperty("small", True)
        self.stop.setIcon(icon("x", "muted"))
        self.stop.setToolTip(self.tr("Cancel"))
        self.stop.setAccessibleName(self.tr("Cancel reading"))
        texts = QVBoxLayout()
        texts.setSpacing(SPACE.xs)
        texts.addWidget(self.text)
        texts.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE.xs, 0, 0)
        row.setSpacing(SPACE.s)
        row.addLayout(texts, 1)
        row.addWidget(self.stop)
        self.hide()

    def show_watch(self, watch: Watch | None) -> None:
        self.setVisible(watch is not None)
        if watch is not None:
            self.text.setText(self.tr("Reading {0}").format(watch.name))
            self.bar.setRange(0, watch.total)  # 0 to 0: a bar that only says that something is going on
            self.bar.setValue(watch.done)
