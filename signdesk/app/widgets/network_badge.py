"""Whose network reads, when it is not signdesk's own, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from signdesk.app.icons import icon
from signdesk.app.theme import SPACE

__all__ = ["NetworkBadge"]


class NetworkBadge(QFrame):
    """A card with the name of the user's own network; away while signdesk's own reads. ``left``: back to that one."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._text = ""
        heading = QLabel(self.tr("Read by"))
        heading.setProperty("tone", "overline")
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.back = QToolButton()
        self.back.setProperty("role", "quiet")
        self.back.setIcon(icon("arrow-u-up-left"))
        self.back.setIconSize(QSize(18, 18))
        self.back.setAccessibleName(self.tr("Back to signdesk’s own network"))
        self.back.setToolTip(self.tr("Back to signdesk’s own network"))
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.clicked.connect(self.left)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(heading)
        column.addWidget(self._name)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.l, SPACE.s, SPACE.s, SPACE.s)
        row.setSpacing(SPACE.s)
        row.addLayout(column, 1)
        row.addWidget(self.back)
        self.hide()

    def show_network(self, name: str) -> None:
        """Show ``name``, or go away with ""."""
        self._text = name
        self.setAccessibleName(self.tr("Read by {0}").format(name) if name else "")
        self._name.setToolTip(name)
        self._elide()
        self.setVisible(bool(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, max(self._name.width(), 120)))
