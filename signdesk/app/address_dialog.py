"""Asking for the address of a stream."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from signdesk.app.theme import SPACE
from signdesk.app.widgets.source_picker import is_address

__all__ = ["AddressDialog"]


class AddressDialog(QDialog):
    """Takes the address of a network camera or of a phone; ``entered`` passes it on."""

    entered = Signal(str)

    def __init__(self, address: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Open an address"))
        self.setMinimumWidth(460)
        title = QLabel(self.tr("Open an address"))
        title.setProperty("tone", "title")
        text = QLabel(
            self.tr(
                "The address of a network camera, or of a phone that runs a webcam app. The app shows its address; it "
                "begins with http:// or rtsp://."
            )
        )
        text.setWordWrap(True)
        text.setProperty("tone", "muted")
        self.line = QLineEdit(address)
        self.line.setPlaceholderText("http://192.168.1.20:8080/video")
        self.line.setAccessibleName(self.tr("Address"))
        self.line.textChanged.connect(self._judge)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        self._open = buttons.button(QDialogButtonBox.StandardButton.Open)
        self._open.setProperty("role", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.xl, SPACE.xl, SPACE.xl, SPACE.l)
        column.setSpacing(SPACE.m)
        for widget in (title, text, self.line, buttons):
            column.addWidget(widget)
        self.line.selectAll()
        self._judge()

    def accept(self) -> None:
        address = self.line.text().strip()
        if is_address(address):
            super().accept()
            self.entered.emit(address)

    def _judge(self) -> None:
        address = self.line.text().strip()
        self._open.setEnabled(is_address(address) and len(address) > len("rtsp://"))
