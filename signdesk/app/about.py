"""What signdesk is made of: versions, the networks in use, licences."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QSize, Qt, qVersion
from PySide6.QtGui import QCloseEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from signdesk import __version__, paths
from signdesk.app.counts import people_text, percent, pictures_text
from signdesk.app.theme import SPACE
from signdesk.app.workers import Background
from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    from signdesk.networks.checkpoint import ModelCard

__all__ = ["AboutDialog", "card_html", "versions"]

_PACKAGES = ("PySide6-Essentials", "torch", "numpy", "opencv-python", "safetensors", "qtawesome")


def versions() -> list[tuple[str, str]]:
    """What signdesk runs on, as (name, version) pairs; nothing is imported for it."""
    found = [("signdesk", __version__), ("Python", platform.python_version()), ("Qt", qVersion())]
    for package in _PACKAGES:
        try:
            found.append((package, importlib.metadata.version(package)))
        except importlib.metadata.PackageNotFoundError:
            found.append((package, "–"))
    found.append((_tr("System"), f"{platform.system()} {platform.release()} ({platform.machine()})"))
    return found


class AboutDialog(QDialog):
    """Shows itself at once; the networks' cards are read in the background."""

    def __init__(self, checkpoint: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About signdesk"))
        self.networks = QTextBrowser()
        self.networks.setHtml(escape(self.tr("Reading the networks’ cards…")))
        self._background = Background(self)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        for named in (tabs, tabs.tabBar()):
            named.setAccessibleName(self.windowTitle())
        for browser, title in (
            (self.networks, self.tr("Networks")),
            (_page(_table(versions())), self.tr("Versions")),
            (_page(_licences()), self.tr("Licences")),
        ):
            browser.setAccessibleName(title)
            tabs.addTab(browser, title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(self.tr("Copy versions"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(_copy_versions)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.xl, SPACE.xl, SPACE.xl, SPACE.l)
        column.setSpacing(SPACE.l)
        column.addLayout(self._head())
        column.addWidget(tabs, 1)
        column.addWidget(buttons)
        self.resize(640, 600)
        self._background.run(lambda: _read_cards(checkpoint), self._show_cards, self._show_error)

    def done(self, result: int) -> None:
        self._background.close()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._background.close()
        super().closeEvent(event)

    def _head(self) -> QHBoxLayout:
        sign = QLabel()
        sign.setPixmap(
            QIcon(str(paths.assets() / "icons" / "signdesk.svg")).pixmap(QSize(64, 64), self.devicePixelRatioF())
        )
        name = QLabel(f"signdesk {__version__}")
        name.setProperty("tone", "title")
        text = QLabel(
            self.tr("Reads fingerspelled letters and digits from a webcam. Everything stays on this computer.")
        )
        text.setWordWrap(True)
        text.setProperty("tone", "muted")
        words = QVBoxLayout()
        words.setSpacing(SPACE.xs)
        words.addWidget(name)
        words.addWidget(text)
        head = QHBoxLayout()
        head.setSpacing(SPACE.l)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _show_cards(self, cards: list[tuple[str, ModelCard | SignDeskError]]) -> None:
        self.networks.setHtml("".join(card_html(file, card) for file, card in cards))

    def _show_error(self, error: SignDeskError) -> None:
        self.networks.setPlainText(str(error))


def _read_cards(checkpoint: Path | None) -> list[tuple[str, ModelCard | SignDeskError]]:
    from signdesk.networks.checkpoint import read_card

    files = [checkpoint or paths.models() / "reader.safetensors", paths.models() / "finder.safetensors"]
    found: list[tuple[str, ModelCard | SignDeskError]] = []
    for file in files:
        try:
            found.append((file.name, read_card(file)))
        except SignDeskError as error:
            found.append((file.name, error))
    return found


def card_html(file: str, card: ModelCard | SignDeskError) -> str:
    """A network's card as rich text; what comes from the file is escaped."""
    if isinstance(card, SignDeskError):
        return f"{_heading(file)}<p>{escape(str(card))}</p>"
    kind = {
        "reader": _tr("The reader: which sign a hand shows"),
        "regressor": _tr("The regressor: the box of one hand"),
    }.get(card.kind, _tr("The finder: where the hand is"))
    rows: list[tuple[str, str]] = [
        (_tr("File"), file),
        (_tr("Network"), card.network),
        (_tr("Sees"), f"{card.input.size} × {card.input.size} × {card.input.channels}"),
    ]
    if card.still_size:
        rows += [(_tr("In still pictures"), f"{card.still_size} × {card.still_size} × {card.input.channels}")]
    rows += [(_tr("Reads"), f"{name}: {' '.join(labels)}") for name, labels in card.alphabets.items()]
    rows += [(_tr("Trained on"), _data_text(source)) for source in card.data]
    rows += [
        (split, ", ".join(f"{name} {_figure(value)}" for name, value in figures.items()))
        for split, figures in card.metrics.items()
    ]
    rows += [(_tr("Made"), f"{card.created} · signdesk {card.signdesk} · seed {card.seed}")]
    notes = f"<p>{escape(card.notes)}</p>" if card.notes else ""
    return f"{_heading(kind)}{_table(rows)}{notes}"


def _heading(text: str) -> str:
    """Semi-bold, as all headings are: of anything bolder there is no font here, and Qt would smear this one."""
    return f"<h3 style='font-weight: 600'>{escape(text)}</h3>"


def _data_text(source: Any) -> str:
    pictures = pictures_text(source.pictures)
    people = _tr("{0} of {1}").format(pictures, people_text(source.people))
    text = people if source.people else _tr("{0}, people unknown").format(pictures)
    return f"{source.name}: {text}" + (f" ({source.licence})" if source.licence else "")


def _figure(value: float) -> str:
    return percent(value) if 0 <= value <= 1 else f"{value:g}"


def _licences() -> str:
    parts = (
        ("signdesk", "Apache License 2.0"),
        ("PySide6, Qt", "GNU LGPL 3"),
        ("PyTorch, NumPy", "BSD 3-Clause"),
        ("OpenCV, safetensors", "Apache License 2.0"),
        ("qtawesome, Phosphor Icons", "MIT"),
        ("Inter", "SIL Open Font License 1.1"),
    )
    fonts = paths.assets() / "fonts" / "OFL.txt"
    text = _tr("The full text of the font’s licence lies in {0}; the others come with their packages.").format(fonts)
    return _table(list(parts)) + f"<p>{escape(text)}</p>"


def _table(rows: list[tuple[str, str]]) -> str:
    cells, last = "", ""
    for name, value in rows:
        cells += f"<tr><td width='30%'>{escape(name if name != last else '')}</td><td>{escape(value)}</td></tr>"
        last = name
    return f"<table width='100%' cellspacing='0' cellpadding='3'>{cells}</table>"


def _page(html: str) -> QTextBrowser:
    browser = QTextBrowser()
    browser.setHtml(html)
    return browser


def _copy_versions() -> None:
    lines = [f"{name}: {value}" for name, value in versions()]
    QGuiApplication.clipboard().setText("\n".join([*lines, f"executable: {sys.executable}"]))


def _tr(text: str) -> str:
    return QCoreApplication.translate("about", text)
