"""How well a network reads people it has never seen, beside how well it reads those it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from signdesk.app.counts import people_text, percent, pictures_text
from signdesk.app.theme import SPACE, TYPE, colours, font
from signdesk.app.widgets.train_run_card import card, label

if TYPE_CHECKING:
    from signdesk.training.report import Report

__all__ = ["ScoreCard", "ScoresPart"]


class ScoreCard(QFrame):
    """One large figure, what it is of, and how it was measured."""

    def __init__(self, main: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._share: float | None = None
        self._main = main
        self.heading = label("", "overline")
        self.figure = _Figure(main)
        self.note = label("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        column.setSpacing(SPACE.xs)
        column.addWidget(self.heading)
        column.addWidget(self.figure)
        column.addWidget(self.note)

    def show_score(self, heading: str, share: float | None, note: str) -> None:
        """Show ``share``; a dash when there is none."""
        self.heading.setText(heading)
        self.figure.show_share(share)
        self.note.setText(note)
        self.setAccessibleName(f"{heading}: {percent(share)}")
        self.setAccessibleDescription(note)


class _Figure(QWidget):
    def __init__(self, main: bool) -> None:
        super().__init__()
        self._main = main
        self._share: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float | None) -> None:
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 76)

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(48, QFont.Weight.DemiBold))
        painter.setPen(QColor(colour.accent if self._main and self._share is not None else colour.text))
        line = QRectF(0, 0, self.width(), 58)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, percent(self._share))
        track = QRectF(0, 64, self.width(), 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour.hover))
        painter.drawRoundedRect(track, 4, 4)
        if self._share is not None:
            painter.setBrush(QColor(colour.accent if self._main else colour.border_strong))
            painter.drawRoundedRect(QRectF(0, 64, max(8.0, track.width() * self._share), 8), 4, 4)
        painter.end()


class ScoresPart(QWidget):
    """Both scores, the sentence on their difference, each signer's score, the commonest mistakes.

    ``confused`` passes on a mistake that the user wants to see: what was shown, what was read.
    """

    confused = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.unseen, self.seen = ScoreCard(True), ScoreCard(False)
        self.sentence = label("", "lead", wrap=True)
        self.people = _People()
        self._mistakes = QVBoxLayout()
        self._mistakes.setSpacing(SPACE.xs)
        scores = QHBoxLayout()
        scores.setSpacing(SPACE.m)
        scores.addWidget(self.unseen, 1)
        scores.addWidget(self.seen, 1)
        self._said = said = QFrame()
        said.setProperty("card", "sunken")
        inside = QVBoxLayout(said)
        inside.setContentsMargins(SPACE.xl, SPACE.m, SPACE.xl, SPACE.m)
        inside.addWidget(self.sentence)
        self._people_scroll = QScrollArea()
        self._people_scroll.setWidgetResizable(True)
        self._people_scroll.setWidget(self.people)
        self._people_scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._people_scroll.viewport().setAutoFillBackground(False)
        self.people.setAutoFillBackground(False)
        self._people_card = card(self._people_scroll, self.tr("Each person"))
        mistakes = QWidget()
        rows = QVBoxLayout(mistakes)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(self._mistakes)
        rows.addStretch(1)
        below = QHBoxLayout()
        below.setSpacing(SPACE.m)
        below.addWidget(self._people_card, 1)
        below.addWidget(card(mistakes, self.tr("Commonest mistakes")), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        column.addLayout(scores)
        column.addWidget(said)
        column.addLayout(below, 1)

    def show_report(self, report: Report) -> None:
        """Show these figures."""
        measured = self._measured(report)
        known = report.unseen is not None
        note = measured if known else self.tr("The same people may be on both sides, so this can’t be told.")
        self.unseen.show_score(self.tr("New people"), report.unseen, note)
        self.seen.show_score(
            self.tr("People it has learnt from"),
            report.seen,
            self.tr("Other pictures of the people it was trained on") if known else measured,
        )
        if report.old is not None:
            self._show_taught(report, measured)
        self.sentence.setText(report.sentence)
        self._said.setVisible(bool(report.sentence))
        self.people.show_people(report.by_person)
        self._people_card.setVisible(bool(report.by_person))
        self._show_mistakes(report.confused(6))

    def _measured(self, report: Report) -> str:
        """On what the figures were measured."""
        pictures = pictures_text(report.pictures)
        if report.by_person:
            pictures = self.tr("{0} of {1}").format(pictures, people_text(len(report.by_person)))
        part = {"test": self.tr("{0} for testing"), "validation": self.tr("{0}, kept back for validation")}
        return part.get(report.split, "{0}").format(pictures)

    def _show_taught(self, report: Report, measured: str) -> None:
        """Fine-tuning: the signs that were taught, beside those that it knew before."""
        old = report.old
        assert old is not None
        self.unseen.show_score(self.tr("The signs it was taught"), report.accuracy, measured)
        told = self.tr("{0} before, on {1} rendered hands that it did not learn from")
        note = told.format(percent(old.before), QLocale().toString(old.pictures))
        self.seen.show_score(self.tr("The signs it knew"), old.after, note)

    def _show_mistakes(self, confused: list[tuple[str, str, int]]) -> None:
        while (item := self._mistakes.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not confused:
            self._mistakes.addWidget(label(self.tr("None: every picture was read rightly."), "muted"))
        for shown, read, count in confused:
            text = self.tr("{0} read as {1}").format(shown, read)
            button = QPushButton(f"{text}  ·  {QLocale().toString(count)} ×")
            button.setProperty("role", "quiet")
            button.setStyleSheet("text-align: left;")
            button.setAccessibleDescription(self.tr("Show these pictures"))
            button.clicked.connect(lambda _=False, pair=(shown, read): self.confused.emit(*pair))
            self._mistakes.addWidget(button)


class _People(QWidget):
    """A bar for each signer, the worst first."""

    _ROW = 26

    def __init__(self) -> None:
        super().__init__()
        self._people: list[tuple[str, float]] = []

    def show_people(self, by_person: dict[str, float]) -> None:
        self._people = sorted(by_person.items(), key=lambda item: item[1])
        self.setMinimumHeight(self._ROW * len(self._people))
        self.setAccessibleName(self.tr("Each person"))
        self.setAccessibleDescription(", ".join(f"{name} {percent(share)}" for name, share in self._people))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(TYPE.body))
        metrics = painter.fontMetrics()
        names = max((metrics.horizontalAdvance(name) for name, _ in self._people), default=0)
        names = min(names + SPACE.m, self.width() // 3)
        for row, (name, share) in enumerate(self._people):
            y = row * self._ROW
            painter.setPen(QColor(colour.text))
            elided = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, names - SPACE.s)
            painter.drawText(QRectF(0, y, names, self._ROW), Qt.AlignmentFlag.AlignVCenter, elided)
            track = QRectF(names, y + self._ROW / 2 - 4, self.width() - names - 72, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour.hover))
            painter.drawRoundedRect(track, 4, 4)
            painter.setBrush(QColor(colour.accent))
            painter.drawRoundedRect(QRectF(track.x(), track.y(), max(8.0, track.width() * share), 8), 4, 4)
            painter.setPen(QColor(colour.muted))
            number = QRectF(self.width() - 64, y, 60, self._ROW)
            painter.drawText(number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, percent(share))
        painter.end()
