"""All settings of a network as controls, group by group, made from the one schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from signdesk.app.icons import beside_icon, icon
from signdesk.app.theme import SPACE
from signdesk.app.train_schema import Setting
from signdesk.app.train_words import group_title
from signdesk.app.widgets.train_form_row import SettingRow

__all__ = ["SettingsForm"]

_TWO_COLUMNS = 540
_OPEN = frozenset({"Network", "Picture", "Learning"})


class SettingsForm(QWidget):
    """``changed`` when the user sets a value; ``pointed`` passes on the `Setting` that the mouse or the focus is on.

    Which groups are open stays as the user left it when other settings are shown.
    """

    changed = Signal()
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups: dict[str, _Group] = {}
        self._open = set(_OPEN)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.s)

    @property
    def rows(self) -> dict[str, SettingRow]:
        """The row of each setting, by its name."""
        return {row.setting.name: row for group in self.groups.values() for row in group.rows}

    @property
    def changes(self) -> dict[str, Any]:
        """The values that are others than usual."""
        return {name: row.value for name, row in self.rows.items() if row.is_changed}

    def build(self, settings: Iterable[Setting], groups: Sequence[str], base: Mapping[str, Any]) -> None:
        """Make a control for each of ``settings``; ``base`` has the usual values where the schema's are not usual."""
        for group in self.groups.values():
            self._column.removeWidget(group)
            group.hide()
            group.deleteLater()
        self.groups = {}
        told = list(settings)
        for name in (*groups, ""):
            own = [setting for setting in told if setting.group == name or (not name and setting.group not in groups)]
            if own:
                self._add(name, own, base)
        # Qt would show and place them one after the other, and all squeezed together until then.
        for group in self.groups.values():
            group.show()
        for _ in range(2):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._mark()

    def show_changes(self, changes: Mapping[str, Any]) -> None:
        """Show these values, without telling anybody; a setting that is not here is passed over."""
        for name, row in self.rows.items():
            if name in changes:
                row.show_value(changes[name])
        self._mark()

    def beside(self, name: str, widget: QWidget | None) -> None:
        """Put ``widget`` below the row of the setting ``name``, if it is here."""
        for group in self.groups.values():
            group.put_beside(name, widget)

    def _add(self, name: str, settings: Sequence[Setting], base: Mapping[str, Any]) -> None:
        rows = [SettingRow(setting, base.get(setting.name, setting.default)) for setting in settings]
        group = _Group(group_title(name) if name else self.tr("More"), rows, name in self._open)
        for row in rows:
            row.changed.connect(self._tell)
            row.pointed.connect(lambda row: self.pointed.emit(row.setting))
        group.head.toggled.connect(lambda on: self._open.add(name) if on else self._open.discard(name))
        self.groups[name] = group
        self._column.addWidget(group)

    def _tell(self) -> None:
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        for group in self.groups.values():
            group.mark()


class _Group(QWidget):
    """Settings under a heading that folds them away."""

    def __init__(self, title: str, rows: Sequence[SettingRow], opened: bool) -> None:
        super().__init__()
        self.rows = list(rows)
        self._beside: dict[str, QWidget] = {}
        self._columns = 0
        self.head = QToolButton()
        self.head.setProperty("role", "fold")
        self.head.setText(beside_icon(title))
        self.head.setAccessibleName(title)
        self.head.setCheckable(True)
        self.head.setIconSize(QSize(14, 14))
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.toggled.connect(self._fold)
        self._count = QLabel()
        self._count.setProperty("tone", "caption")
        self._body = QWidget()
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, SPACE.xs)
        self._grid.setHorizontalSpacing(SPACE.l)
        self._grid.setVerticalSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(SPACE.s)
        head.addWidget(self.head)
        head.addWidget(self._count)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.xs)
        column.addLayout(head)
        column.addWidget(self._body)
        self._place(1)
        self.head.setChecked(opened)
        self._fold(opened)

    def mark(self) -> None:
        """Say how many of the settings are changed: they may be folded away."""
        changed = sum(row.is_changed for row in self.rows)
        self._count.setText(self.tr("{0} changed").format(changed) if changed else "")

    def put_beside(self, name: str, widget: QWidget | None) -> None:
        if any(row.setting.name == name for row in self.rows) and widget is not None:
            self._beside[name] = widget
            self._place(self._columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 2 if self.width() >= _TWO_COLUMNS else 1
        if columns != self._columns:
            self._place(columns)

    def _fold(self, opened: bool) -> None:
        self._body.setVisible(opened)
        self.head.setIcon(icon("caret-down" if opened else "caret-right", "muted", "muted"))

    def _place(self, columns: int) -> None:
        """Put the rows into so many columns, filled one row after the other; what stands beside one takes a cell."""
        self._columns = columns
        cells: list[QWidget] = []
        for row in self.rows:
            cells.append(row)
            if row.setting.name in self._beside:
                if columns == 2 and len(cells) % 2 == 0:  # the two belong side by side
                    cells.insert(-1, QWidget())
                cells.append(self._beside[row.setting.name])
        while self._grid.count():
            self._grid.takeAt(0)
        for place, cell in enumerate(cells):
            self._grid.addWidget(cell, place // columns, place % columns, Qt.AlignmentFlag.AlignVCenter)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
